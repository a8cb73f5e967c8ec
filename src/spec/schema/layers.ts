import { z } from 'zod';
import {
  choices,
  expectation,
  shareBelowOne,
  wholeNumber,
} from '../../messages/spec/expectation.js';
import {
  atMostLayers,
  flagExpected,
  layerExpected,
  layerNeeds,
  layerSettings,
  oneLayerInEach,
  orReference,
  shapeExpected,
  sizesExpected,
} from '../../messages/spec/layers.js';
import { LAYER_LANGUAGE, type FieldKind, type LanguageLayer } from '../../model/layer-language.js';
import { ACTIVATIONS } from '../../trial/configuration.js';
import { custom, list, mapping, oneOf, whole } from './values.js';

/** A name with `$` stands for a parameter's value. */
export const REFERENCE = /^\$([A-Za-z_]\w*)$/;

const PADDINGS = ['valid', 'same'] as const;

const EXPECTED: Readonly<Record<FieldKind, string>> = {
  size: wholeNumber(1, Number.MAX_SAFE_INTEGER),
  sizes: sizesExpected(),
  shape: shapeExpected(),
  rate: shareBelowOne(),
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
    'Layers in order, before the softmax output, which is added; a name with $ stands for a parameter’s value.',
  );
