import type { Trial } from '../trial/trial.js';

/** A trial with what is known of its training before it starts. */
export interface PlannedTrial {
  readonly trial: Trial;
  /** Training FLOP of all epochs, convention `flop`, validation left out. */
  readonly flop: bigint;
  /** Optimizer steps of all epochs. */
  readonly steps: number;
}

/** Optimizer steps of a training: the short last batch of an epoch is one too. */
export function stepsOf(trainImages: number, batchSize: number, epochs: number): number {
  return epochs * Math.ceil(trainImages / batchSize);
}
