import type { DatasetFacts, DatasetSplit } from '../../data/facts.js';
import { updateFlops } from '../../flops/count.js';
import type { TrainingConvention } from '../../flops/conventions.js';
import { totalsOf } from '../../flops/training.js';
import { architectureOf } from '../../network/architecture.js';
import type { Network } from '../../network/network.js';
import type { Configuration, Model, ParameterValue } from '../../trial/configuration.js';
import type { Optimizer } from '../../elementary/optimizers.js';
import { type Cost, COSTS, isCost } from '../../quantity/costs.js';
import {
  defaultOf,
  type Hyperparameters,
  isMlp,
  isTraining,
  type TrainingHyperparameter,
  TRAINING_NAMES,
} from '../../quantity/hyperparameters.js';
import { recordOf } from '../../quantity/table.js';
import { configurationIds, type DatasetIdentity } from '../../trial/identity.js';
import { satisfies } from '../constraint/constraint.js';
import { namesOf, type Values } from '../constraint/expression.js';
import { valueText, type Point } from '../search/space.js';
import { positionOf, type Spec } from '../spec.js';
import { SpecError } from '../spec-error.js';
import { Chains, type Chain } from './chains.js';
import { PointNetworks } from './networks.js';
import { refuseLargeBatch } from './split.js';

/** A configuration with its network and costs, counted before training. */
export interface CountedConfiguration {
  readonly configuration: Configuration;
  readonly network: Network;
  /** FLOPs under the spec's convention. */
  readonly costs: Readonly<Record<Cost, bigint>>;
  /** `training_flops` under the convention `flop` (products only), which FLOP/s are made of. */
  readonly training_flop: bigint;
  /** The text of the first constraint that excludes it; null if it is to be trained. */
  readonly skipped: string | null;
}

/** What is known of a point before it has an identity. */
interface Look {
  readonly hyperparameters: Hyperparameters;
  readonly counted: CountedNetwork;
  /** The text of the first constraint that excludes it. */
  readonly skipped: string | null;
}

/** How each cost is counted, of a network and of its training. */
const COUNTED: Readonly<Record<Cost, (chain: Chain, trainingFlops: () => bigint) => bigint>> = {
  flops: ({ forward }) => forward,
  params: ({ params }) => params,
  training_flops: (_chain, trainingFlops) => trainingFlops(),
};

/** Makes configurations of the points of a spec. */
export class Planner {
  readonly #spec: Spec;
  readonly #split: DatasetSplit;
  readonly #dataset: DatasetIdentity;
  readonly #networks: CountedNetworks;
  /** Names that constraints use. */
  readonly #names: readonly string[];

  constructor(spec: Spec, facts: DatasetFacts, split: DatasetSplit) {
    const { train, validation, test, shuffleSeed: shuffle_seed } = split;
    this.#spec = spec;
    this.#split = split;
    this.#dataset = { sha256: facts.sha256, train, validation, test, shuffle_seed };
    this.#networks = new CountedNetworks(spec, facts);
    const names = spec.constraints.flatMap(({ condition }) => namesOf(condition));
    this.#names = [...new Set(names)];
  }

  /** @throws SpecError where the point is no network, or its batches are too large. */
  look(point: Point): Look {
    const counted = this.#networks.of(point);
    const hyperparameters = hyperparametersOf(point);
    refuseLargeBatch(this.#spec, this.#split, point);
    const values = this.#valuesOf(point, counted.chain, hyperparameters);
    const broken = this.#spec.constraints.find((constraint) => !satisfies(constraint, values));
    return { hyperparameters, counted, skipped: broken?.text ?? null };
  }

  plan({ hyperparameters, counted, skipped }: Look): CountedConfiguration {
    const { model, chain } = counted;
    const { data_seed } = this.#spec;
    const id = counted.idOf({ dataset: this.#dataset, data_seed, ...hyperparameters });
    return new Planned(
      { id, model, ...hyperparameters },
      chain,
      recordOf(COSTS, (name) => this.#cost(name, chain, hyperparameters)),
      this.#trainingFlops('flop', chain, hyperparameters),
      skipped,
    );
  }

  #cost(name: Cost, chain: Chain, hyperparameters: Hyperparameters): bigint {
    const { convention } = this.#spec.flops;
    return COUNTED[name](chain, () => this.#trainingFlops(convention, chain, hyperparameters));
  }

  /** @param convention the spec's, or `flop`: products only. */
  #trainingFlops(
    convention: TrainingConvention,
    chain: Chain,
    { optimizer, weight_decay, batch_size: batchSize, epochs }: Hyperparameters,
  ): bigint {
    const sample = convention === 'flop' ? chain.sampleProducts : chain.sample;
    const update = updateFlops(convention, optimizer, weight_decay > 0, chain.trainable);
    return totalsOf({ sample, update }, { train: this.#split.train, batchSize, epochs }).total;
  }

  /** What constraints name, each where the point has it. */
  #valuesOf(point: Point, chain: Chain, hyperparameters: Hyperparameters): Values {
    const values: Record<string, bigint | number> = {};
    for (const name of this.#names) {
      const value = this.#valueOf(name, point, chain, hyperparameters);
      if (typeof value === 'bigint' || typeof value === 'number') values[name] = value;
    }
    return values;
  }

  /** A cost or a parameter; those of every network also where the point leaves them to their default. */
  #valueOf(
    name: string,
    point: Point,
    chain: Chain,
    hyperparameters: Hyperparameters,
  ): bigint | ParameterValue | undefined {
    if (isCost(name)) return this.#cost(name, chain, hyperparameters);
    if (isTraining(name)) return hyperparameters[name];
    // Networks of layers have theirs in layers.
    return (
      point.value(name) ?? (isMlp(name) ? defaultOf(name, hyperparameters.optimizer) : undefined)
    );
  }
}

/** Every value was checked when the spec was read. */
function hyperparametersOf(point: Point): Hyperparameters {
  const optimizer = point.value('optimizer') as Optimizer;
  const value = (name: TrainingHyperparameter) => point.value(name) ?? defaultOf(name, optimizer);
  return recordOf(TRAINING_NAMES, value) as Hyperparameters;
}

class Planned implements CountedConfiguration {
  readonly #chain: Chain;

  constructor(
    readonly configuration: Configuration,
    chain: Chain,
    readonly costs: Readonly<Record<Cost, bigint>>,
    readonly training_flop: bigint,
    readonly skipped: string | null,
  ) {
    this.#chain = chain;
  }

  get network(): Network {
    return this.#chain.network;
  }
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
    let key = valueText(point.model.family);
    for (const value of values) key += value === undefined ? ' -' : ` ${valueText(value)}`;
    let counted = this.#counted.get(key);
    if (counted === undefined) {
      counted = this.#count(point);
      this.#counted.set(key, counted);
    }
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
