import type { DatasetFacts, DatasetSplit } from '../dataset/facts.js';
import { countFlops } from '../flops/count.js';
import type { Overrides, TrainingConvention } from '../flops/conventions.js';
import { trainingFlops } from '../flops/training.js';
import { architectureOf } from '../model/architecture.js';
import type { ActivationFunction } from '../model/activation.js';
import { mlpNetwork } from '../model/mlp.js';
import type { Network } from '../model/network.js';
import {
  DEFAULT_WEIGHT_DECAY,
  hiddenText,
  type Activation,
  type Configuration,
  type Hyperparameters,
  type Model,
} from '../trial/configuration.js';
import { configurationId, trialId } from '../trial/identity.js';
import type { Cost, Objective } from '../trial/objective.js';
import type { Trial } from '../trial/trial.js';
import { satisfies } from './constraint.js';
import { allExcluded } from './excluded.js';
import { positionOf, type Spec } from './spec.js';
import { SpecError } from './spec-error.js';
import { splitDataset } from './split.js';

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
  const byId = new Map<string, PlannedConfiguration>();
  for (const { model, network } of networksOf(spec, facts)) {
    for (const hyperparameters of hyperparametersOf(spec)) {
      const planned = plan(spec, facts, split, { model, network, hyperparameters });
      if (!byId.has(planned.configuration.id)) byId.set(planned.configuration.id, planned);
    }
  }
  const configurations = [...byId.values()];
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
      message:
        `the network is too large to be counted; got hidden ${hiddenText(model.hidden)} for ` +
        `${epochs} epochs; expected training FLOPs below 2^63; make it smaller`,
    },
  ]);
}

interface Point {
  readonly model: Model;
  readonly network: Network;
  readonly hyperparameters: Hyperparameters;
}

/** Keras calls one of them by two names. */
const FUNCTIONS: Readonly<Record<Activation, ActivationFunction>> = {
  relu: 'relu',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  linear: 'linear',
  elu: 'elu',
  selu: 'selu',
  gelu: 'gelu',
  swish: 'silu',
  softplus: 'softplus',
};

function networksOf(spec: Spec, { imageShape, classes }: DatasetFacts) {
  return spec.grid.hidden.flatMap((hidden) =>
    spec.grid.activation.flatMap((activation) =>
      spec.grid.dropout.map((dropout) => ({
        model: { family: spec.model.family, hidden, activation, dropout },
        network: mlpNetwork(
          { hidden, activation: FUNCTIONS[activation], dropout },
          imageShape,
          classes,
        ),
      })),
    ),
  );
}

function hyperparametersOf({ grid }: Spec): readonly Hyperparameters[] {
  return grid.optimizer.flatMap((optimizer) =>
    grid.learning_rate.flatMap((learning_rate) =>
      grid.weight_decay.flatMap((decay) =>
        grid.batch_size.flatMap((batch_size) =>
          grid.epochs.map((epochs) => ({
            optimizer,
            learning_rate,
            weight_decay: decay ?? DEFAULT_WEIGHT_DECAY[optimizer],
            batch_size,
            epochs,
          })),
        ),
      ),
    ),
  );
}

function plan(
  spec: Spec,
  facts: DatasetFacts,
  split: DatasetSplit,
  { model, network, hyperparameters }: Point,
): PlannedConfiguration {
  const id = configurationId({
    architecture: architectureOf(network),
    dataset: { sha256: facts.sha256, ...split },
    data_seed: spec.data_seed,
    ...hyperparameters,
  });
  const { convention, coefficients } = spec.flops;
  const { forward, params } = countFlops(network, { convention, coefficients });
  const training = {
    optimizer: hyperparameters.optimizer,
    weightDecay: hyperparameters.weight_decay > 0,
    train: split.train,
    batchSize: hyperparameters.batch_size,
    epochs: hyperparameters.epochs,
  };
  const training_flops = trainingFlops(network, { ...training, convention, coefficients });
  const costs: Readonly<Record<Cost, bigint>> = { flops: forward, params, training_flops };
  const broken = spec.constraints.find(
    (constraint) => !satisfies(constraint, costs[constraint.cost]),
  );
  return {
    configuration: { id, model, ...hyperparameters },
    network,
    ...costs,
    training_flop: trainingFlops(network, { ...training, convention: 'flop' }),
    skipped: broken?.text ?? null,
  };
}
