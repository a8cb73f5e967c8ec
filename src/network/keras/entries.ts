import { activationFunction } from '../../elementary/activations.js';
import type { LayerClassName } from '../../layers/classes.js';
import {
  graphModel,
  layerWithoutClass,
  modelTooDeep,
  noJsonObject,
  noLayers,
  noModelClass,
} from '../messages.js';
import { classOf, isRecord, type KerasConfig } from '../../layers/fields.js';
import { tensorNames } from './inbound.js';
import { TopologyError } from '../../layers/shape.js';

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

/** A layer, or a model inside the model, as the file holds it. */
export interface Entry {
  readonly name: string;
  readonly class: string;
  readonly json: Readonly<Record<string, unknown>>;
  readonly fields: Readonly<Record<string, unknown>>;
  /** An operation on tensors, which is no layer in Keras. */
  readonly operation: boolean;
  /** Null where it is no model. */
  readonly model: Model | null;
}

export interface Model {
  readonly kind: 'Sequential' | 'Functional';
  readonly entries: readonly Entry[];
  readonly config: Readonly<Record<string, unknown>>;
}

const KINDS: Readonly<Record<string, Model['kind']>> = {
  Sequential: 'Sequential',
  Functional: 'Functional',
  Model: 'Functional',
};

export function topModel(json: unknown): Model {
  if (isDeeper(json, DEEPEST)) throw new TopologyError(modelTooDeep(DEEPEST));
  let model = json;
  for (const wrapper of ['modelTopology', 'model_config']) {
    if (isRecord(model) && model[wrapper] !== undefined) model = model[wrapper];
  }
  if (!isRecord(model)) throw new TopologyError(noJsonObject());
  if (Array.isArray(model['node'])) throw new TopologyError(graphModel());
  const found = modelOf(model);
  if (found !== null) return found;
  throw new TopologyError(noModelClass(model['class_name']));
}

/** Null where the JSON is no model but a layer. */
function modelOf(json: Readonly<Record<string, unknown>>): Model | null {
  const name = json['class_name'];
  const kind = typeof name === 'string' && Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  if (kind === undefined) return null;
  // TensorFlow.js before 1.0 and Keras before 2.2 wrote a Sequential's config as the bare list.
  const config = isRecord(json['config']) ? json['config'] : { layers: json['config'] };
  const { layers } = config;
  if (!Array.isArray(layers) || layers.length === 0) throw new TopologyError(noLayers());
  return { kind, entries: layers.map(entryOf), config };
}

export function entryOf(json: unknown): Entry {
  const named = isRecord(json) ? classOf(json) : null;
  if (!isRecord(json) || named === null) throw new TopologyError(layerWithoutClass());
  const config = isRecord(json['config']) ? json['config'] : {};
  const name = String(json['name'] ?? config['name'] ?? named);
  const operation = operationLayer(named, json['module'], config);
  const { class: className, fields } = operation ?? { class: named, fields: config };
  return {
    name,
    class: className,
    json,
    fields,
    operation: operation !== null,
    model: modelOf(json),
  };
}

/** InputLayers in the order of the model's inputs. */
export function inputEntries(model: Model): readonly Entry[] {
  const inputs = model.entries.filter((entry) => entry.class === 'InputLayer');
  const order = tensorNames(model.config['input_layers']).map(({ layer }) => layer);
  if (order.length !== inputs.length) return inputs;
  return inputs.toSorted((left, right) => order.indexOf(left.name) - order.indexOf(right.name));
}

export function configOf(entry: Entry, path = ''): KerasConfig {
  return { layer: path + entry.name, class: entry.class, fields: entry.fields };
}

/** The same for all calls of a layer; Keras numbers those that stand in several models. */
export function identityOf({ json }: Entry): unknown {
  const { shared_object_id: shared } = json;
  return typeof shared === 'number' ? shared : json;
}

export function nodesOrNone(entry: Entry): readonly unknown[] {
  const nodes = entry.json['inbound_nodes'];
  return Array.isArray(nodes) ? (nodes as readonly unknown[]) : [];
}

/** Levels of JSON: a model in a model is four of them, a wrapped layer two. */
const DEEPEST = 400;

/** Without a call for each level, of which there may be more than the stack holds. */
function isDeeper(json: unknown, most: number): boolean {
  const open: (readonly [value: object, depth: number])[] = [];
  const enter = (value: unknown, depth: number): void => {
    if (typeof value === 'object' && value !== null) open.push([value, depth]);
  };
  enter(json, 1);
  for (let last = open.pop(); last !== undefined; last = open.pop()) {
    const [value, depth] = last;
    if (depth > most) return true;
    for (const inner of Object.values(value)) enter(inner, depth + 1);
  }
  return false;
}
