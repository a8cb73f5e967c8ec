import { problem } from '../../text/problem.js';
import { didYouMean, expectation } from '../words/messages.js';

/** What programmers write for the words of the grammar. */
const WORDS: Readonly<Record<string, string>> = { '&': 'and', '|': 'or', '!': 'not' };

const EXAMPLE = 'for example flops <= 2e6';

/** Of a constraint that is no text. */
export function constraintExpected(): string {
  return expectation('<cost> <operator> <number>', EXAMPLE);
}

export function constraintsExpected(): string {
  return expectation('a list', 'write [flops <= 2e6]');
}

/** @param expected what could stand there; @param column counted from 1. */
export function expectedAt(expected: string, column: number, got: string): string {
  const word = WORDS[got];
  const advice = word === undefined ? EXAMPLE : `write ${word}`;
  return expectation(`${expected} at character ${column}, instead of ${got}`, advice);
}

/** @param near the name that was probably meant. */
export function nameInConstraint(names: readonly string[], near: string | null): string {
  return expectation(
    `a cost or a parameter that is a number, one of ${names.join(', ')}`,
    near === null
      ? 'constraints are checked before training and can only use what is known then'
      : didYouMean(near),
  );
}

/** Of a parameter that is no number. */
export function notANumber(name: string, names: readonly string[]): string {
  return expectation(
    `a cost or a parameter that is a number, one of ${names.join(', ')}`,
    `${name} is not a number: remove points with exclude: [{${name}: ...}]`,
  );
}

/** Of a constraint that compares numbers only. */
export function costExpected(costs: readonly string[]): string {
  return expectation(`a cost, one of ${costs.join(', ')}`, EXAMPLE);
}

export function endExpected(): string {
  return 'and, or, or nothing more';
}

export function comparisonExpected(operators: readonly string[]): string {
  return `a comparison, one of ${operators.join(' ')}`;
}

export function operandExpected(): string {
  return 'a number or a name';
}

export function fewerBrackets(deepest: number): string {
  return `at most ${deepest} nested brackets`;
}

/** @param extreme the cost nearest to the limit, which is the smallest or the largest that there is. */
export function constraintExcludesAll(
  constraint: string,
  cost: string,
  extreme: bigint,
  which: 'smallest' | 'largest',
): string {
  return problem({
    what: 'the constraint excludes every configuration',
    got: constraint,
    expected: `one that the ${which} ${cost} of the grid, ${extreme.toLocaleString('en')}, satisfies`,
    advice: 'relax it or change the grid',
  });
}

/** One that says more than a limit of one cost, or several. */
export function constraintsExcludeAll(
  constraints: readonly string[],
  configurations: number,
): string {
  const one = constraints.length === 1;
  return problem({
    what: one
      ? 'the constraint excludes every configuration'
      : 'the constraints together exclude every configuration',
    got: constraints.join(', '),
    expected: `at least one of the ${configurations} configurations to satisfy ${one ? 'it' : 'all'}`,
    advice: 'relax one',
  });
}
