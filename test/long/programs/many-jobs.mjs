// Trains so many jobs one after the other, as one worker does, and prints the process's resident
// memory after each, in bytes: many-jobs.mjs compiled|fused JOBS. The engine is that of SWEEP_ENGINE.
import { mlpNetwork } from '../../../dist/network/mlp.js';
import { loadEngine } from '../../../dist/native/load-engine.js';
import { TRAINERS } from '../../../dist/train/trainer.js';

const [trainer, jobs] = process.argv.slice(2);
const train = await TRAINERS[trainer]();
await loadEngine('cpu');

const images = (count) => ({
  count,
  imageShape: [28, 28],
  pixels: Uint8Array.from({ length: count * 784 }, (_, index) => (index * 2654435761) >>> 24),
  labels: Uint8Array.from({ length: count }, (_, index) => index % 10),
});
const dataset = { train: images(2000), validation: images(500), test: images(500) };

const resident = [];
for (let job = 0; job < Number(jobs); job++) {
  const trials = [[64, 32], [64, 32], []].map((hidden, seed) => ({
    trial: `${job} ${seed}`,
    network: mlpNetwork({ hidden, activation: 'relu' }, [28, 28], 10),
    seed,
    order_seed: job,
    optimizer: 'adam',
    learning_rate: 0.001,
    weight_decay: 0,
    batch_size: 32,
    epochs: 1,
    share: 1 / 3,
  }));
  let completed = 0;
  await train(
    { trainer, compile: 'xla', facts: { classes: 10 }, trials },
    {
      dataset,
      signal: new AbortController().signal,
      report: ({ type }) => (completed += type === 'completed' ? 1 : 0),
    },
  );
  if (completed !== trials.length) throw new Error(`job ${job}: ${completed} trials completed`);
  globalThis.gc();
  resident.push(process.memoryUsage.rss());
}
console.log(JSON.stringify(resident));
