import { setImmediate } from 'node:timers/promises';
import type { LoadedDataset } from '../../data/load.js';
import { lossIn, testLossAfter } from '../messages.js';
import type { Job, JobTimes } from '../contract.js';
import { MEASURES, type Measure, TRAINING_MEASURES } from '../../quantity/measures.js';
import { METRICS, metricsFrom, type Scores, TEST_METRICS } from '../../quantity/metrics.js';
import { recordOf } from '../../quantity/table.js';
import { epochOrder } from '../seeded.js';
import type { TrainerContext } from '../trainer.js';
import {
  type GroupExecutor,
  type GroupTask,
  type OpenedExecutor,
  stepsOfEpoch,
  type Sums,
} from './executor.js';
import { namedWeights } from './view.js';

/** A call should take about so long: between calls the worker answers and can be stopped. */
const CALL_SECONDS = 0.4;

/** A call takes at most so many times the steps of the one before: the first one says little. */
const MOST_GROWTH = 20;

type Times = Record<'compile_seconds' | 'train_seconds' | 'evaluate_seconds', number>;

/** Trains all trials of the job at once, from their first step to their last. */
export async function trainGrouped(
  job: Job,
  context: TrainerContext,
  open: (task: GroupTask) => Promise<OpenedExecutor>,
): Promise<Omit<JobTimes, 'load_seconds'>> {
  const times: Times = { compile_seconds: 0, train_seconds: 0, evaluate_seconds: 0 };
  const began = performance.now();
  const task = groupTaskOf(job, context.dataset);
  const { executor, compilation } = await open(task);
  try {
    times.compile_seconds += secondsSince(began);
    await new GroupTraining(executor, stepsOfEpoch(task), job, context, times).run();
  } finally {
    executor.dispose();
  }
  return { ...times, compilation };
}

/** @throws an Error where the trials cannot be trained together. */
export function groupTaskOf(job: Pick<Job, 'trials' | 'facts'>, dataset: LoadedDataset): GroupTask {
  return {
    networks: job.trials.map(({ network }) => network),
    orderOf: job.trials.map(({ order_seed }) => orderSeeds(job).indexOf(order_seed)),
    trials: job.trials,
    optimizer: shared(job, 'optimizer'),
    batchSize: shared(job, 'batch_size'),
    classes: job.facts.classes,
    dataset,
    evaluated: shared(job, 'epochs') * dataset.validation.count + dataset.test.count,
  };
}

/** One job from its first step to its last. */
class GroupTraining {
  readonly #executor: GroupExecutor;
  readonly #stepsPerEpoch: number;
  readonly #job: Job;
  readonly #context: TrainerContext;
  readonly #times: Times;
  /** Trials that are still finite. */
  readonly #alive: Set<number>;
  /** Of the next call. */
  #steps = 1;

  constructor(
    executor: GroupExecutor,
    stepsPerEpoch: number,
    job: Job,
    context: TrainerContext,
    times: Times,
  ) {
    this.#executor = executor;
    this.#stepsPerEpoch = stepsPerEpoch;
    this.#job = job;
    this.#context = context;
    this.#times = times;
    this.#alive = new Set(job.trials.keys());
  }

