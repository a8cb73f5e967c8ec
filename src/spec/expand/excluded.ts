import type { Cost } from '../../trial/objective.js';
import { satisfies, type Constraint } from '../constraint/constraint.js';
import { positionOf, type Spec } from '../spec.js';
import type { SpecProblem } from '../spec-error.js';

type Costs = Readonly<Record<Cost, bigint>>;

/** Why the constraints leave nothing to train, with the cost that would just let one through. */
export function allExcluded(spec: Spec, configurations: readonly Costs[]): SpecProblem {
  const alone = spec.constraints.findIndex(
    ({ limit }, index) => limit !== null && excludesAll(spec, index, configurations),
  );
  const constraint = spec.constraints[alone];
  if (constraint === undefined || constraint.limit === null) {
    const texts = spec.constraints.map(({ text }) => text).join(', ');
    const subject =
      spec.constraints.length === 1
        ? 'the constraint excludes every configuration'
        : 'the constraints together exclude every configuration';
    const message =
      `${subject}; got ${texts}; expected at least one ` +
      `of the ${configurations.length} configurations to satisfy ${spec.constraints.length === 1 ? 'it' : 'all'}; loosen one`;
    return { file: spec.file, ...positionOf(spec, ['constraints']), message };
  }
  const message =
    `the constraint excludes every configuration; got ${constraint.text}; ` +
    `${nearestCost(constraint.limit, configurations)}; loosen it or change the grid`;
  return { file: spec.file, ...positionOf(spec, ['constraints', alone]), message };
}

function excludesAll(spec: Spec, index: number, configurations: readonly Costs[]): boolean {
  const constraint = spec.constraints[index];
  return constraint !== undefined && configurations.every((costs) => !satisfies(constraint, costs));
}

function nearestCost(
  { cost, operator }: NonNullable<Constraint['limit']>,
  configurations: readonly Costs[],
): string {
  const values = configurations.map((costs) => costs[cost]);
  const from = (better: (a: bigint, b: bigint) => boolean): string =>
    values.reduce((best, value) => (better(value, best) ? value : best)).toLocaleString('en');
  return operator === '<=' || operator === '<'
    ? `the smallest ${cost} here is ${from((a, b) => a < b)}`
    : `the largest ${cost} here is ${from((a, b) => a > b)}`;
}
