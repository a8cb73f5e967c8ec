"""Random functional models of Keras 3, with what Keras says of each layer's outputs and parameters.

    pip install keras jax
    python scripts/keras/random-graphs.py 300 0 test/flops/fixtures/random-graphs.json.gz

writes 300 graphs from seed 0 on, a graph a line: constants (numbers, arrays) on both sides of
operations, activations, layers with and without weights, shared layers, models inside the model.
`rows` are [name, output shapes without the batch, parameters, multiply-accumulates or null], a row a
call; multiply-accumulates are of kernels that Keras holds, times the positions that they are applied
at. What changes no shape (initializers, dtypes) is left out of `model`.
"""

import gzip
import json
import os
import random
import sys

os.environ.setdefault("KERAS_BACKEND", "jax")

import keras
import numpy as np
from keras import layers, ops

BINARY = {
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "true_divide": lambda a, b: a / b,
    "power": lambda a, b: a**b,
    "maximum": ops.maximum,
    "minimum": ops.minimum,
}
FUNCTIONS = ["relu", "relu6", "sigmoid", "tanh", "gelu", "silu", "elu", "selu", "softplus", "softsign",
             "leaky_relu", "hard_sigmoid", "hard_silu", "hard_tanh", "soft_shrink", "hard_shrink",
             "log_sigmoid", "squareplus", "sparse_plus", "sparse_sigmoid", "tanh_shrink", "celu",
             "threshold"]
LEFT_OUT = {"dtype", "kernel_initializer", "bias_initializer", "recurrent_initializer", "registered_name",
            "beta_initializer", "gamma_initializer", "moving_mean_initializer", "quantization_config",
            "moving_variance_initializer", "kernel_regularizer", "bias_regularizer",
            "recurrent_regularizer", "activity_regularizer", "kernel_constraint", "bias_constraint",
            "recurrent_constraint", "beta_regularizer", "gamma_regularizer", "beta_constraint",
            "gamma_constraint", "synchronized", "renorm_clipping", "sparse", "ragged", "optional", "seed",
            "unroll", "zero_output_for_mask", "depthwise_initializer", "pointwise_initializer",
            "depthwise_regularizer", "pointwise_regularizer", "depthwise_constraint",
            "pointwise_constraint"}


