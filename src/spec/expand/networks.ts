import type { FieldKind } from '../../layers/layer-class.js';
import type { DatasetFacts } from '../../data/facts.js';
import { functionOf, type Activation } from '../../elementary/activations.js';
import { isRecord } from '../../layers/fields.js';
import { networkFromTopology } from '../../network/keras/topology.js';
import {
  imageInput,
  INPUT_NAME,
  inputTopology,
  LAYER_LANGUAGE,
  oneLayerTopology,
  outputEntry,
  shortLayers,
  type LayerEntry,
} from '../../network/layer-language.js';
import {
  FLATTEN_LAYER,
  hiddenLayers,
  outputLayer,
  wordOf,
  type MlpLayer,
} from '../../network/mlp.js';
import { buildNetwork, chainOf, type Layer, type Network } from '../../network/network.js';
import { type Shape, TopologyError } from '../../layers/shape.js';
import {
  cannotBeNetwork,
  endsInNoRow,
  REFERENCE,
  settingSchema,
  settingWrong,
} from '../schema/layers.js';
import { nothing } from '../schema/messages.js';
import type { Model } from '../../trial/configuration.js';
import { pathText, type Path } from '../spec-error.js';
import type { Point, WrittenLayer } from '../search/space.js';
import { ChainPart, type Chain, type Chains } from './chains.js';

/** A point as a network; or what is wrong with it, and where the spec says so. */
export type BuiltPoint =
  | { readonly state: 'built'; readonly model: Model; readonly chain: Chain }
  | { readonly state: 'wrong'; readonly path: Path; readonly message: string };

/** The networks of points, of which each layer is read once however many of them have it. */
export class PointNetworks {
  readonly #facts: DatasetFacts;
  readonly #chains: Chains;
  /** By what they are made of, as text. */
  readonly #parts = new Map<string, ChainPart>();
  readonly #hidden = new Map<string, readonly ChainPart[]>();
  readonly #written = new Map<WrittenLayer, WrittenEntries>();

  constructor(facts: DatasetFacts, chains: Chains) {
    this.#facts = facts;
    this.#chains = chains;
  }

  of(point: Point): BuiltPoint {
    const { layers } = point.model;
    return layers === null ? this.#mlp(point) : this.#layers(point, layers);
  }

  #mlp(point: Point): BuiltPoint {
    const hidden = point.value('hidden') as readonly number[];
    const activation = point.value('activation') as Activation;
    const dropout = Number(point.value('dropout'));
    const parts = [this.#mlpPart(FLATTEN_LAYER)];
    for (const units of hidden) parts.push(...this.#hiddenParts(units, activation, dropout));
    parts.push(this.#mlpPart(outputLayer(this.#facts.classes)));
    return {
      state: 'built',
      model: {
        family: point.model.family,
        hidden,
        activation: hidden.length === 0 ? 'none' : activation,
        dropout,
        parameters: {},
      },
      chain: this.#chains.chain(this.#facts.imageShape, parts),
    };
  }

  #hiddenParts(units: number, activation: Activation, dropout: number): readonly ChainPart[] {
    return known(this.#hidden, `${units} ${activation} ${dropout}`, () =>
      hiddenLayers(units, functionOf(activation), dropout).map((layer) => this.#mlpPart(layer)),
    );
  }

  #mlpPart(layer: MlpLayer): ChainPart {
    return known(this.#parts, JSON.stringify(layer), () => {
      const read = (name: string, input: Shape): Layer =>
        only(buildNetwork([input], chainOf([{ ...layer, name }])));
      return new ChainPart(wordOf(layer), read);
    });
  }

  #layers(point: Point, layers: readonly WrittenLayer[]): BuiltPoint {
    const { model, values } = point;
    const entries: LayerEntry[] = [];
    const used = new Set<string>();
    for (const [index, written] of layers.entries()) {
      const read = known(this.#written, written, () => new WrittenEntries(written));
      const entry = read.entry(point, [...model.path, index]);
      if ('state' in entry) return entry;
      read.references.forEach((name) => used.add(name));
      entries.push(entry);
    }
    const own = Object.fromEntries(Object.entries(values).filter(([name]) => used.has(name)));
    const wrong = (message: string): BuiltPoint => ({ state: 'wrong', path: model.path, message });
    const parts = [...entries, outputEntry(this.#facts.classes)].map((entry) =>
      this.#layerPart(entry),
    );
    try {
      const shape = imageInput(entries, this.#facts.imageShape);
      const chain = this.#chains.chain(shape, [this.#inputPart(), ...parts]);
      if (chain.lastInput.length !== 1) {
        return wrong(endsInNoRow(pathText(model.path), chain.lastInput, own));
      }
      return {
        state: 'built',
        model: {
          family: model.family,
          hidden: shortLayers(entries),
          activation: activationOf(entries),
          dropout: 0,
          parameters: own,
        },
        chain,
      };
    } catch (error) {
      if (!(error instanceof TopologyError)) throw error;
      return wrong(cannotBeNetwork(pathText(model.path), error.message, own));
    }
  }

  #layerPart(entry: LayerEntry): ChainPart {
    return known(this.#parts, JSON.stringify(entry), () => {
      const read = (name: string, input: Shape): Layer =>
        only(networkFromTopology(oneLayerTopology(entry, name, input)));
      return new ChainPart(entry.layer, read);
    });
  }

