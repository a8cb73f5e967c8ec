import * as expected from './messages.js';
import { noResetAfter, unknownCell, wrongInputs, wrongStates } from './messages.js';
import type { ActivationFunction } from '../elementary/activations.js';
import { activate, activated, uncomputed } from './activation.js';
import type { LayerOperations } from './forward.js';
import {
  activationField,
  booleanField,
  classOf,
  integerField,
  isRecord,
  type KerasConfig,
  numberField,
  wrongField,
} from './fields.js';
import {
  type Image,
  imageOf,
  kernelArea,
  type KernelConfig,
  kernelFields,
  shapeOf,
  windows,
} from './image.js';
import {
  type Call,
  type Further,
  type LayerClass,
  type Parameters,
  trainable,
  type Word,
  type Written,
} from './layer-class.js';
import { type Operations, sum, times } from './operations.js';
import { assertRank, elements, type Shape, ShapeError, TopologyError } from './shape.js';
import { activationName, RECURRENT_INITIALIZER } from './tfjs.js';
import { type Draws, filled, type InitialWeight } from './weights.js';
import { type LayerWork, ofAll, work } from './work.js';

/** What is done at one step, from the input and the state before. */
export interface RecurrentCell {
  readonly kind: 'simple_rnn' | 'gru' | 'lstm';
  readonly units: number;
  readonly activation: ActivationFunction;
  /** Of the gates; a simple cell has none. */
  readonly recurrent_activation: ActivationFunction;
  readonly use_bias: boolean;
  /**
   * Of a GRU: whether the reset gate is applied after the product with the state. Then, as in CuDNN's
   * layers, either product has a bias.
   */
  readonly reset_after: boolean;
  readonly dropout: boolean;
  readonly recurrent_dropout: boolean;
}

export interface RecurrentConfig {
  /** More than one where cells are stacked: each reads what the one before makes at a step. */
  readonly cells: readonly RecurrentCell[];
  readonly return_sequences: boolean;
  /** Whether the last states are outputs too. */
  readonly return_state: boolean;
}

/** SimpleRNN, GRU, LSTM: one cell over an input [steps, features]. */
function recurrent(kind: RecurrentCell['kind'], short: string): LayerClass<RecurrentConfig> {
  return recurrentLayer((keras) => [readCell(keras, kind)], {
    word: recurrentWord(kind, short),
    initialWeights: recurrentWeights,
    forward: recurrentForward,
    forwardLacks: recurrentLacks,
    tfjs: recurrentSettings,
  });
}

const CLASSES_OF_CELLS: Readonly<Record<RecurrentCell['kind'], string>> = {
  simple_rnn: 'SimpleRNNCell',
  gru: 'GRUCell',
  lstm: 'LSTMCell',
};

const CELL_CLASSES: Readonly<Record<string, RecurrentCell['kind']>> = {
  SimpleRNNCell: 'simple_rnn',
  GRUCell: 'gru',
  LSTMCell: 'lstm',
};

/** RNN, whose `cell` is one of these, or a stack of them. */
export const RNN: LayerClass<RecurrentConfig> = recurrentLayer(
  (keras) => cellsOf(keras, keras.fields['cell']),
  { tfjs: rnnSettings },
);

/** Matrices that a cell has side by side: one for each gate, and one for the new state. */
export const GATES: Readonly<Record<RecurrentCell['kind'], number>> = {
  simple_rnn: 1,
  gru: 3,
  lstm: 4,
};

/** Features that each cell of a stack reads. */
export function cellInputs(config: RecurrentConfig, input: Shape): readonly number[] {
  assertRank(input, 2);
  return config.cells.map((_, index) => config.cells[index - 1]?.units ?? input[1] ?? 1);
}

function recurrentLayer(
  cells: (keras: KerasConfig) => readonly RecurrentCell[],
  further: Further<RecurrentConfig> = {},
): LayerClass<RecurrentConfig> {
  return {
    ...further,
    work: recurrentWork,
    read: (keras) => ({
      cells: cells(keras),
      return_sequences: booleanField(keras, 'return_sequences', false),
      return_state: booleanField(keras, 'return_state', false),
    }),
    outputShapes: (config, [input, ...states]) => {
      const [steps = 1] = sequence(input);
      const units = config.cells.at(-1)?.units ?? 1;
      const sizes = config.cells.flatMap(stateSizes);
      if (states.length > 0 && !sameSizes(states, sizes)) {
        throw new ShapeError(wrongStates(states, sizes));
      }
      const output = config.return_sequences ? [steps, units] : [units];
      return config.return_state ? [output, ...sizes.map((size) => [size])] : [output];
    },
    parameters: (config, [input]) => {
      const inputs = cellInputs(config, sequence(input));
      return trainable(
        ...config.cells.map((cell, index) => cellParameters(cell, inputs[index] ?? 1).trainable),
      );
    },
  };
}

