"""What JAX compiles: an epoch of Adam and an evaluation, for a list of models."""

from functools import partial

import jax
import jax.numpy as jnp

from shared.adam import BETA1, BETA2, EPSILON
from training.jax_layers import forward

EVALUATED_AT_ONCE = 200


def epoch(state, images, labels, order, rates, networks, unrolled):
    """One pass over images uint8 [n, 784] and labels [n], in an order int32 [steps, batch].

    The last row of the order may be filled up with -1. `rates` [steps, models] has Adam's factor in
    it. `networks` has the layers of each model, the same for all unless `unrolled`. Returns the state
    and mean loss and accuracy over the epoch's images, [2, models].
    """
    models = rates.shape[1]
    if unrolled:
        together = partial(unrolled_step, networks)
    else:
        together = jax.vmap(partial(step, networks[0]), in_axes=(0, 0, None, None))
        state = jax.tree.map(lambda *arrays: jnp.stack(arrays), *zip(*state))

    def next_batch(carry, batch):
        state, scores = carry
        rows, rate = batch
        pixels = images[rows].astype(jnp.float32) / 255
        state, batch_scores = together(state, rate, pixels, labels[rows])
        return (state, scores + batch_scores), None

    rest = len(labels) % order.shape[1]
    whole = len(order) - (rest > 0)
    carry = (state, jnp.zeros((models, 2)))
    carry, _ = jax.lax.scan(next_batch, carry, (order[:whole], rates[:whole]))
    if rest:
        carry, _ = next_batch(carry, (order[-1, :rest], rates[-1]))
    state, scores = carry
    if not unrolled:
        by_model = [jax.tree.map(lambda array: array[model], state) for model in range(models)]
        state = tuple(map(list, zip(*by_model)))
    return state, scores.T / len(labels)


def unrolled_step(networks, state, rates, pixels, labels):
    """The step of each model, written one after the other."""
    steps = [
        step(network, one, rate, pixels, labels)
        for network, one, rate in zip(networks, zip(*state), jnp.unstack(rates))
    ]
    states, scores = zip(*steps)
    return tuple(map(list, zip(*states))), jnp.stack(scores)


def step(network, state, rate, pixels, labels):
    """One step of one model; returns its state and its loss and hits summed over the batch, [2]."""
    weights, first, second, moving = state

    def loss_of(weights):
        logits, moved = forward(network, weights, moving, pixels, training=True)
        loss, scores = mean_loss(logits, labels)
        return loss, (scores, moved)

    gradients, (scores, moving) = jax.grad(loss_of, has_aux=True)(weights)
    first = jax.tree.map(lambda m, g: m + (g - m) * (1 - BETA1), first, gradients)
    second = jax.tree.map(lambda v, g: v + (g * g - v) * (1 - BETA2), second, gradients)
    weights = jax.tree.map(
        lambda w, m, v: w - rate * m / (jnp.sqrt(v) + EPSILON), weights, first, second
    )
    return (weights, first, second, moving), scores


def mean_loss(logits, labels):
    """Categorical cross-entropy, a mean; with loss and hits summed over the images, [2]."""
    of_label = jnp.take_along_axis(jax.nn.log_softmax(logits), labels[:, None], axis=1)
    loss = -jnp.mean(of_label)
    hits = jnp.sum(logits.argmax(axis=1) == labels)
    return loss, jnp.stack([loss * len(labels), hits])


def evaluate(weights, moving, images, labels, networks):
    """Mean loss and accuracy of each model on images uint8 [n, 784], [2, models].

    As many at a time as stay in the cache; n is a multiple of that.
    """

    def scores_of(batch):
        rows, row_labels = batch
        pixels = rows.astype(jnp.float32) / 255
        scores = [
            mean_loss(forward(*one, pixels, training=False)[0], row_labels)[1]
            for one in zip(networks, weights, moving)
        ]
        return jnp.stack(scores, axis=1)

    batches = (
        images.reshape(-1, EVALUATED_AT_ONCE, images.shape[1]),
        labels.reshape(-1, EVALUATED_AT_ONCE),
    )
    return jax.lax.map(scores_of, batches).sum(0) / len(labels)


def zeros_like(tree):
    """A tree of the same shapes, all zero, in memory of its own."""
    return jax.tree.map(jnp.zeros_like, tree)
