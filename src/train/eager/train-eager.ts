import { METRICS, metricsFrom, TEST_METRICS } from '../../quantity/metrics.js';
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { gatherBatch } from '../../data/batches.js';
import type { LabelledImages } from '../../data/load.js';
import { useInTfjs } from '../../native/load-engine.js';
import { ExplainedError } from '../../text/problem.js';
import {
  kernelMissing,
  lossAtBatch,
  testLossAfter,
  validationLossAfter,
  weightAtBatch,
} from '../messages.js';
import type { Job, JobTrial } from '../contract.js';
import type { NamedWeight } from '../kept-model.js';
import { epochOrder } from '../seeded.js';
import type { Trainer, TrainerContext } from '../trainer.js';
import { buildModel, disposeModel, dropoutsOf } from './build-model.js';
import { evaluate, inputTensor } from './evaluate.js';

/** A message that asks to stop, or the parent's end, is noticed after this long at most. */
const PAUSE_EVERY_MS = 100;
/** Progress is reported no more often than this. */
const REPORT_EVERY_MS = 500;

/** Lets the event loop run now and then in a long computation. */
export class Pauses {
  readonly #signal: AbortSignal;
  readonly #report: (fraction: number) => void;
  #paused = performance.now();
  #reported = performance.now();

  constructor(signal: AbortSignal, report: (fraction: number) => void) {
    this.#signal = signal;
    this.#report = report;
  }

