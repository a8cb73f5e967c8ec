import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import * as tfl from '@tensorflow/tfjs-layers';

/** Kinds of kernels that multiply and accumulate, as the counter tells them apart. */
export type KernelKind = 'matmul' | 'convolution' | 'depthwise_convolution';

/** Multiply-accumulates of kernels that ran, by kind. */
export type KernelTotals = Readonly<Record<KernelKind, bigint>>;

interface Kernel {
  readonly name: string;
  readonly inputShapes: readonly (readonly number[] | null)[];
  readonly outputShapes: readonly (readonly number[] | null)[];
}

/** A kernel that multiplies and accumulates, but whose shapes nobody wrote down. */
export class UnknownKernelError extends Error {
  override readonly name = 'UnknownKernelError';
}

/** Runs `work` and adds up what its products and convolutions multiply, from their shapes. */
export async function executedProducts(work: () => Promise<void>): Promise<KernelTotals> {
  const { kernels } = await tf.profile(async () => {
    await work();
    return [];
  });
  const totals = { matmul: 0n, convolution: 0n, depthwise_convolution: 0n };
  for (const kernel of kernels as unknown as readonly Kernel[]) {
    const found = productsOf(kernel);
    if (found !== null) totals[found.kind] += found.products;
  }
  return totals;
}

/** Null for a kernel that is no product. */
export function productsOf({ name, inputShapes, outputShapes }: Kernel): {
  readonly kind: KernelKind;
  readonly products: bigint;
} | null {
  const [first = [], second = []] = inputShapes.map((shape) => shape ?? []);
  const output = outputShapes[0] ?? [];
  switch (name) {
    case 'BatchMatMul':
    case '_FusedMatMul':
      // Every element of the left factor meets each column of the right one.
      return { kind: 'matmul', products: size(first) * BigInt(output.at(-1) ?? 1) };
    case 'Conv2D':
    case 'FusedConv2D':
    case 'Conv3D':
      // [...kernel, channels, filters]: each output is a dot product over all but the filters.
      return { kind: 'convolution', products: size(output) * size(second.slice(0, -1)) };
    case 'Conv2DBackpropInput':
    case 'Conv3DBackpropInputV2':
      return { kind: 'convolution', products: size(first) * size(second.slice(0, -1)) };
    case 'Conv2DBackpropFilter':
    case 'Conv3DBackpropFilterV2':
      return { kind: 'convolution', products: size(second) * size(output.slice(0, -1)) };
    case 'DepthwiseConv2dNative':
    case 'FusedDepthwiseConv2D':
      return { kind: 'depthwise_convolution', products: size(output) * size(second.slice(0, 2)) };
    case 'DepthwiseConv2dNativeBackpropInput':
      return { kind: 'depthwise_convolution', products: size(first) * size(second.slice(0, 2)) };
    case 'DepthwiseConv2dNativeBackpropFilter':
      return { kind: 'depthwise_convolution', products: size(second) * size(output.slice(0, 2)) };
    default:
      // Operations with a gradient of their own are listed beside the kernels that they run.
      if (/matmul|conv/i.test(name) && !name.endsWith('__op'))
        throw new UnknownKernelError(unknownKernel(name));
      return null;
  }
}

function size(shape: readonly number[]): bigint {
  return shape.reduce((product, length) => product * BigInt(length), 1n);
}

/** A kernel that multiplies, but whose shapes nobody wrote down. */
export function unknownKernel(kernel: string): string {
  return `kernel ${kernel} is not known here`;
}

/** What TensorFlow.js ran, on one batch. */
export interface ExecutedStep {
  readonly inference: KernelTotals;
  /** Forward, backward and the optimizer's step. */
  readonly training: KernelTotals;
  /** Parameters of the model as it was built. */
  readonly params: number;
}

/**
 * Builds the model in TensorFlow.js on its backend in plain JavaScript, which has every kernel, and
 * runs one inference and one training step on zeros.
 */
export async function runStep(topology: object, batch: number): Promise<ExecutedStep> {
  await tf.setBackend('cpu');
  const model = await tfl.loadLayersModel(
    tf.io.fromMemory({ modelTopology: topology as Record<string, unknown> }),
  );
  try {
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    const inputs = model.inputs.map((input) => tf.zeros(withBatch(input.shape, batch)));
    const targets = model.outputs.map((output) => tf.zeros(withBatch(output.shape, batch)));
    const inference = await executedProducts(async () => {
      tf.dispose(tf.tidy(() => model.predict(only(inputs), { batchSize: batch })));
      await Promise.resolve();
    });
    // TensorFlow.js refuses to train a model whose weights are all frozen: nothing would be run back.
    const training =
      model.trainableWeights.length === 0
        ? inference
        : await executedProducts(async () => {
            await model.trainOnBatch(only(inputs), only(targets));
          });
    tf.dispose([inputs, targets]);
    return { inference, training, params: model.countParams() };
  } finally {
    model.dispose();
  }
}

function withBatch(shape: readonly (number | null)[], batch: number): number[] {
  return [batch, ...shape.slice(1).map((size) => size ?? 1)];
}

/** TensorFlow.js takes one tensor, or a list of several. */
function only(tensors: tf.Tensor[]): tf.Tensor | tf.Tensor[] {
  const [first, ...others] = tensors;
  return first !== undefined && others.length === 0 ? first : tensors;
}