function sequence(input: Shape | undefined): Shape {
  if (input === undefined) throw new ShapeError(wrongInputs(0, 'one'));
  assertRank(input, 2);
  return input;
}

function sameSizes(states: readonly Shape[], expected: readonly number[]): boolean {
  return (
    states.length === expected.length &&
    states.every((state, index) => state.length === 1 && state[0] === expected[index])
  );
}

/** An LSTM carries two vectors from step to step. */
function stateSizes(cell: RecurrentCell): readonly number[] {
  return cell.kind === 'lstm' ? [cell.units, cell.units] : [cell.units];
}

export function biasesOf(cell: RecurrentCell): number {
  if (!cell.use_bias) return 0;
  return GATES[cell.kind] * cell.units * (cell.reset_after ? 2 : 1);
}

function cellParameters(cell: RecurrentCell, inputs: number): Parameters {
  const units = BigInt(cell.units);
  const columns = BigInt(GATES[cell.kind]) * units;
  return trainable((BigInt(inputs) + units) * columns, BigInt(biasesOf(cell)));
}

function readCell(keras: KerasConfig, kind: RecurrentCell['kind']): RecurrentCell {
  return {
    kind,
    units: integerField(keras, 'units', 1),
    activation: activationField(keras, 'activation', 'tanh'),
    recurrent_activation: activationField(keras, 'recurrent_activation', 'sigmoid'),
    use_bias: booleanField(keras, 'use_bias', true),
    // Written by every Keras that has it.
    reset_after: booleanField(keras, 'reset_after', keras.class.startsWith('CuDNN')),
    dropout: numberField(keras, 'dropout', 0) > 0,
    recurrent_dropout: numberField(keras, 'recurrent_dropout', 0) > 0,
  };
}

function cellsOf(keras: KerasConfig, json: unknown): readonly RecurrentCell[] {
  if (Array.isArray(json)) return json.flatMap((cell: unknown) => cellsOf(keras, cell));
  const name = isRecord(json) ? classOf(json) : null;
  if (!isRecord(json) || name === null || !isRecord(json['config'])) {
    throw wrongField(keras, 'cell', expected.cells());
  }
  if (name === 'StackedRNNCells') return cellsOf(keras, json['config']['cells']);
  const kind = Object.hasOwn(CELL_CLASSES, name) ? CELL_CLASSES[name] : undefined;
  if (kind === undefined) {
    throw new TopologyError(
      unknownCell(keras, name, [...Object.keys(CELL_CLASSES), 'StackedRNNCells']),
    );
  }
  return [readCell({ ...keras, class: name, fields: json['config'] }, kind)];
}

export interface ConvolutionalLstmConfig extends KernelConfig {
  readonly filters: number;
  readonly activation: ActivationFunction;
  readonly recurrent_activation: ActivationFunction;
  readonly use_bias: boolean;
  readonly dropout: boolean;
  readonly recurrent_dropout: boolean;
  readonly return_sequences: boolean;
  readonly return_state: boolean;
}

/** An image of the sequence, and the state that is made of it. */
export interface ConvolutionalStep {
  readonly steps: number;
  readonly input: Image;
  readonly state: Image;
}

/**
 * ConvLSTM1D to 3D over an input [steps, ...image]: an LSTM whose products are convolutions, of the
 * input by kernels [...kernel_size, channels, 4 filters], of the state, padded, by kernels
 * [...kernel_size, filters, 4 filters].
 */
