// A sweep as if it had been trained, written into a database by the program's own functions: for the
// benchmark of what is stored, and for tests of large sweeps.
import { createHash } from 'node:crypto';

/**
 * Writes a finished sweep of MLPs on MNIST, with every epoch: `configurations` times `seeds` trials.
 * Accuracies are made up (they rise with width, fall with a bad learning rate, and scatter by seed);
 * counts are those of the notebook convention. Equal arguments give equal rows.
 *
 * @param store modules of src/store/ as built: `{runs, claims, results}`.
 * @param writer `{db, now, isAlive}`; its clock gives the times that are stored.
 * @param failEvery every so many-th trial does not complete (failed, timed out or diverged, in turns), and
 *   has a log where a worker leaves one; 0 for none.
 * @param together trials of a job.
 */
export function fillSweep(
  { runs, claims, results },
  writer,
  {
    sweep = 'large',
    configurations = 2000,
    seeds = 5,
    epochs = 10,
    failEvery = 500,
    together = 8,
  } = {},
) {
  const rows = Array.from({ length: configurations }, (_, index) => configurationAt(index, epochs));
  const trials = rows.flatMap(({ id }, index) =>
    Array.from({ length: seeds }, (_, seed) => ({
      id: idOf(`${id} ${seed}`),
      configuration: id,
      seed,
      index,
    })),
  );
  const holder = { pid: 1, host: 'made-up', process_start: null };
  const planned = {
    sweep,
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
    spec_path: `experiments/${sweep}.yaml`,
    spec_text: `name: ${sweep}\n# made up, not trained\n`,
    version: '0.0.0',
    git_commit: null,
    save: 'none',
    configurations: rows,
    trials: trials.map(({ id, configuration, seed }) => ({ id, configuration, seed })),
  };
  // One transaction: a hundred thousand would wait for the disk as often.
  writer.db
    .transaction(() => {
      const run = runs.beginRun(writer, planned, holder);
      for (let start = 0; start < trials.length; start += together) {
        const group = trials.slice(start, start + together);
        trainGroup({ claims, results }, writer, run, holder, {
          group,
          start,
          rows,
          failEvery,
          epochs,
        });
      }
      runs.endRun(writer, run);
    })
    .immediate();
}

function trainGroup(
  { claims, results },
  writer,
  run,
  holder,
  { group, start, rows, failEvery, epochs },
) {
  const ids = group.map(({ id }) => id);
  const claim = claims.claimTrials(writer, run, ids, 'compiled', holder);
  if (claim.state !== 'claimed') throw new Error(`trials ${start} on are ${claim.state}`);
  const { job } = claim;
  results.recordEngine(writer, job, {
    engine: 'tfjs-node',
    engine_version: '4.22.0',
    library: 'TensorFlow 2.21.0',
    device: 'cpu',
    device_name: null,
    threads: 1,
    peak_flops_per_second: 5e10,
  });
  const trialSeconds = new Map();
  let flop = 0n;
  for (const [place, { id, seed, index }] of group.entries()) {
    const end = endOf(start + place, failEvery);
    const { accuracy, row } = { accuracy: accuracyOf(rows[index], index, seed), row: rows[index] };
    const trained = end === null ? epochs : Math.ceil(epochs / 2);
    for (let epoch = 1; epoch <= trained; epoch++) {
      const below = 0.06 * Math.exp(-(epoch - 1) / 2) - 0.06 * Math.exp(-(epochs - 1) / 2);
      results.recordEpoch(writer, job, id, {
        epoch,
        loss: 2 * (1 - accuracy + below) * (1 + 0.05 * luck(index, seed, epoch)),
        accuracy: Math.min(accuracy + 0.012 - below, 0.9999),
        val_loss: 3.5 * (1 - accuracy + below) * (1 + 0.05 * luck(index, seed, epoch)),
        val_accuracy: whole(accuracy - below),
        val_top5_accuracy: Math.min(1, 0.995 + 0.005 * (accuracy - below)),
        seconds: Number(row.flops) / 60_000 + 0.2 * Math.abs(luck(index, seed, epoch)),
      });
    }
    if (end === null) {
      flop += row.training_flops;
      trialSeconds.set(id, Number(row.flops) / 6000 + 2 + luck(index, seed, 0));
    }
    const test = { test_accuracy: whole(accuracy - 0.001), test_loss: 3.6 * (1 - accuracy) };
    results.recordTrialEnd(writer, job, id, end ?? { status: 'completed', test });
  }
  const train_seconds = [...trialSeconds.values()].reduce((sum, seconds) => sum + seconds, 0);
  results.recordJobEnd(writer, job, {
    status: 'completed',
    times: {
      load_seconds: 0.5,
      compile_seconds: 1,
      train_seconds,
      evaluate_seconds: 0.3,
      compilation: 'xla',
    },
    flop,
    trialSeconds,
  });
}

