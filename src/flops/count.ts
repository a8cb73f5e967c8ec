import type { Layer, Network } from '../model/network.js';
import { countParameters, countTrainableParameters } from '../model/parameters.js';
import { elements } from '../model/shape.js';
import {
  conventionNamed,
  type Coefficients,
  type ConventionName,
  type OptimizerName,
} from './conventions.js';
import { workOf } from './handlers.js';
import type { FlopsReport, LayerFlops } from './report.js';

export interface CountOptions {
  readonly convention: ConventionName;
  /** Samples; 1 when left out. */
  readonly batch?: number;
  /** True when the network's own input needs a gradient, as where it stands behind another. */
  readonly inputGradient?: boolean;
  /** Whose step `optimizer_step` counts; Adam when left out. */
  readonly optimizer?: OptimizerName;
  /** Whether the weights also decay; AdamW's always do. */
  readonly weightDecay?: boolean;
}

/**
 * Counts every layer for the whole batch. Throws an UncountedLayerError for a class of layers that
 * has no handler, and a RangeError for a batch that is no whole number from 1 up.
 */
export function countFlops(network: Network, options: CountOptions): FlopsReport {
  const { batch = 1, inputGradient = false, optimizer = 'adam', weightDecay = false } = options;
  if (!Number.isSafeInteger(batch) || batch < 1) {
    throw new RangeError(`batch is ${batch}; expected a whole number from 1 up`);
  }
  const { name, unit, coefficients } = conventionNamed(options.convention);
  const needed = inputGradientsNeeded(network, inputGradient);
  const layers = network.layers.map((layer, index) =>
    countLayer(layer, coefficients, batch, needed[index] ?? false),
  );
  const outputs = elements(network.layers.at(-1)?.outputShape ?? []);
  return {
    convention: name,
    unit,
    batch,
    executed: false,
    params: countParameters(network),
    forward: total(layers, 'forward'),
    forward_training: total(layers, 'forward_training'),
    backward: total(layers, 'backward'),
    loss: coefficients.loss * outputs * BigInt(batch),
    optimizer_step:
      updateOf(coefficients, optimizer, weightDecay) * countTrainableParameters(network),
    layers,
  };
}

function updateOf(
  coefficients: Coefficients,
  optimizer: OptimizerName,
  weightDecay: boolean,
): bigint {
  const decays = weightDecay && optimizer !== 'adamw';
  return coefficients.optimizer[optimizer] + (decays ? coefficients.weightDecay : 0n);
}

function countLayer(
  layer: Layer,
  coefficients: Coefficients,
  batch: number,
  needsInputGradient: boolean,
): LayerFlops {
  const work = workOf(layer);
  const samples = BigInt(batch);
  const { function: name, elements: activated } = work.activation;
  const products = samples * coefficients.product * work.products;
  const bias = samples * coefficients.bias * work.bias;
  const activation = samples * coefficients.activation[name] * activated;
  const other = 0n;
  const weightGradient = samples * coefficients.product * work.weightGradient;
  const inputGradient = needsInputGradient
    ? samples * coefficients.product * work.inputGradient
    : 0n;
  const forward = products + bias + activation + other;
  return {
    name: layer.name,
    class: layer.class,
    output_shape: [batch, ...layer.outputShape],
    params: layer.params,
    forward,
    forward_training: forward + samples * coefficients.dropout * work.dropout,
    backward: weightGradient + inputGradient,
    products,
    bias,
    activation,
    other,
    weight_gradient: weightGradient,
    input_gradient: inputGradient,
  };
}

/**
 * A layer's input needs a gradient when something before it has weights to train: the first
 * trainable layer's does not, unless the network's own input does.
 */
function inputGradientsNeeded(network: Network, ofNetworkInput: boolean): readonly boolean[] {
  const needed: boolean[] = [];
  for (const layer of network.layers) {
    needed.push(
      layer.inbound.length === 0
        ? ofNetworkInput
        : layer.inbound.some((index) => {
            const before = network.layers[index];
            return needed[index] === true || (before?.trainableParams ?? 0n) > 0n;
          }),
    );
  }
  return needed;
}

function total(
  layers: readonly LayerFlops[],
  field: 'forward' | 'forward_training' | 'backward',
): bigint {
  return layers.reduce((sum, layer) => sum + layer[field], 0n);
}
