import { COSTS, type Cost } from '../trial/objective.js';
import { nearest } from './nearest.js';

export const OPERATORS = ['<=', '<', '>=', '>'] as const;
export type Operator = (typeof OPERATORS)[number];

/** A hard filter on what a configuration costs, decided before anything trains. */
export interface Constraint {
  /** As the spec writes it. */
  readonly text: string;
  readonly cost: Cost;
  readonly operator: Operator;
  readonly limit: number;
}

const FORM = /^\s*(\w+)\s*(<=|>=|==|!=|<|>|=)\s*(\S+)\s*$/;
const NUMBER = /^\+?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const EXAMPLE = 'write it like flops <= 2e6';

/** Reads `<cost> <operator> <number>`; a string is what was expected instead and what to do. */
export function parseConstraint(text: string): Constraint | string {
  const [, name = '', sign = '', number = ''] = FORM.exec(text) ?? [];
  if (name === '') return `<cost> <operator> <number>; ${EXAMPLE}`;
  const cost = COSTS.find((known) => known === name);
  if (cost === undefined) return unknownCost(name);
  const operator = OPERATORS.find((known) => known === sign);
  if (operator === undefined) return `one of ${OPERATORS.join(' ')} between the two; ${EXAMPLE}`;
  const limit = Number(number);
  if (!NUMBER.test(number) || !Number.isFinite(limit)) {
    return `a finite number after ${operator}; write it like 2000000 or 2e6`;
  }
  return { text: text.trim(), cost, operator, limit };
}

/** Exact also where the value is beyond 2^53. */
export function satisfies(constraint: Constraint, value: bigint): boolean {
  switch (constraint.operator) {
    case '<=':
      return value <= constraint.limit;
    case '<':
      return value < constraint.limit;
    case '>=':
      return value >= constraint.limit;
    case '>':
      return value > constraint.limit;
  }
}

function unknownCost(name: string): string {
  const near = nearest(name, COSTS);
  const advice =
    near === null
      ? 'a constraint filters before training, so it can only use what is known then'
      : `did you mean ${near}?`;
  return `a cost, one of ${COSTS.join(', ')}; ${advice}`;
}
