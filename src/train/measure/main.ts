// A process of its own that loads a kept model and times it from pixels to scores; it takes its request
// as JSON and prints its answer.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel, type LayersModel } from '@tensorflow/tfjs-layers';
import { loadEngine, useInTfjs } from '../../native/load-engine.js';
import { MODEL_FILE, WEIGHTS_FILE } from '../../trial/model-path.js';
import { inputTensor } from '../eager/evaluate.js';
import { type MeasureAnswer, measureAscending, type MeasureRequest, timeRuns } from './contract.js';

const { folder, device, batches, timing } = JSON.parse(process.argv[2] ?? '') as MeasureRequest;
const engine = await loadEngine(device);
await useInTfjs();
const model = await readModel();
const measured = measureAscending(batches, (batch) => {
  const size = (model.inputs[0]?.shape ?? [])
    .slice(1)
    .reduce<number>((all, n) => all * (n ?? 1), 1);
  const pixels = Float32Array.from(
    { length: batch * size },
    (_, index) => ((index * 97) % 256) / 255,
  );
  const times = timeRuns(() => {
    tf.tidy(() => {
      // What may keep its array gets one of its own.
      const scores = model.predictOnBatch(inputTensor(model, pixels.slice(), batch)) as tf.Tensor;
      scores.dataSync();
    });
  }, timing);
  return { times, peak: process.resourceUsage().maxRSS * 1024 };
});
const answer: MeasureAnswer = {
  engine,
  times: measured.map(({ times }) => times),
  peak_memory_bytes: measured.map(({ peak }) => peak),
};
process.stdout.write(`\n${JSON.stringify(answer)}\n`, () => process.exit(0));

function readModel(): Promise<LayersModel> {
  const json = JSON.parse(readFileSync(join(folder, MODEL_FILE), 'utf8')) as {
    readonly modelTopology: object;
    readonly weightsManifest: readonly [{ readonly weights: tf.io.WeightsManifestEntry[] }];
  };
  const [{ weights: weightSpecs }] = json.weightsManifest;
  const weightData = new Uint8Array(readFileSync(join(folder, WEIGHTS_FILE))).buffer;
  const { modelTopology } = json;
  return loadLayersModel({ load: async () => ({ modelTopology, weightSpecs, weightData }) });
}
