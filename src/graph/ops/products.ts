import type { Scope } from '../scope.js';
import { GraphError, shapeText, type Tensor } from '../node.js';
import { one } from './one-output.js';

/** Which operands of a product are transposed first. */
export interface Transpositions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** [m, k] x [k, n] after the transpositions. */
export function matMul(
  scope: Scope,
  a: Tensor,
  b: Tensor,
  { transposeA = false, transposeB = false }: Transpositions = {},
): Tensor {
  const [rows, inner] = transposeA ? [...a.shape].reverse() : a.shape;
  const [innerB, columns] = transposeB ? [...b.shape].reverse() : b.shape;
  if (a.shape.length !== 2 || b.shape.length !== 2 || inner !== innerB) {
    throw cannotMultiply(a, b, transposeA, transposeB);
  }
  return one(scope, {
    op: 'MatMul',
    inputs: [a, b],
    attributes: {
      T: { kind: 'type', value: a.dtype },
      transpose_a: { kind: 'bool', value: transposeA },
      transpose_b: { kind: 'bool', value: transposeB },
    },
    output: 'product',
    dtype: a.dtype,
    shape: [rows ?? null, columns ?? null],
  });
}

/** [n, m, k] x [n, k, l], matrix by matrix, after the transpositions. */
export function batchMatMul(
  scope: Scope,
  a: Tensor,
  b: Tensor,
  { transposeA = false, transposeB = false }: Transpositions = {},
): Tensor {
  const [count, ...left] = a.shape;
  const [countB, ...right] = b.shape;
  const [rows, inner] = transposeA ? left.reverse() : left;
  const [innerB, columns] = transposeB ? right.reverse() : right;
  const fits = count === countB && inner === innerB;
  if (a.shape.length !== 3 || b.shape.length !== 3 || !fits) {
    throw cannotMultiply(a, b, transposeA, transposeB);
  }
  return one(scope, {
    op: 'BatchMatMulV2',
    inputs: [a, b],
    attributes: {
      T: { kind: 'type', value: a.dtype },
      adj_x: { kind: 'bool', value: transposeA },
      adj_y: { kind: 'bool', value: transposeB },
    },
    output: 'output',
    dtype: a.dtype,
    shape: [count ?? null, rows ?? null, columns ?? null],
  });
}

function cannotMultiply(
  a: Tensor,
  b: Tensor,
  transposeA: boolean,
  transposeB: boolean,
): GraphError {
  const [left, right] = [transposeA, transposeB].map((transposed) => (transposed ? 'T' : ''));
  return new GraphError(
    `cannot multiply ${shapeText(a.shape)}${left} by ${shapeText(b.shape)}${right}`,
  );
}
