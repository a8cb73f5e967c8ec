"""What JAX compiles: an epoch of Adam and an evaluation, for a list of models of equal shape."""

from typing import NamedTuple

import jax
import jax.numpy as jnp

from shared.adam import BETA1, BETA2, EPSILON


class Batches(NamedTuple):
    """An epoch's images in order: whole batches, then the short one, which may be empty."""

    pixels: jax.Array  # [batches, batch, 784]
    labels: jax.Array  # [batches, batch]
    last_pixels: jax.Array  # [rest, 784]
    last_labels: jax.Array  # [rest]

    @classmethod
    def of(cls, pixels, labels, batch_size):
        """Cuts pixels [n, 784] and labels [n]."""
        batches = len(labels) // batch_size
        whole = batches * batch_size
        return cls(
            pixels[:whole].reshape(batches, batch_size, -1),
            labels[:whole].reshape(batches, batch_size),
            pixels[whole:],
            labels[whole:],
        )

    @property
    def steps(self):
        """Optimizer steps of the epoch."""
        return len(self.labels) + (len(self.last_labels) > 0)


def epoch(state, batches, rates, unrolled):
    """One pass; `rates` [steps, models] has Adam's factor in it.

    Returns the state and mean loss and accuracy over the epoch's images, [2, models].
    """
    models = rates.shape[1]
    together = unrolled_step if unrolled else jax.vmap(step, in_axes=(0, 0, None, None))
    if not unrolled:
        state = jax.tree.map(lambda *arrays: jnp.stack(arrays), *zip(*state))

    def next_batch(carry, batch):
        state, scores = carry
        pixels, labels, rate = batch
        state, batch_scores = together(state, rate, pixels, labels)
        return (state, scores + batch_scores), None

    carry = (state, jnp.zeros((models, 2)))
    whole = len(batches.labels)
    carry, _ = jax.lax.scan(
        next_batch, carry, (batches.pixels, batches.labels, rates[:whole])
    )
    if len(batches.last_labels):
        carry, _ = next_batch(carry, (batches.last_pixels, batches.last_labels, rates[-1]))
    state, scores = carry
    if not unrolled:
        by_model = [jax.tree.map(lambda array: array[model], state) for model in range(models)]
        state = tuple(map(list, zip(*by_model)))
    return state, scores.T / (batches.labels.size + batches.last_labels.size)


def unrolled_step(state, rates, pixels, labels):
    """The step of each model, written one after the other."""
    steps = [
        step(one, rate, pixels, labels) for one, rate in zip(zip(*state), jnp.unstack(rates))
    ]
    states, scores = zip(*steps)
    return tuple(map(list, zip(*states))), jnp.stack(scores)


def step(state, rate, pixels, labels):
    """One step of one model; returns its state and its loss and hits summed over the batch, [2]."""
    layers, first, second = state
    gradient = jax.grad(mean_loss, has_aux=True)
    gradients, scores = gradient(layers, pixels, labels)
    first = jax.tree.map(lambda m, g: m + (g - m) * (1 - BETA1), first, gradients)
    second = jax.tree.map(lambda v, g: v + (g * g - v) * (1 - BETA2), second, gradients)
    layers = jax.tree.map(
        lambda w, m, v: w - rate * m / (jnp.sqrt(v) + EPSILON), layers, first, second
    )
    return (layers, first, second), scores


def mean_loss(layers, pixels, labels):
    """Categorical cross-entropy, a mean; with loss and hits summed over the images, [2]."""
    *hidden, (kernel, bias) = layers
    values = pixels
    for hidden_kernel, hidden_bias in hidden:
        values = jax.nn.relu(values @ hidden_kernel + hidden_bias)
    logits = values @ kernel + bias
    of_label = jnp.take_along_axis(jax.nn.log_softmax(logits), labels[:, None], axis=1)
    loss = -jnp.mean(of_label)
    hits = jnp.sum(logits.argmax(axis=1) == labels)
    return loss, jnp.stack([loss * len(labels), hits])


def evaluate(layers, pixels, labels):
    """Mean loss and accuracy of each model, [2, models]."""
    scores = [mean_loss(one, pixels, labels)[1] for one in layers]
    return jnp.stack(scores, axis=1) / len(labels)


def zeros_like(tree):
    """A tree of the same shapes, all zero, in memory of its own."""
    return jax.tree.map(jnp.zeros_like, tree)
