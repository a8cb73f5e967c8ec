import * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

const KERNEL = 'SweepCut';

interface Attributes extends Partial<Record<string, unknown>> {
  readonly begin: number;
  readonly shape: readonly number[];
}

// tfjs's own slice on wasm first copies all that it cuts from.
tf.registerKernel({
  kernelName: KERNEL,
  backendName: 'wasm',
  kernelFunc: ({ inputs, backend, attrs }) => {
    const wasm = backend as BackendWasm;
    const { begin, shape } = attrs as unknown as Attributes;
    const out = wasm.makeOutput([...shape], 'float32');
    const part = wasm.typedArrayFromHeap(out);
    const whole = wasm.typedArrayFromHeap(inputs['x'] as tf.TensorInfo);
    part.set(whole.subarray(begin, begin + part.length));
    return out;
  },
});

/** Numbers that follow each other in a tensor, from index `begin` of it on, as a tensor of a shape. */
export function cut(x: tf.Tensor, begin: number, shape: readonly [number, number]): tf.Tensor2D {
  if (tf.getBackend() !== 'wasm') {
    const part = tf.slice1d(tf.reshape(x, [-1]), begin, shape[0] * shape[1]);
    return tf.reshape(part, [...shape]);
  }
  return tf.engine().runKernel(KERNEL, { x }, { begin, shape: [...shape] });
}
