import type { DatasetFacts, DatasetSplit } from '../../data/facts.js';
import { updateFlops } from '../../flops/count.js';
import type { TrainingConvention } from '../../flops/conventions.js';
import { totalsOf } from '../../flops/training.js';
import { architectureOf } from '../../network/architecture.js';
import type { Network } from '../../network/network.js';
import {
  DEFAULT_WEIGHT_DECAY,
  type Configuration,
  type Hyperparameters,
  type Model,
  type Optimizer,
  type ParameterValue,
} from '../../trial/configuration.js';
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

/** What is known of a point before it has an identity. */
interface Look {
  readonly hyperparameters: Hyperparameters;
  readonly counted: CountedNetwork;
  /** The text of the first constraint that excludes it. */
  readonly skipped: string | null;
}

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
    const { data_seed, flops } = this.#spec;
    const id = counted.idOf({ dataset: this.#dataset, data_seed, ...hyperparameters });
    return new Planned(
      { id, model, ...hyperparameters },
      chain,
      this.#trainingFlops(flops.convention, chain, hyperparameters),
      this.#trainingFlops('flop', chain, hyperparameters),
      skipped,
    );
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
    switch (name) {
      case 'flops':
        return chain.forward;
      case 'params':
        return chain.params;
      case 'training_flops':
        return this.#trainingFlops(this.#spec.flops.convention, chain, hyperparameters);
      case 'learning_rate':
      case 'weight_decay':
      case 'batch_size':
      case 'epochs':
        return hyperparameters[name];
      case 'dropout':
        // Networks of layers have theirs in layers.
        return point.value(name) ?? 0;
      default:
        return point.value(name);
    }
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

class Planned implements CountedConfiguration {
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
