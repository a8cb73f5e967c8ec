import { z } from 'zod';
import { choices, expectation, numberIn, wholeNumber } from '../words/messages.js';
import type { FieldKind } from '../../layers/layer-class.js';
import { type LanguageLayer, LAYER_LANGUAGE } from '../../network/layer-language.js';
import { ACTIVATIONS } from '../../elementary/activations.js';
import { custom, list, mapping, oneOf, whole } from './values.js';
import { problem } from '../../text/problem.js';

/** A name with `$` stands for a parameter's value. */
export const REFERENCE = /^\$([A-Za-z_]\w*)$/;

const PADDINGS = ['valid', 'same'] as const;

const EXPECTED: Readonly<Record<FieldKind, string>> = {
  size: wholeNumber(1, Number.MAX_SAFE_INTEGER),
  sizes: sizesExpected(),
  shape: shapeExpected(),
  rate: numberIn({ from: 0, below: 1 }),
  flag: flagExpected(),
  padding: choices(PADDINGS),
  activation: choices(ACTIVATIONS),
};

function makeSettingSchema(kind: FieldKind): z.ZodType {
  const error = EXPECTED[kind];
  const most = 100_000;
  switch (kind) {
    case 'size':
      return whole(1, most);
    case 'sizes':
      return z.union(
        [whole(1, most), z.array(whole(1, most), { error }).min(1, { error }).max(3, { error })],
        { error },
      );
    case 'shape':
      return z
        .array(whole(-1, most * most), { error })
        .min(1, { error })
        .max(8, { error });
    case 'rate':
      return z.number({ error }).min(0, { error }).lt(1, { error });
    case 'flag':
      return z.boolean({ error });
    case 'padding':
      return oneOf(PADDINGS);
    case 'activation':
      return oneOf(ACTIVATIONS);
  }
}

const KINDS = Object.keys(EXPECTED) as FieldKind[];
const SETTINGS = Object.fromEntries(
  KINDS.map((kind) => [kind, makeSettingSchema(kind)]),
) as Readonly<Record<FieldKind, z.ZodType>>;

/** What a setting may be once its name has been replaced. */
export function settingSchema(kind: FieldKind): z.ZodType {
  return SETTINGS[kind];
}

/** A setting as it is written: its value, or the name that stands for it. */
function written(kind: FieldKind): z.ZodType {
  const error = expectation(EXPECTED[kind], orReference());
  return z.union([settingSchema(kind), z.string({ error }).regex(REFERENCE, { error })], { error });
}

function layerSchema(name: string, layer: LanguageLayer): z.ZodType {
  const { fields, required, bare } = layer;
  const shape = Object.fromEntries(
    Object.entries(fields).map(([field, kind]) => [
      field,
      required.includes(field) ? written(kind) : written(kind).optional(),
    ]),
  );
  const kind = bare === null ? undefined : fields[bare];
  const forms = [
    ...(Object.keys(fields).length > 0 ? [mapping(shape)] : []),
    ...(kind === undefined ? [] : [written(kind)]),
    ...(required.length === 0 ? [z.null()] : []),
  ];
  return z.union(forms as [z.ZodType, ...z.ZodType[]], {
    error: layerSettings(name, kind === undefined ? null : (required[0] ?? bare)),
  });
}

const NAMES = Object.keys(LAYER_LANGUAGE) as [string, ...string[]];
const BARE = NAMES.filter((name) => LAYER_LANGUAGE[name]?.required.length === 0);

const LAYER = z.union(
  [
    z.enum(NAMES as [string, ...string[]], { error: choices(NAMES) }).check(({ value, issues }) => {
      if (BARE.includes(value)) return;
      issues.push(custom(value, layerNeeds(value, LAYER_LANGUAGE[value]?.required ?? [])));
    }),
    mapping(
      Object.fromEntries(
        Object.entries(LAYER_LANGUAGE).map(([name, layer]) => [
          name,
          layerSchema(name, layer).optional(),
        ]),
      ),
    ).check(({ value, issues }) => {
      if (issues.length > 0 || Object.keys(value).length === 1) return;
      issues.push(custom(value, oneLayerInEach()));
    }),
  ],
  {
    error: layerExpected(),
  },
);

/** Deeper than anything trained here. */
const MOST_LAYERS = 200;

const EXAMPLE = '[flatten, {dense: {units: 50, activation: relu}}]';
export const LAYERS = list(LAYER, EXAMPLE)
  .max(MOST_LAYERS, { error: atMostLayers(MOST_LAYERS) })
  .describe(
    'Layers in order, before the softmax output, which is appended; a name with $ is replaced by a parameter’s value.',
  );

export function layerExpected(): string {
  return expectation(
    'a layer',
    'write flatten, or {dense: 84}, or {conv2d: {filters: 8, kernel_size: 3}}',
  );
}

export function atMostLayers(most: number): string {
  return `at most ${most} layers`;
}

export function oneLayerInEach(): string {
  return expectation('one layer in each entry', 'write each on its own line');
}

/** Of a layer's name alone. */
export function layerNeeds(name: string, required: readonly string[]): string {
  return expectation(`its ${required.join(' and ')} as well`, `write {${name}: {...}}`);
}

/** @param setting one that it has; null where it has none. */
export function layerSettings(name: string, setting: string | null): string {
  return expectation(
    `the settings of ${name}`,
    setting === null ? `write ${name} alone` : `for example {${name}: {${setting}: ...}}`,
  );
}

/** What may replace a setting's value. */
export function orReference(): string {
  return 'or $name for a parameter of that name';
}

export function sizesExpected(): string {
  return 'a whole number from 1 up, or one for each dimension';
}

export function shapeExpected(): string {
  return 'a list of whole numbers';
}

export function flagExpected(): string {
  return 'true or false';
}

/** @param reference the parameter that the setting names; null where it says its value. */
export function settingWrong(
  setting: string,
  reference: string | null,
  got: string,
  expected: string,
): string {
  return problem({
    what: `${setting} cannot be ${reference === null ? 'this' : `$${reference}`}`,
    got,
    expected,
    advice: reference === null ? 'change it' : `change ${reference} under parameters`,
  });
}

/** Values of the parameters that a network's layers name. */
export type LayerValues = Readonly<Record<string, unknown>>;

export function endsInNoRow(where: string, shape: readonly unknown[], values: LayerValues): string {
  const text = valuesText(values);
  return problem({
    what: `${where} do not end in a row of numbers`,
    got: `an output of shape [${shape.join(', ')}]${text === '' ? '' : ` ${text}`}`,
    expected: 'one dimension before the softmax output',
    advice: 'add flatten, or a global pooling, or remove return_sequences',
  });
}

export function cannotBeNetwork(where: string, reason: string, values: LayerValues): string {
  return problem({
    what: `${where} do not form a network: ${reason}`,
    got: valuesText(values) || 'these layers',
    expected: 'layers whose shapes match',
    advice: 'change the layer or its values',
  });
}

/** `with filters 8, units 84`; nothing without values. */
function valuesText(values: LayerValues): string {
  const parts = Object.entries(values).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return parts.length === 0 ? '' : `with ${parts.join(', ')}`;
}

export function networkTooLarge(hidden: string, epochs: number): string {
  return problem({
    what: 'the network is too large to count',
    got: `hidden ${hidden} for ${epochs} epochs`,
    expected: 'training FLOPs below 2^63',
    advice: 'make it smaller',
  });
}

/** Of an activation. */
export function softmaxIsAdded(): string {
  return 'the output, a dense softmax layer of as many units as there are classes, is appended: delete it';
}
