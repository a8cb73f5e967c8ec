"""Initial weights: Glorot-uniform kernels, zero biases."""

import numpy as np


def initial_weights(model):
    """[(kernel float32 [inputs, outputs], bias float32 [outputs]), ...], from the model's seed."""
    random = np.random.default_rng(model.seed)
    weights = []
    for inputs, outputs in model.layers:
        bound = np.float32(np.sqrt(6 / (inputs + outputs)))
        kernel = random.random((inputs, outputs), dtype=np.float32) * (2 * bound) - bound
        weights.append((kernel, np.zeros(outputs, np.float32)))
    return weights
