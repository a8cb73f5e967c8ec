import { problem } from '../problem.js';
import { expectation } from './expectation.js';

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
  return 'a number, a text, true or false, or a list of them';
}

export function conditionExpected(): string {
  return expectation('a mapping of parameters to values', 'write it like {optimizer: adamw}');
}

export function probabilitiesExpected(): string {
  return 'a list of numbers from 0 to 1, one for each value, with the sum 1';
}

export function probabilitiesNeedValues(): string {
  return expectation('values beside probabilities', 'delete them');
}

export function probabilityForEach(values: number): string {
  return `${values} probabilities, one for each value`;
}

export function probabilitiesSumToOne(sum: number): string {
  return expectation('probabilities with the sum 1', `their sum is ${sum}`);
}

export function otherwiseNeedsWhen(): string {
  return expectation('otherwise beside when', 'add when, or delete it');
}

export function whenNeedsOtherwise(where: string): string {
  return problem({
    what: `${where} has a when and no otherwise`,
    got: 'when alone',
    expected: 'a value for where it does not hold',
    advice: 'add otherwise: ...',
  });
}

/** Under parameters, and under model. */
export function activationTwice(): string {
  return problem({
    what: 'parameters.activation stands beside model.activation',
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
    expected: `a name other than ${costs.join(', ')}, which constraints mean by them`,
    advice: 'rename it, and its $name in the layers',
  });
}

/** A layer's `$name` without values. */
export function namedParameterMissing(name: string): string {
  return problem({
    what: `a layer names $${name}, and no parameter has this name`,
    got: `$${name}`,
    expected: `${name} under parameters`,
    advice: `add ${name}: {values: [...]}, or write the value in the layer`,
  });
}

/** Of values that stand where a condition does not hold. @param models the YAML that says it. */
export function twoDistributions(name: string, models: string): string {
  return `one parameter cannot have two distributions or lists by a condition: write two families, model: ${models}, and take ${name} out of parameters`;
}
