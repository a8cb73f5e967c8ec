import { isRecord, type KerasConfig } from '../../layers/fields.js';
import { builtOn, constantShapes, type TensorName, tensorNames, tensorsRead } from './inbound.js';
import {
  configOf,
  type Entry,
  entryOf,
  identityOf,
  inputEntries,
  type Model,
  nodesOrNone,
  topModel,
} from './entries.js';
import type { UncountedSetting } from '../../layers/messages.js';
import * as messages from '../messages.js';
import {
  constantNotRead,
  settingNotCounted,
  tooManyShapes,
  unknownLayerClass,
  wrapsNoLayer,
} from '../messages.js';
import { type InputOptions, resolveShape, statedShape } from './input-shape.js';
import type { InnerLayer, Reading } from '../../layers/layer-class.js';
import {
  isLayerClass,
  LAYER_CLASSES,
  type LayerClassName,
  layerClassNamed,
} from '../../layers/classes.js';
import {
  buildNetwork,
  INNER_NETWORK,
  type LayerDescription,
  type Network,
  type NetworkDescription,
  type TensorRef,
} from '../network.js';
import { type PartialShape, type Shape, TopologyError } from '../../layers/shape.js';
import type { BuiltOn } from '../stated-shapes.js';

/** How the layers of a functional model are tied, calls counted from 0. */
export class Links {
  readonly #model: Model;
  /** Models among the layers, whose calls are counted from 1: by who reads them. */
  readonly #fromOne: { readonly nodes: ReadonlySet<string>; readonly outputs: ReadonlySet<string> };

  constructor(model: Model) {
    this.#model = model;
    const models = model.entries.filter((entry) => entry.model !== null);
    const nodes = model.entries.flatMap(nodesOrNone);
    const outputs = tensorNames(model.config['output_layers']);
    // Keras 3 counts them from 0 in arguments, and functional ones from 1 in outputs.
    const records = nodes.some((node) => isRecord(node) && 'args' in node);
    // Keras 2 and TensorFlow.js count from 1 whose own inputs are a call of them, in both.
    const reads = records ? [] : [...nodes.flatMap(tensorsRead), ...outputs];
    const past = models.filter((entry) =>
      reads.some(({ layer, call }) => layer === entry.name && call >= nodesOrNone(entry).length),
    );
    const functional = models.filter((entry) => entry.model?.kind === 'Functional');
    const names = (entries: readonly Entry[]) => new Set(entries.map(({ name }) => name));
    this.#fromOne = { nodes: names(past), outputs: names(records ? functional : past) };
  }

