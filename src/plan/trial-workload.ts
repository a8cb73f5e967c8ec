import type { TrainerName } from '../train/contract.js';
import type { Trial } from '../trial/trial.js';

/** A trial with the arithmetic, steps and memory of its training. */
export interface TrialWorkload {
  readonly trial: Trial;
  /** Training FLOP of all epochs, convention `flop`, validation left out. */
  readonly flop: bigint;
  /** Optimizer steps of all epochs. */
  readonly steps: number;
  readonly params: number;
  /** Memory that its training takes with each trainer, without the images. */
  readonly bytes: Readonly<Record<TrainerName, number>>;
  /**
   * Which trials can be trained by one compiled program: those of equal text here (same batches, same
   * optimizer); null where only the layers trainer can train it.
   */
  readonly program: string | null;
}

/** Optimizer steps of a training: the short last batch of an epoch is one too. */
export function stepsOf(trainImages: number, batchSize: number, epochs: number): number {
  return epochs * Math.ceil(trainImages / batchSize);
}