  /**
   * Call it often: it is cheap between pauses.
   *
   * @param fraction the share of the whole that is done; reported now and then.
   * @throws the signal's reason when it was aborted.
   */
  async pause(fraction?: number): Promise<void> {
    const now = performance.now();
    if (now - this.#paused < PAUSE_EVERY_MS) return;
    if (fraction !== undefined && now - this.#reported >= REPORT_EVERY_MS) {
      this.#report(fraction);
      this.#reported = now;
    }
    await setImmediate();
    this.#signal.throwIfAborted();
    this.#paused = performance.now();
  }
}

/** Trains the trials one after the other, each as a tfjs LayersModel, a batch at a time. */
export const trainEager: Trainer = async (job, context) => {
  const loading = performance.now();
  await useInTfjs();
  const times = { compile_seconds: secondsSince(loading), train_seconds: 0, evaluate_seconds: 0 };
  let doneShare = 0;
  for (const trial of job.trials) {
    const began = performance.now();
    const model = await buildModel(trial);
    times.compile_seconds += secondsSince(began);
    try {
      await trainTrial(model, trial, job, context, times, doneShare);
    } catch (error) {
      throw explained(error);
    } finally {
      disposeModel(model);
    }
    doneShare += trial.share;
  }
  return { ...times, compilation: null };
};

/** A layer that this engine cannot train one by one; trying again changes nothing. */
class KernelError extends ExplainedError {
  override readonly name = 'KernelError';
  readonly blame = 'input';
}

const NO_KERNEL = /Kernel '(\w+)' not registered for backend '(\w+)'/;

function explained(error: unknown): unknown {
  const [, kernel, backend] = NO_KERNEL.exec((error as Error).message) ?? [];
  if (kernel === undefined || backend === undefined) return error;
  return new KernelError(kernelMissing(kernel, backend));
}

/** Optimizer steps between two looks at the weights; each costs less than a step. */
const WEIGHT_CHECK_BATCHES = 100;

type Times = Record<'compile_seconds' | 'train_seconds' | 'evaluate_seconds', number>;

/** @param doneShare of the job's training, before this trial. */
async function trainTrial(
  model: LayersModel,
  trial: JobTrial,
  job: Job,
  { dataset, signal, report, keepModel }: TrainerContext,
  times: Times,
  doneShare: number,
): Promise<void> {
  const { classes } = job.facts;
  const pauses = new Pauses(signal, (fraction) =>
    // Shares sum to 1 but for their rounding.
    report({ type: 'progress', fraction: Math.min(1, doneShare + trial.share * fraction) }),
  );
  const pause = (): Promise<void> => pauses.pause();
  for (let epoch = 1; epoch <= trial.epochs; epoch++) {
    const began = performance.now();
    const order = epochOrder(trial.order_seed, epoch, dataset.train.count);
    const trained = await trainEpoch(
      model,
      dataset.train,
      { epoch, order },
      trial,
      classes,
      (share) => pauses.pause((epoch - 1 + share) / trial.epochs),
    );
    const train_seconds = secondsSince(began);
    times.train_seconds += train_seconds;
    if ('diverged' in trained) {
      report({ type: 'diverged', trial: trial.trial, reason: trained.diverged });
      return;
    }
    const evaluating = performance.now();
    const validation = await evaluate(model, dataset.validation, classes, pause);
    const evaluate_seconds = secondsSince(evaluating);
    times.evaluate_seconds += evaluate_seconds;
    if (!Number.isFinite(validation.loss)) {
      const reason = validationLossAfter(epoch, validation.loss);
      report({ type: 'diverged', trial: trial.trial, reason });
      return;
    }
    report({
      type: 'epoch',
      trial: trial.trial,
      metrics: {
        epoch,
        ...metricsFrom(
          METRICS,
          { training: trained, validation },
          train_seconds + evaluate_seconds,
        ),
      },
    });
  }
  const testing = performance.now();
  const test = await evaluate(model, dataset.test, classes, pause);
  times.evaluate_seconds += secondsSince(testing);
  if (!Number.isFinite(test.loss)) {
    const reason = testLossAfter(trial.epochs, test.loss);
    report({ type: 'diverged', trial: trial.trial, reason });
    return;
  }
  keepModel?.(trial, weightsOf(model));
  report({
    type: 'completed',
    trial: trial.trial,
    test: metricsFrom(TEST_METRICS, { test }),
  });
}

type EpochResult =
  | { readonly loss: number; readonly accuracy: number }
  /** What is not finite any more, and by which batch it was seen. */
  | { readonly diverged: string };

async function trainEpoch(
  model: LayersModel,
  images: LabelledImages,
  { epoch, order }: { readonly epoch: number; readonly order: Uint32Array },
  { batch_size }: JobTrial,
  classes: number,
  pause: (share: number) => Promise<void>,
): Promise<EpochResult> {
  const size = images.imageShape[0] * images.imageShape[1];
  const dropouts = dropoutsOf(model);
  const before = (epoch - 1) * Math.ceil(images.count / batch_size);
  let lossSum = 0;
  let accuracySum = 0;
  for (let start = 0; start < images.count; start += batch_size) {
    const count = Math.min(batch_size, images.count - start);
    // Fresh arrays: an engine may keep the one that it was given.
    const pixels = new Float32Array(count * size);
    const labels = new Float32Array(count * classes);
    gatherBatch(images, order, start, count, classes, pixels, labels);
    const x = inputTensor(model, pixels, count);
    const y = tf.tensor2d(labels, [count, classes]);
    const batch = start / batch_size + 1;
    for (const dropout of dropouts) dropout.begin(before + batch - 1, count);
    const [loss, accuracy] = (await model.trainOnBatch(x, y)) as [number, number];
    for (const dropout of dropouts) dropout.end();
    tf.dispose([x, y]);
    if (!Number.isFinite(loss)) return { diverged: lossAtBatch(epoch, batch, loss) };
    const last = start + count === images.count;
    if ((last || batch % WEIGHT_CHECK_BATCHES === 0) && !hasFiniteWeights(model)) {
      return { diverged: weightAtBatch(epoch, batch) };
    }
    lossSum += loss * count;
    accuracySum += accuracy * count;
    await pause((start + count) / images.count);
  }
  return { loss: lossSum / images.count, accuracy: accuracySum / images.count };
}

/**
 * The loss alone does not tell: wasm clips a NaN probability to 1e-7 and its relu turns NaN into 0,
 * so the loss of a network that is lost may look finite.
 */
function hasFiniteWeights(model: LayersModel): boolean {
  return tf.tidy(() =>
    // 0 x w is 0 for a finite w, NaN otherwise.
    model.getWeights(true).every((weight) => tf.sum(tf.mul(weight, 0)).dataSync()[0] === 0),
  );
}

/** By the names that a model of the same topology has: those of MaskedDropout's network are the same. */
function weightsOf(model: LayersModel): NamedWeight[] {
  return model.weights.map((weight) => ({
    name: weight.originalName,
    shape: weight.shape.map(Number),
    values: weight.read().dataSync() as Float32Array,
  }));
}

function secondsSince(began: number): number {
  return (performance.now() - began) / 1000;
}
