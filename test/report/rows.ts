import type { ReportInput } from '../../src/report/input.js';
import type {
  AttemptRecord,
  EpochRecord,
  JobRecord,
  LatencyRecord,
  SweepRecord,
  TrialRecord,
} from '../../src/trial/records.js';

/** Forward FLOPs and parameters of 784-hidden-10 under the notebook convention, by hand. */
export function countsOf(hidden: readonly number[]): { flops: number; params: number } {
  const widths = [784, ...hidden, 10];
  let flops = 5 * 10;
  let params = 0;
  for (let layer = 1; layer < widths.length; layer++) {
    const [inputs, units] = [widths[layer - 1] ?? 0, widths[layer] ?? 0];
    flops += 2 * inputs * units;
    params += (inputs + 1) * units;
  }
  return { flops: flops + hidden.reduce((sum, units) => sum + units, 0), params };
}

/** Made up, and rising with width: accuracies are multiples of 1/10,000, as measured ones are. */
export function accuracyOf(hidden: readonly number[], seed: number): number {
  const { flops } = countsOf(hidden);
  // A narrow first layer is a bottleneck, which gives the front something to leave behind.
  const narrow = hidden.length > 0 ? 0.12 / (hidden[0] ?? 1) : 0.012;
  const saturating = 0.983 - 0.012 / Math.sqrt(flops / 15_000) - narrow;
  const luck = [0, 0.0012, -0.0009, 0.0005, -0.0015][seed % 5] ?? 0;
  const depth =
    -0.0016 * Math.max(hidden.length - 1, 0) - 0.0002 * (((hidden[0] ?? 1) * (seed + 1)) % 11);
  return Math.round((saturating + luck + depth) * 10_000) / 10_000;
}

export const trialRow = (changes: Partial<TrialRecord> = {}): TrialRecord => ({
  sweep: 'made-up',
  trial: 'trial-0',
  configuration: 'configuration-0',
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
  val_top5_accuracy: 0.999,
  test_accuracy: 0.9741,
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
  started: '2026-01-02T03:04:05Z',
  finished: '2026-01-02T03:05:05Z',
  model: null,
  error: null,
  ...changes,
});

export const sweepRow = (changes: Partial<SweepRecord> = {}): SweepRecord => ({
  sweep: 'made-up',
  dataset: 'mnist',
  dataset_sha256: 'ab'.repeat(32),
  train_images: 50_000,
  validation_images: 10_000,
  test_images: 10_000,
  convention: 'notebook',
  objectives: [
    { name: 'val_accuracy', goal: 'maximize' },
    { name: 'flops', goal: 'minimize' },
  ],
  spec_path: 'experiments/made-up.yaml',
  spec_text: 'name: made-up\ndataset: mnist\n',
  version: '0.1.0',
  git_commit: '0123abc',
  created: '2026-01-02T03:04:05Z',
  updated: '2026-01-02T04:04:05Z',
  ...changes,
});

export const jobRow = (changes: Partial<JobRecord> = {}): JobRecord => ({
  job: 1,
  trials: 1,
  engine: 'wasm',
  engine_version: '4.22.0',
  library: null,
  trainer: 'layers',
  device: 'cpu',
  device_name: null,
  threads: 1,
  load_seconds: 0.5,
  compile_seconds: 0,
  train_seconds: 24,
  evaluate_seconds: 1,
  flop: 200_000_000_000,
  flops_per_second: 8e9,
  peak_flops_per_second: 5e10,
  compilation: null,
  host: 'bench',
  version: '0.1.0',
  git_commit: '0123abc',
  pid: 1234,
  started: '2026-01-02T03:04:05Z',
  finished: '2026-01-02T03:05:05Z',
  status: 'completed',
  ...changes,
});

export const attemptRow = (changes: Partial<AttemptRecord> = {}): AttemptRecord => ({
  trial: 'trial-0',
  attempt: 1,
  job: 1,
  status: 'completed',
  error: null,
  log: null,
  started: '2026-01-02T03:04:05Z',
  finished: '2026-01-02T03:05:05Z',
  ...changes,
});

