import type { LabelledImages } from '../../dataset/load.js';
import type { Feed, GraphSession } from '../../native/graph-session.js';
import { IMAGE_PARTS } from '../dense/executor.js';
import type { DenseTask } from '../dense/executor.js';
import { initialWeights } from '../dense/weights.js';
import type { DenseProgram } from './dense-program.js';

/** Gives a program all that it keeps: images, initial weights, rates, seeds. */
export function feedProgram(
  session: GraphSession,
  { layout }: Pick<DenseProgram, 'layout'>,
  { dataset, networks, trials }: Pick<DenseTask, 'dataset' | 'networks' | 'trials'>,
): void {
  for (const part of IMAGE_PARTS) session.run(`images_${part}`, imageFeeds(dataset[part]));
  const seeds = trials.map(({ seed }) => seed);
  const weights = layout.map(
    (slot) =>
      [slot.name, { values: initialWeights(slot, networks, seeds), shape: slot.shape }] as const,
  );
  session.run('weights', {
    ...Object.fromEntries(weights),
    rates: row(trials.map(({ learning_rate }) => learning_rate)),
    decays: row(trials.map(({ weight_decay }) => weight_decay)),
    seeds: {
      values: Int32Array.from(seeds.flatMap((seed) => [seed, Math.floor(seed / 2 ** 32)])),
      shape: [trials.length, 2],
    },
  });
}

function row(values: readonly number[]): Feed {
  return { values: Float32Array.from(values), shape: [values.length] };
}

/** Four bytes in each int32; see `denseProgram`. */
function imageFeeds({ pixels, labels }: LabelledImages): Readonly<Record<string, Feed>> {
  const words = new Int32Array(Math.ceil(pixels.length / 4));
  new Uint8Array(words.buffer).set(pixels);
  return {
    pixels: { values: words, shape: [words.length] },
    labels: { values: Int32Array.from(labels), shape: [labels.length] },
  };
}
