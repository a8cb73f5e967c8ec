import { activationFunction } from '../activation.js';
import type { LayerClassName } from '../layer-classes.js';

/** Operations on tensors that a functional model may hold between its layers. */
const ARITHMETIC: Readonly<Record<string, LayerClassName>> = {
  add: 'Add',
  subtract: 'Subtract',
  multiply: 'Multiply',
  divide: 'Divide',
  truediv: 'Divide',
  true_divide: 'Divide',
  maximum: 'Maximum',
  minimum: 'Minimum',
};

/** Operations of Keras 3 that are what the layer of their name is, settings and all. */
const SAME: readonly string[] = ['Concatenate', 'Softmax'];

/** A layer that does what an operation does; of an unknown operation, its name as a class. */
export interface OperationLayer {
  readonly class: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * Keras 3 writes `x + y` as a node of class `Add` in module `keras.src.ops.numpy`, Keras 2 as a
 * `TFOpLambda` whose `function` is `__operators__.add` or `math.add`; either may hold a constant in
 * the place of a tensor. Null for what is a layer.
 */
export function operationLayer(
  className: string,
  module: unknown,
  fields: Readonly<Record<string, unknown>>,
): OperationLayer | null {
  const name = operationName(className, module, fields);
  if (name === null) return null;
  const arithmetic = Object.hasOwn(ARITHMETIC, name) ? ARITHMETIC[name] : undefined;
  if (arithmetic !== undefined) return { class: arithmetic, fields };
  const activation = activationFunction(name);
  if (activation !== null) return { class: 'Activation', fields: { ...fields, activation } };
  if (SAME.includes(className)) return { class: className, fields };
  return { class: `${className === 'TFOpLambda' ? 'TFOpLambda' : 'keras.ops'} ${name}`, fields };
}

function operationName(
  className: string,
  module: unknown,
  fields: Readonly<Record<string, unknown>>,
): string | null {
  if (className === 'TFOpLambda') {
    const { function: name } = fields;
    return typeof name === 'string' ? (name.split('.').at(-1) ?? null) : null;
  }
  if (typeof module !== 'string' || !module.startsWith('keras.src.ops')) return null;
  return className.replace(/(?<=[a-z])[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
}
