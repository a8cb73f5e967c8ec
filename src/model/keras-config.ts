import { activationFunction, ACTIVATION_FUNCTIONS, type ActivationFunction } from './activation.js';
import type { Shape } from './shape.js';
import { TopologyError } from './topology-error.js';

/** The `config` object of one layer in Keras's or TensorFlow.js's JSON, and which layer it is. */
export interface KerasConfig {
  readonly layer: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A whole number of at least `minimum`; TensorFlow.js and Keras write it under the same name. */
export function integerField(config: KerasConfig, field: string, minimum: number): number {
  const value = config.fields[field];
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= minimum) return value;
  throw wrongField(config, field, `a whole number of at least ${minimum}`);
}

export function numberField(config: KerasConfig, field: string, ifAbsent: number): number;
export function numberField<T>(config: KerasConfig, field: string, ifAbsent: T): number | T;
export function numberField(config: KerasConfig, field: string, ifAbsent: unknown): unknown {
  const value = config.fields[field];
  if (value === undefined || value === null) return ifAbsent;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw wrongField(config, field, 'a number');
}

export function booleanField(config: KerasConfig, field: string, ifAbsent: boolean): boolean {
  const value = config.fields[field];
  if (value === undefined || value === null) return ifAbsent;
  if (typeof value === 'boolean') return value;
  throw wrongField(config, field, 'true or false');
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
  if (found !== null) return found;
  throw wrongField(config, field, `one of ${ACTIVATION_FUNCTIONS.join(', ')}`);
}

/** Sizes of one sample; the batch size in front of them is dropped, and may be null. */
export function sampleShape(config: KerasConfig): Shape | null {
  const value =
    config.fields['batch_shape'] ??
    config.fields['batch_input_shape'] ??
    config.fields['batchInputShape'];
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value)) throw wrongField(config, 'batch_shape', 'a list');
  return value.slice(1).map((size: unknown) => {
    if (typeof size === 'number' && Number.isSafeInteger(size) && size > 0) return size;
    throw wrongField(config, 'batch_shape', 'every size but the batch known');
  });
}

function activationName(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!isRecord(value)) return '';
  // Keras 3 writes functions as {class_name: 'function', config: 'relu'}, objects by their class.
  if (typeof value['config'] === 'string') return value['config'];
  return typeof value['class_name'] === 'string' ? value['class_name'].toLowerCase() : '';
}

function wrongField(config: KerasConfig, field: string, expected: string): TopologyError {
  const got = JSON.stringify(config.fields[field]) ?? 'nothing';
  return new TopologyError(`layer ${config.layer}: ${field} is ${got}; expected ${expected}`);
}
