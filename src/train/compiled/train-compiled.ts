import { openGraph, type GraphSession } from '../../native/graph-session.js';
import type { DenseExecutor, DenseTask, OpenedExecutor, Sums } from '../dense/executor.js';
import { bytesAvailable, requireMemory } from '../dense/memory.js';
import { trainDense } from '../dense/train-dense.js';
import type { Trainer } from '../trainer.js';
import { denseProgram } from './dense-program.js';
import { feedProgram } from './feeds.js';
import { unpackWeights } from './layout.js';

/** Trains all trials of the job at once, as one TensorFlow program. */
export const trainCompiled: Trainer = (job, context) =>
  trainDense(job, context, (task) => {
    requireMemory(task, bytesAvailable());
    return openProgram(task, job.compile === 'xla');
  });

/**
 * A program in the native engine, compiled and with all that it is fed; without XLA where the
 * library has none.
 */
export async function openProgram(task: DenseTask, xla: boolean): Promise<OpenedExecutor> {
  if (!xla) return { executor: await openGraphProgram(task, false), compilation: 'graph' };
  try {
    return { executor: await openGraphProgram(task, true), compilation: 'xla' };
  } catch (error) {
    if (!/XLA|_XlaMustCompile/i.test((error as Error).message)) throw error;
    return { executor: await openGraphProgram(task, false), compilation: 'graph' };
  }
}

async function openGraphProgram(task: DenseTask, xla: boolean): Promise<DenseExecutor> {
  const { networks, trials, optimizer, batchSize, dataset } = task;
  const { train, validation, test } = dataset;
  const program = denseProgram({
    networks,
    optimizer,
    decays: trials.some(({ weight_decay }) => weight_decay > 0),
    batchSize,
    inputs: train.imageShape[0] * train.imageShape[1],
    counts: { train: train.count, validation: validation.count, test: test.count },
    xla,
  });
  const session = await openGraph(program.bytes, program.signatures);
  const slots = program.stepsPerEpoch * batchSize;
  const beginEpoch: DenseExecutor['beginEpoch'] = (images, before) => {
    const order = new Int32Array(slots);
    order.set(images);
    session.run('begin_epoch', { order: { values: order, shape: [slots] }, before });
  };
  try {
    feedProgram(session, program, task);
    // No step yet: it is compiled now.
    beginEpoch(new Uint32Array(), 0);
    session.run('train', { steps: 0 });
  } catch (error) {
    session.dispose();
    throw error;
  }
  const { layout } = program;
  const byTrial = (inOrder: ArrayLike<number> | undefined): number[] => {
    const values: number[] = [];
    layout.order.forEach((trial, place) => (values[trial] = inOrder?.[place] ?? NaN));
    return values;
  };
  const sumsOf = ({ loss, correct }: ReturnType<GraphSession['run']>): Sums => ({
    loss: byTrial(loss),
    correct: byTrial(correct),
  });
  return {
    beginEpoch,
    train(steps) {
      const found = session.run('train', { steps });
      return { ...sumsOf(found), step: found['step']?.[0] ?? 0 };
    },
    async evaluate(part) {
      const found = session.run(`evaluate_${part}`, { ignored: 0 });
      // 0 for a trial whose every weight is finite.
      return { ...sumsOf(found), finite: byTrial(found['finite']).map((zero) => zero === 0) };
    },
    weights() {
      const arrays = session.run('read_weights', { ignored: 0 });
      const inOrder = layout.slots.map(({ name }) => arrays[name] as Float32Array);
      return unpackWeights(layout, inOrder);
    },
    dispose: () => session.dispose(),
  };
}
