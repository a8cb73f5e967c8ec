import {
  booleanField,
  choiceField,
  integerField,
  integerList,
  integerOrNull,
  isGiven,
  numberField,
} from './fields.js';
import { type Call, type LayerClass, trainable } from './layer-class.js';
import { queryAlone } from './messages.js';
import { type Operations, sum } from './operations.js';
import { assertRank, elements, sampleAxis, type Shape, ShapeError, sizeAt } from './shape.js';
import { type InnerGradient, type LayerWork, work } from './work.js';

export interface AttentionConfig {
  /** `dot`: products of queries and keys. `concat`, `additive`: a sum of tanh(query + key). */
  readonly score_mode: 'dot' | 'concat' | 'additive';
  /** Whether a factor of the scores is learned; one for each feature where additive. */
  readonly use_scale: boolean;
  readonly dropout: number;
}

/** Queries [queries, features], values [values, ...], and keys, the values unless given. */
export interface AttentionInputs {
  readonly query: Shape;
  readonly value: Shape;
  readonly key: Shape;
}

/** Attention, without weights but the scale. */
export const Attention: LayerClass<AttentionConfig> = attention((keras) => ({
  score_mode: choiceField(keras, 'score_mode', ['dot', 'concat'] as const, 'dot'),
  use_scale: booleanField(keras, 'use_scale', false),
  dropout: numberField(keras, 'dropout', 0),
}));

/** AdditiveAttention: D. Bahdanau, K. Cho, Y. Bengio, arXiv:1409.0473. */
export const AdditiveAttention: LayerClass<AttentionConfig> = attention((keras) => ({
  score_mode: 'additive',
  use_scale: booleanField(keras, 'use_scale', true),
  dropout: numberField(keras, 'dropout', 0),
}));

function attention(read: LayerClass<AttentionConfig>['read']): LayerClass<AttentionConfig> {
  return {
    work: attentionWork,
    read,
    outputShapes: (_config, inputs) => {
      const { query, value } = attentionInputs(inputs);
      assertRank(query, 2);
      assertRank(value, 2);
      const [queries = 1] = query;
      const [values = 1, features = 1] = value;
      return [
        [queries, features],
        [queries, values],
      ];
    },
    parameters: (config, inputs) => {
      const { query } = attentionInputs(inputs);
      const factors = config.score_mode === 'additive' ? BigInt(sizeAt(query, -1)) : 1n;
      return trainable(config.use_scale ? factors : 0n, config.score_mode === 'concat' ? 1n : 0n);
    },
  };
}

export function attentionInputs([query, value, key = value]: readonly Shape[]): AttentionInputs {
  if (query !== undefined && value !== undefined && key !== undefined) return { query, value, key };
  throw new ShapeError(queryAlone());
}

export interface MultiHeadAttentionConfig {
  readonly num_heads: number;
  /** Heads of keys and values, shared by several of the queries where fewer. */
  readonly num_key_value_heads: number;
  /** Features of each head's queries and keys. */
  readonly key_dim: number;
  readonly value_dim: number;
  readonly use_bias: boolean;
  /** Whether outputs are multiplied by a gate, a layer of its own over the query. */
  readonly use_gate: boolean;
  /** Features of the output; null is as many as the query has. */
  readonly output_shape: readonly number[] | null;
  /** Keras's axes that are attended over; null is all but batch and features. */
  readonly attention_axes: readonly number[] | null;
  readonly dropout: number;
}

/** MultiHeadAttention: A. Vaswani et al., "Attention is all you need", arXiv:1706.03762. */
export const MultiHeadAttention: LayerClass<MultiHeadAttentionConfig> = multiHead((keras) => {
  const num_heads = integerField(keras, 'num_heads', 1);
  const key_dim = integerField(keras, 'key_dim', 1);
  return {
    num_heads,
    num_key_value_heads: num_heads,
    key_dim,
    value_dim: integerOrNull(keras, 'value_dim', 1) ?? key_dim,
    use_bias: booleanField(keras, 'use_bias', true),
    use_gate: booleanField(keras, 'use_gate', false),
    output_shape: isGiven(keras, 'output_shape') ? integerList(keras, 'output_shape') : null,
    attention_axes: isGiven(keras, 'attention_axes') ? integerList(keras, 'attention_axes') : null,
    dropout: numberField(keras, 'dropout', 0),
  };
});

