import * as expected from './messages.js';
import { activationHalves, activationHasWeights } from './messages.js';
import {
  ACTIVATION_FUNCTIONS,
  type ActivationFunction,
  activationFunction,
} from '../elementary/activations.js';
import { TopologyError } from './shape.js';

/** The `config` object of one layer in Keras's or TensorFlow.js's JSON, and which layer it is. */
export interface KerasConfig {
  readonly layer: string;
  readonly class: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The class of a serialised object. Keras 3 writes a class that is not its own under the bare name
 * too, beside where it comes from, which makes it another one here.
 */
export function classOf(json: Readonly<Record<string, unknown>>): string | null {
  const { class_name: name, registered_name: registered, module } = json;
  if (typeof name !== 'string') return null;
  const own = typeof module === 'string' && /^(tf_)?keras(\.|$)/.test(module);
  if (typeof registered !== 'string' || own) return name;
  return registered === name
    ? `${typeof module === 'string' ? module : 'custom'}>${name}`
    : registered;
}

/** False where the field is missing or null. */
export function isGiven(config: KerasConfig, field: string): boolean {
  return (config.fields[field] ?? null) !== null;
}

/** A whole number of at least `minimum`; TensorFlow.js and Keras write it under the same name. */
export function integerField(
  config: KerasConfig,
  field: string,
  minimum: number,
  ifAbsent?: number,
): number {
  const value = config.fields[field] ?? ifAbsent;
  if (isInteger(value, minimum)) return value;
  throw wrongField(config, field, expected.wholeNumber(minimum));
}

/** The same, or null where there is none. */
export function integerOrNull(config: KerasConfig, field: string, minimum: number): number | null {
  const value = config.fields[field] ?? null;
  return value === null ? null : integerField(config, field, minimum);
}

/** One whole number for each of `length` dimensions; a single one stands for all of them. */
export function integersField(
  config: KerasConfig,
  field: string,
  length: number,
  minimum: number,
  ifAbsent?: number | readonly number[],
): readonly number[] {
  const value = config.fields[field] ?? ifAbsent;
  const list = typeof value === 'number' ? Array<number>(length).fill(value) : value;
  if (isIntegerList(list, minimum) && list.length === length) return list;
  throw wrongField(config, field, expected.wholeNumbers(length, minimum));
}

/** Axes or sizes: a whole number or a list of them, of any length, as a list. */
export function integerList(
  config: KerasConfig,
  field: string,
  ifAbsent?: readonly number[],
): readonly number[] {
  const value = config.fields[field] ?? ifAbsent;
  const list = typeof value === 'number' ? [value] : value;
  if (isIntegerList(list, Number.MIN_SAFE_INTEGER)) return list;
  throw wrongField(config, field, expected.wholeNumberOrList());
}

export function numberField(config: KerasConfig, field: string, ifAbsent: number): number;
export function numberField<T>(config: KerasConfig, field: string, ifAbsent: T): number | T;
export function numberField(config: KerasConfig, field: string, ifAbsent: unknown): unknown {
  const value = config.fields[field];
  if (value === undefined || value === null) return ifAbsent;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw wrongField(config, field, expected.finiteNumber());
}

export function booleanField(config: KerasConfig, field: string, ifAbsent: boolean): boolean {
  const value = config.fields[field];
  if (value === undefined || value === null) return ifAbsent;
  if (typeof value === 'boolean') return value;
  throw wrongField(config, field, expected.trueOrFalse());
}

export function textField(config: KerasConfig, field: string): string {
  const value = config.fields[field];
  if (typeof value === 'string') return value;
  throw wrongField(config, field, expected.text());
}

/** One of a few words; TensorFlow.js's `channelsLast` is Keras's `channels_last`. */
export function choiceField<const T extends string>(
  config: KerasConfig,
  field: string,
  choices: readonly T[],
  ifAbsent: T,
): T {
  const value = config.fields[field] ?? ifAbsent;
  const word = typeof value === 'string' ? snakeCase(value) : value;
  const found = choices.find((choice) => choice === word);
  if (found !== undefined) return found;
  throw wrongField(config, field, expected.oneOf(choices));
}

/** A name, or the object that Keras writes for a function or an activation layer. */
export function activationField(
  config: KerasConfig,
  field: string,
  ifAbsent: ActivationFunction,
): ActivationFunction {
  const value = config.fields[field];
  if (value === undefined || value === null) return ifAbsent;
  const found = activationFunction(activationName(value));
  // A layer with weights of its own, which no setting of this layer holds.
  const weighted = isRecord(value) && value['class_name'] === 'PReLU';
  // Keras takes the layer's output for whole, and fails when it runs: no count of it can be right.
  if (/^glu$/i.test(activationName(value)))
    throw new TopologyError(activationHalves(config, field));
  if (found !== null && !weighted) return found;
  if (weighted) throw new TopologyError(activationHasWeights(config, field));
  throw wrongField(config, field, expected.oneOf(ACTIVATION_FUNCTIONS));
}

export function wrongField(config: KerasConfig, field: string, wanted: string): TopologyError {
  return new TopologyError(expected.wrongField(config, field, config.fields[field], wanted));
}

function isInteger(value: unknown, minimum: number): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= minimum;
}

function isIntegerList(value: unknown, minimum: number): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => isInteger(item, minimum));
}

function snakeCase(word: string): string {
  return word.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function activationName(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!isRecord(value)) return '';
  // Keras 3 writes functions as {class_name: 'function', config: 'relu'}, objects by their class.
  if (typeof value['config'] === 'string') return value['config'];
  return typeof value['class_name'] === 'string' ? value['class_name'] : '';
}
