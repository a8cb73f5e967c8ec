import {
  DEFAULT_OPTIMIZER,
  DEFAULT_WEIGHT_DECAY,
  type OptimizerName,
} from '../elementary/optimizers.js';
import {
  countParameters,
  countTrainableParameters,
  type Layer,
  type Network,
  shapeOfTensor,
} from '../network/network.js';
import { elements } from '../layers/shape.js';
import { networkFromTopology } from '../network/keras/topology.js';
import {
  conventionNamed,
  type Coefficients,
  type Convention,
  type ConventionName,
  type LossName,
  type Overrides,
  type TrainingConvention,
} from './conventions.js';
import { compiledOf, type Compiled, type Losses } from './compiled.js';
import { backwardOf, inputsThatNeedGradients, runsOf } from './gradients.js';
import { workOf } from './layer-work.js';
import { entriesOf, kindOf, times, type Operations } from '../layers/operations.js';
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
  /**
   * Whose step `optimizer_step` counts; when left out, the one that the model's JSON was compiled
   * with, else Adam. Null for one that is not counted.
   */
  readonly optimizer?: OptimizerName | null;
  /** Whether the weights also decay; AdamW's always do. */
  readonly weightDecay?: boolean;
  /**
   * Of all outputs, or of each, null for an output without one; when left out, what the model's JSON
   * was compiled with, else categorical cross-entropy. Null for one that is not counted.
   */
  readonly loss?: Losses | null;
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
  const compiled = isNetwork(model) ? {} : compiledOptions(compiledOf(model), options);
  const {
    optimizer = DEFAULT_OPTIMIZER,
    weightDecay = false,
    loss = 'categorical_crossentropy',
  } = { ...options, ...compiled };
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
    loss: training ? lossOf(network, convention, loss, samples) : null,
    optimizer_step: training
      ? updatesOf(convention, optimizer, weightDecay, countTrainableParameters(network))
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

/** What a file says of the optimizer and the loss, where the options do not. */
export function compiledOptions(
  { optimizer, loss }: Compiled,
  given: CountOptions,
): Pick<CountOptions, 'optimizer' | 'weightDecay' | 'loss'> {
  return {
    ...(given.optimizer === undefined &&
      optimizer !== null && {
        optimizer: optimizer.counted?.name ?? null,
        weightDecay: given.weightDecay ?? optimizer.counted?.weightDecay ?? false,
      }),
    ...(given.loss === undefined && loss !== null && { loss: loss.counted }),
  };
}

/** A step's update of so many parameters, under a convention that counts training. */
export function updateFlops(
  convention: TrainingConvention,
  optimizer: OptimizerName,
  weightDecay: boolean,
  parameters: bigint,
): bigint {
  return updatesOf(conventionNamed(convention), optimizer, weightDecay, parameters) ?? 0n;
}

function updatesOf(
  convention: Convention,
  optimizer: OptimizerName | null,
  weightDecay: boolean,
  parameters: bigint,
): bigint | null {
  if (optimizer === null) return countsNothing(convention.optimizer) ? 0n : null;
  const decays = weightDecay && DEFAULT_WEIGHT_DECAY[optimizer] === 0;
  return (convention.optimizer[optimizer] + (decays ? convention.weightDecay : 0n)) * parameters;
}

function lossOf(
  network: Network,
  convention: Convention,
  loss: Losses | null,
  samples: bigint,
): bigint | null {
  if (loss === null) return countsNothing(convention.loss) ? 0n : null;
  if (typeof loss !== 'string' && loss.length !== network.outputs.length) {
    throw new RangeError(
      `there are ${loss.length} losses; expected one, or one for each of ${network.outputs.length} outputs`,
    );
  }
  const each = network.outputs.map((tensor, output) => {
    const name = typeof loss === 'string' ? loss : loss[output];
    const size = elements(shapeOfTensor(tensor, network.inputShapes, network.layers));
    return (name ?? null) === null ? 0n : convention.loss[name as LossName] * size * samples;
  });
  return each.reduce((sum, count) => sum + count, 0n);
}

function countsNothing(table: Readonly<Record<string, bigint>>): boolean {
  return Object.values(table).every((count) => count === 0n);
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
