import type { LabelledImages } from '../../dataset/load.js';
import type { Feed } from '../../native/graph-session.js';
import { glorotUniform } from '../random/glorot-uniform.js';
import type { ParameterSlot } from './layout.js';

/** A trial's seed, and where its dense layers stand in its network. */
export interface WeightSource {
  readonly seed: number;
  /** Index of each dense layer among the network's layers: what its random numbers hang on. */
  readonly positions: readonly number[];
}

/** The weights that a program starts from: kernels drawn from each trial's seed, biases 0. */
export function initialWeights(
  slot: ParameterSlot,
  sources: readonly WeightSource[],
): Float32Array {
  const { shape, parts, kind } = slot;
  const [rows = 1, width = 0] = kind === 'kernel' ? shape : [1, ...shape];
  const weights = new Float32Array(rows * width);
  if (kind === 'bias') return weights;
  let left = 0;
  for (const { trial, layer, columns } of parts) {
    const { seed, positions } = sources[trial] as WeightSource;
    const own = glorotUniform(seed, positions[layer] ?? 0, rows, columns);
    for (let row = 0; row < rows; row++) {
      weights.set(own.subarray(row * columns, (row + 1) * columns), row * width + left);
    }
    left += columns;
  }
  return weights;
}

/** Four bytes in each int32; see `denseProgram`. */
export function imageFeeds({ pixels, labels }: LabelledImages): Readonly<Record<string, Feed>> {
  const words = new Int32Array(Math.ceil(pixels.length / 4));
  new Uint8Array(words.buffer).set(pixels);
  return {
    pixels: { values: words, shape: [words.length] },
    labels: { values: Int32Array.from(labels), shape: [labels.length] },
  };
}
