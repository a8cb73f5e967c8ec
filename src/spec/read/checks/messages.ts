import { problem } from '../../../text/problem.js';

export function runCapMissing(): string {
  return problem({
    what: 'method: random without a number of configurations',
    got: 'no run_cap',
    expected: 'a whole number from 1 up',
    advice: 'add run_cap: 20',
  });
}

export function onlyOfRandom(key: 'run_cap' | 'search_seed', got: string): string {
  return problem({
    what: `${key} is used with method: grid`,
    got,
    expected: 'method: random with it',
    advice: key === 'run_cap' ? 'delete it; --max-trials trains part of a grid' : 'delete it',
  });
}

/** A parameter with a distribution or probabilities. */
export function drawnInGrid(where: string, got: string): string {
  return problem({
    what: `${where} has a distribution, but method is grid`,
    got,
    expected: 'its values in a list',
    advice: 'write {values: [...]}, or method: random with run_cap: 20',
  });
}

export function conditionOnUnknown(where: string, name: string, known: readonly string[]): string {
  return problem({
    what: `${where} names an unknown parameter`,
    got: name,
    expected: `family or one of ${known.join(', ')}`,
    advice: 'change the condition',
  });
}

export function conditionInCircle(where: string, name: string): string {
  return problem({
    what: `${where} depends on itself`,
    got: name,
    expected: 'a parameter that does not depend on it',
    advice: 'change the condition',
  });
}

/** @param expected see valueOf. */
export function conditionNeverHolds(where: string, got: string, expected: string): string {
  return problem({
    what: `${where} never holds`,
    got,
    expected,
    advice: 'change the condition',
  });
}

const MOST_VALUES = 12;

/** @param values each as JSON; the first ones are named. */
export function valueOf(parameter: string, values: readonly string[]): string {
  return `a value of ${parameter}: ${values.slice(0, MOST_VALUES).join(', ')}`;
}
