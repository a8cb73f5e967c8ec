import { HYPERPARAMETER_NAMES, isNumeric } from '../../quantity/hyperparameters.js';
import { costExpected, expectedAt, nameInConstraint, notANumber } from './messages.js';
import { COSTS, type Cost } from '../../quantity/costs.js';
import {
  ExpressionError,
  holds,
  namesOf,
  parseCondition,
  type Comparison,
  type Condition,
  type Values,
} from './expression.js';
import { nearest } from '../words/names.js';
import { printable } from '../words/flow.js';

/** Parameters of every network that are no numbers. */
const NO_NUMBERS: readonly string[] = [
  'hidden',
  'family',
  ...HYPERPARAMETER_NAMES.filter((name) => !isNumeric(name)),
];

/** A hard filter on what a configuration costs and is, decided before anything trains. */
export interface Constraint {
  /** As the spec writes it. */
  readonly text: string;
  readonly condition: Condition;
  /** Where it only holds one cost against one number: for what is said when it excludes all. */
  readonly limit: { readonly cost: Cost; readonly operator: Comparison } | null;
}

/**
 * Reads a constraint; see expression.ts for its grammar. A string is what was expected instead and
 * what to do.
 *
 * @param parameters names besides the costs: parameters that are numbers.
 */
export function parseConstraint(
  text: string,
  parameters: readonly string[] = [],
): Constraint | string {
  const names = [...COSTS, ...parameters];
  let condition: Condition;
  try {
    condition = parseCondition(text);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    return expectedAt(error.expected, error.column, printable(error.got));
  }
  const used = namesOf(condition);
  const unknown = used.find((name) => !names.includes(name));
  if (unknown !== undefined && NO_NUMBERS.includes(unknown)) return notANumber(unknown, names);
  if (unknown !== undefined) return nameInConstraint(names, nearest(unknown, names));
  if (used.length === 0) return costExpected(COSTS);
  return { text: text.trim(), condition, limit: limitOf(condition) };
}

/** Exact also where the values are beyond 2^53. */
export function satisfies({ condition }: Constraint, values: Values): boolean {
  return holds(condition, values);
}

function limitOf(condition: Condition): Constraint['limit'] {
  if (condition.kind !== 'compare' || condition.operators.length !== 1) return null;
  const [left, right] = condition.terms;
  const [operator] = condition.operators;
  if (left?.kind !== 'name' || right?.kind !== 'number' || operator === undefined) return null;
  const cost = COSTS.find((known) => known === left.name);
  return cost === undefined || operator === '==' || operator === '!=' ? null : { cost, operator };
}
