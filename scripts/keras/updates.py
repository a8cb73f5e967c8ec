"""Steps of Keras 3's optimizers on given gradients, in float64.

    pip install keras jax
    python scripts/keras/updates.py test/train/fixtures/keras-updates.json

writes, by the optimizer's name in specs, four weights before the first step and after each of twelve;
the gradients are the same for all. Some are 0, some tiny, so that epsilon shows.
"""

import json
import os
import sys

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("JAX_ENABLE_X64", "1")

import keras
import numpy as np

STEPS = 12
RATE = 0.01
OPTIMIZERS = {
    "adam": lambda: keras.optimizers.Adam(RATE),
    "sgd": lambda: keras.optimizers.SGD(RATE),
    "momentum": lambda: keras.optimizers.SGD(RATE, momentum=0.9),
    "rmsprop": lambda: keras.optimizers.RMSprop(RATE),
    "adamw": lambda: keras.optimizers.AdamW(RATE),
    "nadam": lambda: keras.optimizers.Nadam(RATE),
}


def main(path):
    keras.config.set_floatx("float64")
    random = np.random.default_rng(1)
    weights = random.normal(size=4)
    # Of one size, of mixed signs, tiny, and 0 at first.
    gradients = random.normal(size=(STEPS, 4)) * np.array([1.0, 0.1, 1e-6, 1.0])
    gradients[:3, 3] = 0.0
    steps = {}
    for name, make in OPTIMIZERS.items():
        variable = keras.Variable(weights, dtype="float64")
        optimizer = make()
        steps[name] = []
        for gradient in gradients:
            optimizer.apply([keras.ops.convert_to_tensor(gradient)], [variable])
            steps[name].append(np.asarray(variable).tolist())
    made = {
        "keras": keras.__version__,
        "learning_rate": RATE,
        "weights": weights.tolist(),
        "gradients": gradients.tolist(),
        "steps": steps,
    }
    with open(path, "w") as file:
        json.dump(made, file, indent=1)
        file.write("\n")


main(sys.argv[1])
