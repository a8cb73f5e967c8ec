import type { DatasetFacts, DatasetSplit } from '../dataset/facts.js';
import { updateFlops } from '../flops/count.js';
import type { Overrides, TrainingConvention } from '../flops/conventions.js';
import { totalsOf } from '../flops/training.js';
import { architectureOf } from '../model/architecture.js';
import type { Network } from '../model/network.js';
import {
  DEFAULT_WEIGHT_DECAY,
  hiddenText,
  type Configuration,
  type Hyperparameters,
  type Model,
  type Optimizer,
} from '../trial/configuration.js';
import { configurationIds, trialId } from '../trial/identity.js';
import type { Cost, Objective } from '../trial/objective.js';
import type { Trial } from '../trial/trial.js';
import { drawsNothing, drawsOnlyExcluded } from '../messages/spec/distribution.js';
import { networkTooLarge } from '../messages/spec/layers.js';
import { satisfies } from './constraint/constraint.js';
import { allExcluded } from './expand/excluded.js';
import { gridPoints } from './search/grid.js';
import { Chains, type Chain } from './expand/chains.js';
import { PointNetworks } from './expand/networks.js';
import { isParameterValue } from './schema/parameters.js';
import { drawnPoints } from './search/random-search.js';
import type { Point } from './search/space.js';
import { pathText } from './position.js';
import { positionOf, type Spec } from './spec.js';
import { SpecError } from './spec-error.js';
import { refuseLargeBatch, splitDataset } from './expand/split.js';

/** A configuration with all that is known of it before training. */
export interface PlannedConfiguration {
  readonly configuration: Configuration;
  readonly network: Network;
  /** Forward, one image, under the spec's convention. */
  readonly flops: bigint;
  readonly params: bigint;
  /** Of one seed, under the spec's convention. */
  readonly training_flops: bigint;
  /** The same under the convention `flop` (products only), which FLOP/s are made of. */
  readonly training_flop: bigint;
  /** The text of the first constraint that excludes it; null if it is to be trained. */
  readonly skipped: string | null;
}

/** A spec with its data set known: what there is to train, in the order given. */
export interface Expansion {
  readonly name: string;
  readonly spec: Spec;
  readonly facts: DatasetFacts;
  readonly split: DatasetSplit;
  readonly convention: TrainingConvention;
  /** Set in the spec, in the place of the convention's. */
  readonly coefficients: Overrides;
  readonly objectives: readonly Objective[];
  /** Grid order: hidden slowest, then the others in the order of `Grid`. */
  readonly configurations: readonly PlannedConfiguration[];
  /** The same by their ids. */
  readonly byId: ReadonlyMap<string, PlannedConfiguration>;
  /** Of a random search: the configurations that were asked for, and those that were found. */
  readonly drawn: { readonly asked: number; readonly found: number } | null;
  /** Configuration by configuration, seeds fastest; also those of skipped configurations. */
  readonly trials: readonly Trial[];
}

/**
 * Every point of the grid, each distinct one once. Throws a SpecError when the spec and the data
 * set do not fit, and when the constraints leave nothing to train.
 */
