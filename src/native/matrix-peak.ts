import * as tf from '@tensorflow/tfjs-core';

/** Rows of the square matrices: from the first size on they double until a product takes long enough. */
const FIRST_SIZE = 256;
const LAST_SIZE = 8192;
const LONG_ENOUGH_MS = 2;

/** Products until the fastest of them is believed. */
const PRODUCTS = 5;

export interface MatrixPeak {
  /** 2 n^3 over the time of the fastest product. */
  readonly flops_per_second: number;
  /** n of the [n, n] x [n, n] products in single precision. */
  readonly size: number;
}

/** Multiplies large matrices on tfjs-core's backend of this process. */
export function measureMatrixPeak(products = PRODUCTS): MatrixPeak {
  let size = FIRST_SIZE;
  let first = fastestProduct(size, 2);
  while (size < LAST_SIZE && first < LONG_ENOUGH_MS) {
    size *= 2;
    first = fastestProduct(size, 2);
  }
  const fastest = Math.min(first, fastestProduct(size, Math.max(1, products - 2)));
  return { flops_per_second: (2 * size ** 3) / (fastest / 1000), size };
}

/** Milliseconds of the fastest of so many products. */
function fastestProduct(size: number, products: number): number {
  const matrices = [0.5, 0.25].map((value) => tf.fill([size, size], value)) as [
    tf.Tensor2D,
    tf.Tensor2D,
  ];
  let fastest = Infinity;
  for (let product = 0; product < products; product++) {
    const began = performance.now();
    // A GPU computes behind our back: one number of the result makes it end.
    tf.tidy(() => tf.slice(tf.matMul(...matrices), [0, 0], [1, 1]).dataSync());
    fastest = Math.min(fastest, performance.now() - began);
  }
  tf.dispose(matrices);
  return fastest;
}
