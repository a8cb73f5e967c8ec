"""Reads the work that every peer does: which networks, on which images, for how long."""

import json
from dataclasses import dataclass

from shared.network import multilayer_perceptron, read_network


@dataclass(frozen=True)
class Model:
    """One network to train."""

    layers: tuple
    learning_rate: float
    seed: int

    @property
    def products(self):
        """(inputs, outputs) of each dense layer, first to last: all there is to an MLP."""
        return [layer.inputs + layer.outputs for layer in self.layers if layer.kind == "dense"]

    @property
    def multiplications(self):
        """Multiply-accumulates of one image's forward pass."""
        return sum(layer.multiplications for layer in self.layers)


@dataclass(frozen=True)
class Work:
    """The benchmark's work; `limit` None means all the images that are not validation."""

    data: str
    validation: int
    limit: int | None
    batch_size: int
    epochs: int
    models: list
    threads: int


def read_work(path):
    """The work in a JSON file."""
    with open(path, encoding="utf-8") as file:
        fields = json.load(file)
    models = [
        Model(layers_of(model), model["learning_rate"], model["seed"]) for model in fields["models"]
    ]
    return Work(
        data=fields["data"],
        validation=fields["validation"],
        limit=fields.get("limit"),
        batch_size=fields["batch_size"],
        epochs=fields["epochs"],
        models=models,
        threads=fields.get("threads", 2),
    )


def layers_of(model):
    """Of a model with `hidden`, which is an MLP, or with `layers`."""
    if "layers" in model:
        return read_network(model["layers"])
    return multilayer_perceptron(model["hidden"])


def groups_of_equal_shape(models):
    """Lists of positions in `models`, one list for each different network."""
    groups = {}
    for position, model in enumerate(models):
        groups.setdefault(model.layers, []).append(position)
    return list(groups.values())