export function expandSpec(spec: Spec, facts: DatasetFacts): Expansion {
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
    throw new SpecError([allExcluded(spec, configurations)]);
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
export function fewerThanAsked({ drawn }: Expansion): Expansion['drawn'] {
  return drawn === null || drawn.found >= drawn.asked ? null : drawn;
}

/** What a database's integer of 64 bits can hold. */
const MOST_COUNT = 2n ** 63n - 1n;

/** Costs beyond 64 bits could not be stored, and nobody could train for them. */
function refuseUncountable(spec: Spec, configurations: readonly PlannedConfiguration[]): void {
  const beyond = configurations.find(({ flops, params, training_flops, training_flop }) =>
    [flops, params, training_flops, training_flop].some((cost) => cost > MOST_COUNT),
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
): Pick<Expansion, 'drawn'> & { readonly byId: ReadonlyMap<string, PlannedConfiguration> } {
  const { method } = spec.search;
  const byId = new Map<string, PlannedConfiguration>();
  const networks = new CountedNetworks(spec, facts);
  const add = (point: Point): PlannedConfiguration => {
    const planned = plan(spec, facts, split, point, networks.of(point));
    if (!byId.has(planned.configuration.id)) byId.set(planned.configuration.id, planned);
    return planned;
  };
  if (method.kind === 'grid') {
    for (const point of gridPoints(spec.search)) add(point);
    return { byId, drawn: null };
  }
  let [found, draws] = [0, 0];
  const skipped = new Set<string>();
  for (const point of drawnFrom(spec)) {
    if (found >= method.runCap || draws >= MOST_DRAWS_PER_POINT * method.runCap) break;
    draws += 1;
    const before = byId.size;
    const { configuration, skipped: excluded } = add(point);
    if (byId.size === before) continue;
    if (excluded === null) found += 1;
    else skipped.add(configuration.id);
  }
  // What constraints refuse is drawn anew, so it is no part of the sweep; unless nothing else is there.
  if (found > 0) for (const id of skipped) byId.delete(id);
  for (const point of spec.search.include) add(point);
  return { byId, drawn: { asked: method.runCap, found } };
}

/** Draws for each configuration that is wanted; a space that gives none in so many is too small. */
const MOST_DRAWS_PER_POINT = 100;

function* drawnFrom(spec: Spec): Generator<Point> {
  try {
    yield* drawnPoints(spec.search, isParameterValue);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const path = ['parameters', error.message];
    const message = drawsNothing(pathText(path));
    throw new SpecError([{ file: spec.file, ...positionOf(spec, path), message }]);
  }
}

function hyperparametersOf(point: Point): Hyperparameters {
  const optimizer = point.value('optimizer') as Optimizer;
  return {
    optimizer,
    learning_rate: Number(point.value('learning_rate')),
    weight_decay: Number(point.value('weight_decay') ?? DEFAULT_WEIGHT_DECAY[optimizer]),
    batch_size: Number(point.value('batch_size')),
    epochs: Number(point.value('epochs')),
  };
}

/** The networks of a spec's points; those that differ only in how they are trained have one. */
class CountedNetworks {
  readonly #spec: Spec;
  readonly #chains: Chains;
  readonly #networks: PointNetworks;
  readonly #counted = new Map<string, CountedNetwork>();
  #last: { readonly values: Point['networkValues']; readonly counted: CountedNetwork } | undefined;

  constructor(spec: Spec, facts: DatasetFacts) {
    this.#spec = spec;
    this.#chains = new Chains(spec.flops);
    this.#networks = new PointNetworks(facts, this.#chains);
  }

  /** @throws SpecError where the point is no network. */
  of(point: Point): CountedNetwork {
    const { networkValues: values } = point;
    if (this.#last?.values === values) return this.#last.counted;
    const key = JSON.stringify([point.model.family, ...values]);
    const counted = this.#counted.get(key) ?? this.#count(point);
    this.#counted.set(key, counted);
    this.#last?.counted.leave();
    this.#last = { values, counted };
    return counted;
  }

  #count(point: Point): CountedNetwork {
    const built = this.#networks.of(point);
    if (built.state === 'built') return new CountedNetwork(built.model, built.chain, this.#chains);
    const { path, message } = built;
    throw new SpecError([{ file: this.#spec.file, ...positionOf(this.#spec, path), message }]);
  }
}

/** What of a point its network alone decides. */
class CountedNetwork {
  readonly #chains: Chains;
  #ids: ConfigurationIds | undefined;
  #configurations = 0;

  constructor(
    readonly model: Model,
    readonly chain: Chain,
    chains: Chains,
  ) {
    this.#chains = chains;
  }

  idOf(others: Parameters<ConfigurationIds>[0]): string {
    this.#configurations += 1;
    this.#ids ??= configurationIds(architectureOf(this.chain.network), this.#chains.texts);
    return this.#ids(others);
  }

  /** Of a network that has one configuration, nothing is kept for a second: there may be very many. */
  leave(): void {
    if (this.#configurations === 1) this.#ids = undefined;
  }
}

type ConfigurationIds = ReturnType<typeof configurationIds>;

class Planned implements PlannedConfiguration {
  readonly #chain: Chain;
  readonly flops: bigint;
  readonly params: bigint;

  constructor(
    readonly configuration: Configuration,
    chain: Chain,
    readonly training_flops: bigint,
    readonly training_flop: bigint,
    readonly skipped: string | null,
  ) {
    this.#chain = chain;
    this.flops = chain.forward;
    this.params = chain.params;
  }

  get network(): Network {
    return this.#chain.network;
  }
}

function plan(
  spec: Spec,
  facts: DatasetFacts,
  split: DatasetSplit,
  point: Point,
  counted: CountedNetwork,
): PlannedConfiguration {
  const hyperparameters = hyperparametersOf(point);
  refuseLargeBatch(spec, split, point);
  const { train, validation, test, shuffleSeed } = split;
  const id = counted.idOf({
    dataset: { sha256: facts.sha256, train, validation, test, shuffle_seed: shuffleSeed },
    data_seed: spec.data_seed,
    ...hyperparameters,
  });
  const { model, chain } = counted;
  const { optimizer, weight_decay, batch_size: batchSize, epochs } = hyperparameters;
  const training = (convention: TrainingConvention, sample: bigint): bigint => {
    const update = updateFlops(convention, optimizer, weight_decay > 0, chain.trainable);
    return totalsOf({ sample, update }, { train, batchSize, epochs }).total;
  };
  const training_flops = training(spec.flops.convention, chain.sample);
  const costs: Readonly<Record<Cost, bigint>> = {
    flops: chain.forward,
    params: chain.params,
    training_flops,
  };
  const broken = spec.constraints.find(
    (constraint) => !satisfies(constraint, { ...numbersOf(point, hyperparameters), ...costs }),
  );
  return new Planned(
    { id, model, ...hyperparameters },
    chain,
    training_flops,
    training('flop', chain.sampleProducts),
    broken?.text ?? null,
  );
}

/**
 * The parameters that are numbers, which a constraint may name too; those of every network also
 * where the point leaves them to their default.
 */
function numbersOf(
  { values }: Point,
  { learning_rate, weight_decay, batch_size, epochs }: Hyperparameters,
): Readonly<Record<string, number>> {
  const own = Object.entries(values).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number',
  );
  // Networks of layers have their dropout in layers.
  const dropout = 0;
  return { dropout, ...Object.fromEntries(own), learning_rate, weight_decay, batch_size, epochs };
}
