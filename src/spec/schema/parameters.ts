import { z } from 'zod';
import { familyExpected, familyName } from './messages.js';
import { choices, numberIn, oneValue, orListOf, wholeNumber } from '../words/messages.js';
import {
  type Hyperparameter,
  HYPERPARAMETER_NAMES,
  type HyperparameterRow,
  HYPERPARAMETERS,
  isNumeric,
  MLP_NAMES,
  TRAINING_NAMES,
  type ValueForm,
} from '../../quantity/hyperparameters.js';
import { recordOf } from '../../quantity/table.js';
import { HIDDEN, HIDDEN_LAYERS, layerWidths } from './hidden.js';
import { swept, valueOfLayers } from './parameter.js';
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

/** What of a spec decides which keys it may have. */
export interface SpecShape {
  /** Whether `model` is a list. */
  readonly several: boolean;
  /** Whether its model is an MLP, or one of its models is. */
  readonly mlp: 'only' | 'too' | 'no';
  /** Names that its layers use with `$`. */
  readonly own: readonly string[];
}

const error = valueOfLayers();
const OWN_SCALAR = z.union(
  [z.number({ error }), z.string({ error }).max(64, { error }), z.boolean({ error })],
  { error },
);
const OWN = z.union([OWN_SCALAR, z.array(OWN_SCALAR, { error }).max(8, { error })], { error });

/** One value of a form, and what it is expected to be. */
function valueOfForm(form: ValueForm): { readonly one: z.ZodType; readonly expected: string } {
  switch (form.type) {
    case 'choice':
      return { one: oneOf(form.of), expected: choices(form.of) };
    case 'whole':
      return { one: whole(form.from, form.to), expected: wholeNumber(form.from, form.to) };
    case 'number': {
      const expected = numberIn(form);
      const number = z.number({ error: expected });
      const bounded =
        'above' in form
          ? number.gt(form.above, { error: expected })
          : number.min(form.from, { error: expected });
      const { below } = 'below' in form ? form : {};
      return {
        one: below === undefined ? bounded : bounded.lt(below, { error: expected }),
        expected,
      };
    }
  }
}

/** A parameter of a spec: its values in any form, with its default where it has one. */
function sweptHyperparameter(name: Hyperparameter): z.ZodOptional<z.ZodType> {
  const { form, about, example, default: usual }: HyperparameterRow = HYPERPARAMETERS[name];
  const { one, expected } = valueOfForm(form);
  const schema = swept(one, expected, example, isNumeric(name) ? 'number' : 'choice').optional();
  // That of an activation may also stand under model.
  const withDefault =
    typeof usual === 'object' || name === 'activation' ? schema : schema.meta({ default: usual });
  return withDefault.describe(about);
}

/** Parameters of training: every network has them. */
const TRAINING_PARAMETERS = recordOf(TRAINING_NAMES, sweptHyperparameter);

/** Parameters of an MLP. */
const MLP_PARAMETERS = { hidden: HIDDEN, ...recordOf(MLP_NAMES, sweptHyperparameter) };

/** Parameters of training, and of MLPs: what a layer names with `$` beside them is its own. */
export const KNOWN_PARAMETERS: readonly string[] = ['hidden', ...HYPERPARAMETER_NAMES];

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
  const onePer = (names: readonly Hyperparameter[]) =>
    recordOf(names, (name) => {
      const { one: schema, expected } = valueOfForm(HYPERPARAMETERS[name].form);
      return one(schema, expected);
    });
  return mapping({
    family: one(FAMILY, familyName()),
    ...(mlp === 'no' ? {} : { hidden: one(HIDDEN_LAYERS, layerWidths()), ...onePer(MLP_NAMES) }),
    ...Object.fromEntries(own.map((name) => [name, one(OWN, oneValue())])),
    ...onePer(TRAINING_NAMES),
  });
}

/** What a drawn number may be. */
const ALLOWED: Readonly<Record<string, z.ZodType>> = {
  hidden: HIDDEN_LAYERS,
  ...recordOf(
    HYPERPARAMETER_NAMES.filter(isNumeric),
    (name) => valueOfForm(HYPERPARAMETERS[name].form).one,
  ),
};

/** Whether a parameter may be that; one that only a layer knows may be anything. */
export function isParameterValue(name: string, value: unknown): boolean {
  return ALLOWED[name]?.safeParse(value).success ?? true;
}

/** Parameters of a spec that are numbers, or may be: what a constraint can name. */
export function numericParameters({ mlp, own }: SpecShape): readonly string[] {
  const mlpNames = mlp === 'no' ? [] : MLP_NAMES.filter(isNumeric);
  return [...mlpNames, ...own, ...TRAINING_NAMES.filter(isNumeric)];
}
