import * as op from '../../graph/ops.js';
import type { Scope } from '../../graph/scope.js';
import type { Tensor } from '../../graph/node.js';
import { dropoutScale, dropoutThreshold } from '../seeded.js';
import { PURPOSES } from '../../random/stream.js';

/** Where a mask's random numbers come from: what `dropoutMask` takes, in the graph. */
export interface DropoutSource {
  /** The trial's seed, its low and its high 32 bits: int32 [2]. */
  readonly seed: Tensor;
  /** int32 []. */
  readonly layer: Tensor;
  /** Of the whole training, from 0: int32 []. */
  readonly step: Tensor;
}

/** The mask of a step, equal to `dropoutMask`'s: float32 [rows, units]. */
export function dropoutMaskInGraph(
  scope: Scope,
  { seed, layer, step }: DropoutSource,
  [rows, units]: readonly [number, number],
  rate: number,
): Tensor {
  const integer = (value: number): Tensor => op.constant(scope, 'int32', value);
  const counter = op.stack(scope, [integer(0), step, integer(PURPOSES.dropout), layer]);
  const words = op.philoxWords(scope, seed, counter, [rows, units]);
  const bits = op.bitwiseAnd(scope, words, integer(0x7fff_ffff));
  const kept = op.greaterEqual(scope, bits, integer(dropoutThreshold(rate)));
  const [scale, zero] = [dropoutScale(rate), 0].map((value) =>
    op.constant(scope, 'float32', value),
  ) as [Tensor, Tensor];
  return op.select(scope, kept, scale, zero);
}
