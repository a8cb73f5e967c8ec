import { LAYER_CLASS_NAMES, LAYER_CLASSES, type LayerClassName } from '../layers/classes.js';
import type { Shape } from '../layers/shape.js';
import type { Word } from '../layers/layer-class.js';
import { numberedNames } from './mlp.js';

/** A layer as specs write it, and Keras's class of it. */
export interface LanguageLayer extends Word {
  readonly class: LayerClassName;
}

/** Every layer that a spec may name, by its name. */
export const LAYER_LANGUAGE: Readonly<Record<string, LanguageLayer>> = Object.fromEntries(
  LAYER_CLASS_NAMES.flatMap((name) => {
    const { word } = LAYER_CLASSES[name];
    return word === undefined ? [] : [[word.name, { ...word, class: name }] as const];
  }),
);

/** One layer of a spec with every `$name` replaced. */
export interface LayerEntry {
  /** A key of LAYER_LANGUAGE. */
  readonly layer: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/**
 * The layers as a Keras Sequential model over one image, a dense softmax of `classes` units at its
 * end. A model whose first layer of a known rank is of two dimensions and channels reads the image
 * as [height, width, 1], one that begins with an embedding as [pixels], every other as [height, width].
 */
export function layersTopology(
  entries: readonly LayerEntry[],
  [height, width]: readonly [number, number],
  classes: number,
): Readonly<Record<string, unknown>> {
  const layers = [...entries, outputEntry(classes)];
  const names = numberedNames(layers.map(({ layer }) => layer));
  return sequential([
    inputJson(imageInput(entries, [height, width])),
    ...layers.map((entry, index) => layerJson(entry, names[index] ?? '')),
  ]);
}

/** The layer that is added to those of a spec. */
export function outputEntry(classes: number): LayerEntry {
  return { layer: 'dense', settings: { units: classes, activation: 'softmax' } };
}

/** The shape in which a model of these layers reads an image. */
export function imageInput(
  entries: readonly LayerEntry[],
  [height, width]: readonly [number, number],
): Shape {
  const rank = entries.map(({ layer }) => LAYER_LANGUAGE[layer]?.rank ?? null).find(Boolean) ?? 2;
  return rank === 3 ? [height, width, 1] : rank === 1 ? [height * width] : [height, width];
}

/** Of the InputLayer that a model of layers begins with. */
export const INPUT_NAME = 'image';

/** That InputLayer alone as a model. */
export function inputTopology(input: Shape): Readonly<Record<string, unknown>> {
  return sequential([inputJson(input)]);
}

/** One of the layers alone as a model that reads that shape, after its InputLayer. */
export function oneLayerTopology(
  entry: LayerEntry,
  name: string,
  input: Shape,
): Readonly<Record<string, unknown>> {
  return sequential([inputJson(input), layerJson(entry, name)]);
}

function sequential(layers: readonly unknown[]): Readonly<Record<string, unknown>> {
  return { class_name: 'Sequential', config: { layers } };
}

function inputJson(shape: Shape): unknown {
  return {
    class_name: 'InputLayer',
    config: { name: INPUT_NAME, batch_input_shape: [null, ...shape] },
  };
}

function layerJson({ layer, settings }: LayerEntry, name: string): unknown {
  const { class: class_name, defaults, fixed } = languageLayer(layer);
  return {
    class_name,
    config: {
      name,
      ...defaults,
      ...settings,
      ...fixed,
    },
  };
}

/** What stands for each layer in a network's short text: `['conv8', 'pool', 84]`. */
export function shortLayers(entries: readonly LayerEntry[]): readonly (number | string)[] {
  return entries.flatMap(({ layer, settings }): readonly (number | string)[] => {
    const { short, size } = languageLayer(layer);
    if (short === null) return [];
    const value = size === undefined ? '' : settings[size];
    return [short === '' ? Number(value) : `${short}${String(value)}`];
  });
}

function languageLayer(name: string): LanguageLayer {
  const layer = LAYER_LANGUAGE[name];
  if (layer === undefined) throw new RangeError(`no layer ${name}`);
  return layer;
}
