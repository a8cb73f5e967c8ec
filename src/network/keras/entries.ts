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
import { operationLayer } from './operations.js';
import { TopologyError } from '../../layers/topology-error.js';

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
