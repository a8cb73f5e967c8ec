"""JAX: models of equal shape in one program, a whole epoch in one compiled call."""

import jax
import numpy as np

from shared.adam import rate_factor
from shared.history import History
from shared.mnist import load_mnist
from shared.order import epoch_orders
from shared.weights import initial_weights
from training.jax_epoch import Batches, epoch, evaluate, zeros_like
from work import groups_of_equal_shape

VERSIONS = {"jax": jax.__version__, "jaxlib": jax.lib.__version__}


def train(work, models, stopwatch, together, unrolled):
    """One result for each model; a program trains at most `together` models of equal shape.

    `unrolled` writes the step once for each model instead of using vmap.
    """
    mnist = load_mnist(work)
    parts = [
        (part.pixels(), part.labels.astype(np.int32))
        for part in (mnist.train, mnist.validation, mnist.test)
    ]
    stopwatch.started()

    results = [None] * len(models)
    programs = {}
    for positions in programs_of(models, together):
        group = [models[position] for position in positions]
        shape = (group[0].hidden, len(group))
        if shape not in programs:
            with stopwatch.column("compile"):
                programs[shape] = compiled(work, group, parts, unrolled)
        trained = train_group(work, group, parts, programs[shape], stopwatch)
        for position, result in zip(positions, trained):
            results[position] = result
    return results


def programs_of(models, together):
    """Lists of positions of models with equal shape, at most `together` in each."""
    for positions in groups_of_equal_shape(models):
        for first in range(0, len(positions), together):
            yield positions[first : first + together]


def starting_state(group):
    """(layers, Adam's first means, second means), each a list with a tree for each model."""
    layers = [jax.device_put(initial_weights(model)) for model in group]
    return layers, zeros_like(layers), zeros_like(layers)


def compiled(work, group, parts, unrolled):
    """(epoch, {images: evaluation}), compiled for the shapes of this group."""
    (pixels, labels), validation, test = parts
    batches = Batches.of(pixels, labels, work.batch_size)
    rates = np.zeros((batches.steps, len(group)), np.float32)
    state = starting_state(group)
    one_epoch = jax.jit(epoch, static_argnames="unrolled", donate_argnums=0)
    one_evaluation = jax.jit(evaluate)
    evaluations = {
        len(labels): one_evaluation.lower(state[0], pixels, labels).compile()
        for pixels, labels in {len(part[1]): part for part in (validation, test)}.values()
    }
    return one_epoch.lower(state, batches, rates, unrolled=unrolled).compile(), evaluations


def train_group(work, group, parts, programs, stopwatch):
    """Trains the models of a program; returns their results."""
    (pixels, labels), validation, test = parts
    one_epoch, evaluations = programs
    rates = np.array([model.learning_rate for model in group])
    state = starting_state(group)
    history = History(len(group))
    steps = 0
    for order in epoch_orders(group[0].seed, len(labels), work.epochs):
        with stopwatch.column("train"):
            batches = Batches.of(pixels[order], labels[order], work.batch_size)
            factors = [rate_factor(steps + step) for step in range(1, batches.steps + 1)]
            steps += batches.steps
            state, scores = one_epoch(state, batches, np.outer(factors, rates).astype(np.float32))
            trained = np.asarray(scores)
        with stopwatch.column("evaluate"):
            validated = np.asarray(evaluations[len(validation[1])](state[0], *validation))
        history.epoch(*trained, *validated)
    with stopwatch.column("evaluate"):
        history.test(*np.asarray(evaluations[len(test[1])](state[0], *test)))
    return history.results
