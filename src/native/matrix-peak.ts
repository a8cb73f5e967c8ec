import { type Binding, withTensor } from './binding.js';
import { nativeBinding } from './load-engine.js';

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

/** Multiplies large matrices on the engine of this process. */
export async function measureMatrixPeak(products = PRODUCTS): Promise<MatrixPeak> {
  const binding = nativeBinding();
  const time = binding === undefined ? await timeInTfjs() : timeInLibrary(binding);
  let size = FIRST_SIZE;
  let first = time(size, 2);
  while (size < LAST_SIZE && first < LONG_ENOUGH_MS) {
    size *= 2;
    first = time(size, 2);
  }
  const fastest = Math.min(first, time(size, Math.max(1, products - 2)));
  return { flops_per_second: (2 * size ** 3) / (fastest / 1000), size };
}

/** Gives the milliseconds of the fastest of so many products. */
type TimeProducts = (size: number, products: number) => number;

function fastestOf(products: number, multiply: () => void): number {
  let fastest = Infinity;
  for (let product = 0; product < products; product++) {
    const began = performance.now();
    multiply();
    fastest = Math.min(fastest, performance.now() - began);
  }
  return fastest;
}

// A GPU computes behind our back: one number of the result makes it end.

async function timeInTfjs(): Promise<TimeProducts> {
  const tf = await import('@tensorflow/tfjs-core');
  return (size, products) => {
    const [a, b] = [tf.fill([size, size], 0.5), tf.fill([size, size], 0.25)];
    const fastest = fastestOf(products, () =>
      tf.tidy(() => void tf.slice(tf.matMul(a, b), [0, 0], [1, 1]).dataSync()),
    );
    tf.dispose([a, b]);
    return fastest;
  };
}

function timeInLibrary(binding: Binding): TimeProducts {
  const { TF_ATTR_TYPE, TF_ATTR_BOOL, TF_FLOAT, TF_INT32 } = binding;
  const float = { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT };
  const transposed = ['transpose_a', 'transpose_b'].map((name) => ({
    name,
    type: TF_ATTR_BOOL,
    value: false,
  }));
  const index = { name: 'Index', type: TF_ATTR_TYPE, value: TF_INT32 };
  const run = (...operation: Parameters<Binding['executeOp']>): number =>
    binding.executeOp(...operation)[0]?.id ?? NaN;
  const filled = (size: number, value: number, use: (matrix: number) => number): number =>
    withTensor(binding, [size, size], new Float32Array(size * size).fill(value), use);
  return (size, products) =>
    filled(size, 0.5, (a) =>
      filled(size, 0.25, (b) =>
        fastestOf(products, () => {
          const product = run('MatMul', [float, ...transposed], [a, b], 1);
          const first = withTensor(binding, [2], Int32Array.of(0, 0), (begin) =>
            withTensor(binding, [2], Int32Array.of(1, 1), (one) =>
              run('Slice', [float, index], [product, begin, one], 1),
            ),
          );
          binding.tensorDataSync(first);
          for (const tensor of [product, first]) binding.deleteTensor(tensor);
        }),
      ),
    );
}
