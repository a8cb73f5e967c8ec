"""Hand-written NumPy, models of equal shape stacked."""

import numpy as np

from shared.history import History
from shared.mnist import load_mnist
from shared.order import epoch_orders
from training.numpy_network import Network
from work import groups_of_equal_shape

VERSIONS = {"numpy": np.__version__}


def train(work, models, stopwatch):
    """One result for each model."""
    mnist = load_mnist(work)
    validation, test = mnist.validation.pixels(), mnist.test.pixels()
    stopwatch.started()

    results = [None] * len(models)
    for positions in groups_of_equal_shape(models):
        group = [models[position] for position in positions]
        network = Network(group)
        history = History(len(group))
        for order in epoch_orders(group[0].seed, len(mnist.train), work.epochs):
            with stopwatch.column("train"):
                trained = network.epoch(mnist.train, order, work.batch_size)
            with stopwatch.column("evaluate"):
                validated = network.evaluate(validation, mnist.validation.labels)
            history.epoch(*trained, *validated)
        with stopwatch.column("evaluate"):
            history.test(*network.evaluate(test, mnist.test.labels))
        for position, result in zip(positions, history.results):
            results[position] = result
    return results
