import { integerField } from './fields.js';
import { oneToOne, trainable } from './layer-class.js';

export interface EmbeddingConfig {
  readonly input_dim: number;
  readonly output_dim: number;
}

/** A row of a table [input_dim, output_dim] for each whole number of the input. */
export const EMBEDDING = oneToOne<EmbeddingConfig>({
  read: (keras) => ({
    input_dim: integerField(keras, 'input_dim', 1),
    output_dim: integerField(keras, 'output_dim', 1),
  }),
  outputShape: (config, input) => [...input, config.output_dim],
  parameters: (config) => trainable(BigInt(config.input_dim) * BigInt(config.output_dim)),
});
