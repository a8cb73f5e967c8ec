"""What both Keras peers share: the network, where its seconds go, its report."""

import os
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import keras  # noqa: E402
import tensorflow as tf  # noqa: E402

VERSIONS = {"tensorflow": tf.__version__, "keras": keras.__version__}


def sequential(model):
    """The network with its initial weights: Keras's own are Glorot-uniform, orthogonal and zero."""
    layers = [LAYERS[layer.kind](layer) for layer in model.layers]
    return keras.Sequential([keras.Input(model.layers[0].inputs), *layers])


# Shapes aside, all settings that a layer of the work has are Keras's own, but reset_after.
LAYERS = {
    "dense": lambda layer: keras.layers.Dense(layer.outputs[-1], activation=layer.activation),
    "conv2d": lambda layer: keras.layers.Conv2D(
        layer.outputs[-1], layer.kernel_size, layer.strides, activation=layer.activation
    ),
    "flatten": lambda _: keras.layers.Flatten(),
    "activation": lambda layer: keras.layers.Activation(layer.activation),
    "batch_normalization": lambda _: keras.layers.BatchNormalization(),
    "gru": lambda layer: keras.layers.GRU(layer.outputs[-1], reset_after=False),
}


def pixels_for(models, mnist):
    """The pixels of the three parts as these models read them: all of a work read one shape."""
    (shape,) = {model.layers[0].inputs for model in models}
    return [
        part.pixels().reshape(-1, *shape) for part in (mnist.train, mnist.validation, mnist.test)
    ]


def report_of(history, test):
    """A model's result from what fit() and evaluate() return."""
    return {
        **{name: [float(value) for value in values] for name, values in history.history.items()},
        "test_loss": float(test[0]),
        "test_accuracy": float(test[1]),
    }


def time_first_call(network, stopwatch):
    """Moves seconds from the column "train" to "compile" and "evaluate" while fit() runs.

    The first call of the train and of the test function traces it and compiles: what it takes
    longer than the second call is compile time. Validation within fit() is evaluation.
    """
    network.make_train_function()
    network.train_function = timed(network.train_function, stopwatch)
    network.make_test_function()
    network.test_function = timed(network.test_function, stopwatch)

    evaluate = network.evaluate

    def timed_evaluate(*arguments, **options):
        compile_before = stopwatch.seconds["compile"]
        began = time.perf_counter()
        result = evaluate(*arguments, **options)
        if options.get("_use_cached_eval_dataset"):
            spent = time.perf_counter() - began
            spent -= stopwatch.seconds["compile"] - compile_before
            stopwatch.seconds["evaluate"] += spent
            stopwatch.seconds["train"] -= spent
        return result

    network.evaluate = timed_evaluate


def timed(function, stopwatch):
    """The function, with the extra seconds of its first call in the column "compile"."""
    calls = []

    def first_calls(iterator):
        if len(calls) == 2:
            return function(iterator)
        began = time.perf_counter()
        result = function(iterator)
        calls.append(time.perf_counter() - began)
        if len(calls) == 2:
            extra = max(0.0, calls[0] - calls[1])
            stopwatch.seconds["compile"] += extra
            stopwatch.seconds["train"] -= extra
        return result

    return first_calls
