"""JAX: several models in one program, a whole epoch in one compiled call; images stay uint8 there."""

import math

import jax
import numpy as np

from shared.adam import rate_factor
from shared.history import History
from shared.mnist import load_mnist
from shared.order import epoch_orders
from shared.weights import initial_moving, initial_weights
from training.jax_epoch import epoch, evaluate, zeros_like
from work import groups_of_equal_shape

VERSIONS = {"jax": jax.__version__, "jaxlib": jax.lib.__version__}


def train(work, models, stopwatch, together, unrolled):
    """One result for each model; a program trains at most `together` models.

    `unrolled` writes the step once for each model, of whatever shapes, instead of using vmap, which
    wants equal ones.
    """
    mnist = load_mnist(work)
    parts = [
        (jax.device_put(part.images), jax.device_put(part.labels.astype(np.int32)))
        for part in (mnist.train, mnist.validation, mnist.test)
    ]
    stopwatch.started()

    results = [None] * len(models)
    programs = {}
    for positions in programs_of(models, together, unrolled):
        group = [models[position] for position in positions]
        networks = tuple(model.layers for model in group)
        if networks not in programs:
            with stopwatch.column("compile"):
                programs[networks] = compiled(work, group, parts, unrolled)
        trained = train_group(work, group, parts, programs[networks], stopwatch)
        for position, result in zip(positions, trained):
            results[position] = result
    return results


def programs_of(models, together, mixed):
    """Lists of positions of models, at most `together` in each; of equal shape unless `mixed`.

    Mixed ones have a model or more of each shape in turn: later lists then have the earlier's programs.
    """
    groups = groups_of_equal_shape(models)
    if mixed:
        each = max(1, together // len(groups))
        rows = [
            [position for group in groups for position in group[first : first + each]]
            for first in range(0, max(map(len, groups)), each)
        ]
    else:
        rows = groups
    for row in rows:
        for first in range(0, len(row), together):
            yield row[first : first + together]


def starting_state(group):
    """(weights, Adam's first and second means, moving averages): lists with a tree for each model."""
    weights = [jax.device_put(initial_weights(model)) for model in group]
    moving = [jax.device_put(initial_moving(model)) for model in group]
    return weights, zeros_like(weights), zeros_like(weights), moving


def compiled(work, group, parts, unrolled):
    """(epoch, {images: evaluation}), compiled for the shapes of this group."""
    (images, labels), validation, test = parts
    order = np.zeros(order_shape(work, labels), np.int32)
    rates = np.zeros((len(order), len(group)), np.float32)
    state = starting_state(group)
    networks = tuple(model.layers for model in group)
    one_epoch = jax.jit(epoch, static_argnames=("networks", "unrolled"), donate_argnums=0)
    one_evaluation = jax.jit(evaluate, static_argnames="networks")
    evaluations = {
        len(part[1]): one_evaluation.lower(state[0], state[3], *part, networks=networks).compile()
        for part in {len(part[1]): part for part in (validation, test)}.values()
    }
    whole = one_epoch.lower(
        state, images, labels, order, rates, networks=networks, unrolled=unrolled
    )
    return whole.compile(), evaluations


def order_shape(work, labels):
    """[steps, batch] of an epoch."""
    return math.ceil(len(labels) / work.batch_size), work.batch_size


def train_group(work, group, parts, programs, stopwatch):
    """Trains the models of a program; returns their results."""
    (images, labels), validation, test = parts
    one_epoch, evaluations = programs
    rates = np.array([model.learning_rate for model in group])
    state = starting_state(group)
    history = History(len(group))
    steps = 0
    for order in epoch_orders(group[0].seed, len(labels), work.epochs):
        with stopwatch.column("train"):
            rows = np.full(order_shape(work, labels), -1, np.int32)
            rows.flat[: len(order)] = order
            factors = [rate_factor(steps + step) for step in range(1, len(rows) + 1)]
            steps += len(rows)
            step_rates = np.outer(factors, rates).astype(np.float32)
            state, scores = one_epoch(state, images, labels, rows, step_rates)
            trained = np.asarray(scores)
        with stopwatch.column("evaluate"):
            validated = np.asarray(evaluations[len(validation[1])](state[0], state[3], *validation))
        history.epoch(*trained, *validated)
    with stopwatch.column("evaluate"):
        history.test(*np.asarray(evaluations[len(test[1])](state[0], state[3], *test)))
    return history.results
