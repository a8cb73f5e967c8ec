import { z } from 'zod';
import { ACTIVATIONS, OPTIMIZERS } from '../../trial/configuration.js';
import { HIDDEN, HIDDEN_LAYERS } from './hidden.js';
import { FAMILY } from './family.js';
import { swept } from './parameter.js';
import { choices, expectation, mapping, oneOf, whole } from './values.js';

const COUNT = Number.MAX_SAFE_INTEGER;

/** What of a spec decides which keys it may have. */
export interface SpecShape {
  /** Whether `model` is a list. */
  readonly several: boolean;
  /** Whether its model is an MLP, or one of its models is. */
  readonly mlp: 'only' | 'too' | 'no';
  /** Names that its layers use with `$`. */
  readonly own: readonly string[];
}

const OWN_SCALAR = z.union([z.number(), z.string().max(64), z.boolean()]);
const ownError = expectation('a number, a text, true or false, or a list of them');
const OWN = z.union([OWN_SCALAR, z.array(OWN_SCALAR).max(8)], { error: ownError });

/** Parameters of training: every network has them. */
const TRAINING_PARAMETERS = {
  optimizer: swept(oneOf(OPTIMIZERS), choices(OPTIMIZERS), '[adam, sgd]', 'choice')
    .optional()
    .meta({ default: 'adam' })
    .describe('Update rule; `momentum` is SGD with momentum 0.9; all as Keras writes them.'),
  learning_rate: swept(learningRate(), 'a finite number above 0', '[0.001, 0.01]', 'number')
    .optional()
    .meta({ default: 0.001 })
    .describe('Step size of the optimizer.'),
  weight_decay: swept(decay(), 'a finite number from 0 up', '[0, 0.01]', 'number')
    .optional()
    .describe(
      'Each step also takes learning_rate x weight_decay of every weight (decoupled, as Keras does); ' +
        '0.004 for adamw and 0 for the others unless given.',
    ),
  batch_size: swept(whole(1, COUNT), 'a whole number from 1 up', '[32, 128]', 'number')
    .optional()
    .meta({ default: 32 })
    .describe('Images per optimizer step; the last batch of an epoch may be shorter.'),
  epochs: swept(whole(1, 100_000), 'a whole number from 1 up', '[2, 10]', 'number')
    .optional()
    .meta({ default: 10 })
    .describe('Passes over the training images.'),
};

/** Parameters of an MLP. */
const MLP_PARAMETERS = {
  hidden: HIDDEN,
  activation: swept(oneOf(ACTIVATIONS), choices(ACTIVATIONS), '[relu, tanh]', 'choice')
    .optional()
    .describe('Activation of the hidden layers; relu unless given here or under model.'),
  dropout: swept(share(), 'a number from 0 up to below 1', '[0, 0.2]', 'number')
    .optional()
    .meta({ default: 0 })
    .describe(
      'Share of each hidden layer’s outputs that a training step sets to zero; the rest is scaled up.',
    ),
};

export const TRAINING_PARAMETERS_NAMES = Object.keys(TRAINING_PARAMETERS);
/** Parameters of training, and of MLPs: what a layer names with `$` beside them is its own. */
export const KNOWN_PARAMETERS = [...Object.keys(MLP_PARAMETERS), ...TRAINING_PARAMETERS_NAMES];

const GIVEN = 'What the search varies: each as one value, {values: [...]} or {value: ...}.';

/** The parameters that a spec may give, by the models that it has. */
export function parametersSchema({ mlp, own }: SpecShape) {
  const named = Object.fromEntries(
    own.map((name) => [name, swept(OWN, 'one value', '[4, 8]', 'number').optional()]),
  );
  const { hidden, ...others } = MLP_PARAMETERS;
  return mapping({
    ...(mlp === 'no' ? {} : { hidden: mlp === 'only' ? hidden : hidden.optional(), ...others }),
    ...named,
    ...TRAINING_PARAMETERS,
  }).describe(GIVEN);
}

/** Values of parameters, as `exclude` and `include` give them. */
export function pointSchema({ mlp, own }: SpecShape, many: boolean) {
  const one = (schema: z.ZodType, kind: string) =>
    (many
      ? z.union([schema, z.array(schema).min(1)], {
          error: expectation(`${kind}, or a list of them`),
        })
      : schema
    ).optional();
  return mapping({
    family: one(FAMILY, 'a family'),
    ...(mlp === 'no'
      ? {}
      : {
          hidden: one(HIDDEN_LAYERS, 'a list of layer widths'),
          activation: one(oneOf(ACTIVATIONS), 'an activation'),
          dropout: one(share(), 'a number from 0 up to below 1'),
        }),
    ...Object.fromEntries(own.map((name) => [name, one(OWN, 'a value')])),
    optimizer: one(oneOf(OPTIMIZERS), 'an optimizer'),
    learning_rate: one(learningRate(), 'a finite number above 0'),
    weight_decay: one(decay(), 'a finite number from 0 up'),
    batch_size: one(whole(1, COUNT), 'a whole number from 1 up'),
    epochs: one(whole(1, 100_000), 'a whole number from 1 up'),
  });
}

function share() {
  const error = expectation('a number from 0 up to below 1');
  return z.number({ error }).min(0, { error }).lt(1, { error });
}

function decay() {
  const error = expectation('a finite number from 0 up');
  return z.number({ error }).min(0, { error });
}

function learningRate() {
  const error = expectation('a finite number above 0');
  return z.number({ error }).positive({ error });
}

const ALLOWED: Readonly<Record<string, z.ZodType>> = {
  hidden: HIDDEN_LAYERS,
  dropout: share(),
  learning_rate: learningRate(),
  weight_decay: decay(),
  batch_size: whole(1, COUNT),
  epochs: whole(1, 100_000),
};

/** Whether a parameter may be that; one that only a layer knows may be anything. */
export function isParameterValue(name: string, value: unknown): boolean {
  return ALLOWED[name]?.safeParse(value).success ?? true;
}

/** Parameters of a spec that are numbers, or may be: what a constraint can name. */
export function numericParameters({ mlp, own }: SpecShape): readonly string[] {
  const training = ['learning_rate', 'weight_decay', 'batch_size', 'epochs'];
  return [...(mlp === 'no' ? [] : ['dropout']), ...own, ...training];
}