/** Milliseconds that rise with FLOPs, unless a test says otherwise. */
export const latencyRow = (
  { sweep, configuration, hidden, trial, seed, flops, params, val_accuracy }: TrialRecord,
  changes: Partial<LatencyRecord> = {},
): LatencyRecord => ({
  sweep,
  configuration,
  hidden,
  trial,
  seed,
  flops,
  params,
  val_accuracy,
  batch: 1,
  median_ms: Number(flops) / 1e6,
  lower_quartile_ms: (0.9 * Number(flops)) / 1e6,
  upper_quartile_ms: (1.2 * Number(flops)) / 1e6,
  runs: 30,
  peak_memory_bytes: 150_000_000,
  engine: 'wasm',
  engine_version: '4.22.0',
  library: 'wasm',
  device: 'cpu',
  device_name: null,
  threads: 1,
  host: 'bench',
  version: '0.1.0',
  measured: '2026-01-02T04:30:00Z',
  ...changes,
});

/** A finished sweep over hidden layers and seeds, with ten epochs of curves. */
export function madeUpSweep(
  hiddens: readonly (readonly number[])[],
  seeds: readonly number[],
  epochCount = 10,
): ReportInput {
  const trials: TrialRecord[] = [];
  const epochs: EpochRecord[] = [];
  for (const [index, hidden] of hiddens.entries()) {
    const { flops, params } = countsOf(hidden);
    const text = hidden.length === 0 ? 'none' : hidden.join('-');
    for (const seed of seeds) {
      const accuracy = accuracyOf(hidden, seed);
      const trial = trialRow({
        trial: `trial-${index}-${seed}`,
        configuration: `configuration-${index}`,
        hidden: text,
        seed,
        flops,
        params,
        training_flops: flops * 1_170_000,
        val_accuracy: accuracy,
        val_loss: 3.5 * (1 - accuracy),
        accuracy: Math.min(accuracy + 0.012, 0.9999),
        loss: 2 * (1 - accuracy),
        test_accuracy: accuracy - 0.001,
        epochs: epochCount,
        seconds: 8 + flops / 9000 + seed * 0.4,
        flops_per_second: (flops * 1_000_000) / (8 + flops / 9000 + seed * 0.4),
      });
      trials.push(trial);
      for (let epoch = 1; epoch <= epochCount; epoch++) {
        const below = 0.06 * Math.exp(-(epoch - 1) / 2) - 0.06 * Math.exp(-(epochCount - 1) / 2);
        epochs.push({
          sweep: trial.sweep,
          trial: trial.trial,
          configuration: trial.configuration,
          hidden: text,
          seed,
          epoch,
          loss: 2 * (1 - accuracy + below),
          accuracy: accuracy + 0.012 - below,
          val_loss: 3.5 * (1 - accuracy + below),
          val_accuracy: accuracy - below,
          val_top5_accuracy: 0.999 - below / 10,
          seconds: 2.5,
        });
      }
    }
  }
  return {
    sweep: sweepRow(),
    trials,
    epochs,
    jobs: trials.map((_, index) => jobRow({ job: index + 1 })),
    attempts: trials.map(({ trial }, index) => attemptRow({ trial, job: index + 1 })),
    latencies: trials
      .filter(({ seed }) => seed === seeds[0])
      .flatMap((trial) => [1, 256].map((batch) => latencyRow(trial, { batch }))),
    generatedAt: '2026-01-02T05:00:00Z',
  };
}

/** From softmax regression to 256-256, in 18 configurations. */
export const MLP_GRID: readonly (readonly number[])[] = [
  [],
  [8],
  [16],
  [32],
  [64],
  [128],
  [256],
  [16, 16],
  [32, 32],
  [50, 50],
  [64, 64],
  [100, 100],
  [128, 128],
  [256, 256],
  [32, 16],
  [64, 32],
  [128, 64],
  [32, 32, 32],
];
