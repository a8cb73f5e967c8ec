"""What JAX makes of each kind of layer, for a batch of images."""

import jax
import jax.numpy as jnp

MOMENTUM, VARIANCE_EPSILON = 0.99, 1e-3  # of batch normalization, as in Keras
ACTIVATIONS = {"linear": lambda values: values, "relu": jax.nn.relu}


def forward(network, weights, moving, pixels, training):
    """Logits [n, classes] of pixels [n, 784], and the moving means and variances after them.

    `network` is a model's layers, the last without its softmax.
    """
    values = pixels.reshape(-1, *network[0].inputs)
    moved = []
    for layer, arrays, averages in zip(network, weights, moving):
        values, averages = LAYERS[layer.kind](layer, arrays, averages, values, training)
        values = ACTIVATIONS[layer.activation if layer is not network[-1] else "linear"](values)
        moved.append(averages)
    return values, moved


def dense(_layer, arrays, averages, values, _training):
    """Rows times a kernel."""
    kernel, bias = arrays
    return values @ kernel + bias, averages


def conv2d(layer, arrays, averages, values, _training):
    """Patches times the kernel as a matrix.

    With lax.conv_general_dilated, steps of such small convolutions took two to seven times as long
    on a CPU, also under vmap, which makes grouped convolutions of it.
    """
    kernel, bias = arrays
    height, width, filters = layer.outputs
    rows, columns = layer.strides
    tall, wide = rows * (height - 1) + 1, columns * (width - 1) + 1
    patches = jnp.concatenate(
        [
            values[:, y : y + tall : rows, x : x + wide : columns]
            for y in range(layer.kernel_size[0])
            for x in range(layer.kernel_size[1])
        ],
        axis=-1,
    )
    products = patches.reshape(-1, patches.shape[-1]) @ kernel.reshape(-1, filters)
    return products.reshape(-1, *layer.outputs) + bias, averages


def gru(layer, arrays, averages, values, _training):
    """The last state; the products with what is read are done for all steps at once.

    Tried and left: `unroll` of the scan, which compiles longer and from 4 on runs slower too.
    """
    kernel, recurrent, bias = arrays
    units = layer.outputs[-1]
    read = jnp.moveaxis(values @ kernel + bias, 1, 0)  # [steps, n, 3 units]

    def next_state(state, read_now):
        gates = jax.nn.sigmoid(read_now[:, : 2 * units] + state @ recurrent[:, : 2 * units])
        update, reset = gates[:, :units], gates[:, units:]
        new = jnp.tanh(read_now[:, 2 * units :] + (reset * state) @ recurrent[:, 2 * units :])
        return update * state + (1 - update) * new, None

    state, _ = jax.lax.scan(next_state, jnp.zeros((len(values), units)), read)
    return state, averages


def batch_normalization(_layer, arrays, averages, values, training):
    """By the batch's mean and variance in training, by the moving ones else."""
    scale, offset = arrays
    mean, variance = averages
    if training:
        batch_mean, batch_variance = values.mean(0), values.var(0)
        averages = (
            MOMENTUM * mean + (1 - MOMENTUM) * batch_mean,
            MOMENTUM * variance + (1 - MOMENTUM) * batch_variance,
        )
        mean, variance = batch_mean, batch_variance
    return (values - mean) * (scale * jax.lax.rsqrt(variance + VARIANCE_EPSILON)) + offset, averages


def flatten(layer, _arrays, averages, values, _training):
    """Rows of values."""
    return values.reshape(-1, *layer.outputs), averages


def activation(_layer, _arrays, averages, values, _training):
    """Nothing but the activation that every layer has."""
    return values, averages


LAYERS = {
    "dense": dense,
    "conv2d": conv2d,
    "gru": gru,
    "batch_normalization": batch_normalization,
    "flatten": flatten,
    "activation": activation,
}
