import type { LabelledImages } from '../../data/load.js';
import type { Feed, GraphSession } from '../../native/graph-session.js';
import { type DenseTask, IMAGE_PARTS } from '../dense/executor.js';
import { initialWeights } from '../dense/weights.js';
import type { DenseProgram } from './dense-program.js';
import { packWeights } from './layout.js';

/** Gives a program all that it keeps: images, initial weights, rates, seeds. */
export function feedProgram(
  session: GraphSession,
  { layout }: Pick<DenseProgram, 'layout'>,
  { dataset, networks, trials }: Pick<DenseTask, 'dataset' | 'networks' | 'trials'>,
): void {
  const [height, width] = dataset.train.imageShape;
  const inputs = height * width;
  const weights = networks.map((network, trial) =>
    initialWeights(network, inputs, trials[trial]?.seed ?? 0),
  );
  const packed = packWeights(layout, weights);
  const arrays = layout.slots.map(
    ({ name, shape }, slot) => [name, { values: packed[slot] as Float32Array, shape }] as const,
  );
  const inOrder = layout.order.map((trial) => trials[trial] as DenseTask['trials'][number]);
  session.run('feed', {
    ...imageFeeds(IMAGE_PARTS.map((part) => dataset[part])),
    ...Object.fromEntries(arrays),
    rates: row(inOrder.map(({ learning_rate }) => learning_rate)),
    decays: row(inOrder.map(({ weight_decay }) => weight_decay)),
    seeds: {
      values: Int32Array.from(inOrder.flatMap(({ seed }) => [seed, Math.floor(seed / 2 ** 32)])),
      shape: [trials.length, 2],
    },
  });
}

function row(values: readonly number[]): Feed {
  return { values: Float32Array.from(values), shape: [values.length] };
}

/** Four bytes in each int32; see `denseProgram`. */
function imageFeeds(parts: readonly LabelledImages[]): Readonly<Record<string, Feed>> {
  const bytes = parts.reduce((sum, { pixels }) => sum + pixels.length, 0);
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const words = new Int32Array(Math.ceil(bytes / 4));
  const labels = new Int32Array(count);
  let [image, byte] = [0, 0];
  for (const part of parts) {
    new Uint8Array(words.buffer).set(part.pixels, byte);
    labels.set(part.labels, image);
    byte += part.pixels.length;
    image += part.count;
  }
  return {
    pixels: { values: words, shape: [words.length] },
    labels: { values: labels, shape: [count] },
  };
}
