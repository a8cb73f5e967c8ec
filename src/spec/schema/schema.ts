import { z } from 'zod';
import {
  eachFamilyOnce,
  excludeExpected,
  familyNeedsLayers,
  fiveSeeds,
  includeExpected,
  layersHaveActivations,
  mlpHasNoLayers,
  nameExpected,
  otherNameExpected,
  parameterExpected,
  zipExpected,
} from './messages.js';
import { ACTIVATIONS } from '../../elementary/activations.js';
import {
  FAMILY,
  numericParameters,
  parametersSchema,
  pointSchema,
  type SpecShape,
} from './parameters.js';
import { LAYERS } from './layers.js';
import { custom, list, mapping, oneOf, whole } from './values.js';
import { constraintExpected, constraintsExpected } from '../constraint/messages.js';
import { TRAINING_CONVENTIONS } from '../../flops/conventions.js';
import { type Operation, OPERATIONS } from '../../layers/operations.js';
import { parseConstraint } from '../constraint/constraint.js';
import { DATASET } from './dataset.js';
import { MOST_TRIALS } from '../search/grid.js';
import { OBJECTIVES } from './objectives.js';
import { isDeviceName, SWEEP_NAME } from '../words/names.js';
import { RUN } from './run.js';

const activation = oneOf(ACTIVATIONS).optional().describe('Activation of the hidden layers.');

/** One model, or a list of models with parameters of their own. */
export function modelSchema(shape: SpecShape) {
  const one = mapping({ family: FAMILY.optional(), activation, layers: LAYERS.optional() });
  if (!shape.several) return one.check(({ value, issues }) => checkModel(value, issues));
  return list(
    mapping({
      family: FAMILY,
      activation,
      layers: LAYERS.optional(),
      parameters: parametersSchema({ ...shape, mlp: shape.mlp === 'no' ? 'no' : 'too' })
        .optional()
        .describe('For this model only; they override those of the spec.'),
    }).check(({ value, issues }) => checkModel(value, issues)),
    '[{family: mlp}, {family: lenet, layers: [...]}]',
  ).check(({ value, issues }) => {
    value.forEach(({ family }, index) => {
      if (value.findIndex((other) => other.family === family) === index) return;
      issues.push(custom(family, eachFamilyOnce(), [index, 'family']));
    });
  });
}

interface WrittenModel {
  readonly family?: string | undefined;
  readonly activation?: string | undefined;
  readonly layers?: readonly unknown[] | undefined;
}

/** Names of networks that are no MLP: without their layers such a family would be one unnoticed. */
const NEED_LAYERS =
  /^(\w+[_-])?(cnn|conv|convnet|convolutional|lenet|alexnet|vgg|resnet|mobilenet|efficientnet|densenet|inception|unet|rnn|gru|lstm|recurrent|transformer|vit|attention|autoencoder|layers)[\d_-]*$/i;

/** A family without layers is an MLP; `mlp` is never one with layers. */
function checkModel({ family, activation: hidden, layers }: WrittenModel, issues: unknown[]): void {
  if (layers === undefined && family !== undefined && NEED_LAYERS.test(family)) {
    issues.push(custom(family, familyNeedsLayers(), ['family']));
  } else if (layers !== undefined && family === 'mlp') {
    issues.push(custom(family, mlpHasNoLayers(), ['family']));
  } else if (layers !== undefined && hidden !== undefined) {
    issues.push(custom(hidden, layersHaveActivations(), ['activation']));
  }
}

/** Seeds go into a generator of 32-bit words. */
const SEED = 2 ** 32 - 1;

const nameError = nameExpected();
const NAME = z
  .string({ error: nameError })
  .regex(SWEEP_NAME, { error: nameError })
  .check(({ value, issues }) => {
    if (isDeviceName(value)) issues.push(custom(value, otherNameExpected()));
  })
  .describe(
    'Name of the sweep in the database and of its report; specs with the same name are versions of one sweep.',
  );

const COEFFICIENTS = Object.fromEntries(
  OPERATIONS.map((operation) => [operation, coefficient()]),
) as Record<Operation, ReturnType<typeof coefficient>>;

function coefficient() {
  return whole(0, 1_000_000).optional();
}