function convolutionalLstm(
  rank: number,
  further: Further<ConvolutionalLstmConfig> = {},
): LayerClass<ConvolutionalLstmConfig> {
  return {
    ...further,
    work: convolutionalLstmWork,
    read: (keras) => ({
      filters: integerField(keras, 'filters', 1),
      ...kernelFields(keras, rank),
      activation: activationField(keras, 'activation', 'tanh'),
      recurrent_activation: activationField(keras, 'recurrent_activation', 'sigmoid'),
      use_bias: booleanField(keras, 'use_bias', true),
      dropout: numberField(keras, 'dropout', 0) > 0,
      recurrent_dropout: numberField(keras, 'recurrent_dropout', 0) > 0,
      return_sequences: booleanField(keras, 'return_sequences', false),
      return_state: booleanField(keras, 'return_state', false),
    }),
    outputShapes: (config, inputs) => {
      const { steps, state } = convolutionalStep(config, inputs);
      const shape = shapeOf(state, config.data_format);
      const output = config.return_sequences ? [steps, ...shape] : shape;
      return config.return_state ? [output, shape, shape] : [output];
    },
    parameters: (config, inputs) => {
      const { input } = convolutionalStep(config, inputs);
      const columns = 4n * BigInt(config.filters);
      const kernels = kernelArea(config) * BigInt(input.channels + config.filters) * columns;
      return trainable(kernels, config.use_bias ? columns : 0n);
    },
  };
}

export function convolutionalStep(
  config: ConvolutionalLstmConfig,
  [sequence]: readonly Shape[],
): ConvolutionalStep {
  if (sequence === undefined) throw new ShapeError(wrongInputs(0, 'one'));
  const { kernel_size: size, strides, dilation_rate: dilation, padding } = config;
  assertRank(sequence, size.length + 2);
  const input = imageOf(sequence.slice(1), size.length, config.data_format);
  const positions = windows(input.positions, { size, strides, dilation, padding });
  return { steps: sequence[0] ?? 1, input, state: { positions, channels: config.filters } };
}

/**
 * At each step and for each gate a product of the input [features] and one of the state [units],
 * each with [units] outputs, then functions and products element by element. In training each of
 * those products has two gradients; the state's is needed at every step, the input's of the first
 * cell only where something before it trains. The state before the first step is counted like any.
 */
function recurrentWork(layer: Call<RecurrentConfig>): LayerWork {
  const { config, inputShape } = layer;
  const steps = BigInt(inputShape[0] ?? 1);
  const inputs = cellInputs(config, inputShape);
  const cells = config.cells.map((cell, index) => cellWork(cell, BigInt(inputs[index] ?? 1)));
  const [first] = cells;
  const states = sum(...cells.map((cell) => cell.state));
  const afterFirst = sum(
    times(states, steps),
    times(sum(...cells.map((cell) => cell.ofZeros)), -1n),
  );
  const inputsOfAll = sum(...cells.map((cell) => cell.input));
  const inputsInside = sum(...cells.slice(1).map((cell) => cell.input));
  return work({
    forward: times(sum(...cells.map((cell) => sum(cell.input, cell.state, cell.other))), steps),
    training: times(
      sum(...cells.map((cell) => sum(cell.input, cell.state, cell.other, cell.dropped))),
      steps,
    ),
    weightGradient: times(sum(inputsOfAll, states), steps),
    innerGradients: ofAll(times(sum(inputsInside, states), steps)),
    inputGradients: [times(first?.input ?? {}, steps)],
    executed: {
      bothGradients: true,
      frozen: {
        weightGradient: sum(times(inputsOfAll, steps), afterFirst),
        innerGradients: ofAll(sum(times(inputsInside, steps), afterFirst)),
      },
    },
  });
}

interface CellWork {
  readonly input: Operations;
  readonly state: Operations;
  /** Of `state`, what multiplies nothing but the zeros before the first step. */
  readonly ofZeros: Operations;
  readonly other: Operations;
  /** While training. */
  readonly dropped: Operations;
}

function cellWork(cell: RecurrentCell, inputs: bigint): CellWork {
  const units = BigInt(cell.units);
  const columns = BigInt(GATES[cell.kind]) * units;
  return {
    input: { matmul: inputs * columns },
    state: { matmul: units * columns },
    // A GRU's reset gate, which depends on the input, stands before its last product.
    ofZeros: { matmul: units * (cell.kind === 'gru' ? 2n * units : columns) },
    other: sum({ bias: BigInt(biasesOf(cell)), accumulate: columns }, elementwise(cell, units)),
    dropped: {
      dropout: (cell.dropout ? inputs : 0n) + (cell.recurrent_dropout ? units : 0n),
    },
  };
}

