"""Keras's fit() with jit_compile and steps_per_execution; models of equal shape share a network.

A network is traced and compiled once for each shape: for the next model its weights are drawn again,
its optimizer is set back to zero and its learning rate set.
"""

import os

import keras
import tensorflow as tf

from shared.mnist import load_mnist
from shared.weights import initial_moving, initial_weights
from training.keras_common import (  # noqa: F401
    VERSIONS,
    pixels_for,
    report_of,
    sequential,
    time_first_call,
)
from work import groups_of_equal_shape

STEPS_PER_EXECUTION = 100
EVALUATION_BATCH = 1000


def train(work, models, stopwatch):
    """One result for each model."""
    threads = int(os.environ["OMP_NUM_THREADS"])
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    mnist = load_mnist(work)
    x_train, x_validation, x_test = pixels_for(models, mnist)
    stopwatch.started()

    results = [None] * len(models)
    for group in groups_of_equal_shape(models):
        with stopwatch.column("compile"):
            network = compiled(models[group[0]])
            warm_up(network, work, x_train, mnist.train.labels)
        time_first_call(network, stopwatch)
        for position in group:
            with stopwatch.column("train"):
                start_over(network, models[position])
                history = network.fit(
                    x_train,
                    mnist.train.labels,
                    batch_size=work.batch_size,
                    epochs=work.epochs,
                    validation_data=(x_validation, mnist.validation.labels),
                    validation_batch_size=EVALUATION_BATCH,
                    verbose=0,
                )
            with stopwatch.column("evaluate"):
                test = network.evaluate(
                    x_test, mnist.test.labels, batch_size=EVALUATION_BATCH, verbose=0
                )
            results[position] = report_of(history, test)
    return results


def compiled(model):
    """The network, with the functions that fit() and evaluate() call still to be traced."""
    network = sequential(model)
    network.compile(
        optimizer=keras.optimizers.Adam(),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        jit_compile=True,
        steps_per_execution=STEPS_PER_EXECUTION,
    )
    network.optimizer.build(network.trainable_variables)
    return network


def warm_up(network, work, pixels, labels):
    """Trains on a whole and a short batch and validates once: XLA compiles for each batch size.

    Without it the short batch's compilation would count as training. start_over() undoes the steps.
    """
    images = work.batch_size + len(labels) % work.batch_size
    network.fit(
        pixels[:images],
        labels[:images],
        batch_size=work.batch_size,
        validation_data=(pixels[:EVALUATION_BATCH], labels[:EVALUATION_BATCH]),
        validation_batch_size=EVALUATION_BATCH,
        verbose=0,
    )


def start_over(network, model):
    """Makes the network new: the model's seed, its learning rate, an optimizer without past."""
    keras.utils.set_random_seed(model.seed)
    network.set_weights(
        [
            array
            for layer in zip(initial_weights(model), initial_moving(model))
            for arrays in layer
            for array in arrays
        ]
    )
    for variable in network.optimizer.variables:
        variable.assign(tf.zeros_like(variable))
    network.optimizer.learning_rate = model.learning_rate
