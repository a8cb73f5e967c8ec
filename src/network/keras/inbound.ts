import { isRecord } from '../../layers/fields.js';
import type { PartialShape, Shape } from '../../layers/shape.js';

/** A tensor by its maker: the layer's name, which call of it, which of its outputs. */
export interface TensorName {
  readonly layer: string;
  readonly call: number;
  readonly output: number;
  /** One sample of it as Keras 3 states it beside its maker; left out where nothing is stated. */
  readonly stated?: PartialShape;
}

/** Arguments that hold tensors, in the order in which layers take them. */
const ARGUMENTS = ['query', 'value', 'key', 'inputs', 'sequences', 'sequence', 'initial_state'];

const CONSTANT = '_CONSTANT_VALUE';

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

/** Shapes of the arrays that a call is given beside its tensors, their batch included; a single number has none. */
export function constantShapes(node: unknown): readonly Shape[] {
  const shapes: Shape[] = [];
  const look = (value: unknown): void => {
    if (isRecord(value)) {
      const { class_name: name, config } = value;
      if (name === '__numpy__' || name === '__tensor__') {
        shapes.push(sizesOf(isRecord(config) ? config['value'] : config) ?? []);
      } else if (name === undefined) {
        for (const key of Object.keys(value)) if (!NOT_READ.test(key)) look(value[key]);
      }
      return;
    }
    if (!Array.isArray(value)) return;
    const shape = sizesOf(value);
    if (shape !== null && value.length > 0) shapes.push(shape);
    else value.forEach(look);
  };
  look(node);
  return shapes.filter(({ length }) => length > 0);
}

/** The sizes of an array of plain values; null for anything else, as the arguments of `1 - x`. */
function sizesOf(value: unknown): Shape | null {
  if (typeof value === 'number' || typeof value === 'boolean') return [];
  if (!Array.isArray(value)) return null;
  const items = value.map(sizesOf);
  const [first = []] = items;
  const alike = items.every((item) => item !== null && String(item) === String(first));
  return alike && first !== null ? [value.length, ...first] : null;
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
    // Keras 2 writes a constant among the tensors as a layer of this name, its value as the output.
    const constant = layer === CONSTANT && typeof call === 'number';
    if (constant) {
      collectArguments(named, tensors);
      return;
    }
    if (typeof layer === 'string' && typeof call === 'number' && typeof output === 'number') {
      tensors.push({ layer, call, output });
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
    const stated = statedSample(config);
    tensors.push({ layer, call, output, ...(stated !== null && { stated }) });
  }
}

/** The shape beside a tensor's history, its batch left out; null where it says nothing. */
function statedSample(config: unknown): PartialShape | null {
  const shape = isRecord(config) ? config['shape'] : null;
  return sampleOfSizes(shape);
}

/** Sizes without the batch in front; null for what is no list of sizes, or only the batch. */
export function sampleOfSizes(sizes: unknown): PartialShape | null {
  const isSize = (size: unknown): size is number | null =>
    size === null || (typeof size === 'number' && Number.isSafeInteger(size) && size >= 0);
  return Array.isArray(sizes) && sizes.length > 1 && sizes.every(isSize) ? sizes.slice(1) : null;
}

function collectArguments(named: unknown, tensors: TensorName[]): void {
  if (!isRecord(named)) return;
  const names = Object.keys(named).filter((name) => !NOT_READ.test(name));
  for (const name of names.toSorted((left, right) => argumentRank(left) - argumentRank(right))) {
    collect(named[name], tensors);
  }
}

/** The place of an argument among those that layers take tensors in. */
export function argumentRank(name: string): number {
  const index = ARGUMENTS.indexOf(name);
  return index === -1 ? ARGUMENTS.length : index;
}

/**
 * One sample of each input that Keras 3 says a layer was built on, in the order in which the layer
 * takes them: `{input_shape: [null, 8]}`, of several inputs a list of such, or by the arguments'
 * names, `{shapes_dict: {query_shape: ...}}`. Empty where nothing is said.
 */
export function builtOn(json: Readonly<Record<string, unknown>>): readonly PartialShape[] {
  const { build_config: built } = json;
  if (!isRecord(built)) return [];
  const { input_shape: input, shapes_dict: shapes } = built;
  if (!isRecord(shapes)) return samples(input);
  const name = (key: string) => key.replace(/_shape$/, '');
  return Object.keys(shapes)
    .toSorted((left, right) => argumentRank(name(left)) - argumentRank(name(right)))
    .flatMap((key) => samples(shapes[key]));
}

function samples(value: unknown): readonly PartialShape[] {
  const one = sampleOfSizes(value);
  if (one !== null) return [one];
  if (!Array.isArray(value) || !value.every(Array.isArray)) return [];
  const all = value.map(sampleOfSizes);
  return all.every((shape) => shape !== null) ? all : [];
}