function elementwise(cell: RecurrentCell, units: bigint): Operations {
  const gates = (count: bigint) => activated(cell.recurrent_activation, count * units);
  switch (cell.kind) {
    case 'simple_rnn':
      // h = f(x W + h U + b)
      return activated(cell.activation, units);
    case 'gru':
      // Update z, reset r; h' = f(x W + (r h) U + b); h = z h + (1 - z) h'.
      return sum(gates(2n), activated(cell.activation, units), {
        multiply: 3n * units,
        subtract: units,
        add: units,
      });
    case 'lstm':
      return sum(gates(3n), lstmState(cell.activation, units));
  }
}

/** c = forget c + input f(...); h = output f(c). */
function lstmState(activation: RecurrentCell['activation'], units: bigint): Operations {
  return sum(activated(activation, 2n * units), { multiply: 3n * units, add: units });
}

/**
 * An LSTM whose products are convolutions: 4 gates of the input image and of the state's.
 * TensorFlow.js leaves out the gradient of the state before the first step.
 */
function convolutionalLstmWork(layer: Call<ConvolutionalLstmConfig>): LayerWork {
  const { config } = layer;
  const { steps: length, input, state } = convolutionalStep(config, layer.inputShapes);
  const steps = BigInt(length);
  const outputs = elements(state.positions) * BigInt(config.filters);
  const columns = 4n * outputs * kernelArea(config);
  const ofInput: Operations = { convolution: columns * BigInt(input.channels) };
  const ofState: Operations = { convolution: columns * BigInt(config.filters) };
  const other = sum(
    { bias: config.use_bias ? 4n * outputs : 0n, accumulate: 4n * outputs },
    activated(config.recurrent_activation, 3n * outputs),
    lstmState(config.activation, outputs),
  );
  const image = elements(input.positions) * BigInt(input.channels);
  const dropped: Operations = {
    dropout: (config.dropout ? image : 0n) + (config.recurrent_dropout ? outputs : 0n),
  };
  return work({
    forward: times(sum(ofInput, ofState, other), steps),
    training: times(sum(ofInput, ofState, other, dropped), steps),
    weightGradient: times(sum(ofInput, ofState), steps),
    innerGradients: ofAll(times(ofState, steps)),
    inputGradients: [times(ofInput, steps)],
    executed: {
      bothGradients: false,
      withoutState: { innerGradients: ofAll(times(ofState, steps - 1n)) },
    },
  });
}

/** Biases are 0, but 1 for an LSTM's forget gate. */
function recurrentWeights(
  { config, inputShape }: Call<RecurrentConfig>,
  draws: Draws,
): readonly InitialWeight[] | null {
  const [cell] = config.cells;
  if (cell === undefined) return null;
  const { units, kind, use_bias } = cell;
  const columns = GATES[kind] * units;
  const bias = filled('bias', [columns], 0);
  if (kind === 'lstm') bias.values.fill(1, units, 2 * units);
  return [
    draws.glorot(0, [inputShape.at(-1) ?? 1, columns]),
    draws.orthogonal(1, [units, columns], 'recurrent_kernel'),
    ...(use_bias ? [bias] : []),
  ];
}

/** The products of all inputs at once, then a round for each: its products are those of the state. */
function recurrentForward<A>(
  x: LayerOperations<A>,
  { config }: Call<RecurrentConfig>,
  input: A,
): A {
  const { cells, return_sequences } = config;
  const [cell] = cells as readonly [RecurrentCell];
  const { units } = cell;
  // A GRU's last product is of what the reset gate leaves.
  const recurrent = x.weight(1);
  return x.scan(
    x.affine(input, 0, cell.use_bias ? 2 : null),
    stateSizes(cell).map((size) => [size]),
    cell.kind === 'gru' ? x.split(recurrent, [2 * units, units]) : [recurrent],
    (inner, part, state, own) => {
      const next = nextState(inner, cell, part, state, own);
      return { state: next, output: next[0] as A };
    },
    return_sequences,
  );
}

