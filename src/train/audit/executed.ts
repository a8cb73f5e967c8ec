import * as tf from '@tensorflow/tfjs-core';

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
