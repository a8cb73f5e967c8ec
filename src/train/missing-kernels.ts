import type { Network } from '../model/network.js';
import type { LayerClassName } from '../layers/classes.js';

/**
 * Kernels of TensorFlow.js that wasm 4.22 has not, by the class of layers whose gradient needs them.
 */
export const KERNELS_THAT_WASM_LACKS: Readonly<Partial<Record<LayerClassName, string>>> = {
  Conv1D: 'Conv2DBackpropFilter',
  Conv2D: 'Conv2DBackpropFilter',
  SeparableConv2D: 'DepthwiseConv2dNativeBackpropFilter',
  DepthwiseConv2D: 'DepthwiseConv2dNativeBackpropFilter',
  Embedding: 'UnsortedSegmentSum',
};

/** A layer that an engine cannot train. */
export interface MissingKernel {
  readonly layer: string;
  readonly kernel: string;
}

/** The first layer of the network that wasm cannot train; undefined where it can train all. */
export function missingOnWasm({ layers }: Network): MissingKernel | undefined {
  for (const layer of layers) {
    const kernel = KERNELS_THAT_WASM_LACKS[layer.class];
    if (kernel !== undefined) return { layer: layer.name, kernel };
  }
  return undefined;
}
