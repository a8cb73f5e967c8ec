// TensorFlow.js as its documentation shows it: `model.fit` on the native engine, one model after the
// other. WORK.json and the package's folder on the command line; the same JSON line on stdout as the
// other peers.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';

const began = performance.now() - process.uptime() * 1000;
const [file, folder] = process.argv.slice(2);
const work = JSON.parse(readFileSync(file, 'utf8'));
// tfjs-node 4.22 calls two functions that Node 23 removed.
util.isNullOrUndefined ??= (value) => value === null || value === undefined;
util.isArray ??= Array.isArray;
const tf = createRequire(import.meta.url)(folder);

const [trainFile, testFile] = ['train', 't10k'].map(readPart);
const all = trainFile.labels.length;
const rest = all - work.validation;
const train = tensors(trainFile, 0, Math.min(work.limit ?? rest, rest));
const validation = tensors(trainFile, rest, all);
const test = tensors(testFile, 0, testFile.labels.length);
const seconds = { startup: since(began), compile: 0, train: 0, evaluate: 0 };

const models = [];
for (const { hidden, learning_rate, seed } of work.models)
  models.push(await fit(hidden, learning_rate, seed));
const line = {
  peer: 'tfjs_fit',
  versions: { 'tfjs-node': tf.version['tfjs-node'] },
  processes: 1,
  precision: 'float32',
  seconds,
  models,
};
process.stdout.write(`${JSON.stringify(line)}\n`);

async function fit(hidden, rate, seed) {
  const model = tf.sequential();
  [...hidden, 10].forEach((units, layer) =>
    model.add(
      tf.layers.dense({
        units,
        activation: layer === hidden.length ? 'softmax' : 'relu',
        kernelInitializer: tf.initializers.glorotUniform({ seed: seed * 100 + layer }),
        inputShape: layer === 0 ? [784] : undefined,
      }),
    ),
  );
  model.compile({
    optimizer: tf.train.adam(rate),
    loss: 'categoricalCrossentropy',
    metrics: ['accuracy'],
  });
  const start = performance.now();
  const { history } = await model.fit(train.x, train.y, {
    batchSize: work.batch_size,
    epochs: work.epochs,
    validationData: [validation.x, validation.y],
    shuffle: true,
    verbose: 0,
  });
  // Validation is inside `fit`.
  seconds.train += since(start);
  const testing = performance.now();
  const [loss, accuracy] = model
    .evaluate(test.x, test.y, { batchSize: 1000 })
    .map((scalar) => scalar.dataSync()[0]);
  seconds.evaluate += since(testing);
  model.dispose();
  return {
    loss: history.loss,
    accuracy: history.acc,
    val_loss: history.val_loss,
    val_accuracy: history.val_acc,
    test_loss: loss,
    test_accuracy: accuracy,
  };
}

function readPart(name) {
  const [images, labels] = [`${name}-images-idx3-ubyte`, `${name}-labels-idx1-ubyte`].map((file) =>
    readFileSync(join(work.data, file)),
  );
  return { pixels: images.subarray(16), labels: labels.subarray(8) };
}

function tensors({ pixels, labels }, from, to) {
  const x = Float32Array.from(pixels.subarray(from * 784, to * 784), (pixel) => pixel / 255);
  return {
    x: tf.tensor2d(x, [to - from, 784]),
    y: tf.oneHot(tf.tensor1d(labels.subarray(from, to), 'int32'), 10).toFloat(),
  };
}

function since(start) {
  return (performance.now() - start) / 1000;
}
