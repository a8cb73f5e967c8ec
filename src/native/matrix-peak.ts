import * as tf from '@tensorflow/tfjs-core';
import type { Device } from './engine.js';

/** Rows of the square matrices: large enough to be limited by arithmetic. */
const SIZES: Readonly<Record<Device, number>> = { cpu: 512, gpu: 8192 };

/** Products until the fastest of them is believed. */
const PRODUCTS = 5;

export interface MatrixPeak {
  /** 2 n^3 over the time of the fastest product. */
  readonly flops_per_second: number;
  /** n of the [n, n] x [n, n] products in single precision. */
  readonly size: number;
}

/** Multiplies large matrices on tfjs-core's backend of this process. */
export function measureMatrixPeak(device: Device, products = PRODUCTS): MatrixPeak {
  const size = SIZES[device];
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
  return { flops_per_second: (2 * size ** 3) / (fastest / 1000), size };
}
