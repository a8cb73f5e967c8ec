"""Reads the work that every peer does: which networks, on which images, for how long."""

import json
from dataclasses import dataclass

PIXELS = 28 * 28
CLASSES = 10


@dataclass(frozen=True)
class Model:
    """One network to train; hidden [] is softmax regression."""

    hidden: tuple
    learning_rate: float
    seed: int

    @property
    def widths(self):
        """Units of each layer, the image and the classes included: (784, ..., 10)."""
        return (PIXELS, *self.hidden, CLASSES)

    @property
    def layers(self):
        """(inputs, outputs) of each dense layer, first to last."""
        return list(zip(self.widths[:-1], self.widths[1:]))

    @property
    def multiplications(self):
        """Multiply-accumulates of one image's forward pass."""
        return sum(inputs * outputs for inputs, outputs in self.layers)


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
        Model(tuple(model["hidden"]), model["learning_rate"], model["seed"])
        for model in fields["models"]
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


def groups_of_equal_shape(models):
    """Lists of positions in `models`, one list for each different `hidden`."""
    groups = {}
    for position, model in enumerate(models):
        groups.setdefault(model.hidden, []).append(position)
    return list(groups.values())
