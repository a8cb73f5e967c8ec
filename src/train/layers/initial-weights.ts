import { inputsOf } from '../../layers/dense.js';
import { GATES } from '../../layers/recurrent.js';
import type { Layer } from '../../model/network.js';
import { orthogonal, uniform } from '../../random/weights.js';

/** A weight before the first step, row-major. */
export interface InitialWeight {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/**
 * What a layer starts from, in the order of TensorFlow.js's weights, drawn as Keras draws it: kernels
 * Glorot-uniform, recurrent ones orthogonal, embeddings uniform in (-0.05, 0.05), biases 0 but 1 for an
 * LSTM's forget gate. Null for a class that this trainer does not know.
 *
 * @param number by which the layer draws (`layerNumbers`).
 */
export function initialWeights(
  layer: Layer,
  seed: number,
  number: number,
): readonly InitialWeight[] | null {
  const glorot = (weight: number, shape: readonly number[]): InitialWeight => {
    const [inputs = 1, units = 1] = shape.slice(-2);
    const field = shape.slice(0, -2).reduce((product, size) => product * size, 1);
    const limit = Math.sqrt(6 / (field * (inputs + units)));
    return { shape, values: uniform(seed, number, weight, field * inputs * units, limit) };
  };
  const biases = (use: boolean, units: number): readonly InitialWeight[] =>
    use ? [filled([units], 0)] : [];
  const channels = layer.inputShape.at(-1) ?? 1;
  switch (layer.class) {
    case 'Dense': {
      const { units, use_bias } = layer.config;
      return [glorot(0, [inputsOf(layer.inputShape), units]), ...biases(use_bias, units)];
    }
    case 'Conv1D':
    case 'Conv2D': {
      const { filters, kernel_size, use_bias } = layer.config;
      return [glorot(0, [...kernel_size, channels, filters]), ...biases(use_bias, filters)];
    }
    case 'DepthwiseConv2D': {
      const { kernel_size, depth_multiplier, use_bias } = layer.config;
      const kernel = glorot(0, [...kernel_size, channels, depth_multiplier]);
      return [kernel, ...biases(use_bias, channels * depth_multiplier)];
    }
    case 'SeparableConv2D': {
      const { filters, kernel_size, depth_multiplier, use_bias } = layer.config;
      return [
        glorot(0, [...kernel_size, channels, depth_multiplier]),
        glorot(1, [1, 1, channels * depth_multiplier, filters]),
        ...biases(use_bias, filters),
      ];
    }
    case 'SimpleRNN':
    case 'GRU':
    case 'LSTM': {
      const [cell] = layer.config.cells;
      if (cell === undefined) return null;
      const { units, kind, use_bias } = cell;
      const columns = GATES[kind] * units;
      const bias = filled([columns], 0);
      if (kind === 'lstm') bias.values.fill(1, units, 2 * units);
      return [
        glorot(0, [channels, columns]),
        { shape: [units, columns], values: orthogonal(seed, number, 1, units, columns) },
        ...(use_bias ? [bias] : []),
      ];
    }
    case 'BatchNormalization': {
      const { center, scale } = layer.config;
      const learned = [...(scale ? [1] : []), ...(center ? [0] : [])];
      // Factor and offset, then the moving mean and variance.
      return [...learned, 0, 1].map((value) => filled([channels], value));
    }
    case 'LayerNormalization': {
      const { center, scale } = layer.config;
      return [...(scale ? [1] : []), ...(center ? [0] : [])].map((value) =>
        filled([channels], value),
      );
    }
    case 'Embedding': {
      const { input_dim, output_dim } = layer.config;
      const values = uniform(seed, number, 0, input_dim * output_dim, EMBEDDING_LIMIT);
      return [{ shape: [input_dim, output_dim], values }];
    }
    case 'InputLayer':
    case 'Flatten':
    case 'Reshape':
    case 'Activation':
    case 'Dropout':
    case 'MaxPooling1D':
    case 'MaxPooling2D':
    case 'AveragePooling1D':
    case 'AveragePooling2D':
    case 'GlobalMaxPooling1D':
    case 'GlobalMaxPooling2D':
    case 'GlobalAveragePooling1D':
    case 'GlobalAveragePooling2D':
      return [];
    default:
      return null;
  }
}

/** Keras's default of embeddings. */
const EMBEDDING_LIMIT = 0.05;

function filled(shape: readonly number[], value: number): InitialWeight {
  const length = shape.reduce((product, size) => product * size, 1);
  return { shape, values: new Float32Array(length).fill(value) };
}
