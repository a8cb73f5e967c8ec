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


def stacked_weights(models):
    """The same for models of equal shape: kernels [models, inputs, outputs], biases likewise."""
    layers = zip(*(initial_weights(model) for model in models))
    return [tuple(np.stack(arrays) for arrays in zip(*layer)) for layer in layers]
