import type { KerasConfig } from './keras-config.js';
import type { Shape } from './shape.js';

/** Trainable parameters, and those that only the forward pass updates (moving averages). */
export interface Parameters {
  readonly trainable: bigint;
  readonly fixed: bigint;
}

export const NO_PARAMETERS: Parameters = { trainable: 0n, fixed: 0n };

/**
 * What has to be known of a class of layers. `Config` holds what decides shapes, parameters, FLOPs
 * and results, with every default written out, since it is also the layer's part of a
 * configuration's identity. Shapes are of one sample, without the batch.
 */
export interface LayerClass<Config> {
  /** Reads the `config` of Keras or TensorFlow.js; throws a TopologyError. */
  readonly read: (keras: KerasConfig) => Config;
  readonly outputShape: (config: Config, input: Shape) => Shape;
  readonly parameters: (config: Config, input: Shape) => Parameters;
}