function nextState<A>(
  x: LayerOperations<A>,
  { kind, units, activation, recurrent_activation }: RecurrentCell,
  part: A,
  [h, c]: readonly A[],
  [matrix, last]: readonly A[],
): readonly A[] {
  const before = h as A;
  const sums = x.product(before, matrix as A);
  switch (kind) {
    case 'simple_rnn':
      return [activate(x, activation, x.add(part, sums))];
    case 'gru': {
      const [ofGates, ofCandidate] = x.split(part, [2 * units, units]) as [A, A];
      const gates = activate(x, recurrent_activation, x.add(ofGates, sums));
      const [update, reset] = x.split(gates, [units, units]) as [A, A];
      const own = x.product(x.multiply(reset, before), last as A);
      const candidate = activate(x, activation, x.add(ofCandidate, own));
      const kept = x.multiply(update, before);
      return [x.add(kept, x.multiply(x.subtract(1, update), candidate))];
    }
    case 'lstm': {
      const gates = x.add(part, sums);
      const gate = (place: number): A =>
        activate(x, recurrent_activation, x.slice(gates, [place * units], [units]));
      const candidate = activate(x, activation, x.slice(gates, [2 * units], [units]));
      const kept = x.multiply(gate(1), c as A);
      const carried = x.add(kept, x.multiply(gate(0), candidate));
      return [x.multiply(gate(3), activate(x, activation, carried)), carried];
    }
  }
}

function recurrentLacks({ cells, return_state }: RecurrentConfig): string | null {
  const [cell, ...others] = cells;
  if (cell === undefined || others.length > 0) return 'several cells';
  if (return_state) return 'return_state';
  if (cell.reset_after) return 'reset_after';
  if (cell.dropout || cell.recurrent_dropout) return 'dropout in its loop';
  return uncomputed(cell.activation) ?? uncomputed(cell.recurrent_activation);
}

function recurrentSettings(layer: Written<RecurrentConfig>) {
  const { cells, return_sequences, return_state } = layer.config;
  const [cell] = cells;
  if (cell === undefined) throw new RangeError(`layer ${layer.name} has no cell`);
  return { ...cellSettings(cell, layer), return_sequences, return_state };
}

function rnnSettings(layer: Written<RecurrentConfig>) {
  const { cells, return_sequences, return_state } = layer.config;
  const json = cells.map((cell, index) => ({
    class_name: CLASSES_OF_CELLS[cell.kind],
    config: { ...cellSettings(cell, layer), name: `${layer.name}_cell_${index}` },
  }));
  const cell =
    json.length === 1 ? json[0] : { class_name: 'StackedRNNCells', config: { cells: json } };
  return { cell, return_sequences, return_state };
}

function cellSettings(cell: RecurrentCell, layer: Written<RecurrentConfig>) {
  if (cell.reset_after) throw new TopologyError(noResetAfter(layer));
  return {
    units: cell.units,
    activation: activationName(cell.activation, layer),
    ...(cell.kind !== 'simple_rnn' && {
      recurrent_activation: activationName(cell.recurrent_activation, layer),
    }),
    use_bias: cell.use_bias,
    ...RECURRENT_INITIALIZER,
  };
}

function convolutionalLstmSettings(layer: Written<ConvolutionalLstmConfig>) {
  // Its masks would change no product.
  const { dropout: _, recurrent_dropout: __, ...settings } = layer.config;
  return {
    ...settings,
    activation: activationName(settings.activation, layer),
    recurrent_activation: activationName(settings.recurrent_activation, layer),
    ...RECURRENT_INITIALIZER,
  };
}

function recurrentWord(kind: RecurrentCell['kind'], short: string): Word {
  return {
    name: kind,
    fields: {
      units: 'size',
      activation: 'activation',
      ...(kind !== 'simple_rnn' && { recurrent_activation: 'activation' }),
      use_bias: 'flag',
      return_sequences: 'flag',
    },
    required: ['units'],
    bare: 'units',
    // The one that TensorFlow.js has; Keras 3's default has two biases.
    ...(kind === 'gru' && { fixed: { reset_after: false } }),
    rank: 2,
    short,
    size: 'units',
  };
}

export const SimpleRNN = recurrent('simple_rnn', 'rnn');
export const GRU = recurrent('gru', 'gru');
export const LSTM = recurrent('lstm', 'lstm');

export const ConvLSTM1D = convolutionalLstm(1);
export const ConvLSTM2D = convolutionalLstm(2, { tfjs: convolutionalLstmSettings });
export const ConvLSTM3D = convolutionalLstm(3);
