import { elementwise, oneToOne, trainable } from './layer-class.js';
import { inputWithoutShape } from './messages.js';
import { elements, type Shape, TopologyError } from './shape.js';
import { noWeights } from './weights.js';
import { noWork, work } from './work.js';
import { integerField } from './fields.js';

export interface InputConfig {
  readonly shape: Shape;
}

export const InputLayer = oneToOne<InputConfig>({
  tfjs: ({ config }) => ({ batch_input_shape: [null, ...config.shape], dtype: 'float32' }),
  read: (keras, reading) => {
    const shape = reading.inputShape(keras);
    if (shape === null) throw new TopologyError(inputWithoutShape(keras));
    return { shape };
  },
  outputShape: (config) => config.shape,
  work: noWork,
  initialWeights: noWeights,
  forward: (_x, _layer, input) => input,
});

export const Identity = elementwise(noWork);

export const ActivityRegularization = elementwise(noWork);

/** Zero where every feature of a step is the mask: a comparison and a multiplication each. */
export const Masking = elementwise(
  (layer) => {
    const count = elements(layer.outputShape);
    return work({ forward: { compare: count, multiply: count } });
  },
  { tfjs: true },
);

export interface EmbeddingConfig {
  readonly input_dim: number;
  readonly output_dim: number;
}

/** Values of a pixel: what a spec's embedding has a row for. */
const PIXEL_VALUES = 256;

/** Keras's default of first weights: uniform in (-0.05, 0.05). */
const LIMIT = 0.05;

/** A row of a table [input_dim, output_dim] for each whole number of the input. */
export const Embedding = oneToOne<EmbeddingConfig>({
  tfjs: true,
  read: (keras) => ({
    input_dim: integerField(keras, 'input_dim', 1),
    output_dim: integerField(keras, 'output_dim', 1),
  }),
  outputShape: (config, input) => [...input, config.output_dim],
  parameters: (config) => trainable(BigInt(config.input_dim) * BigInt(config.output_dim)),
  // Rows are copied; their gradients are added up row by row, which is no product.
  work: noWork,
  word: {
    name: 'embedding',
    fields: { output_dim: 'size', input_dim: 'size' },
    required: ['output_dim'],
    bare: 'output_dim',
    defaults: { input_dim: PIXEL_VALUES },
    rank: 1,
    short: 'embedding',
    size: 'output_dim',
  },
  initialWeights: ({ config }, draws) => [
    draws.uniform(0, [config.input_dim, config.output_dim], LIMIT, 'embeddings'),
  ],
  forward: (x, _layer, input) => x.lookUp(input, 0),
});