/** GroupQueryAttention: J. Ainslie et al., arXiv:2305.13245. */
export const GroupQueryAttention: LayerClass<MultiHeadAttentionConfig> = multiHead((keras) => {
  const head_dim = integerField(keras, 'head_dim', 1);
  return {
    num_heads: integerField(keras, 'num_query_heads', 1),
    num_key_value_heads: integerField(keras, 'num_key_value_heads', 1),
    key_dim: head_dim,
    value_dim: head_dim,
    use_bias: booleanField(keras, 'use_bias', true),
    use_gate: booleanField(keras, 'use_gate', false),
    output_shape: null,
    attention_axes: null,
    dropout: numberField(keras, 'dropout', 0),
  };
});

/** Positions and features that a layer of heads works on. */
export interface MultiHeadSizes {
  /** Positions of the query, of the values, of the keys. */
  readonly queries: bigint;
  readonly values: bigint;
  /** Positions of the keys that each query is held against. */
  readonly attended: bigint;
  readonly queryFeatures: bigint;
  readonly valueFeatures: bigint;
  readonly keyFeatures: bigint;
  readonly outputFeatures: bigint;
}

export function multiHeadSizes(
  config: MultiHeadAttentionConfig,
  inputs: readonly Shape[],
): MultiHeadSizes {
  const { query, value, key } = attentionInputs(inputs);
  const axes = config.attention_axes?.map((axis) => sampleAxis(axis, query));
  const attended = (axes ?? query.slice(0, -1).map((_, index) => index)).map(
    (index) => value[index] ?? 1,
  );
  return {
    queries: elements(query.slice(0, -1)),
    values: elements(value.slice(0, -1)),
    attended: elements(attended),
    queryFeatures: BigInt(sizeAt(query, -1)),
    valueFeatures: BigInt(sizeAt(value, -1)),
    keyFeatures: BigInt(sizeAt(key, -1)),
    outputFeatures: elements(config.output_shape ?? query.slice(-1)),
  };
}

function multiHead(
  read: LayerClass<MultiHeadAttentionConfig>['read'],
): LayerClass<MultiHeadAttentionConfig> {
  return {
    work: multiHeadAttentionWork,
    read,
    outputShapes: (config, inputs) => {
      const { query, value } = attentionInputs(inputs);
      const [length = 1] = value;
      const scores = [config.num_heads, query[0] ?? 1, length];
      return [[...query.slice(0, -1), ...(config.output_shape ?? query.slice(-1))], scores];
    },
    parameters: (config, inputs) => {
      const sizes = multiHeadSizes(config, inputs);
      const { num_heads, num_key_value_heads, key_dim, value_dim, use_bias, use_gate } = config;
      const queries = BigInt(num_heads * key_dim);
      const keys = BigInt(num_key_value_heads * key_dim);
      const values = BigInt(num_key_value_heads * value_dim);
      const heads = BigInt(num_heads * value_dim);
      const bias = use_bias ? 1n : 0n;
      return trainable(
        (sizes.queryFeatures + bias) * queries,
        (sizes.keyFeatures + bias) * keys,
        (sizes.valueFeatures + bias) * values,
        use_gate ? (sizes.queryFeatures + bias) * heads : 0n,
        (heads + bias) * sizes.outputFeatures,
      );
    },
  };
}

/**
 * Scores of every query and key, a softmax over the keys, and the values added up by it. Both
 * products have a gradient for each factor. Scores by tanh(query + key) are no product, but added
 * up feature by feature.
 */
