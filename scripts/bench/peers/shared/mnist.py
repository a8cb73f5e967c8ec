"""MNIST from its four IDX files, split as the work says."""

import os
from dataclasses import dataclass

import numpy as np

from shared.network import IMAGE

PIXELS = IMAGE[0] * IMAGE[1]
LABELS_HEADER, IMAGES_HEADER = 8, 16  # bytes before the values


@dataclass
class Part:
    """Images uint8 [n, 784], 0 to 255, and labels uint8 [n]."""

    images: np.ndarray
    labels: np.ndarray

    def pixels(self):
        """The images as float32 [n, 784], 0 to 1."""
        return np.divide(self.images, 255, dtype=np.float32)

    def __len__(self):
        return len(self.labels)


@dataclass
class Mnist:
    """The three parts; validation is the end of the training file."""

    train: Part
    validation: Part
    test: Part


def load_mnist(work):
    """MNIST from the work's data folder; raises FileNotFoundError naming the missing file."""
    whole = read_part(work.data, "train")
    kept = len(whole) - work.validation
    used = kept if work.limit is None else min(work.limit, kept)
    return Mnist(
        train=Part(whole.images[:used], whole.labels[:used]),
        validation=Part(whole.images[kept:], whole.labels[kept:]),
        test=read_part(work.data, "t10k"),
    )


def read_part(folder, prefix):
    """Images and labels of "train" or "t10k"."""
    images = read_bytes(folder, prefix, "images", 3)[IMAGES_HEADER:]
    labels = read_bytes(folder, prefix, "labels", 1)[LABELS_HEADER:]
    return Part(images.reshape(-1, PIXELS), labels)


def read_bytes(folder, prefix, content, dimensions):
    """A whole IDX file as uint8, by any of its usual names."""
    names = [
        f"{prefix}-{content}{mark}idx{dimensions}-ubyte{ending}"
        for mark in "-."
        for ending in ("", ".bin", ".idx")
    ]
    for name in names:
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return np.fromfile(path, dtype=np.uint8)
    raise FileNotFoundError(f"none of {', '.join(names)} in {folder}")
