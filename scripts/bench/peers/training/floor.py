"""What the work's arithmetic alone takes here: its products at their shapes, Adam, evaluation.

Timed for a few steps and scaled up to the whole work; nothing is learnt, no accuracy comes of it.
"""

import math
import time

import torch

from training.torch_common import VERSIONS  # noqa: F401

STEPS = 200
EVALUATION_BATCH = 500
TEST_IMAGES = 10_000
TRAINING_FILE = 60_000


def train(work, models, stopwatch):
    """One empty result for each model; the seconds are those of the arithmetic."""
    stopwatch.started()
    images = min(work.limit or TRAINING_FILE, TRAINING_FILE - work.validation)
    steps = work.epochs * math.ceil(images / work.batch_size)
    evaluations = (work.epochs * work.validation + TEST_IMAGES) / EVALUATION_BATCH
    for model in models:
        stopwatch.seconds["train"] += steps * fastest(step_of(model, work.batch_size))
        stopwatch.seconds["evaluate"] += evaluations * fastest(evaluation_of(model))
    return [{} for _ in models]


@torch.inference_mode()
def fastest(action):
    """Seconds of one call: the best of five rounds."""
    rounds = []
    for _ in range(5):
        began = time.perf_counter()
        for _ in range(STEPS // 5):
            action()
        rounds.append((time.perf_counter() - began) / (STEPS // 5))
    return min(rounds)


def step_of(model, batch):
    """Products of a step, forward and backward, and one fused pass of Adam."""
    layers = [Layer(inputs, outputs, batch) for inputs, outputs in model.products]
    kernels = [layer.kernel for layer in layers]
    firsts, seconds = ([torch.zeros_like(kernel) for kernel in kernels] for _ in range(2))
    gradients = [layer.gradient for layer in layers]
    counts = [torch.ones(()) for _ in kernels]
    rates = {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "weight_decay": 0.0, "eps": 1e-7}

    def step():
        for index, layer in enumerate(layers):
            torch.mm(layer.inputs, layer.kernel, out=layer.outputs)
            torch.mm(layer.inputs.T, layer.signal, out=layer.gradient)
            if index > 0:
                torch.mm(layer.signal, layer.kernel.T, out=layer.below)
        torch._fused_adam_(
            kernels, gradients, firsts, seconds, [], counts, **rates, amsgrad=False, maximize=False
        )

    return step


def evaluation_of(model):
    """Forward products of one batch of the evaluation."""
    layers = [Layer(inputs, outputs, EVALUATION_BATCH) for inputs, outputs in model.products]

    def evaluate():
        for layer in layers:
            torch.mm(layer.inputs, layer.kernel, out=layer.outputs)

    return evaluate


class Layer:
    """Operands of a layer's products: [n, inputs], [inputs, outputs], [n, outputs]."""

    def __init__(self, inputs, outputs, batch):
        self.inputs = torch.rand(batch, inputs)
        self.kernel = torch.rand(inputs, outputs)
        self.outputs = torch.empty(batch, outputs)
        self.signal = torch.rand(batch, outputs)
        self.gradient = torch.zeros(inputs, outputs)
        self.below = torch.empty(batch, inputs)