function attentionWork(layer: Call<AttentionConfig>): LayerWork {
  const { score_mode, use_scale, dropout } = layer.config;
  const { query, value } = attentionInputs(layer.inputShapes);
  const scores = BigInt(query[0] ?? 1) * BigInt(value[0] ?? 1);
  const features = scores * BigInt(query.at(-1) ?? 1);
  const summing: Operations = { matmul: scores * BigInt(value.at(-1) ?? 1) };
  const dot: Operations = score_mode === 'dot' ? { matmul: features } : {};
  const scoring: Operations =
    score_mode === 'dot'
      ? { ...dot, multiply: use_scale ? scores : 0n }
      : {
          // Query + key, and then its features.
          add: features + (features - scores),
          tanh: features,
          multiply: (use_scale ? features : 0n) + (score_mode === 'concat' ? scores : 0n),
        };
  const forward = sum(scoring, { softmax: scores }, summing);
  const shared = layer.inputShapes.length < 3;
  return work({
    forward,
    training: dropout > 0 ? sum(forward, { dropout: scores }) : forward,
    // The scores' gradient, of which the query's, the key's and the scale's are made.
    innerGradients: [{ operations: summing, ofWeights: true, ofInputs: shared ? null : [0, 2] }],
    inputGradients: shared ? [dot, sum(summing, dot)] : [dot, summing, dot],
  });
}

/**
 * Queries, keys and values of every head are projected, held against each other, softened, added up
 * and projected back: four products with weights and two without.
 */
function multiHeadAttentionWork(layer: Call<MultiHeadAttentionConfig>): LayerWork {
  const { config } = layer;
  const sizes = multiHeadSizes(config, layer.inputShapes);
  const heads = BigInt(config.num_heads);
  const shared = BigInt(config.num_key_value_heads);
  const [keyDim, valueDim] = [BigInt(config.key_dim), BigInt(config.value_dim)];
  const outputs = elements(layer.outputShape);

  const ofQuery = sizes.queries * sizes.queryFeatures * heads * keyDim;
  const ofKey = sizes.values * sizes.keyFeatures * shared * keyDim;
  const ofValue = sizes.values * sizes.valueFeatures * shared * valueDim;
  const gate = config.use_gate ? sizes.queries * heads * valueDim : 0n;
  const ofGate = gate * sizes.queryFeatures;
  const ofOutput = sizes.queries * heads * valueDim * sizes.outputFeatures;
  const scores = sizes.queries * sizes.attended * heads;
  const [scoring, summing] = [scores * keyDim, scores * valueDim];

  const projections = ofQuery + ofKey + ofValue + ofGate + ofOutput;
  const biases =
    sizes.queries * heads * keyDim + sizes.values * shared * (keyDim + valueDim) + gate + outputs;
  const forward: Operations = {
    matmul: projections + scoring + summing,
    bias: config.use_bias ? biases : 0n,
    softmax: scores,
    multiply: sizes.queries * heads * keyDim + gate,
    sigmoid: gate,
  };
  const ofQueryInput: Operations = { matmul: ofQuery + ofGate };
  const [value, key] = layer.inputShapes.length < 3 ? [1, 1] : [1, 2];
  const inputGradients =
    key === value
      ? [ofQueryInput, { matmul: ofKey + ofValue }]
      : [ofQueryInput, { matmul: ofValue }, { matmul: ofKey }];
  const inside = (matmul: bigint, ofInputs: InnerGradient['ofInputs']): InnerGradient => ({
    operations: { matmul },
    ofWeights: true,
    ofInputs,
  });
  return work({
    forward,
    training: config.dropout > 0 ? sum(forward, { dropout: scores }) : forward,
    weightGradient: { matmul: projections },
    // Back from the output through both products without weights, to each factor.
    innerGradients: [
      inside(ofOutput, null),
      inside(summing, [value]),
      inside(summing, [0, key]),
      inside(scoring, [0]),
      inside(scoring, [key]),
    ],
    inputGradients,
  });
}