function constraintSchema(parameters: readonly string[]) {
  return z
    .string({ error: constraintExpected() })
    .check(({ value, issues }) => {
      const read = parseConstraint(value, parameters);
      if (typeof read !== 'string') return;
      issues.push(custom(value, read));
    })
    .describe(
      'Such as `flops <= 2e6`, or `1e5 <= flops and params < 50k`; names are flops, params, ' +
        'training_flops and parameters that are numbers.',
    );
}

const PARAMETER = z.string({ error: parameterExpected() });

/** A spec as YAML holds it. */
export function specSchema(shape: SpecShape) {
  return mapping({
    name: NAME,
    dataset: DATASET,
    model: modelSchema(shape)
      .optional()
      .describe(
        'The network; default `mlp`: flatten, dense layers, softmax. Or layers, or a list of models.',
      ),
    method: oneOf(['grid', 'random'])
      .default('grid')
      .describe('`grid`: every combination; `random`: `run_cap` random draws.'),
    run_cap: whole(1, MOST_TRIALS)
      .optional()
      .describe('Number of configurations drawn by `method: random`, each trained once per seed.'),
    search_seed: whole(0, SEED)
      .optional()
      .describe('Random seed of `method: random`: the same seed draws the same points; default 0.'),
    parameters:
      shape.several || shape.mlp === 'no'
        ? parametersSchema(shape).prefault({})
        : parametersSchema(shape),
    zip: z
      .union(
        [
          list(PARAMETER, '[batch_size, learning_rate]'),
          list(list(PARAMETER, '[a, b]'), '[[a, b]]'),
        ],
        {
          error: zipExpected(),
        },
      )
      .optional()
      .describe('Parameters whose values are paired, the first with the first and so on.'),
    exclude: z
      .array(pointSchema(shape, true), {
        error: excludeExpected(),
      })
      .default([])
      .describe('Points to remove: those that match all values of an entry.'),
    include: z
      .array(pointSchema(shape, false), {
        error: includeExpected(),
      })
      .default([])
      .describe('Points to add; parameters that an entry omits must be fixed.'),
    seeds: list(whole(0, SEED), fiveSeeds())
      .default([0])
      .describe(
        'Each configuration is trained once per seed, which sets initial weights and data order.',
      ),
    data_seed: whole(0, SEED).optional().describe('Fixes one data order for all seeds.'),
    constraints: z
      .array(constraintSchema(numericParameters(shape)), {
        error: constraintsExpected(),
      })
      .default([])
      .describe('Hard filters, applied before training.'),
    flops: mapping({
      convention: oneOf(TRAINING_CONVENTIONS).default('notebook'),
      coefficients: mapping(COEFFICIENTS)
        .default({})
        .describe("Overrides of the convention's counts, such as `{bias: 1}`; see docs/flops.md."),
    })
      .prefault({})
      .describe('How FLOPs are counted.'),
    objectives: OBJECTIVES,
    run: RUN.prefault({}).describe('How trials are run; not part of their identity.'),
  });
}

type Checked = z.output<ReturnType<typeof specSchema>>;

/** A spec that the schema has checked; parameters by their names, each in one of its forms. */
export type SpecDocument = Omit<Checked, 'parameters' | 'exclude' | 'include'> & {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly exclude: readonly Readonly<Record<string, unknown>>[];
  readonly include: readonly Readonly<Record<string, unknown>>[];
};

/** Any spec: an MLP, layers or several models; parameters that only layers name are not known here. */
const ANY: SpecShape = { several: false, mlp: 'too', own: [] };

type Json = Record<string, unknown>;

/** JSON Schema of a spec, out of the validator that reads it, for editors to complete from. */
export function specJsonSchema(): object {
  const schema = jsonOf(specSchema(ANY));
  const properties = schema['properties'] as Record<string, Json>;
  const { model, parameters, exclude, include } = properties;
  if (parameters !== undefined) parameters['additionalProperties'] = {};
  for (const list of [exclude, include]) {
    const items = list?.['items'] as Json | undefined;
    if (items !== undefined) items['additionalProperties'] = {};
  }
  if (model !== undefined) {
    const { description, ...one } = model;
    const { $schema: _, ...several } = jsonOf(modelSchema({ ...ANY, several: true }));
    const own = (several['items'] as { properties: Record<string, Json> }).properties['parameters'];
    if (own !== undefined) own['additionalProperties'] = {};
    properties['model'] = { description, anyOf: [one, several] };
  }
  return { title: 'sweep spec', ...schema };
}

function jsonOf(schema: z.ZodType): Json {
  return z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }) as Json;
}
