"""Networks as the work writes them, in the words of our spec, with the shapes of their layers."""

import math
from dataclasses import dataclass

IMAGE = (28, 28)
CLASSES = 10


@dataclass(frozen=True)
class Layer:
    """A layer; shapes are of one image. Its units, filters or channels are the last of `outputs`."""

    kind: str
    inputs: tuple
    outputs: tuple
    activation: str = "linear"
    kernel_size: tuple = ()
    strides: tuple = ()

    @property
    def weights(self):
        """Shapes of what is trained, kernels before biases."""
        return KINDS[self.kind].weights(self)

    @property
    def multiplications(self):
        """Multiply-accumulates of one image's forward pass."""
        kernels = sum(math.prod(shape) for shape in self.weights if len(shape) > 1)
        times = self.inputs[0] if self.kind == "gru" else math.prod(self.outputs[:-1])
        return kernels * times


def read_network(entries):
    """The layers of a spec's list, the softmax over the classes included.

    The first layer reads [28, 28], or [28, 28, 1] if it is two-dimensional; a leading `flatten` is
    left out, as images are rows of pixels in memory. Raises ValueError where the peers know no such
    layer or setting.
    """
    layers = []
    flat = entries[:1] == ["flatten"]
    if flat:
        entries = entries[1:]
    for entry in [*entries, {"dense": {"units": CLASSES, "activation": "softmax"}}]:
        kind, settings = (entry, {}) if isinstance(entry, str) else next(iter(entry.items()))
        if kind not in KINDS:
            raise ValueError(f"the peers have no layer {kind}; expected {', '.join(KINDS)}")
        known = KINDS[kind]
        if not isinstance(settings, dict):
            settings = {known.settings[0]: settings}
        unknown = set(settings) - set(known.settings)
        if unknown:
            raise ValueError(f"the peers' {kind} has no setting {', '.join(sorted(unknown))}")
        first = (math.prod(IMAGE),) if flat else known.first_inputs
        inputs = layers[-1].outputs if layers else first
        layers.append(known.read(kind, inputs, settings))
    return tuple(layers)


def multilayer_perceptron(hidden):
    """The layers of an MLP with relu; hidden () is softmax regression."""
    return read_network(
        ["flatten", *({"dense": {"units": units, "activation": "relu"}} for units in hidden)]
    )


@dataclass(frozen=True)
class Kind:
    """What the peers know of a kind of layer: settings by name, the one of a bare value first."""

    settings: tuple
    read: object
    weights: object = lambda layer: ()
    first_inputs: tuple = IMAGE


def read_dense(kind, inputs, settings):
    """Of a row of values."""
    (_,) = inputs
    return Layer(kind, inputs, (settings["units"],), settings.get("activation", "linear"))


def read_conv2d(kind, inputs, settings):
    """Without padding."""
    height, width, _ = inputs
    kernel, strides = (pair(settings.get(name, 1)) for name in ("kernel_size", "strides"))
    return Layer(
        kind,
        inputs,
        (
            (height - kernel[0]) // strides[0] + 1,
            (width - kernel[1]) // strides[1] + 1,
            settings["filters"],
        ),
        settings.get("activation", "linear"),
        kernel,
        strides,
    )


def pair(value):
    """A size along height and width."""
    return (value, value) if isinstance(value, int) else tuple(value)


KINDS = {
    "dense": Kind(
        ("units", "activation"),
        read_dense,
        lambda layer: (layer.inputs + layer.outputs, layer.outputs),
    ),
    "conv2d": Kind(
        ("filters", "kernel_size", "strides", "activation"),
        read_conv2d,
        lambda layer: (
            (*layer.kernel_size, layer.inputs[-1], layer.outputs[-1]),
            (layer.outputs[-1],),
        ),
        (*IMAGE, 1),
    ),
    "flatten": Kind((), lambda kind, inputs, _: Layer(kind, inputs, (math.prod(inputs),))),
    "activation": Kind(
        ("activation",),
        lambda kind, inputs, settings: Layer(kind, inputs, inputs, settings["activation"]),
    ),
    # Scale and offset.
    "batch_normalization": Kind(
        (),
        lambda kind, inputs, _: Layer(kind, inputs, inputs),
        lambda layer: ((layer.outputs[-1],), (layer.outputs[-1],)),
    ),
    # The kernel of what it reads, that of its state, biases; update gate, reset gate and new state
    # side by side. The reset gate is applied before the product with the state.
    "gru": Kind(
        ("units",),
        lambda kind, inputs, settings: Layer(kind, inputs, (settings["units"],)),
        lambda layer: (
            (layer.inputs[-1], 3 * layer.outputs[-1]),
            (layer.outputs[-1], 3 * layer.outputs[-1]),
            (3 * layer.outputs[-1],),
        ),
    ),
}
