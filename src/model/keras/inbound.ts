import { isRecord } from './config.js';
import type { Shape } from '../shape.js';

/** A tensor by its maker: the layer's name, which call of it, which of its outputs. */
export interface TensorName {
  readonly layer: string;
  readonly call: number;
  readonly output: number;
}

/** Arguments that hold tensors, in the order in which layers take them. */
const ARGUMENTS = ['query', 'value', 'key', 'inputs', 'sequences', 'sequence', 'initial_state'];

/** Arguments whose tensors change no shape and no count. */
const NOT_READ = /mask|^training$|^constants$/;

/**
 * The tensors that one call of a layer reads, from an entry of its `inbound_nodes`: Keras 2 and
 * TensorFlow.js write `[["conv", 0, 0, {}]]`, Keras 3 the tensors among the call's arguments.
 */
export function tensorsRead(node: unknown): readonly TensorName[] {
  const tensors: TensorName[] = [];
  if (isRecord(node) && 'args' in node) {
    collect(node['args'], tensors);
    collectArguments(node['kwargs'], tensors);
  } else {
    collect(node, tensors);
  }
  return tensors;
}

/** Shapes of the arrays that a call is given beside its tensors; a single number has none. */
export function constantShapes(node: unknown): readonly Shape[] {
  const shapes: Shape[] = [];
  const look = (value: unknown): void => {
    if (isRecord(value)) {
      const constant = ['__numpy__', '__tensor__'].includes(String(value['class_name']));
      const { config } = value;
      if (constant && isRecord(config)) look(config['value']);
      else if (value['class_name'] === undefined) Object.values(value).forEach(look);
      return;
    }
    if (!Array.isArray(value)) return;
    const shape = sizesOf(value);
    if (shape !== null) shapes.push(shape);
    else value.forEach(look);
  };
  look(node);
  return shapes;
}

/** The sizes of an array of numbers; null for anything else. */
function sizesOf(value: unknown): Shape | null {
  if (typeof value === 'number') return [];
  if (!Array.isArray(value) || value.length === 0) return null;
  const inner = sizesOf(value[0]);
  return inner === null ? null : [value.length, ...inner];
}

/**
 * Tensors of `input_layers` or `output_layers`: one or a list of `["conv", 0, 0]`, or a mapping of
 * them.
 */
export function tensorNames(value: unknown): readonly TensorName[] {
  const tensors: TensorName[] = [];
  collect(value, tensors);
  return tensors;
}

function collect(value: unknown, tensors: TensorName[]): void {
  if (Array.isArray(value)) {
    const [layer, call, output, named] = value as readonly unknown[];
    if (typeof layer === 'string' && typeof call === 'number' && typeof output === 'number') {
      // Keras 2 writes a constant among the tensors as a layer of this name.
      if (layer !== '_CONSTANT_VALUE') tensors.push({ layer, call, output });
      collectArguments(named, tensors);
      return;
    }
    for (const item of value) collect(item, tensors);
    return;
  }
  if (!isRecord(value)) return;
  if (value['class_name'] !== '__keras_tensor__') {
    // Keras takes a mapping of tensors in the order of its keys.
    for (const key of Object.keys(value).toSorted()) collect(value[key], tensors);
    return;
  }
  const { config } = value;
  const history = isRecord(config) ? config['keras_history'] : undefined;
  if (!Array.isArray(history)) return;
  const [layer, call, output] = history as readonly unknown[];
  if (typeof layer === 'string' && typeof call === 'number' && typeof output === 'number') {
    tensors.push({ layer, call, output });
  }
}

function collectArguments(named: unknown, tensors: TensorName[]): void {
  if (!isRecord(named)) return;
  const rank = (name: string) => {
    const index = ARGUMENTS.indexOf(name);
    return index === -1 ? ARGUMENTS.length : index;
  };
  const names = Object.keys(named).filter((name) => !NOT_READ.test(name));
  for (const name of names.toSorted((left, right) => rank(left) - rank(right))) {
    collect(named[name], tensors);
  }
}
