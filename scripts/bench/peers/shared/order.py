"""The order of the images, epoch by epoch."""

import numpy as np


def epoch_orders(seed, images, epochs):
    """Yields a random order of `images` positions, int64 [images], for each epoch.

    Models stacked in one group share the order of the first one's seed.
    """
    random = np.random.default_rng([seed, 1])
    for _ in range(epochs):
        yield random.permutation(images)
