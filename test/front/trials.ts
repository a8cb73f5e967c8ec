import type { TrialRecord } from '../../src/trial/records.js';

/** A completed trial of 784-100-100-10, with what a test cares about changed. */
export const trialOf = (changes: Partial<TrialRecord> = {}): TrialRecord => ({
  sweep: 'test',
  trial: 'trial',
  configuration: 'a',
  family: 'mlp',
  hidden: '100-100',
  activation: 'relu',
  dropout: 0,
  optimizer: 'adam',
  learning_rate: 0.001,
  weight_decay: 0,
  batch_size: 32,
  epochs: 10,
  parameters: '{}',
  seed: 0,
  status: 'completed',
  flops: 179_050,
  params: 89_610,
  training_flops: 209_533_460_200,
  convention: 'notebook',
  accuracy: 0.99,
  loss: 0.03,
  val_accuracy: 0.975,
  val_loss: 0.09,
  test_accuracy: 0.974,
  test_loss: 0.1,
  seconds: 25,
  flops_per_second: 8e9,
  peak_share: 0.16,
  engine: 'wasm',
  engine_version: '4.22.0',
  trainer: 'layers',
  compilation: null,
  device: 'cpu',
  host: 'bench',
  version: '0.1.0',
  git_commit: null,
  attempts: 1,
  started: null,
  finished: null,
  model: null,
  error: null,
  ...changes,
});

/** A configuration's trials, one per validation accuracy, with seeds from 0. */
export const trialsOf = (
  configuration: string,
  accuracies: readonly number[],
  changes: Partial<TrialRecord> = {},
): readonly TrialRecord[] =>
  accuracies.map((val_accuracy, seed) =>
    trialOf({
      configuration,
      hidden: configuration,
      trial: `${configuration}-${seed}`,
      seed,
      val_accuracy,
      ...changes,
    }),
  );