  async run(): Promise<void> {
    const epochs = shared(this.#job, 'epochs');
    for (let epoch = 1; epoch <= epochs && this.#alive.size > 0; epoch++) {
      const began = performance.now();
      const trained = await this.#trainEpoch(epoch, epochs);
      const trainSeconds = secondsSince(began);
      this.#times.train_seconds += trainSeconds;
      const validation = await this.#evaluate('validation');
      this.#reportEpoch(epoch, trained, validation.scores, trainSeconds + validation.seconds);
    }
    if (this.#alive.size === 0) return;
    const test = await this.#evaluate('test');
    const { keepModel } = this.#context;
    const weights = keepModel === undefined ? [] : this.#executor.weights();
    for (const trial of this.#alive) {
      const loss = test.scores[trial]?.loss ?? NaN;
      if (!Number.isFinite(loss)) {
        const reason = testLossAfter(epochs, loss);
        this.#context.report({ type: 'diverged', trial: this.#nameOf(trial), reason });
        continue;
      }
      const of = this.#job.trials[trial];
      if (of !== undefined) keepModel?.(of, namedWeights(of.network, weights[trial] ?? []));
      const metrics = metricsFrom(TEST_METRICS, { test: test.scores[trial] ?? {} });
      this.#context.report({ type: 'completed', trial: this.#nameOf(trial), test: metrics });
    }
  }

  async #trainEpoch(epoch: number, epochs: number): Promise<readonly Scores[]> {
    const { train } = this.#context.dataset;
    const stepsPerEpoch = this.#stepsPerEpoch;
    const orders = orderSeeds(this.#job).map((seed) => epochOrder(seed, epoch, train.count));
    this.#executor.beginEpoch(orders, (epoch - 1) * stepsPerEpoch);
    for (let before = 0; ;) {
      const began = performance.now();
      const { step: done, ...sums } = this.#executor.train(this.#steps);
      const secondsPerStep = secondsSince(began) / Math.max(1, done - before);
      const fitting = Math.max(1, Math.floor(CALL_SECONDS / secondsPerStep));
      this.#steps = Math.min(fitting, this.#steps * MOST_GROWTH);
      before = done;
      await this.#pause((epoch - 1 + done / stepsPerEpoch) / epochs);
      if (done >= stepsPerEpoch) return scoresOf(TRAINING_MEASURES, sums, train.count);
    }
  }

  async #evaluate(
    part: 'validation' | 'test',
  ): Promise<{ readonly scores: readonly Scores[]; readonly seconds: number }> {
    const began = performance.now();
    const sums = await this.#executor.evaluate(part, () => this.#pause());
    const scores = scoresOf(MEASURES, sums, this.#context.dataset[part].count);
    const seconds = secondsSince(began);
    this.#times.evaluate_seconds += seconds;
    await this.#pause();
    // A weight may be lost though an activation hides it.
    const known = scores.map((own, trial) =>
      sums.finite[trial] === true ? own : { ...own, loss: NaN },
    );
    return { scores: known, seconds };
  }

  #reportEpoch(
    epoch: number,
    trained: readonly Scores[],
    validated: readonly Scores[],
    seconds: number,
  ): void {
    for (const trial of [...this.#alive]) {
      const [training = {}, validation = {}] = [trained[trial], validated[trial]];
      const [{ loss = NaN }, { loss: val_loss = NaN }] = [training, validation];
      if (!Number.isFinite(loss) || !Number.isFinite(val_loss)) {
        const reason = lossIn(epoch, Number.isFinite(loss) ? val_loss : loss);
        this.#context.report({ type: 'diverged', trial: this.#nameOf(trial), reason });
        this.#alive.delete(trial);
        continue;
      }
      this.#context.report({
        type: 'epoch',
        trial: this.#nameOf(trial),
        metrics: {
          epoch,
          ...metricsFrom(
            METRICS,
            { training, validation },
            seconds * (this.#job.trials[trial]?.share ?? 0),
          ),
        },
      });
    }
  }

  async #pause(fraction?: number): Promise<void> {
    await setImmediate();
    this.#context.signal.throwIfAborted();
    if (fraction !== undefined) this.#context.report({ type: 'progress', fraction });
  }

  #nameOf(trial: number): string {
    return this.#job.trials[trial]?.trial ?? '';
  }
}

/** By trial, the means over so many images. */
function scoresOf<Name extends Measure>(
  names: readonly Name[],
  sums: Sums<Name>,
  count: number,
): readonly Scores[] {
  const trials = Array.from(sums[names[0] as Name], (_, trial) => trial);
  return trials.map((trial) => recordOf(names, (name) => (sums[name][trial] ?? NaN) / count));
}

/** Of each order of the data that a job's trials follow. */
function orderSeeds({ trials }: Pick<Job, 'trials'>): readonly number[] {
  return [...new Set(trials.map(({ order_seed }) => order_seed))];
}

/** A hyper-parameter that the trials of a job have in common. */
function shared<K extends 'optimizer' | 'batch_size' | 'epochs'>(
  { trials }: Pick<Job, 'trials'>,
  key: K,
): Job['trials'][number][K] {
  const [first, ...others] = trials;
  if (first === undefined) throw new Error('a job without trials');
  if (others.some((trial) => trial[key] !== first[key])) {
    throw new Error(`trials of one program differ in ${key}`);
  }
  return first[key];
}

function secondsSince(began: number): number {
  return (performance.now() - began) / 1000;
}