class Graph:
    def __init__(self, seed):
        self.random = random.Random(seed)
        keras.utils.clear_session()

    def pick(self, *choices):
        return self.random.choice(choices)

    def chance(self, share):
        return self.random.random() < share

    def shape(self):
        """Of one sample: a vector, a sequence or an image."""
        size = lambda: self.pick(1, 2, 3, 4, 6, 8)
        kind = self.random.random()
        if kind < 0.3:
            return (size() * 2,)
        if kind < 0.65:
            return (self.pick(4, 5, 6), size())
        return (self.pick(6, 8, 9), self.pick(6, 7, 8), size())

    def constant(self, shape, array=None):
        """A number, or an array that meets a sample of that shape."""
        if not (self.chance(0.65) if array is None else array):
            return self.pick(2, 1, -3, 0.5, 255.0, True, np.float32(1.5), np.array(2.0, "float32"))
        sizes = list(shape)
        for index, size in enumerate(sizes):
            if self.chance(0.3):
                sizes[index] = 1
            elif size == 1 and self.chance(0.5):
                sizes[index] = self.pick(2, 3)
        sizes = sizes[self.pick(0, 0, *range(len(sizes))) :]
        if len(sizes) == len(shape) and self.chance(0.4):
            sizes = [1, *sizes]
        value = np.ones(sizes, self.pick("float32", "float64", "int32"))
        return keras.ops.convert_to_tensor(value) if self.chance(0.15) else value

    def binary(self, x, y=None):
        name = self.pick(*BINARY)
        y = self.constant(x.shape[1:]) if y is None else y
        left, right = (x, y) if self.chance(0.5) else (y, x)
        operator = BINARY[name]
        plain = all(keras.utils.is_keras_tensor(one) or type(one) in (int, float) for one in (left, right))
        if plain and self.chance(0.7):
            return operator(left, right)
        if name == "subtract" and self.chance(0.3):
            return ops.subtract(x1=left, x2=right)
        return getattr(ops, name)(left, right)

    def function(self, x):
        rank = len(x.shape)
        even = [axis for axis in range(1, rank) if x.shape[axis] % 2 == 0]
        if even and self.chance(0.3):
            axis = self.pick(*even)
            return ops.glu(x, axis=self.pick(axis, axis - rank))
        choice = self.random.random()
        if choice < 0.2:
            return self.pick(ops.softmax, ops.log_softmax)(x, axis=self.pick(-1, 1, rank - 1))
        if choice < 0.3:
            return self.pick(ops.negative, ops.square, lambda t: ops.cast(t, "float16"))(x)
        if choice < 0.4:
            name = self.pick("ReLU", "LeakyReLU", "ELU", "Softmax", "PReLU")
            return getattr(layers, name)()(x)
        name = self.pick(*FUNCTIONS)
        if hasattr(ops, name) and self.chance(0.5):
            return getattr(ops, name)(x)
        return layers.Activation(name)(x)

    def layer(self, x):
        """A layer that can read that tensor."""
        shape = x.shape[1:]
        act = self.pick(None, "relu", "tanh", "softmax")
        units = self.pick(1, 2, 3, 4, 6, 8)
        bias = self.chance(0.8)
        common = [
            lambda: layers.Dense(units, activation=act, use_bias=bias),
            lambda: layers.Dense(units),
            layers.BatchNormalization,
            lambda: layers.LayerNormalization(center=bias),
            lambda: layers.Dropout(0.2),
            layers.Flatten,
            lambda: layers.Reshape(self.pick((-1, 1), (1, -1), (-1,), (1, -1, 1))),
            lambda: layers.Permute(self.random.sample(range(1, len(shape) + 1), len(shape))),
            lambda: layers.Rescaling(1 / 255),
            layers.Identity,
        ]
        padding = self.pick("same", "valid")
        format = self.pick("channels_last", "channels_last", "channels_first")
        if len(shape) == 1:
            return self.pick(*common, lambda: layers.RepeatVector(3))()
        if len(shape) == 2:
            return self.pick(
                *common,
                lambda: layers.Conv1D(units, self.pick(1, 2, 3), padding=self.pick("same", "valid", "causal"), activation=act, dilation_rate=self.pick(1, 2)),
                lambda: layers.Conv1D(units, 2, strides=2, padding=padding, use_bias=bias),
                lambda: layers.SeparableConv1D(units, 2, padding=padding),
                lambda: layers.Conv1DTranspose(units, 2, strides=self.pick(1, 2), padding=padding),
                lambda: layers.MaxPooling1D(2, padding=padding),
                lambda: layers.AveragePooling1D(2, strides=self.pick(1, 2), padding=padding),
                lambda: layers.GlobalAveragePooling1D(keepdims=bias),
                layers.GlobalMaxPooling1D,
                lambda: layers.ZeroPadding1D(self.pick(1, (0, 2))),
                lambda: layers.Cropping1D(1),
                lambda: layers.UpSampling1D(2),
                lambda: layers.LSTM(units, return_sequences=bias),
                lambda: layers.GRU(units, return_sequences=bias, reset_after=self.chance(0.5)),
                lambda: layers.Bidirectional(layers.SimpleRNN(units, return_sequences=True), merge_mode=self.pick("concat", "sum")),
                lambda: layers.TimeDistributed(layers.Dense(units)),
            )()
        if len(shape) == 3:
            return self.pick(
                *common,
                lambda: layers.Conv2D(units, self.pick(1, 2, 3, (1, 3)), padding=padding, activation=act, data_format=format),
                lambda: layers.Conv2D(units, 3, strides=2, padding=padding, use_bias=bias),
                lambda: layers.DepthwiseConv2D(2, padding=padding, depth_multiplier=self.pick(1, 2)),
                lambda: layers.SeparableConv2D(units, 3, padding=padding),
                lambda: layers.Conv2DTranspose(units, 3, strides=self.pick(1, 2), padding=padding),
                lambda: layers.MaxPooling2D(2, padding=padding, data_format=format),
                lambda: layers.AveragePooling2D((2, 1), strides=self.pick(1, 2), padding=padding),
                lambda: layers.GlobalAveragePooling2D(keepdims=bias),
                lambda: layers.GlobalMaxPooling2D(data_format=format),
                lambda: layers.ZeroPadding2D(self.pick(1, (1, 0), ((0, 1), (2, 0)))),
                lambda: layers.Cropping2D(((1, 0), (0, 1))),
                lambda: layers.UpSampling2D(self.pick(2, (1, 2)), data_format=format),
                lambda: layers.SpatialDropout2D(0.1),
                lambda: layers.TimeDistributed(layers.Conv1D(units, 2, padding="same")),
            )()
        return self.pick(*common)()

    def join(self, x, y):
        """Two tensors, or a tensor and an array, in a layer or an operation of many."""
        axis = self.pick(-1, *range(1, len(x.shape)))
        other = np.ones([1, *x.shape[1:]], "float32") if self.chance(0.2) else y
        if other.shape[1:] != x.shape[1:]:
            other = x
        return self.pick(
            lambda: layers.Add()([x, other]),
            lambda: layers.Multiply()([x, x, other]),
            lambda: layers.Average()([x, other]),
            lambda: layers.Subtract()([x, other]),
            lambda: layers.Maximum()([x, other]),
            lambda: layers.Concatenate(axis=axis)([x, other]),
            lambda: ops.concatenate([x, other], axis=axis),
            lambda: ops.concatenate([other, x, x], axis=axis),
        )()

    def inner(self, x):
        """A model inside the model, with a constant in it; called once or twice."""
        if self.chance(0.3):
            model = keras.Sequential([keras.Input(x.shape[1:]), layers.Dense(self.pick(2, 4)), layers.ReLU()])
        else:
            start = keras.Input(x.shape[1:])
            model = keras.Model(start, self.function(self.binary(layers.Dense(4)(self.binary(start)))))
        y = model(x)
        return layers.Add()([y, model(self.binary(x, 2.0))]) if self.chance(0.3) else y

    def make(self):
        inputs = [keras.Input(self.shape()) for _ in range(self.pick(1, 1, 2))]
        tensors = list(inputs)
        for _ in range(self.random.randint(4, 12)):
            x = self.pick(*tensors, tensors[-1], tensors[-1])
            kind = self.random.random()
            try:
                if kind < 0.4:
                    y = self.binary(x)
                elif kind < 0.5:
                    y = self.binary(x, self.pick(*tensors))
                elif kind < 0.62:
                    y = self.function(x)
                elif kind < 0.85:
                    y = self.layer(x)(x)
                elif kind < 0.93:
                    y = self.join(x, self.pick(*tensors))
                elif kind < 0.97:
                    y = self.inner(x)
                else:
                    shared = layers.Dense(4)
                    y = layers.Add()([shared(x), shared(self.binary(x, self.constant((1,), array=False)))])
            except (ValueError, TypeError):
                # Keras refuses it: no such graph.
                continue
            # A batch of its own (a constant's samples), or one for all: not a model of samples.
            if y.shape[0] is None and None not in y.shape[1:] and 0 < np.prod(y.shape[1:]) < 5000:
                tensors.append(y)
        return keras.Model(inputs, tensors[-1] if tensors[-1] is not inputs[0] else tensors[-1] * 2)


