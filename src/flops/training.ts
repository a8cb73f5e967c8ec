import type { Network } from '../network/network.js';
import { countFlops, type CountOptions } from './count.js';
import type { OptimizerName } from '../elementary/optimizers.js';
import type { Overrides, TrainingConvention } from './conventions.js';

export interface Training {
  readonly convention: TrainingConvention;
  /** Overrides of the convention's coefficients. */
  readonly coefficients?: Overrides;
  readonly optimizer: OptimizerName;
  /** Whether the weights also decay. */
  readonly weightDecay?: boolean;
  /** Training images of an epoch. */
  readonly train: number;
  readonly batchSize: number;
  readonly epochs: number;
}

/** What a whole training costs: a step of a whole batch, an epoch and all of them. */
export interface RunTotals {
  readonly batchSize: number;
  readonly steps: number;
  readonly epochs: number;
  readonly step: bigint;
  readonly epoch: bigint;
  readonly total: bigint;
}

/**
 * epochs x (train x (forward_training + backward) + ceil(train / batchSize) x optimizer_step):
 * the short last batch is a step like any other; the loss, validation and test are left out.
 *
 * @throws a RangeError for a convention that does not define training.
 */
export function trainingFlops(network: Network, training: Training): bigint {
  const totals = runTotals(network, training, training);
  if (totals !== null) return totals.total;
  throw new RangeError(`convention ${training.convention} does not define training`);
}

/** The same, epoch by epoch; null under a convention that does not define training. */
export function runTotals(
  network: Network,
  options: CountOptions,
  epochs: Epochs,
): RunTotals | null {
  const sample = countFlops(network, { ...options, batch: 1 });
  const { forward_training: forward, backward, optimizer_step: update } = sample;
  if (forward === null || backward === null || update === null) return null;
  return totalsOf({ sample: forward + backward, update }, epochs);
}

export type Epochs = Pick<Training, 'train' | 'batchSize' | 'epochs'>;

/** What a training is made of: a sample forward and back, and an update of all weights. */
export interface TrainingParts {
  readonly sample: bigint;
  readonly update: bigint;
}

export function totalsOf(
  { sample, update }: TrainingParts,
  { train, batchSize, epochs }: Epochs,
): RunTotals {
  const steps = Math.ceil(train / batchSize);
  const step = BigInt(batchSize) * sample + update;
  const epoch = BigInt(train) * sample + BigInt(steps) * update;
  return { batchSize, steps, epochs, step, epoch, total: BigInt(epochs) * epoch };
}
