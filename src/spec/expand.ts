import { constraintExcludesAll, constraintsExcludeAll } from './constraint/messages.js';
import type { Cost } from '../quantity/costs.js';
import { satisfies } from './constraint/constraint.js';
import { positionOf, type Spec } from './spec.js';
import { pathText, SpecError, type SpecProblem } from './spec-error.js';
import type { DatasetFacts, DatasetSplit } from '../data/facts.js';
import type { Overrides, TrainingConvention } from '../flops/conventions.js';
import { hiddenText } from '../trial/configuration.js';
import { trialId } from '../trial/identity.js';
import type { Objective } from '../trial/objective.js';
import type { Trial } from '../trial/trial.js';
import { drawsNothing, drawsOnlyExcluded } from './search/distribution.js';
import { networkTooLarge } from './schema/layers.js';
import { type CountedConfiguration, Planner } from './expand/planner.js';
import { splitDataset } from './expand/split.js';
import { gridPoints, MOST_TRIALS } from './search/grid.js';
import { isParameterValue } from './schema/parameters.js';
import { drawnPoints } from './search/random-search.js';
import type { Point } from './search/space.js';

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

export type { CountedConfiguration } from './expand/planner.js';

/** A spec expanded for its dataset: configurations and trials, in spec order. */
export interface ExpandedSpec {
  readonly name: string;
  readonly spec: Spec;
  readonly facts: DatasetFacts;
  readonly split: DatasetSplit;
  readonly convention: TrainingConvention;
  /** Set in the spec, overriding the convention's. */
  readonly coefficients: Overrides;
  readonly objectives: readonly Objective[];
  /** Grid order: hidden slowest, then the others in the order of `Grid`. */
  readonly configurations: readonly CountedConfiguration[];
  /** The same by their ids. */
  readonly byId: ReadonlyMap<string, CountedConfiguration>;
  /** For a random search: the number of configurations requested and found. */
  readonly drawn: { readonly asked: number; readonly found: number } | null;
  /** Configuration by configuration, seeds fastest; also those of skipped configurations. */
  readonly trials: readonly Trial[];
}

/**
 * Every point of the grid, each distinct one once. Throws a SpecError when the spec and the data
 * set do not fit, and when the constraints leave nothing to train.
 */
export function expandSpec(spec: Spec, facts: DatasetFacts): ExpandedSpec {
  const { split, problems } = splitDataset(spec, facts);
  if (problems.length > 0) throw new SpecError(problems);
  const { byId, drawn } = plannedConfigurations(spec, facts, split);
  const configurations = [...byId.values()];
  if (configurations.length === 0) {
    const message = drawsOnlyExcluded();
    throw new SpecError([{ file: spec.file, ...positionOf(spec, ['exclude']), message }]);
  }
  refuseUncountable(spec, configurations);
  if (configurations.every(({ skipped }) => skipped !== null)) {
    throw new SpecError([
      allExcluded(
        spec,
        configurations.map(({ costs }) => costs),
      ),
    ]);
  }
  return {
    name: spec.name,
    spec,
    facts,
    split,
    convention: spec.flops.convention,
    coefficients: spec.flops.coefficients,
    objectives: spec.objectives,
    configurations,
    byId,
    drawn,
    trials: configurations.flatMap(({ configuration }) =>
      spec.seeds.map((seed) => ({
        id: trialId(configuration.id, seed),
        configuration,
        seed,
        data_seed: spec.data_seed,
      })),
    ),
  };
}

/** Of a random search whose space is smaller than its run_cap; else null. */
export function fewerThanAsked({ drawn }: ExpandedSpec): ExpandedSpec['drawn'] {
  return drawn === null || drawn.found >= drawn.asked ? null : drawn;
}

/** What a database's integer of 64 bits can hold. */
const MOST_COUNT = 2n ** 63n - 1n;

/** Costs beyond 64 bits could not be stored, and nobody could train for them. */
function refuseUncountable(spec: Spec, configurations: readonly CountedConfiguration[]): void {
  const beyond = configurations.find(({ costs, training_flop }) =>
    [...Object.values(costs), training_flop].some((cost) => cost > MOST_COUNT),
  );
  if (beyond === undefined) return;
  const { model, epochs } = beyond.configuration;
  throw new SpecError([
    {
      file: spec.file,
      ...positionOf(spec, ['parameters', 'hidden']),
      message: networkTooLarge(hiddenText(model.hidden), epochs),
    },
  ]);
}

/**
 * The configurations of the grid; or as many of those drawn as `run_cap` says and the constraints
 * let through, which may be fewer where the space is small.
 */
function plannedConfigurations(
  spec: Spec,
  facts: DatasetFacts,
  split: DatasetSplit,
): Pick<ExpandedSpec, 'drawn' | 'byId'> {
  const { method, include } = spec.search;
  const planner = new Planner(spec, facts, split);
  const byId = new Map<string, CountedConfiguration>();
  const add = (point: Point): void => {
    const planned = planner.plan(planner.look(point));
    if (!byId.has(planned.configuration.id)) byId.set(planned.configuration.id, planned);
  };
  if (method.kind === 'grid') {
    for (const point of gridPoints(spec.search)) add(point);
    return { byId, drawn: null };
  }
  const found = drawnConfigurations(spec, method.runCap, planner, byId);
  for (const point of include) add(point);
  return { byId, drawn: { asked: method.runCap, found } };
}

/** Draws for each configuration that is wanted; a space that gives none in so many is too small. */
const MOST_DRAWS_PER_POINT = 100;

/** Points that constraints refuse, kept while no other is found. */
const MOST_REFUSED = MOST_TRIALS;

/**
 * Draws configurations until so many satisfy the constraints, and puts them into `byId`; what is
 * refused is redrawn, so it is not part of the sweep, unless there is nothing else.
 *
 * @returns how many satisfy them.
 */
function drawnConfigurations(
  spec: Spec,
  runCap: number,
  planner: Planner,
  byId: Map<string, CountedConfiguration>,
): number {
  const refused = new Map<string, CountedConfiguration>();
  for (const point of drawnFrom(spec, MOST_DRAWS_PER_POINT * runCap)) {
    const look = planner.look(point);
    const wanted = look.skipped === null;
    if (wanted) refused.clear();
    if (wanted || (byId.size === 0 && refused.size < MOST_REFUSED)) {
      const planned = planner.plan(look);
      const { id } = planned.configuration;
      const found = wanted ? byId : refused;
      if (!found.has(id)) found.set(id, planned);
    }
    if (byId.size >= runCap) break;
  }
  const found = byId.size;
  for (const [id, planned] of refused) byId.set(id, planned);
  return found;
}

function* drawnFrom(spec: Spec, mostDraws: number): Generator<Point> {
  try {
    yield* drawnPoints(spec.search, isParameterValue, mostDraws);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const path = ['parameters', error.message];
    const message = drawsNothing(pathText(path));
    throw new SpecError([{ file: spec.file, ...positionOf(spec, path), message }]);
  }
}
