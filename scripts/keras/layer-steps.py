"""Five steps of a small network in Keras, for test/train/fixtures/keras-layers.json.

    KERAS_BACKEND=jax python scripts/keras/layer-steps.py CASE.json

CASE.json is {optimizer, layers: [[class, config], ...]}: Keras classes before a last Dense softmax of
four classes, over images [10, 10] (or what `input` says). Prints {params, losses, after} as
test/train/model-layers.test.ts reads them: weights, images and labels are made by its formulas;
losses are those before each step of Adam (0.01) or SGD (0.5), `after` is evaluate's after the last.
"""

import json
import sys

import keras
import numpy as np

BATCH, CLASSES = 8, 4
case = json.load(open(sys.argv[1]))
pixels = ((np.arange(BATCH * 100) * 7919 + 13) % 256 / 255).astype("float32")
labels = np.arange(BATCH) * 3 % CLASSES

shape = case.get("input", [10, 10])
model = keras.Sequential([keras.Input(shape)])
for name, config in case["layers"]:
    model.add(getattr(keras.layers, name)(**config))
model.add(keras.layers.Dense(CLASSES, activation="softmax"))

number = 0
for layer in model.layers:
    values = []
    for weight in layer.weights:
        wave = 0.3 * np.sin(0.7 * np.arange(np.prod(weight.shape)) + 1.3 * number)
        values.append((np.abs(wave) + 0.5 if "variance" in weight.name else wave).reshape(weight.shape))
        number += 1
    layer.set_weights(values)

rule = keras.optimizers.Adam(0.01) if case["optimizer"] == "adam" else keras.optimizers.SGD(0.5)
model.compile(optimizer=rule, loss="categorical_crossentropy")
x = pixels.reshape([BATCH, *shape])
y = keras.utils.to_categorical(labels, CLASSES)
losses = [float(model.train_on_batch(x, y)) for _ in range(5)]
after = float(model.evaluate(x, y, batch_size=BATCH, verbose=0))
print(json.dumps({"params": model.count_params(), "losses": losses, "after": after}))
