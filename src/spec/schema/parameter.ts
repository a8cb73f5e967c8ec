import { z } from 'zod';
import { expectation, finiteNumber } from '../words/messages.js';
import { DISTRIBUTIONS, readDistribution } from '../search/distribution.js';
import { custom, list, mapping, oneOf } from './values.js';
import { problem } from '../../text/problem.js';

/** A condition on other parameters: each has the value, or one of the values in a list. */
export function conditionSchema() {
  return z
    .record(z.string(), z.unknown(), {
      error: conditionExpected(),
    })
    .describe('Varied only where these parameters have these values; elsewhere `otherwise`.');
}

/** Of each of several values, how often it is drawn. */
export function probabilitiesSchema() {
  const error = probabilitiesExpected();
  return z
    .array(z.number({ error }).min(0, { error }).max(1, { error }), { error })
    .optional()
    .describe('With method: random, the probability of each value.');
}

const NUMBER = z.number({ error: finiteNumber() });

/** Keys of a distribution, for parameters that are numbers. */
export function distributionKeys() {
  return {
    distribution: oneOf(DISTRIBUTIONS).optional().describe('Named as in W&B; for method: random.'),
    min: NUMBER.optional(),
    max: NUMBER.optional(),
    mu: NUMBER.optional(),
    sigma: NUMBER.optional(),
    q: NUMBER.optional().describe('Draws are multiples of it.'),
  };
}

/** The values of one parameter, in the form that `swept` writes and the reader gets. */
export interface ParameterForm<Value> {
  readonly value?: Value | undefined;
  readonly values?: readonly Value[] | undefined;
  readonly probabilities?: readonly number[] | undefined;
  readonly distribution?: (typeof DISTRIBUTIONS)[number] | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly mu?: number | undefined;
  readonly sigma?: number | undefined;
  readonly q?: number | undefined;
  readonly when?: Readonly<Record<string, unknown>> | undefined;
  readonly otherwise?: Value | undefined;
}

/**
 * A parameter: one value, or `{value: ...}`, `{values: [...]}` or a distribution, each under a
 * condition if need be.
 *
 * @param of what one value is expected to be.
 */
export function swept<One extends z.ZodType>(
  one: One,
  of: string,
  example: string,
  kind: 'number' | 'choice',
) {
  const forms = mapping({
    values: list(one, example).optional(),
    value: one.optional(),
    probabilities: probabilitiesSchema(),
    ...(kind === 'number'
      ? distributionKeys()
      : { distribution: oneOf(['categorical']).optional() }),
    when: conditionSchema().optional(),
    otherwise: one.optional().describe('The value where `when` does not hold.'),
  });
  return z.union(
    [
      one,
      forms.check(({ value, issues }) => {
        // A misspelt key is a problem of its own, of which this would only be the echo.
        if (issues.length > 0) return;
        checkForm(value as ParameterForm<unknown>, example, issues);
      }),
    ],
    { error: expectation(of, severalValues(example)) },
  );
}

/** One way to say the values, and what belongs to it. */
export function checkForm(form: ParameterForm<unknown>, example: string, issues: unknown[]): void {
  const report: Report = (input, message, path) => void issues.push(custom(input, message, path));
  const { value, values, probabilities, distribution, min, max, mu, sigma, q } = form;
  const drawn = [min, max, mu, sigma, q].some((key) => key !== undefined);
  const named = distribution !== undefined && !['constant', 'categorical'].includes(distribution);
  const given = [value !== undefined, values !== undefined, drawn || named].filter(Boolean).length;
  if (given !== 1) {
    report(form, oneForm(drawn || named, example));
    return;
  }
  if (probabilities !== undefined) checkProbabilities(probabilities, values, report);
  if (drawn || named) {
    const read = readDistribution(form);
    if (typeof read === 'string') report(form, read);
  }
  if (form.otherwise !== undefined && form.when === undefined) {
    report(form.otherwise, otherwiseNeedsWhen(), ['otherwise']);
  }
}

type Report = (input: unknown, message: string, path?: PropertyKey[]) => void;

function checkProbabilities(
  probabilities: readonly number[],
  values: readonly unknown[] | undefined,
  report: Report,
): void {
  const sum = probabilities.reduce((total, share) => total + share, 0);
  if (values === undefined) {
    report(probabilities, probabilitiesNeedValues(), ['probabilities']);
  } else if (probabilities.length !== values.length) {
    report(probabilities, probabilityForEach(values.length), ['probabilities']);
  } else if (Math.abs(sum - 1) > 1e-9) {
    report(probabilities, probabilitiesSumToOne(sum), ['probabilities']);
  }
}

/** What to do where a parameter is a bare list. */
export function severalValues(example: string): string {
  return `several values are written {values: ${example}}`;
}

/** @param drawn whether it has keys of a distribution. */
export function oneForm(drawn: boolean, example: string): string {
  return expectation(
    drawn ? 'one of value, values and a distribution' : 'either value or values',
    severalValues(example),
  );
}

/** Of a parameter that only a layer names. */
export function valueOfLayers(): string {
  return 'a number, a string, true or false, or a list of them';
}

export function conditionExpected(): string {
  return expectation('a mapping of parameters to values', 'for example {optimizer: adamw}');
}

export function probabilitiesExpected(): string {
  return 'a list of numbers from 0 to 1, one per value, with sum 1';
}

export function probabilitiesNeedValues(): string {
  return expectation('values with probabilities', 'delete them');
}

export function probabilityForEach(values: number): string {
  return `${values} probabilities, one per value`;
}

export function probabilitiesSumToOne(sum: number): string {
  return expectation('probabilities with sum 1', `their sum is ${sum}`);
}

export function otherwiseNeedsWhen(): string {
  return expectation('otherwise only with when', 'add when, or delete it');
}

export function whenNeedsOtherwise(where: string): string {
  return problem({
    what: `${where} has when but no otherwise`,
    got: 'when alone',
    expected: 'a value for when it does not hold',
    advice: 'add otherwise: ...',
  });
}

/** Under parameters, and under model. */
export function activationTwice(): string {
  return problem({
    what: 'both parameters.activation and model.activation are given',
    got: 'both',
    expected: 'one',
    advice: 'delete one',
  });
}

export function hiddenMissing(model: string): string {
  return problem({
    what: `parameters.hidden is missing, which the model ${model} needs`,
    got: 'nothing',
    expected: 'the widths of the hidden layers',
    advice: 'write hidden: {values: [[16], [50, 50]]}',
  });
}

/** Of a layer's `$name`. */
export function namedAsCost(where: string, costs: readonly string[]): string {
  return problem({
    what: `${where} has the name of a cost`,
    got: 'a parameter of layers',
    expected: `a name other than ${costs.join(', ')}, which have a meaning in constraints`,
    advice: 'rename it, and its $name in the layers',
  });
}

/** A layer's `$name` without values. */
export function namedParameterMissing(name: string): string {
  return problem({
    what: `a layer uses $${name}, but there is no such parameter`,
    got: `$${name}`,
    expected: `${name} under parameters`,
    advice: `add ${name}: {values: [...]}, or write the value in the layer`,
  });
}

/** Of values that stand where a condition does not hold. @param models the YAML that says it. */
export function twoDistributions(name: string, models: string): string {
  return `a parameter cannot have two conditional lists or distributions: write two families, model: ${models}, and remove ${name} from parameters`;
}