def kernel_products(layer, output):
    """Multiply-accumulates where they are those of one kernel at each position."""
    first = getattr(layer, "data_format", None) == "channels_first"
    if isinstance(layer, layers.Dense):
        return int(np.prod(layer.kernel.shape) * np.prod(output[:-1]))
    if type(layer) in (layers.Conv1D, layers.Conv2D):
        positions = output[1:] if first else output[:-1]
        return int(np.prod(layer.kernel.shape) * np.prod(positions))
    return None


def rows(model, path=""):
    """Layers' calls in this model, those of models in it by `model/layer`."""
    found = []
    calls = {(op.name, index) for nodes in model._nodes_by_depth.values() for node in nodes
             for op in [node.operation] for index, one in enumerate(op._inbound_nodes) if one is node}
    for operation in model.operations:
        name = path + operation.name
        mine = [node for index, node in enumerate(operation._inbound_nodes) if (operation.name, index) in calls]
        if isinstance(operation, keras.Model):
            inner = operation._functional if isinstance(operation, keras.Sequential) else operation
            for call in range(len(mine)):
                found += [[*row[:2], row[2] if call == 0 else 0, row[3]] for row in rows(inner, f"{name}/")]
            continue
        if isinstance(operation, layers.InputLayer) and path:
            continue
        for call, node in enumerate(mine):
            shapes = [[int(size) for size in tensor.shape[1:]] for tensor in node.output_tensors]
            params = operation.count_params() if isinstance(operation, layers.Layer) and call == 0 else 0
            found.append([name, shapes, params, kernel_products(operation, shapes[0])])
    return found


def smaller(value, key=None):
    if isinstance(value, dict):
        return {name: smaller(item, name) for name, item in value.items() if name not in LEFT_OUT}
    return [smaller(item) for item in value] if isinstance(value, list) else value


def run(model, seed):
    """Fails where Keras says one shape and makes another."""
    said = [tuple(int(size) for size in tensor.shape[1:]) for tensor in model.outputs]
    made = model([np.ones([2, *tensor.shape[1:]], "float32") for tensor in model.inputs])
    made = made if isinstance(made, (list, tuple)) else [made]
    if said != [tuple(tensor.shape[1:]) for tensor in made]:
        raise ValueError(f"seed {seed}: Keras says {said} and makes others")


def graph(seed):
    model = Graph(seed).make()
    if seed % 10 == 0:
        run(model, seed)
    return {"seed": seed, "params": model.count_params(), "rows": rows(model),
            "model": smaller(json.loads(model.to_json()))}


def main(count, first, path):
    with gzip.GzipFile(path, "wb", mtime=0) as file:
        seed, written = first, 0
        while written < count:
            try:
                line = json.dumps(graph(seed), separators=(",", ":"))
                file.write(f"{line}\n".encode())
                written += 1
            except Exception as error:  # A graph that Keras itself cannot run.
                print(f"seed {seed}: {type(error).__name__} {str(error)[:100]}", file=sys.stderr)
            seed += 1


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
