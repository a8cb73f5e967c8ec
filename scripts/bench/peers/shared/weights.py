"""Initial weights: Glorot-uniform kernels, orthogonal recurrent ones, zero biases, unit scales."""

import math

import numpy as np


def initial_weights(model):
    """For each layer its trained arrays, float32, shaped as `Layer.weights`, from the model's seed."""
    random = np.random.default_rng(model.seed)
    return [layer_weights(layer, random) for layer in model.layers]


def layer_weights(layer, random):
    """One layer's arrays."""
    if layer.kind == "batch_normalization":
        scale, offset = layer.weights
        return np.ones(scale, np.float32), np.zeros(offset, np.float32)
    arrays = []
    for number, shape in enumerate(layer.weights):
        if len(shape) == 1:
            arrays.append(np.zeros(shape, np.float32))
        elif layer.kind == "gru" and number == 1:
            arrays.append(orthogonal(shape, random))
        else:
            arrays.append(glorot_uniform(shape, random))
    return tuple(arrays)


def glorot_uniform(shape, random):
    """A kernel [..., inputs, outputs]; those of an image's windows count at each place in them."""
    *window, inputs, outputs = shape
    bound = np.float32(np.sqrt(6 / (math.prod(window) * (inputs + outputs))))
    return random.random(shape, dtype=np.float32) * (2 * bound) - bound


def orthogonal(shape, random):
    """A matrix with orthonormal rows; it has more columns than rows."""
    columns, triangle = np.linalg.qr(random.standard_normal(shape[::-1]))
    return np.ascontiguousarray((columns * np.sign(np.diag(triangle))).T, dtype=np.float32)


def initial_moving(model):
    """For each layer its moving (mean, variance), or () where it has none."""
    return [
        tuple(fill(layer.outputs[-1:], np.float32) for fill in (np.zeros, np.ones))
        if layer.kind == "batch_normalization"
        else ()
        for layer in model.layers
    ]
