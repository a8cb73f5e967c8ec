"""What both PyTorch peers share: threads, the data as tensors, initial weights."""

import os
from dataclasses import dataclass

import torch

from shared.mnist import load_mnist
from shared.weights import initial_weights

VERSIONS = {"torch": torch.__version__}
torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
torch.set_flush_denormal(True)


@dataclass
class Tensors:
    """Pixels float32 [n, 784], 0 to 1, and labels int64 [n]."""

    pixels: torch.Tensor
    labels: torch.Tensor

    def __len__(self):
        return len(self.labels)


@dataclass
class Data:
    """The three parts."""

    train: Tensors
    validation: Tensors
    test: Tensors


def load_tensors(work):
    """MNIST in memory."""
    mnist = load_mnist(work)
    return Data(
        *(
            Tensors(torch.from_numpy(part.pixels()), torch.from_numpy(part.labels).long())
            for part in (mnist.train, mnist.validation, mnist.test)
        )
    )


def starting_weights(model):
    """For each layer its arrays as tensors, (kernel [inputs, outputs], bias [outputs]) if dense."""
    return [tuple(map(torch.from_numpy, layer)) for layer in initial_weights(model)]
