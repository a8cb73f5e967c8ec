import { isTestMetric } from '../../quantity/metrics.js';
import { z } from 'zod';
import {
  betterWhen,
  DEFAULT_OBJECTIVES,
  goalOf,
  type Objective,
  OBJECTIVE_NAMES,
} from '../../trial/objective.js';
import { custom, mapping, oneOf } from './values.js';
import { choices, expectation } from '../words/messages.js';

const OBJECTIVE = mapping({
  name: z.enum(OBJECTIVE_NAMES, {
    error: ({ input }) => objectiveExpected(OBJECTIVE_NAMES, insteadOf(input)),
  }),
  goal: oneOf(['maximize', 'minimize'])
    .optional()
    .describe('Optional: each objective has one direction.'),
}).check(({ value: { name, goal }, issues }) => {
  if (issues.length > 0 || goal === undefined || goal === goalOf(name)) return;
  issues.push(custom(goal, otherGoal(name, betterWhen(name), goalOf(name)), ['goal']));
});

/** What to do where a metric is none that may choose; null where that is a slip. */
function insteadOf(input: unknown): string | null {
  if (input === 'seconds') return secondsAreNoObjective();
  if (typeof input !== 'string' || !isTestMetric(input)) return null;
  return validationInstead(input.replace('test_', 'val_'));
}

const objectivesError = objectivesExpected();

/** Two to four things that the front trades off, each with the direction in which it is better. */
export const OBJECTIVES = z
  .array(OBJECTIVE, { error: objectivesError })
  .min(2, { error: objectivesError })
  .max(4, { error: objectivesError })
  .check(({ value, issues }) => {
    value.forEach(({ name }, index) => {
      if (value.findIndex((other) => other.name === name) === index) return;
      issues.push(custom(name, eachObjectiveOnce(), [index, 'name']));
    });
  })
  .default([...DEFAULT_OBJECTIVES])
  .describe('The trade-off of the front; two to four.');

/** The same with each goal written out. */
export function withGoals(
  objectives: readonly { readonly name: Objective['name'] }[],
): readonly Objective[] {
  return objectives.map(({ name }) => ({ name, goal: goalOf(name) }));
}

export function objectivesExpected(): string {
  return expectation('two to four objectives', 'a front is a trade-off between them');
}

/** @param advice what to do where one was asked for that may not choose; null for any other. */
export function objectiveExpected(names: readonly string[], advice: string | null): string {
  return expectation(choices(names), advice ?? undefined);
}

/** Of a metric of the test set. */
export function validationInstead(metric: string): string {
  return `test data is never used for selection: it would bias the final score; use ${metric}`;
}

/** Of `seconds`. */
export function secondsAreNoObjective(): string {
  return (
    'seconds depend on what trains at the same time: benchmark the trained models instead, ' +
    'with run: {save: all}, then sweep measure NAME, then sweep best NAME --cost latency_ms'
  );
}

/** Of a goal that prefers what is worse. */
export function otherGoal(name: string, better: 'larger' | 'smaller', goal: string): string {
  return expectation(
    `${goal}, since ${name} is better when ${better}`,
    `write goal: ${goal}, or delete goal`,
  );
}

export function eachObjectiveOnce(): string {
  return expectation('each name once', 'delete one');
}
