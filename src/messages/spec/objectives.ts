import { choices, expectation } from './expectation.js';

export function objectivesExpected(): string {
  return expectation('two to four objectives', 'a front is a trade between them');
}

/** @param advice what to do where one was asked for that may not choose; null for any other. */
export function objectiveExpected(names: readonly string[], advice: string | null): string {
  return expectation(choices(names), advice ?? undefined);
}

/** Of a metric of the test set. */
export function validationInstead(metric: string): string {
  return `the test set must not choose: a model picked by it has no honest score left; use ${metric}`;
}

/** Of `seconds`. */
export function secondsAreNoObjective(): string {
  return (
    'the seconds of a trial depend on what trains beside it: measure the trained models instead, ' +
    'with run: {save: all}, then sweep measure NAME, then sweep best NAME --cost latency_ms'
  );
}

/** Of a goal that prefers what is worse. */
export function otherGoal(name: string, better: 'larger' | 'smaller', goal: string): string {
  return expectation(
    `${goal}, since ${name} is better when ${better}`,
    `write goal: ${goal}, or leave goal out`,
  );
}

export function eachObjectiveOnce(): string {
  return expectation('each name once', 'delete one');
}
