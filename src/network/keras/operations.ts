import { activationFunction } from '../../elementary/activations.js';
import type { LayerClassName } from '../../layers/classes.js';

/**
 * Operations on tensors that a functional model may hold between its layers. `-x` is `0 - x` and a
 * square `x * x` under every convention; a cast moves numbers.
 */
const CLASSES: Readonly<Record<string, LayerClassName>> = {
  add: 'Add',
  subtract: 'Subtract',
  negative: 'Subtract',
  multiply: 'Multiply',
  square: 'Multiply',
  divide: 'Divide',
  truediv: 'Divide',
  true_divide: 'Divide',
  maximum: 'Maximum',
  minimum: 'Minimum',
  power: 'Power',
  pow: 'Power',
  glu: 'Glu',
  cast: 'Identity',
};

/** Operations of Keras 3 that are what the layer of their name is, and the defaults that differ. */
const SAME: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Concatenate: { axis: 0 },
  Softmax: {},
};

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
  const known = Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined;
  if (known !== undefined) return { class: known, fields };
  const activation = activationFunction(name);
  if (activation !== null) return { class: 'Activation', fields: { ...fields, activation } };
  const defaults = Object.hasOwn(SAME, className) ? SAME[className] : undefined;
  if (defaults !== undefined) return { class: className, fields: { ...defaults, ...fields } };
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
