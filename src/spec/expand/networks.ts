import type { DatasetFacts } from '../../dataset/facts.js';
import type { ActivationFunction } from '../../model/activation.js';
import { isRecord } from '../../model/keras/config.js';
import { networkFromTopology } from '../../model/keras/topology.js';
import {
  LAYER_LANGUAGE,
  layersTopology,
  shortLayers,
  type LayerEntry,
} from '../../model/layer-language.js';
import { mlpNetwork } from '../../model/mlp.js';
import type { Network } from '../../model/network.js';
import { TopologyError } from '../../model/topology-error.js';
import { cannotBeNetwork, endsInNoRow, settingWrong } from '../../messages/spec/layers.js';
import { nothing } from '../../messages/spec/value.js';
import type { Activation, Model, ParameterValue } from '../../trial/configuration.js';
import { REFERENCE, settingSchema } from '../schema/layers.js';
import { pathText, type Path } from '../position.js';
import type { Point, WrittenLayer } from '../search/space.js';

/** Keras calls one of them by two names. */
const FUNCTIONS: Readonly<Record<Activation, ActivationFunction>> = {
  relu: 'relu',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  linear: 'linear',
  elu: 'elu',
  selu: 'selu',
  gelu: 'gelu',
  swish: 'silu',
  softplus: 'softplus',
};

/** A point as a network; or what is wrong with it, and where the spec says so. */
export type BuiltPoint =
  | { readonly state: 'built'; readonly model: Model; readonly network: Network }
  | { readonly state: 'wrong'; readonly path: Path; readonly message: string };

export function buildPoint(point: Point, facts: DatasetFacts): BuiltPoint {
  return point.model.layers === null
    ? { state: 'built', ...mlpOf(point, facts) }
    : layersOf(point, point.model.layers, facts);
}

function mlpOf({ model, value }: Point, { imageShape, classes }: DatasetFacts) {
  const hidden = value('hidden') as readonly number[];
  const activation = value('activation') as Activation;
  const dropout = Number(value('dropout'));
  return {
    model: {
      family: model.family,
      hidden,
      activation: hidden.length === 0 ? 'none' : activation,
      dropout,
      parameters: {},
    },
    network: mlpNetwork(
      { hidden, activation: FUNCTIONS[activation], dropout },
      imageShape,
      classes,
    ),
  };
}

function layersOf(
  point: Point,
  layers: readonly WrittenLayer[],
  { imageShape, classes }: DatasetFacts,
): BuiltPoint {
  const { model, values } = point;
  const entries: LayerEntry[] = [];
  const used = new Set<string>();
  for (const [index, written] of layers.entries()) {
    const path = [...model.path, index];
    const [name = '', settings] =
      typeof written === 'string' ? [written] : (Object.entries(written)[0] ?? []);
    const language = LAYER_LANGUAGE[name];
    if (language === undefined) throw new RangeError(`no layer ${name}`);
    const bare =
      language.bare !== null && settings !== undefined && settings !== null && !isRecord(settings);
    const fields = bare
      ? { [language.bare ?? '']: settings }
      : ((settings ?? {}) as Record<string, unknown>);
    const resolved: Record<string, unknown> = {};
    for (const [field, given] of Object.entries(fields)) {
      if (given === undefined) continue;
      const reference = typeof given === 'string' ? REFERENCE.exec(given)?.[1] : undefined;
      const value = reference === undefined ? given : values[reference];
      if (reference !== undefined) used.add(reference);
      const kind = language.fields[field];
      if (kind !== undefined && !settingSchema(kind).safeParse(value).success) {
        const expected = settingSchema(kind).safeParse(undefined).error?.issues[0]?.message ?? '';
        return {
          state: 'wrong',
          path: reference === undefined ? path : placeOf(model.axes, reference, path),
          message: settingWrong(
            pathText([...path, name, field]),
            reference ?? null,
            JSON.stringify(value) ?? nothing(),
            expected,
          ),
        };
      }
      resolved[field] = value;
    }
    entries.push({ layer: name, settings: resolved });
  }
  return networkOf(point, entries, [...used], imageShape, classes);
}

function networkOf(
  { model, values }: Point,
  entries: readonly LayerEntry[],
  used: readonly string[],
  imageShape: readonly [number, number],
  classes: number,
): BuiltPoint {
  const own = Object.fromEntries(
    Object.entries(values).filter(([name]) => used.includes(name)),
  ) as Readonly<Record<string, ParameterValue>>;
  const wrong = (message: string): BuiltPoint => ({ state: 'wrong', path: model.path, message });
  try {
    const network = networkFromTopology(layersTopology(entries, imageShape, classes));
    const before = network.layers.at(-1)?.inputShape ?? [];
    if (before.length !== 1) {
      return wrong(endsInNoRow(pathText(model.path), before, own));
    }
    return {
      state: 'built',
      network,
      model: {
        family: model.family,
        hidden: shortLayers(entries),
        activation: activationOf(entries),
        dropout: 0,
        parameters: own,
      },
    };
  } catch (error) {
    if (!(error instanceof TopologyError)) throw error;
    return wrong(cannotBeNetwork(pathText(model.path), error.message, own));
  }
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
