import { biasesOf, cellInputs, GATES, type RecurrentCell } from '../../model/layers/recurrent.js';
import { convolutionalStep } from '../../model/layers/convolutional-lstm.js';
import { kernelArea } from '../../model/layers/kernel.js';
import type { Layer } from '../../model/network.js';
import { elements } from '../../model/shape.js';
import { sum, times, type Operations } from '../operations.js';
import { ofAll, work, type LayerWork } from '../work.js';
import { activated } from './activation.js';

/**
 * At each step and for each gate a product of the input [features] and one of the state [units],
 * each with [units] outputs, then functions and products element by element. In training each of
 * those products has two gradients; the state's is needed at every step, the input's of the first
 * cell only where something before it trains. The state before the first step is counted like any.
 */
export function recurrentWork(layer: Layer<'SimpleRNN' | 'GRU' | 'LSTM' | 'RNN'>): LayerWork {
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
export function convolutionalLstmWork(
  layer: Layer<'ConvLSTM1D' | 'ConvLSTM2D' | 'ConvLSTM3D'>,
): LayerWork {
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