  /** The tensors that a call reads. */
  read(node: unknown): readonly TensorName[] {
    return tensorsRead(node).map((name) => fromZero(name, this.#fromOne.nodes));
  }

  outputs(): readonly TensorName[] {
    const names = tensorNames(this.#model.config['output_layers']);
    return names.map((name) => fromZero(name, this.#fromOne.outputs));
  }

  /** Keys of the calls that those tensors are made of. Masks are not followed. */
  leadingTo(outputs: readonly TensorName[]): ReadonlySet<string> {
    const nodes = new Map(this.#model.entries.map((entry) => [entry.name, nodesOrNone(entry)]));
    const found = new Set<string>();
    const stack = [...outputs];
    for (let name = stack.pop(); name !== undefined; name = stack.pop()) {
      const key = keyOf(name);
      if (found.has(key)) continue;
      found.add(key);
      stack.push(...this.read(nodes.get(name.layer)?.[name.call]));
    }
    return found;
  }
}

function fromZero(name: TensorName, fromOne: ReadonlySet<string>): TensorName {
  return fromOne.has(name.layer) && name.call > 0 ? { ...name, call: name.call - 1 } : name;
}

export function keyOf({ layer, call }: TensorName): string {
  return `${layer} ${call}`;
}

export type { InputOptions } from './input-shape.js';

/**
 * Reads what Keras 2 and 3 write with `model.to_json()` (also the `config.json` of a `.keras` file),
 * and TensorFlow.js's `model.json` (whose topology may stand under `modelTopology` and
 * `model_config`): sequential and functional models, models inside models (their layers are named
 * `model/layer`), layers that are called several times, several inputs and outputs.
 *
 * @throws a TopologyError, an UnknownShapeError where a size of the input is open.
 */
export function networkFromTopology(json: unknown, options: InputOptions = {}): Network {
  const model = topModel(json);
  const inputs = inputEntries(model);
  const first = model.entries[0];
  const stated = inputs.map((entry) => statedShape(configOf(entry)));
  const shapes =
    inputs.length > 0
      ? inputs.map((entry, index) => resolveShape(entry, stated, index, options))
      : [shapeOfFirst(model, first, options)];
  const given = options.inputShapes?.length ?? shapes.length;
  if (given > shapes.length) {
    throw new TopologyError(tooManyShapes(given, shapes.length));
  }
  const calls = new Calls(shapes, new Size());
  const outputs = calls.model(
    model,
    shapes.map((_, input) => ({ input })),
    { path: '', trainable: model.config['trainable'] !== false, top: true },
  );
  return buildNetwork(shapes, calls.network(outputs));
}

/** The names of a model's outputs: the keys where they are a mapping, else the layers'. */
export function outputNames(json: unknown): readonly string[] {
  const { config, entries } = topModel(json);
  const { output_layers: outputs } = config;
  if (isRecord(outputs)) return Object.keys(outputs).toSorted();
  const names = tensorNames(outputs).map(({ layer }) => layer);
  return names.length > 0 ? names : entries.slice(-1).map(({ name }) => name);
}

/** Where a model stands: its layers' names begin with `path`. */
interface Place {
  readonly path: string;
  readonly trainable: boolean;
  readonly top: boolean;
}

/** Of a model that has no InputLayer: what its first layer says, or what the model was built on. */
function shapeOfFirst(model: Model, first: Entry | undefined, options: InputOptions): Shape {
  if (first === undefined || model.kind === 'Functional') {
    throw new TopologyError(messages.noInputLayer());
  }
  const { model: inner } = first;
  const built = { ...configOf(first), fields: { batch_shape: model.config['build_input_shape'] } };
  const stated =
    inner === null
      ? (statedShape(configOf(first)) ?? statedShape(built))
      : (inputEntries(inner).map((entry) => statedShape(configOf(entry)))[0] ?? statedShape(built));
  if (stated === null && options.inputShapes === undefined && inner !== null) {
    return shapeOfFirst(inner, inner.entries[0], options);
  }
  return resolveShape(first, [stated], 0, options);
}

/** The tensors that a call makes, by their number. */
type Outputs = (output: number) => TensorRef | undefined;

/** Calls of layers, in all; the largest real networks have some thousand. */
const MOST_CALLS = 100_000;

/**
 * How many calls a network has, those of a model in it each time that it is called: models that call
 * each other twice are exponentially many in the size of their file.
 */
class Size {
  #calls = 0;

  /** @throws a TopologyError beyond the most. */
  add({ entries }: Model): void {
    for (const entry of entries) this.#calls += Math.max(1, nodesOrNone(entry).length);
    if (this.#calls > MOST_CALLS) throw new TopologyError(messages.tooManyCalls(MOST_CALLS));
  }
}

/** Collects the calls of a model and of the models in it, each after those that it reads. */
class Calls {
  readonly #layers: LayerDescription[] = [];
  readonly #tensors: { tensor: TensorRef; shape: PartialShape }[] = [];
  readonly #built: BuiltOn[] = [];
  #chains = 0;
  /** The first call of each layer, by what `identityOf` says. */
  readonly #first = new Map<unknown, number>();
  readonly #inputShapes: readonly Shape[];
  readonly #size: Size;

  constructor(inputShapes: readonly Shape[], size: Size) {
    this.#inputShapes = inputShapes;
    this.#size = size;
  }

  network(outputs: readonly TensorRef[]): NetworkDescription {
    const stated = { tensors: this.#tensors, built: this.#built };
    return { layers: this.#layers, outputs, stated };
  }

  /** Adds the model's calls on those inputs; returns its outputs. */
  model(model: Model, inputs: readonly TensorRef[], place: Place): readonly TensorRef[] {
    this.#size.add(model);
    return model.kind === 'Sequential'
      ? this.#sequential(model, inputs, place)
      : this.#functional(model, inputs, place);
  }

  #sequential(model: Model, inputs: readonly TensorRef[], place: Place): readonly TensorRef[] {
    let tensors = inputs;
    const chain = this.#chains++;
    for (const entry of model.entries) {
      if (entry.class === 'InputLayer' && tensors.length > 1) {
        throw new TopologyError(messages.wrongCall(place.path, tensors.length, 1));
      }
      const tensor = this.#call(entry, tensors, place, chain)(0);
      tensors = tensor === undefined ? [] : [tensor];
    }
    return tensors;
  }

  #functional(model: Model, inputs: readonly TensorRef[], place: Place): readonly TensorRef[] {
    const entries = new Map(model.entries.map((entry) => [entry.name, entry]));
    const made = new Map<string, Outputs>();
    const twice = model.entries.find(
      ({ name }, index) => model.entries[index] !== entries.get(name),
    );
    if (twice !== undefined) {
      throw new TopologyError(messages.sameName(place.path + twice.name));
    }
    const sources = inputEntries(model);
    if (sources.length !== inputs.length) {
      throw new TopologyError(messages.wrongCall(place.path, inputs.length, sources.length));
    }
    sources.forEach((entry, index) => {
      const input = inputs[index];
      if (input === undefined) return;
      made.set(`${entry.name} 0`, this.#call(entry, [input], place));
    });
    const links = new Links(model);
    const outputs = links.outputs();
    // Written by hand, perhaps: the last layer's, then.
    const last = { layer: model.entries.at(-1)?.name ?? '', call: 0, output: 0 };
    const wanted = outputs.length === 0 ? null : links.leadingTo(outputs);
    for (const entry of model.entries) {
      if (entry.class === 'InputLayer') continue;
      nodesOf(entry, place).forEach((_, call) => {
        const tensor = { layer: entry.name, call, output: 0 };
        if (wanted?.has(keyOf(tensor)) !== false) this.#make(tensor, entries, made, place, links);
      });
    }
    return (outputs.length === 0 ? [last] : outputs).map((name) =>
      tensorOf(name, made, { model: place.path }),
    );
  }

  /** Adds a call and, before it, those that it reads; with a stack, since models may be deep. */
  #make(
    wanted: TensorName,
    entries: ReadonlyMap<string, Entry>,
    made: Map<string, Outputs>,
    place: Place,
    links: Links,
  ): void {
    const stack = [wanted];
    const waiting = new Set<string>();
    for (let name = stack.at(-1); name !== undefined; name = stack.at(-1)) {
      const key = keyOf(name);
      if (made.has(key)) {
        stack.pop();
        continue;
      }
      const entry = entries.get(name.layer);
      const node =
        entry === undefined || entry.class === 'InputLayer'
          ? undefined
          : nodesOf(entry, place)[name.call];
      if (entry === undefined || node === undefined) {
        const reader = place.path + (stack.at(-2)?.layer ?? name.layer);
        throw new TopologyError(
          entry === undefined
            ? messages.readsMissingLayer(reader, name.layer)
            : messages.readsMissingCall(reader, name.layer, name.call + 1),
        );
      }
      // What it reads may be written in a way that only its class knows.
      if (layerClassNamed(entry.class) === null && entry.model === null) {
        throw unknownClass(configOf(entry, place.path));
      }
      const read = links.read(node);
      const missing = read.filter((tensor) => !made.has(keyOf(tensor)));
      if (missing.length === 0) {
        const inputs = read.map((tensor) =>
          tensorOf(tensor, made, { layer: place.path + entry.name }),
        );
        read.forEach(({ stated }, index) => {
          const tensor = inputs[index];
          if (stated !== undefined && tensor !== undefined) {
            this.#tensors.push({ tensor, shape: stated });
          }
        });
        if (inputs.length === 0) throw readsNothing(entry, place);
        made.set(
          key,
          this.#call({ ...entry, fields: callFields(entry, node, place) }, inputs, place),
        );
        stack.pop();
        continue;
      }
      if (waiting.has(key)) {
        throw new TopologyError(messages.readsItself(place.path + entry.name));
      }
      waiting.add(key);
      stack.push(...missing.toReversed());
    }
  }

  /** @param chain the Sequential model that the call stands in, null for none. */
  #call(
    entry: Entry,
    inputs: readonly TensorRef[],
    place: Place,
    chain: number | null = null,
  ): Outputs {
    // An inner model's InputLayer is the tensor that the model is called on.
    if (entry.class === 'InputLayer' && !place.top) return (output) => inputs[output];
    const trainable = place.trainable && entry.fields['trainable'] !== false;
    const name = place.path + entry.name;
    const { model } = entry;
    if (model !== null) {
      const tensors = this.model(model, inputs, { path: `${name}/`, trainable, top: false });
      return (output) => tensors[output];
    }
    const identity = identityOf(entry);
    const shares = this.#first.get(identity) ?? null;
    const index = this.#layers.length;
    if (nodesOrNone(entry).length < 2) {
      this.#built.push({ layer: index, inputs: builtOn(entry.json), chain });
    }
    if (shares === null) this.#first.set(identity, index);
    const keras = configOf(entry, place.path);
    const { class: className, config } = readLayer(keras, this.#inputShapes, inputs[0], this.#size);
    this.#layers.push({
      name,
      class: className,
      config,
      inbound: inputs,
      trainable,
      shares,
    } as LayerDescription);
    return (output) => ({ layer: index, output });
  }
}

function readLayer(
  keras: KerasConfig,
  inputShapes: readonly Shape[],
  input: TensorRef | undefined,
  size: Size,
): { readonly class: LayerClassName; readonly config: unknown } {
  const found = layerClassNamed(keras.class);
  if (found === null) throw unknownClass(keras);
  refuseOtherWeights(keras);
  const reading: Reading = {
    inner: (json) => readInner(json, keras, size),
    inputShape: () =>
      input !== undefined && 'input' in input ? (inputShapes[input.input] ?? null) : null,
  };
  return { class: found, config: LAYER_CLASSES[found].read(keras, reading) };
}

function readInner(json: unknown, outer: KerasConfig, size: Size): InnerLayer {
  if (!isRecord(json)) throw new TopologyError(wrapsNoLayer(outer));
  const entry = entryOf(json);
  const name = `${outer.layer}/${entry.name}`;
  const trainable = entry.fields['trainable'] !== false;
  const { model } = entry;
  if (model === null) {
    const keras = { ...configOf(entry), layer: name };
    return { name, trainable, ...readLayer(keras, [], undefined, size) };
  }
  const calls = new Calls([], size);
  const inputs = Math.max(1, inputEntries(model).length);
  const outputs = calls.model(
    model,
    Array.from({ length: inputs }, (_, input) => ({ input })),
    { path: `${name}/`, trainable, top: false },
  );
  const description: NetworkDescription = calls.network(outputs.slice(0, 1));
  return { name, trainable, class: INNER_NETWORK, config: description };
}

/** A layer's settings and what a call of it puts in beside tensors. */
function callFields(entry: Entry, node: unknown, place: Place): Entry['fields'] {
  const constants = constantShapes(node);
  const takes = isLayerClass(entry.class) && LAYER_CLASSES[entry.class].takesConstants === true;
  if (constants.length > 0 && !takes) {
    throw new TopologyError(constantNotRead(configOf(entry, place.path)));
  }
  return {
    ...entry.fields,
    ...(constants.length > 0 && { constants }),
    ...(entry.operation && { operation: true }),
  };
}

function nodesOf(entry: Entry, place: Place): readonly unknown[] {
  const nodes = nodesOrNone(entry);
  if (nodes.length > 0) return nodes;
  throw readsNothing(entry, place);
}

function tensorOf(
  name: TensorName,
  made: ReadonlyMap<string, Outputs>,
  reader: messages.Reader,
): TensorRef {
  const tensor = made.get(keyOf(name))?.(name.output);
  if (tensor !== undefined) return tensor;
  throw new TopologyError(messages.readsMissingOutput(reader, name.layer, name.output + 1));
}

function readsNothing(entry: Entry, place: Place): TopologyError {
  return new TopologyError(messages.readsNothing(place.path + entry.name, entry.class));
}

/** Settings that give a layer weights or products that its class does not have without them. */
function refuseOtherWeights(keras: KerasConfig): void {
  const { lora_rank: rank, renorm, time_major: timeMajor, dtype } = keras.fields;
  const quantized = isRecord(dtype) && String(dtype['class_name']).startsWith('Quantized');
  const refuse = (setting: UncountedSetting): void => {
    throw new TopologyError(settingNotCounted(keras, setting));
  };
  if ((rank ?? null) !== null) refuse('lora_rank');
  if (renorm === true) refuse('renorm');
  if (timeMajor === true) refuse('time_major');
  if (quantized) refuse('quantization');
}

function unknownClass(keras: KerasConfig): TopologyError {
  return new TopologyError(unknownLayerClass(keras.layer, keras.class));
}
