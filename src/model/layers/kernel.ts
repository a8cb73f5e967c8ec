import { integersField, type KerasConfig } from '../keras/config.js';
import { dataFormatField, paddingField, type DataFormat, type Padding } from './image.js';

/** How a kernel goes over the positions of an image. */
export interface KernelConfig {
  /** One size for each dimension of positions: its length says which of Conv1D to Conv3D it is. */
  readonly kernel_size: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding;
  readonly data_format: DataFormat;
  readonly dilation_rate: readonly number[];
}

export function kernelFields(keras: KerasConfig, rank: number): KernelConfig {
  return {
    kernel_size: integersField(keras, 'kernel_size', rank, 1),
    strides: integersField(keras, 'strides', rank, 1, 1),
    padding: paddingField(keras),
    data_format: dataFormatField(keras),
    dilation_rate: integersField(keras, 'dilation_rate', rank, 1, 1),
  };
}

/** Positions that a kernel covers: the product of its sizes. */
export function kernelArea(config: { readonly kernel_size: readonly number[] }): bigint {
  return config.kernel_size.reduce((product, size) => product * BigInt(size), 1n);
}
