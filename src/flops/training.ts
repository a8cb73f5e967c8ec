import type { Network } from '../model/network.js';
import { countFlops } from './count.js';
import type { ConventionName, OptimizerName } from './conventions.js';

export interface Training {
  readonly convention: ConventionName;
  readonly optimizer: OptimizerName;
  /** Whether the weights also decay. */
  readonly weightDecay?: boolean;
  /** Training images of an epoch. */
  readonly train: number;
  readonly batchSize: number;
  readonly epochs: number;
}

/**
 * epochs x (train x (forward_training + backward) + ceil(train / batchSize) x optimizer_step):
 * the short last batch is a step like any other; the loss, validation and test are left out.
 */
export function trainingFlops(network: Network, training: Training): bigint {
  const { convention, optimizer, weightDecay = false, train, batchSize, epochs } = training;
  const image = countFlops(network, { convention, optimizer, weightDecay });
  const steps = BigInt(Math.ceil(train / batchSize));
  const images = BigInt(train) * (image.forward_training + image.backward);
  return BigInt(epochs) * (images + steps * image.optimizer_step);
}
