import type { LabelledImages, LoadedDataset } from '../../dataset/load.js';
import type { Feed, GraphSession } from '../../native/graph-session.js';
import { glorotUniform } from '../random/glorot-uniform.js';
import { IMAGE_PARTS, type DenseProgram } from './dense-program.js';
import type { ParameterSlot } from './layout.js';

/** What a trial starts from. */
export interface TrialSource {
  readonly seed: number;
  readonly learning_rate: number;
  readonly weight_decay: number;
  /** The number by which each layer draws its random numbers (`layerNumbers`). */
  readonly numbers: readonly number[];
}

/** Gives a program all that it keeps: images, initial weights, learning rates. */
export function feedProgram(
  session: GraphSession,
  { layout }: Pick<DenseProgram, 'layout'>,
  dataset: LoadedDataset,
  sources: readonly TrialSource[],
): void {
  for (const part of IMAGE_PARTS) session.run(`images_${part}`, imageFeeds(dataset[part]));
  const weights = layout.map(
    (slot) => [slot.name, { values: initialWeights(slot, sources), shape: slot.shape }] as const,
  );
  session.run('weights', {
    ...Object.fromEntries(weights),
    rates: row(sources, ({ learning_rate }) => learning_rate),
    decays: row(sources, ({ weight_decay }) => weight_decay),
    seeds: {
      values: Int32Array.from(sources.flatMap(({ seed }) => [seed, Math.floor(seed / 2 ** 32)])),
      shape: [sources.length, 2],
    },
  });
}

function row(sources: readonly TrialSource[], of: (source: TrialSource) => number): Feed {
  return { values: Float32Array.from(sources, of), shape: [sources.length] };
}

/** The weights that a program starts from: kernels drawn from each trial's seed, biases 0. */
function initialWeights(slot: ParameterSlot, sources: readonly TrialSource[]): Float32Array {
  const { shape, parts, kind } = slot;
  const [rows = 1, width = 0] = kind === 'kernel' ? shape : [1, ...shape];
  const weights = new Float32Array(rows * width);
  if (kind === 'bias') return weights;
  let left = 0;
  for (const { trial, layer, columns } of parts) {
    const { seed, numbers } = sources[trial] as TrialSource;
    const own = glorotUniform(seed, numbers[layer] ?? 0, rows, columns);
    for (let row = 0; row < rows; row++) {
      weights.set(own.subarray(row * columns, (row + 1) * columns), row * width + left);
    }
    left += columns;
  }
  return weights;
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
