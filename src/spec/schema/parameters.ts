import { z } from 'zod';
import { familyExpected, familyName } from './messages.js';
import {
  choices,
  numberAboveZero,
  numberFromZero,
  oneValue,
  orListOf,
  shareBelowOne,
  wholeNumber,
} from '../words/messages.js';
import { HIDDEN, HIDDEN_LAYERS, layerWidths } from './hidden.js';
import { swept, valueOfLayers } from './parameter.js';
import { ACTIVATIONS } from '../../elementary/activations.js';
import {
  aboutOptimizers,
  aboutWeightDecay,
  DEFAULT_OPTIMIZER,
  OPTIMIZERS,
} from '../../elementary/optimizers.js';
import { mapping, oneOf, whole } from './values.js';

const familyError = familyExpected();
/** Names a kind of network. */
export const FAMILY = z
  .string({ error: familyError })
  .regex(/^[A-Za-z][A-Za-z0-9_-]{0,31}$/, { error: familyError })
  .describe(
    'A name for the kind of network, its colour on the page. Without `layers` it is an MLP (flatten, dense layers of ' +
      '`hidden` units), called `mlp` unless given.',
  );

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

const MOST_EPOCHS = 100_000;

const error = valueOfLayers();
const OWN_SCALAR = z.union(
  [z.number({ error }), z.string({ error }).max(64, { error }), z.boolean({ error })],
  { error },
);
const OWN = z.union([OWN_SCALAR, z.array(OWN_SCALAR, { error }).max(8, { error })], { error });

/** Parameters of training: every network has them. */
const TRAINING_PARAMETERS = {
  optimizer: swept(oneOf(OPTIMIZERS), choices(OPTIMIZERS), '[adam, sgd]', 'choice')
    .optional()
    .meta({ default: DEFAULT_OPTIMIZER })
    .describe(`Update rule; ${aboutOptimizers()}; all as Keras writes them.`),
  learning_rate: swept(learningRate(), numberAboveZero(), '[0.001, 0.01]', 'number')
    .optional()
    .meta({ default: 0.001 })
    .describe('Step size of the optimizer.'),
  weight_decay: swept(decay(), numberFromZero(), '[0, 0.01]', 'number')
    .optional()
    .describe(
      'Each step also takes learning_rate x weight_decay of every weight (decoupled, as Keras does); ' +
        `${aboutWeightDecay()} and 0 for the others unless given.`,
    ),
  batch_size: swept(whole(1, COUNT), wholeNumber(1, COUNT), '[32, 128]', 'number')
    .optional()
    .meta({ default: 32 })
    .describe('Images per optimizer step; the last batch of an epoch may be shorter.'),
  epochs: swept(whole(1, MOST_EPOCHS), wholeNumber(1, MOST_EPOCHS), '[2, 10]', 'number')
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
  dropout: swept(share(), shareBelowOne(), '[0, 0.2]', 'number')
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
    own.map((name) => [name, swept(OWN, oneValue(), '[4, 8]', 'number').optional()]),
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
      ? z.union(
          [schema, z.array(schema, { error: orListOf(kind) }).min(1, { error: orListOf(kind) })],
          {
            error: orListOf(kind),
          },
        )
      : schema
    ).optional();
  return mapping({
    family: one(FAMILY, familyName()),
    ...(mlp === 'no'
      ? {}
      : {
          hidden: one(HIDDEN_LAYERS, layerWidths()),
          activation: one(oneOf(ACTIVATIONS), choices(ACTIVATIONS)),
          dropout: one(share(), shareBelowOne()),
        }),
    ...Object.fromEntries(own.map((name) => [name, one(OWN, oneValue())])),
    optimizer: one(oneOf(OPTIMIZERS), choices(OPTIMIZERS)),
    learning_rate: one(learningRate(), numberAboveZero()),
    weight_decay: one(decay(), numberFromZero()),
    batch_size: one(whole(1, COUNT), wholeNumber(1, COUNT)),
    epochs: one(whole(1, MOST_EPOCHS), wholeNumber(1, MOST_EPOCHS)),
  });
}

function share() {
  const error = shareBelowOne();
  return z.number({ error }).min(0, { error }).lt(1, { error });
}

function decay() {
  const error = numberFromZero();
  return z.number({ error }).min(0, { error });
}

function learningRate() {
  const error = numberAboveZero();
  return z.number({ error }).positive({ error });
}

const ALLOWED: Readonly<Record<string, z.ZodType>> = {
  hidden: HIDDEN_LAYERS,
  dropout: share(),
  learning_rate: learningRate(),
  weight_decay: decay(),
  batch_size: whole(1, COUNT),
  epochs: whole(1, MOST_EPOCHS),
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
