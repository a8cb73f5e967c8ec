"""keras.Sequential, compile, fit, evaluate: a model after the other, everything at its default."""

import keras

from shared.mnist import load_mnist
from training.keras_common import (  # noqa: F401
    VERSIONS,
    pixels_for,
    report_of,
    sequential,
    time_first_call,
)


def train(work, models, stopwatch):
    """One result for each model."""
    mnist = load_mnist(work)
    x_train, x_validation, x_test = pixels_for(models, mnist)
    stopwatch.started()

    results = []
    for model in models:
        with stopwatch.column("train"):
            keras.utils.set_random_seed(model.seed)
            network = sequential(model)
            network.compile(
                optimizer=keras.optimizers.Adam(model.learning_rate),
                loss="sparse_categorical_crossentropy",
                metrics=["accuracy"],
            )
            time_first_call(network, stopwatch)
            history = network.fit(
                x_train,
                mnist.train.labels,
                batch_size=work.batch_size,
                epochs=work.epochs,
                validation_data=(x_validation, mnist.validation.labels),
                verbose=0,
            )
        with stopwatch.column("evaluate"):
            test = network.evaluate(x_test, mnist.test.labels, verbose=0)
        results.append(report_of(history, test))
    return results
