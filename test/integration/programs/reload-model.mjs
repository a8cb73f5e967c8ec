// Loads a model with TensorFlow.js alone and prints its accuracy on the first images of IDX files:
// node reload-model.mjs <folder of model> <images> <labels> <count> [tfjs-node package]
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import util from 'node:util';

const [folder, imagesFile, labelsFile, count, nodePackage] = process.argv.slice(2);
const tf = await (nodePackage === undefined ? wasm() : native(nodePackage));
const json = JSON.parse(readFileSync(`${folder}/model.json`, 'utf8'));
const { modelTopology, weightsManifest, userDefinedMetadata } = json;
const [{ weights: weightSpecs }] = weightsManifest;
const { buffer: weightData } = new Uint8Array(readFileSync(`${folder}/weights.bin`));
const model = await tf.loadLayersModel({
  load: async () => ({ modelTopology, weightSpecs, weightData }),
});
const images = readFileSync(imagesFile);
const labels = readFileSync(labelsFile).subarray(8, 8 + Number(count));
const size = images.readUInt32BE(8) * images.readUInt32BE(12);
const scale = userDefinedMetadata.input === 'pixels / 255' ? 255 : 1;
const pixels = Float32Array.from(
  images.subarray(16, 16 + size * Number(count)),
  (pixel) => pixel / scale,
);
const input = tf.tensor(pixels, [Number(count), ...model.inputs[0].shape.slice(1)]);
const scores = model.predict(input, { batchSize: 500 }).dataSync();
const classes = scores.length / Number(count);
let correct = 0;
labels.forEach((label, image) => {
  const of = scores.subarray(image * classes, (image + 1) * classes);
  if (of.indexOf(Math.max(...of)) === label) correct += 1;
});
console.log(JSON.stringify({ accuracy: correct / Number(count), backend: tf.getBackend() }));

async function wasm() {
  const core = await import('@tensorflow/tfjs-core');
  const { loadLayersModel } = await import('@tensorflow/tfjs-layers');
  await import('@tensorflow/tfjs-backend-wasm');
  if (!(await core.setBackend('wasm'))) throw new Error('no wasm');
  return { ...core, loadLayersModel };
}

async function native(path) {
  util.isNullOrUndefined ??= (value) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
  const package_ = createRequire(import.meta.url)(path);
  await package_.ready();
  return package_;
}
