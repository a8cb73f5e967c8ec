import * as expected from '../messages.js';
import { unknownCell, wrongInputs, wrongStates } from '../messages.js';
import type { ActivationFunction } from '../activation.js';
import {
  activationField,
  booleanField,
  classOf,
  integerField,
  isRecord,
  numberField,
  wrongField,
  type KerasConfig,
} from '../keras/config.js';
import { trainable, type LayerClass, type Parameters } from '../layer-class.js';
import { assertRank, ShapeError, type Shape } from '../shape.js';
import { TopologyError } from '../topology-error.js';

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
export function recurrent(kind: RecurrentCell['kind']): LayerClass<RecurrentConfig> {
  return recurrentLayer((keras) => [readCell(keras, kind)]);
}

const CELL_CLASSES: Readonly<Record<string, RecurrentCell['kind']>> = {
  SimpleRNNCell: 'simple_rnn',
  GRUCell: 'gru',
  LSTMCell: 'lstm',
};

/** RNN, whose `cell` is one of these, or a stack of them. */
export const RNN: LayerClass<RecurrentConfig> = recurrentLayer((keras) =>
  cellsOf(keras, keras.fields['cell']),
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
): LayerClass<RecurrentConfig> {
  return {
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
