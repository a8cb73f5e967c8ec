import { attentionInputs, multiHeadSizes } from '../../model/layers/attention.js';
import type { Layer } from '../../model/network.js';
import { elements } from '../../model/shape.js';
import { sum, type Operations } from '../operations.js';
import { work, type InnerGradient, type LayerWork } from '../work.js';

/**
 * Scores of every query and key, a softmax over the keys, and the values added up by it. Both
 * products have a gradient for each factor. Scores by tanh(query + key) are no product, but added
 * up feature by feature.
 */
export function attentionWork(layer: Layer<'Attention' | 'AdditiveAttention'>): LayerWork {
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
export function multiHeadAttentionWork(
  layer: Layer<'MultiHeadAttention' | 'GroupQueryAttention'>,
): LayerWork {
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