/** How a trial ended that did not complete; null for one that did. */
function endOf(place, failEvery) {
  if (failEvery === 0 || (place + 1) % failEvery !== 0) return null;
  const lines = Array.from({ length: 40 }, (_, line) => `line ${line} of trial ${place}`);
  const log = `${lines.join('\n')}\n`;
  switch (Math.floor(place / failEvery) % 3) {
    case 0:
      return { status: 'failed', error: 'the worker left with signal SIGKILL', log };
    case 1:
      return { status: 'timeout', error: 'took longer than 30 min', log };
    default:
      return { status: 'diverged', error: 'the loss is NaN after epoch 3' };
  }
}

const LEARNING_RATES = [0.0003, 0.001, 0.003, 0.01, 0.03];

/** Two hidden layers and a learning rate, so that no two are alike. */
function configurationAt(index, epochs) {
  const learning_rate = LEARNING_RATES[index % LEARNING_RATES.length];
  const shape = Math.floor(index / LEARNING_RATES.length);
  const [first, second] = [8 + 4 * (shape % 40), 8 + 2 * Math.floor(shape / 40)];
  const hidden = `${first}-${second}`;
  const widths = [784, first, second, 10];
  let products = 0;
  let params = 0;
  for (let layer = 1; layer < widths.length; layer++) {
    products += widths[layer - 1] * widths[layer];
    params += (widths[layer - 1] + 1) * widths[layer];
  }
  const flops = 2 * products + first + second + 5 * 10;
  return {
    id: idOf(`${hidden} ${learning_rate}`),
    family: 'mlp',
    hidden,
    activation: 'relu',
    parameters: '{}',
    dropout: 0,
    optimizer: 'adam',
    learning_rate,
    weight_decay: 0,
    batch_size: 32,
    epochs,
    architecture: [],
    params: BigInt(params),
    flops: BigInt(flops),
    training_flops: BigInt(flops) * 3n * 50_000n * BigInt(epochs),
    skipped: null,
  };
}

/** In ten-thousandths, as of 10,000 validation images. */
function accuracyOf({ flops, hidden }, index, seed) {
  const narrow = 0.12 / Number(hidden.split('-')[0]);
  const rate = [0.004, 0, 0.001, 0.006, 0.03][index % LEARNING_RATES.length];
  const mean = 0.984 - 0.012 / Math.sqrt(Number(flops) / 15_000) - narrow - rate;
  return whole(mean + 0.002 * luck(index, seed, 0) + 0.001 * luck(index, -1, 0));
}

function whole(accuracy) {
  return Math.round(accuracy * 10_000) / 10_000;
}

/** From -1 to 1, of three whole numbers. */
function luck(a, b, c) {
  let state = (a * 0x9e3779b1) ^ ((b + 7) * 0x85ebca6b) ^ ((c + 13) * 0xc2b2ae35);
  state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
  state = Math.imul(state ^ (state >>> 12), 0x297a2d39);
  return ((state ^ (state >>> 15)) >>> 0) / 2 ** 31 - 1;
}

function idOf(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