  #inputPart(): ChainPart {
    return known(this.#parts, INPUT_NAME, () => {
      const read = (_name: string, input: Shape): Layer =>
        only(networkFromTopology(inputTopology(input)));
      return new ChainPart(INPUT_NAME, read);
    });
  }
}

/** A layer of a spec, with the entries that the values of its references make of it. */
class WrittenEntries {
  readonly #name: string;
  readonly #fields: readonly WrittenField[];
  readonly #entries = new Map<string, LayerEntry>();

  constructor(written: WrittenLayer) {
    const [name = '', settings] =
      typeof written === 'string' ? [written] : (Object.entries(written)[0] ?? []);
    const language = LAYER_LANGUAGE[name];
    if (language === undefined) throw new RangeError(`no layer ${name}`);
    const bare =
      language.bare !== null && settings !== undefined && settings !== null && !isRecord(settings);
    const fields = bare
      ? { [language.bare ?? '']: settings }
      : ((settings ?? {}) as Record<string, unknown>);
    this.#name = name;
    this.#fields = Object.entries(fields).flatMap(([field, given]) =>
      given === undefined
        ? []
        : [
            {
              field,
              given,
              reference: typeof given === 'string' ? REFERENCE.exec(given)?.[1] : undefined,
              kind: language.fields[field],
            },
          ],
    );
  }

  /** Parameters that stand for settings. */
  get references(): readonly string[] {
    return this.#fields.flatMap(({ reference }) => reference ?? []);
  }

  /** @param path of the layer in the spec. */
  entry(point: Point, path: Path): LayerEntry | Extract<BuiltPoint, { state: 'wrong' }> {
    const text = JSON.stringify(this.references.map((name) => point.value(name)));
    const before = this.#entries.get(text);
    if (before !== undefined) return before;
    const settings: Record<string, unknown> = {};
    for (const { field, given, reference, kind } of this.#fields) {
      const value = reference === undefined ? given : point.value(reference);
      if (kind !== undefined && !settingSchema(kind).safeParse(value).success) {
        const expected = settingSchema(kind).safeParse(undefined).error?.issues[0]?.message ?? '';
        return {
          state: 'wrong',
          path: reference === undefined ? path : placeOf(point.model.axes, reference, path),
          message: settingWrong(
            pathText([...path, this.#name, field]),
            reference ?? null,
            JSON.stringify(value) ?? nothing(),
            expected,
          ),
        };
      }
      settings[field] = value;
    }
    const entry = { layer: this.#name, settings };
    this.#entries.set(text, entry);
    return entry;
  }
}

interface WrittenField {
  readonly field: string;
  readonly given: unknown;
  /** The parameter whose value it is; undefined where it is given. */
  readonly reference: string | undefined;
  readonly kind: FieldKind | undefined;
}

/** The one activation that hidden layers have, `none` or `mixed`. */
function activationOf(entries: readonly LayerEntry[]): string {
  const found = new Set(
    entries
      .map(({ settings }) => settings['activation'])
      .filter((name): name is string => typeof name === 'string' && name !== 'linear'),
  );
  const [first = 'none'] = found;
  return found.size > 1 ? 'mixed' : first;
}

function placeOf(axes: Point['model']['axes'], name: string, otherwise: Path): Path {
  return axes.find((axis) => axis.name === name)?.path ?? otherwise;
}

function only({ layers }: Network): Layer {
  const layer = layers.at(-1);
  if (layer === undefined) throw new RangeError('a network without layers');
  return layer;
}

function known<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const before = map.get(key);
  if (before !== undefined) return before;
  const made = make();
  map.set(key, made);
  return made;
}
