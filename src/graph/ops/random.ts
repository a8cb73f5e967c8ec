import type { Scope } from '../scope.js';
import type { Tensor } from '../node.js';
import { reshape, bitcast } from './arrays.js';
import { one } from './one-output.js';
import { constant } from './sources.js';

/**
 * Random int32 of any shape by Philox4x32-10: word after word of the blocks from `counter` on.
 *
 * @param key int32 [2], low word first.
 * @param counter int32 [4], low word first.
 */
export function philoxWords(
  scope: Scope,
  key: Tensor,
  counter: Tensor,
  shape: readonly number[],
): Tensor {
  return one(scope, {
    op: 'StatelessRandomUniformFullIntV2',
    inputs: [
      constant(scope, 'int32', shape, [shape.length]),
      bitcast(scope, reshape(scope, key, [1, 2]), 'uint64', [1]),
      bitcast(scope, reshape(scope, counter, [2, 2]), 'uint64', [2]),
      constant(scope, 'int32', RNG_PHILOX),
    ],
    attributes: {
      dtype: { kind: 'type', value: 'int32' },
      Tshape: { kind: 'type', value: 'int32' },
    },
    output: 'output',
    dtype: 'int32',
    shape,
  });
}

/** TensorFlow's number of that algorithm. */
const RNG_PHILOX = 1;
