"""M models of equal shape in NumPy: forward, gradient by hand, Adam in place."""

import numpy as np

from shared.adam import BETA1, BETA2, EPSILON, rate_factor
from shared.weights import initial_weights

CLEAN_EVERY = 200  # steps


class Network:
    """Parameters, gradients and Adam's sums, each float32 [M, parameters]: a model is a row.

    Adam takes a row at a time, which stays in the cache.
    """

    def __init__(self, models):
        self.parameters = np.stack([one_row(model) for model in models])
        self.gradients, self.first, self.second = (
            np.zeros_like(self.parameters) for _ in range(3)
        )
        self.scratch = np.empty_like(self.parameters[0])
        self.layers = layer_views(self.parameters, models[0])
        self.layer_gradients = layer_views(self.gradients, models[0])
        self.learning_rates = [model.learning_rate for model in models]
        self.steps = 0

    def epoch(self, part, order, batch_size):
        """One pass over the images in the given order; mean loss [M] and accuracy [M]."""
        images, labels = part.images[order], part.labels[order]
        totals = np.zeros((2, len(self.parameters)))
        for first in range(0, len(labels), batch_size):
            batch = slice(first, first + batch_size)
            pixels = np.divide(images[batch], 255, dtype=np.float32)
            totals += self.gradient(pixels, labels[batch])
            self.adam()
        return totals / len(labels)

    def evaluate(self, pixels, labels):
        """Mean loss [M] and accuracy [M] over pixels [n, 784] and labels [n]."""
        probabilities = self.forward(pixels)[-1]
        return score(probabilities, np.arange(len(labels)), labels) / len(labels)

    def forward(self, pixels):
        """What enters each layer, first to last, then the probabilities [M, n, 10]."""
        values = [pixels]
        for kernel, bias in self.layers:
            if len(values) > 1:
                np.maximum(values[-1], 0, out=values[-1])
            output = values[-1] @ kernel
            output += bias
            values.append(output)
        softmax(values[-1])
        return values

    def gradient(self, pixels, labels):
        """Fills the gradients of the mean loss; returns summed loss [M] and hits [M]."""
        *inputs, probabilities = self.forward(pixels)
        images = np.arange(len(labels))
        scores = score(probabilities, images, labels)

        signal = probabilities  # of the loss by what leaves the layer
        signal[:, images, labels] -= 1
        signal *= np.float32(1 / len(labels))
        for layer in reversed(range(len(self.layers))):
            kernel, _ = self.layers[layer]
            kernel_gradient, bias_gradient = self.layer_gradients[layer]
            np.matmul(inputs[layer].swapaxes(-1, -2), signal, out=kernel_gradient)
            np.sum(signal, axis=1, keepdims=True, out=bias_gradient)
            if layer > 0:
                signal = signal @ kernel.swapaxes(-1, -2)
                signal *= inputs[layer] > 0
        return scores

    def adam(self):
        """One step from the gradients, which it overwrites.

        `first` and `second` are decaying sums, (1 - beta) times smaller than Adam's means: two
        passes fewer. Sums that have decayed to almost nothing become zero now and then, since
        subnormal numbers are slow and NumPy cannot flush them.
        """
        self.steps += 1
        scale = (1 - BETA1) / (1 - BETA2) ** 0.5 * rate_factor(self.steps)
        epsilon = np.float32(EPSILON / (1 - BETA2) ** 0.5)
        scratch = self.scratch
        for row, rate in enumerate(self.learning_rates):
            gradient, first, second = self.gradients[row], self.first[row], self.second[row]
            first *= np.float32(BETA1)
            first += gradient
            np.square(gradient, out=gradient)
            second *= np.float32(BETA2)
            second += gradient
            np.sqrt(second, out=scratch)
            scratch += epsilon
            np.divide(first, scratch, out=scratch)
            scratch *= np.float32(rate * scale)
            self.parameters[row] -= scratch
        if self.steps % CLEAN_EVERY == 0:
            self.first[np.abs(self.first) < 1e-30] = 0


def one_row(model):
    """A model's initial weights in one float32 row: kernel, bias, kernel, bias, ..."""
    return np.concatenate([array.ravel() for layer in initial_weights(model) for array in layer])


def layer_views(rows, model):
    """Views [(kernels [M, inputs, outputs], biases [M, 1, outputs]), ...] of rows [M, parameters]."""
    views, start = [], 0
    for inputs, outputs in model.products:
        middle, end = start + inputs * outputs, start + (inputs + 1) * outputs
        kernels = rows[:, start:middle].reshape(-1, inputs, outputs)
        views.append((kernels, rows[:, None, middle:end]))
        start = end
    assert all(np.shares_memory(kernels, rows) for kernels, _ in views)
    return views


def softmax(logits):
    """In place, over the last axis."""
    logits -= logits.max(axis=-1, keepdims=True)
    np.exp(logits, out=logits)
    logits /= logits.sum(axis=-1, keepdims=True)


def score(probabilities, images, labels):
    """Loss [M] and hits [M] summed over the images, as one float64 [2, M]."""
    of_label = probabilities[:, images, labels]
    hits = probabilities.argmax(axis=-1) == labels
    loss = -np.log(np.maximum(of_label, np.float32(EPSILON)))
    return np.stack([loss.sum(axis=1, dtype=np.float64), hits.sum(axis=1)])
