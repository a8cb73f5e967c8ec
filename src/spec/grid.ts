import type { Activation } from '../trial/configuration.js';
import type { SpecDocument } from './schema.js';
import type { Grid } from './spec.js';

/** More trials than anybody trains; a grid beyond it is a slip, and would take memory to expand. */
export const MOST_TRIALS = 100_000;

/** Values of a parameter before `depth x width` is multiplied out. */
interface Axis {
  readonly name: string;
  readonly size: number;
}

/** The number of trials as people check it, `3 hidden x 2 seeds = 6`, without expanding the grid. */
export function gridSize(spec: SpecDocument): { readonly trials: bigint; readonly text: string } {
  const axes = axesOf(spec).filter(({ size }) => size !== 1);
  const trials = axes.reduce((product, { size }) => product * BigInt(size), 1n);
  const factors = axes.map(({ name, size }) => `${size.toLocaleString('en')} ${name}`);
  return { trials, text: `${factors.join(' x ') || '1'} = ${trials.toLocaleString('en')}` };
}

/** The values of every parameter, each once; call it only for a grid of bearable size. */
export function gridOf(spec: SpecDocument): Grid {
  const { hidden, activation, dropout, optimizer, learning_rate, weight_decay } = spec.parameters;
  const { batch_size, epochs } = spec.parameters;
  return {
    hidden: unique(hiddenValues(hidden), (layers) => layers.join('-')),
    activation: unique(activationValues(spec, activation)),
    dropout: unique(valuesOf(dropout)),
    optimizer: unique(valuesOf(optimizer)),
    learning_rate: unique(valuesOf(learning_rate)),
    weight_decay: weight_decay === undefined ? [null] : unique(valuesOf(weight_decay)),
    batch_size: unique(valuesOf(batch_size)),
    epochs: unique(valuesOf(epochs)),
  };
}

function axesOf(spec: SpecDocument): readonly Axis[] {
  const { hidden, activation, dropout, optimizer, learning_rate, weight_decay } = spec.parameters;
  const { batch_size, epochs } = spec.parameters;
  const { depth, width } = Array.isArray(hidden) ? {} : hidden;
  const hiddenAxes =
    depth === undefined || width === undefined
      ? [{ name: 'hidden', size: hiddenValues(hidden).length }]
      : [
          { name: 'depth', size: listOf(depth).length },
          { name: 'width', size: listOf(width).length },
        ];
  return [
    ...hiddenAxes,
    { name: 'activation', size: activationValues(spec, activation).length },
    { name: 'dropout', size: valuesOf(dropout).length },
    { name: 'optimizer', size: valuesOf(optimizer).length },
    { name: 'learning_rate', size: valuesOf(learning_rate).length },
    { name: 'weight_decay', size: weight_decay === undefined ? 1 : valuesOf(weight_decay).length },
    { name: 'batch_size', size: valuesOf(batch_size).length },
    { name: 'epochs', size: valuesOf(epochs).length },
    { name: 'seeds', size: spec.seeds.length },
  ];
}

type Hidden = SpecDocument['parameters']['hidden'];

function hiddenValues(hidden: Hidden): readonly (readonly number[])[] {
  if (Array.isArray(hidden)) return [hidden];
  if (hidden.values !== undefined) return hidden.values;
  if (hidden.value !== undefined) return [hidden.value];
  const widths = listOf(hidden.width ?? []);
  return listOf(hidden.depth ?? []).flatMap((depth) =>
    widths.map((width) => new Array<number>(depth).fill(width)),
  );
}

function activationValues(
  spec: SpecDocument,
  activation: SpecDocument['parameters']['activation'],
): readonly Activation[] {
  return activation === undefined ? [spec.model.activation ?? 'relu'] : valuesOf(activation);
}

type Scalar = number | string;

function valuesOf<T extends Scalar>(
  parameter: T | { readonly value?: T; readonly values?: readonly T[] },
): readonly T[] {
  if (typeof parameter !== 'object') return [parameter];
  if (parameter.values !== undefined) return parameter.values;
  return parameter.value === undefined ? [] : [parameter.value];
}

function listOf<T extends Scalar>(value: T | readonly T[]): readonly T[] {
  return typeof value === 'object' ? value : [value];
}

function unique<T>(
  values: readonly T[],
  key: (value: T) => unknown = (value) => value,
): readonly T[] {
  return [...new Map(values.map((value) => [key(value), value])).values()];
}
