import { constraintExcludesAll, constraintsExcludeAll } from '../constraint/messages.js';
import type { Cost } from '../../quantity/costs.js';
import { satisfies } from '../constraint/constraint.js';
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
    const texts = spec.constraints.map(({ text }) => text);
    const message = constraintsExcludeAll(texts, configurations.length);
    return { file: spec.file, ...positionOf(spec, ['constraints']), message };
  }
  const { cost, operator } = constraint.limit;
  const bound = operator === '<=' || operator === '<' ? 'smallest' : 'largest';
  const values = configurations.map((costs) => costs[cost]);
  const message = constraintExcludesAll(constraint.text, cost, extreme(values, bound), bound);
  return { file: spec.file, ...positionOf(spec, ['constraints', alone]), message };
}

function excludesAll(spec: Spec, index: number, configurations: readonly Costs[]): boolean {
  const constraint = spec.constraints[index];
  return constraint !== undefined && configurations.every((costs) => !satisfies(constraint, costs));
}

function extreme(values: readonly bigint[], bound: 'smallest' | 'largest'): bigint {
  return values.reduce((best, value) =>
    (bound === 'smallest' ? value < best : value > best) ? value : best,
  );
}
