"""What JAX compiles: an epoch of Adam and an evaluation, for a list of models of equal shape."""

import jax
import jax.numpy as jnp

from shared.adam import BETA1, BETA2, EPSILON


def epoch(state, images, labels, order, rates, unrolled):
    """One pass over images uint8 [n, 784] and labels [n], in an order int32 [steps, batch].

    The last row of the order may be filled up with -1. `rates` [steps, models] has Adam's factor in
    it. Returns the state and mean loss and accuracy over the epoch's images, [2, models].
    """
    models = rates.shape[1]
    together = unrolled_step if unrolled else jax.vmap(step, in_axes=(0, 0, None, None))
    if not unrolled:
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


def evaluate(layers, images, labels):
    """Mean loss and accuracy of each model on images uint8 [n, 784], [2, models]."""
    pixels = images.astype(jnp.float32) / 255
    scores = [mean_loss(one, pixels, labels)[1] for one in layers]
    return jnp.stack(scores, axis=1) / len(labels)


def zeros_like(tree):
    """A tree of the same shapes, all zero, in memory of its own."""
    return jax.tree.map(jnp.zeros_like, tree)
