import type { Layer, Network } from '../model/network.js';
import { shapeOfTensor } from '../model/network.js';
import { countParameters, countTrainableParameters } from '../model/parameters.js';
import { elements } from '../model/shape.js';
import { networkFromTopology } from '../model/keras/topology.js';
import {
  conventionNamed,
  type Coefficients,
  type Convention,
  type ConventionName,
  type LossName,
  type OptimizerName,
  type Overrides,
} from './conventions.js';
import { backwardOf, inputsThatNeedGradients, runsOf } from './gradients.js';
import { workOf } from './handlers.js';
import { entriesOf, kindOf, times, type Operations } from './operations.js';
import type { FlopsReport, LayerFlops } from './report.js';

export interface CountOptions {
  /** `notebook` when left out. */
  readonly convention?: ConventionName;
  /** Coefficients in the place of the convention's. */
  readonly coefficients?: Overrides;
  /** Samples; 1 when left out. */
  readonly batch?: number;
  /** True when the network's own input needs a gradient, as where it stands behind another. */
  readonly inputGradient?: boolean;
  /** True for what TensorFlow.js runs, in the place of what the network's definition needs. */
  readonly executed?: boolean;
  /** Whose step `optimizer_step` counts; Adam when left out. */
  readonly optimizer?: OptimizerName;
  /** Whether the weights also decay; AdamW's always do. */
  readonly weightDecay?: boolean;
  /** Categorical cross-entropy when left out. */
  readonly loss?: LossName;
}

/**
 * Counts every layer for the whole batch: of a network, or of a model's topology as Keras or
 * TensorFlow.js writes it (parsed JSON).
 *
 * @throws a TopologyError for a topology that cannot be read, an UncountedLayerError for a class of
 * layers that has no handler, a RangeError for a batch that is no whole number from 1 up.
 */
export function countFlops(model: Network | object, options: CountOptions = {}): FlopsReport {
  const network = isNetwork(model) ? model : networkFromTopology(model);
  const { batch = 1, inputGradient = false, executed = false } = options;
  const { optimizer = 'adam', weightDecay = false, loss = 'categorical_crossentropy' } = options;
  if (!Number.isSafeInteger(batch) || batch < 1) {
    throw new RangeError(`batch is ${batch}; expected a whole number from 1 up`);
  }
  const convention = conventionNamed(options.convention ?? 'notebook');
  const coefficients = { ...convention.coefficients, ...options.coefficients };
  const needed = inputsThatNeedGradients(network, inputGradient);
  const counting: Counting = { convention, coefficients, batch: BigInt(batch), executed };
  const runs = executed ? runsOf(network) : [];
  const layers = network.layers.map((layer, index) =>
    countLayer(layer, counting, needed[index] ?? [], runs[index] ?? 1n),
  );
  const samples = BigInt(batch);
  const outputs = network.outputs.reduce(
    (total, tensor) => total + elements(shapeOfTensor(tensor, network.inputShapes, network.layers)),
    0n,
  );
  const { training } = convention;
  return {
    convention: convention.name,
    unit: convention.unit,
    batch,
    executed,
    coefficients: options.coefficients ?? {},
    params: countParameters(network),
    forward: total(layers, (layer) => layer.forward),
    forward_training: convention.inferenceOnly
      ? null
      : total(layers, (layer) => layer.forward_training ?? 0n),
    backward: training ? total(layers, (layer) => layer.backward ?? 0n) : null,
    loss: training ? convention.loss[loss] * outputs * samples : null,
    optimizer_step: training
      ? updateOf(convention, optimizer, weightDecay) * countTrainableParameters(network)
      : null,
    layers,
  };
}

function isNetwork(model: object): model is Network {
  return 'inputShapes' in model && 'layers' in model && 'outputs' in model;
}

interface Counting {
  readonly convention: Convention;
  readonly coefficients: Coefficients;
  readonly batch: bigint;
  readonly executed: boolean;
}

function updateOf(convention: Convention, optimizer: OptimizerName, weightDecay: boolean): bigint {
  const decays = weightDecay && optimizer !== 'adamw';
  return convention.optimizer[optimizer] + (decays ? convention.weightDecay : 0n);
}

function countLayer(
  layer: Layer,
  { convention, coefficients, batch, executed }: Counting,
  needed: readonly boolean[],
  runs: bigint,
): LayerFlops {
  const work = workOf(layer);
  const other = executed ? work.executed.forward : undefined;
  const inference = times(other ?? work.forward, runs);
  const training = times(other ?? work.training, runs);
  const backward = backwardOf(layer, work, needed, executed);
  const weighed = (operations: Operations) => batch * cost(operations, coefficients);
  const columns = costByColumn(inference, coefficients);
  const forward = {
    products: batch * columns.products,
    bias: batch * columns.bias,
    activation: batch * columns.activation,
    other: batch * columns.other + cost(work.once, coefficients),
  };
  const gradients = convention.training
    ? { weights: weighed(backward.weights), inputs: weighed(backward.inputs) }
    : null;
  return {
    name: layer.name,
    class: layer.class,
    output_shape: [Number(batch), ...layer.outputShape],
    params: layer.params,
    forward: forward.products + forward.bias + forward.activation + forward.other,
    forward_training: convention.inferenceOnly ? null : weighed(training),
    backward: gradients === null ? null : gradients.weights + gradients.inputs,
    ...forward,
    weight_gradient: gradients?.weights ?? null,
    input_gradient: gradients?.inputs ?? null,
  };
}

function cost(operations: Operations, coefficients: Coefficients): bigint {
  return entriesOf(operations).reduce((sum, [name, count]) => sum + coefficients[name] * count, 0n);
}

function costByColumn(operations: Operations, coefficients: Coefficients) {
  const columns = { products: 0n, bias: 0n, activation: 0n, other: 0n };
  for (const [name, count] of entriesOf(operations)) {
    columns[kindOf(name)] += coefficients[name] * count;
  }
  return columns;
}

function total(layers: readonly LayerFlops[], field: (layer: LayerFlops) => bigint): bigint {
  return layers.reduce((sum, layer) => sum + field(layer), 0n);
}
