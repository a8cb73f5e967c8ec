import { inboundNames } from './keras-inbound.js';
import { isRecord, sampleShape, type KerasConfig } from './keras-config.js';
import {
  isLayerClass,
  LAYER_CLASSES,
  type LayerClassName,
  type LayerConfigs,
} from './layer-classes.js';
import { buildNetwork, type LayerDescription, type Network } from './network.js';
import type { Shape } from './shape.js';
import { TopologyError } from './topology-error.js';

/** A layer as the file holds it. */
interface Entry {
  readonly class: LayerClassName;
  readonly config: KerasConfig;
  readonly json: Readonly<Record<string, unknown>>;
}

/**
 * Reads what Keras 2 and 3 write with `model.to_json()`, and TensorFlow.js's `model.json` (whose
 * topology may stand under `modelTopology` and `model_config`). Sequential models, and functional
 * ones in which every layer reads one other. Throws a TopologyError.
 */
export function networkFromTopology(json: unknown): Network {
  const { kind, layers } = modelOf(json);
  const entries = layers.map(entryOf);
  const inputShape = inputShapeOf(entries);
  switch (kind) {
    case 'Sequential':
      return buildNetwork(inputShape, entries.map(inChain));
    case 'Functional':
    case 'Model':
      return buildNetwork(inputShape, inGraph(entries));
  }
}

const KINDS = ['Sequential', 'Functional', 'Model'] as const;

function modelOf(json: unknown): {
  readonly kind: (typeof KINDS)[number];
  readonly layers: readonly unknown[];
} {
  let model = json;
  for (const wrapper of ['modelTopology', 'model_config']) {
    if (isRecord(model) && model[wrapper] !== undefined) model = model[wrapper];
  }
  if (!isRecord(model)) throw notAModel('the JSON is not an object');
  const kind = KINDS.find((known) => known === model['class_name']);
  if (kind === undefined) {
    throw notAModel(`class_name is ${JSON.stringify(model['class_name']) ?? 'missing'}`);
  }
  // TensorFlow.js before 1.0 and Keras before 2.2 wrote a Sequential's config as the bare list.
  const config = model['config'];
  const layers = isRecord(config) ? config['layers'] : config;
  if (!Array.isArray(layers) || layers.length === 0) throw notAModel('it has no list of layers');
  return { kind, layers };
}

function entryOf(json: unknown): Entry {
  if (!isRecord(json) || typeof json['class_name'] !== 'string') {
    throw notAModel('a layer has no class_name');
  }
  const fields = isRecord(json['config']) ? json['config'] : {};
  const name = fields['name'] ?? json['name'] ?? json['class_name'];
  const layer = String(name);
  const className = json['class_name'];
  if (!isLayerClass(className)) {
    throw new TopologyError(
      `layer ${layer} is of class ${className}, which is not known here; ` +
        `known are ${Object.keys(LAYER_CLASSES).join(', ')}`,
    );
  }
  return { class: className, config: { layer, fields }, json };
}

function inputShapeOf(entries: readonly Entry[]): Shape {
  const shape = entries[0] === undefined ? null : sampleShape(entries[0].config);
  if (shape !== null) return shape;
  throw new TopologyError(
    'the shape of the input is not in the JSON (no batch_shape or batch_input_shape in the first ' +
      'layer); build the model, or give its first layer an input shape, before you save it',
  );
}

function inChain(entry: Entry, index: number): LayerDescription {
  return describe(entry, index === 0 ? [] : [index - 1]);
}

function inGraph(entries: readonly Entry[]): readonly LayerDescription[] {
  const inputs = entries.filter((entry) => entry.class === 'InputLayer');
  if (inputs.length > 1) {
    throw new TopologyError(`the model has ${inputs.length} inputs; one is all that is known here`);
  }
  const indices = new Map(entries.map((entry, index) => [entry.config.layer, index]));
  return entries.map((entry) => {
    const { layer } = entry.config;
    const inbound = inboundNames(layer, entry.json['inbound_nodes']).map((name) => {
      const index = indices.get(name);
      if (index !== undefined) return index;
      throw new TopologyError(`layer ${layer} reads ${name}, which is not in the model`);
    });
    if (inbound.length === 0 && entry.class !== 'InputLayer') {
      throw new TopologyError(`layer ${layer} reads no other layer and is no InputLayer`);
    }
    return describe(entry, inbound);
  });
}

function describe(entry: Entry, inbound: readonly number[]): LayerDescription;
function describe<C extends LayerClassName>(
  entry: Entry & { readonly class: C },
  inbound: readonly number[],
) {
  const config: LayerConfigs[C] = LAYER_CLASSES[entry.class].read(entry.config);
  return { name: entry.config.layer, class: entry.class, config, inbound };
}

function notAModel(reason: string): TopologyError {
  return new TopologyError(
    `this is not a Keras or TensorFlow.js model: ${reason}; expected the output of ` +
      "Keras's model.to_json() or TensorFlow.js's model.json",
  );
}
