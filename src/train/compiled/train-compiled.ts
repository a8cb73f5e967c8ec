import { MEASURES, type Measure, TRAINING_MEASURES } from '../../quantity/measures.js';
import { recordOf } from '../../quantity/table.js';
import type { LabelledImages } from '../../data/load.js';
import { isShortOfMemory } from '../../native/cards.js';
import {
  closeUnused,
  type Feed,
  type GraphSession,
  reopenGraph,
} from '../../native/graph-session.js';
import { compileAlone } from '../../native/program-cache.js';
import {
  type GroupExecutor,
  type GroupTask,
  IMAGE_PARTS,
  type OpenedExecutor,
} from '../grouped/executor.js';
import { trainGrouped } from '../grouped/train-grouped.js';
import { namedSignature, savedModel } from '../../graph/saved-model.js';
import { type Program, trainingProgram } from './program.js';
import type { ProgramOptions } from './program-parts.js';
import { GraphError } from '../../graph/node.js';
import { packWeights, unpackWeights } from './layout.js';
import {
  effortOf,
  evaluationBatch,
  initialWeightsOf,
  paysToCompileEvaluation,
  productsOf,
} from '../grouped/view.js';
import type { Compilation } from '../contract.js';
import type { Trainer } from '../trainer.js';
import { firstLine } from '../../text/values.js';

/** Gives a program all that it keeps: images, initial weights, rates, seeds. */
export function feedProgram(
  session: GraphSession,
  { layout }: Pick<Program, 'layout'>,
  task: Pick<GroupTask, 'dataset' | 'networks' | 'trials' | 'weights'>,
): void {
  const { dataset, networks, trials } = task;
  const weights =
    task.weights ??
    networks.map((network, trial) =>
      initialWeightsOf(network, trials[trial]?.seed ?? 0).map(({ values }) => values),
    );
  const packed = packWeights(layout, weights);
  const arrays = layout.slots.map(
    ({ name, shape }, slot) => [name, { values: packed[slot] as Float32Array, shape }] as const,
  );
  const inOrder = layout.order.map((trial) => trials[trial] as GroupTask['trials'][number]);
  session.run('feed', {
    ...imageFeeds(IMAGE_PARTS.map((part) => dataset[part])),
    ...Object.fromEntries(arrays),
    rates: row(inOrder.map(({ learning_rate }) => learning_rate)),
    decays: row(inOrder.map(({ weight_decay }) => weight_decay)),
    seeds: {
      values: Int32Array.from(inOrder.flatMap(({ seed }) => [seed, Math.floor(seed / 2 ** 32)])),
      shape: [trials.length, 2],
    },
  });
}

function row(values: readonly number[]): Feed {
  return { values: Float32Array.from(values), shape: [values.length] };
}

/** Four bytes in each int32; see `trainingProgram`. */
function imageFeeds(parts: readonly LabelledImages[]): Readonly<Record<string, Feed>> {
  const bytes = parts.reduce((sum, { pixels }) => sum + pixels.length, 0);
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const words = new Int32Array(Math.ceil(bytes / 4));
  const labels = new Int32Array(count);
  let [image, byte] = [0, 0];
  for (const part of parts) {
    new Uint8Array(words.buffer).set(part.pixels, byte);
    labels.set(part.labels, image);
    byte += part.pixels.length;
    image += part.count;
  }
  return {
    pixels: { values: words, shape: [words.length] },
    labels: { values: labels, shape: [count] },
  };
}

/**
 * Trains all trials of the job at once, as one TensorFlow program; where none can be run, one by one
 * by the layers trainer.
 */
export const trainCompiled: Trainer = async (job, context) => {
  const { card, report } = context;
  const open = (task: GroupTask): Promise<OpenedExecutor> =>
    openProgram(task, {
      xla: job.compile === 'xla',
      xlaRequired: job.xlaRequired,
      card,
      onPlain: (reason) => report({ type: 'fell-back', to: 'graph', reason }),
    });
  try {
    return await trainGrouped(job, context, open);
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    report({ type: 'fell-back', to: 'layers', reason: error.message });
    closeUnused();
    const { trainEager } = await import('../eager/train-eager.js');
    return trainEager(job, context);
  }
};

/** No program can be run for a job; trained layer by layer, it may well be. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError';
}

/** How a program is to be run. */
export interface OpenOptions {
  readonly xla: boolean;
  /** Whether XLA's failure is an error; else the plain graph is taken. */
  readonly xlaRequired?: boolean;
  /** See `ProgramOptions`. */
  readonly card?: string | undefined;
  /** Told why XLA compiles none, before the plain graph is opened. */
  readonly onPlain?: (reason: string) => void;
}

/**
 * A program in the native engine, compiled and with all that it is fed; as a plain graph where XLA
 * fails, or the library has none, unless it is required.
 *
 * @throws ProgramError where neither runs; the library's own error where memory is short for several
 *   networks, since fewer may fit, and where XLA is required.
 */
export async function openProgram(task: GroupTask, options: OpenOptions): Promise<OpenedExecutor> {
  const { xla, xlaRequired = false, card, onPlain } = options;
  const stays = (error: unknown): boolean =>
    error instanceof GraphError ||
    (task.networks.length > 1 && isShortOfMemory((error as Error).message));
  if (xla) {
    try {
      return { executor: await openGraphProgram(task, 'xla', card), compilation: 'xla' };
    } catch (error) {
      if (xlaRequired || stays(error)) throw error;
      onPlain?.(firstLine(error));
    }
  }
  try {
    return { executor: await openGraphProgram(task, 'graph', card), compilation: 'graph' };
  } catch (error) {
    if (stays(error)) throw error;
    throw new ProgramError(firstLine(error));
  }
}

async function openGraphProgram(
  task: GroupTask,
  run: Compilation,
  card: string | undefined,
): Promise<GroupExecutor> {
  const program = programOf(task, run, card);
  const { graph, signatures } = program;
  const named = Object.fromEntries(
    Object.entries(signatures).map(([name, signature]) => [name, namedSignature(signature)]),
  );
  const bytes = savedModel(graph, signatures, card);
  const { session, isNew } = await reopenGraph(bytes, named);
  try {
    const executor = executorOf(program, session, task);
    const parts = compiledParts(program, executor, session);
    // What is compiled for a GPU is not kept: others would wait for nothing.
    if (isNew && run === 'xla' && card === undefined) await compileAlone(bytes, parts);
    else for (const compile of parts) compile();
    return executor;
  } catch (error) {
    session.dispose();
    throw error;
  }
}

/** Calls that compute nothing: a library compiles what they call. */
function compiledParts(
  { evaluationByXla }: Program,
  executor: GroupExecutor,
  session: GraphSession,
): readonly (() => void)[] {
  const train = (): void => takeNoStep(executor);
  const evaluate = (): unknown => session.run('evaluate', { begin: 0, end: 0 });
  return evaluationByXla ? [train, evaluate] : [train];
}

/** What runs the program compiles its steps now, or lays them out. */
export function takeNoStep(executor: GroupExecutor): void {
  executor.beginEpoch([], 0);
  executor.train(0);
}

/** The program of a task, made for what will run it. */
export function programOf(task: GroupTask, run: ProgramOptions['run'], card?: string): Program {
  const { networks, trials, optimizer, batchSize, dataset } = task;
  const { train, validation, test } = dataset;
  const { orderOf = networks.map(() => 0), evaluated = 0 } = task;
  const inProcessor = run === 'xla' && card === undefined;
  return trainingProgram({
    networks,
    orderOf,
    optimizer,
    decays: trials.some(({ weight_decay }) => weight_decay > 0),
    batchSize,
    inputs: train.imageShape[0] * train.imageShape[1],
    counts: { train: train.count, validation: validation.count, test: test.count },
    run,
    evaluationByXla: inProcessor && paysToCompileEvaluation(networks, evaluated),
    card,
  });
}

/**
 * A program with all that it is fed, in a session of whichever engine, which lives as long as the
 * executor.
 */
export function executorOf(
  program: Program,
  session: GraphSession,
  task: GroupTask,
): GroupExecutor {
  const { networks, batchSize, dataset, orderOf = networks.map(() => 0) } = task;
  const { train, validation } = dataset;
  const slots = program.stepsPerEpoch * batchSize;
  const length = slots * new Set(orderOf).size;
  const beginEpoch: GroupExecutor['beginEpoch'] = (orders, before) => {
    const order = new Int32Array(length);
    orders.forEach((images, index) => order.set(images, index * slots));
    session.run('begin_epoch', { order: { values: order, shape: [length] }, before });
  };
  feedProgram(session, program, task);
  const { layout } = program;
  const byTrial = (inOrder: ArrayLike<number> | undefined): number[] => {
    const values: number[] = [];
    layout.order.forEach((trial, place) => (values[trial] = inOrder?.[place] ?? NaN));
    return values;
  };
  const sumsOf = <Name extends Measure>(
    names: readonly Name[],
    found: ReturnType<GraphSession['run']>,
  ) => recordOf(names, (name) => byTrial(found[name]));
  return {
    beginEpoch,
    train(steps) {
      const found = session.run('train', { steps });
      return { ...sumsOf(TRAINING_MEASURES, found), step: found['step']?.[0] ?? 0 };
    },
    async evaluate(part, pause) {
      const first = train.count + (part === 'test' ? validation.count : 0);
      const last = first + dataset[part].count;
      const images = imagesPerCall(networks, program);
      const totals = recordOf(MEASURES, () => networks.map(() => 0));
      for (let begin = first; ; begin += images) {
        const end = Math.min(last, begin + images);
        const found = session.run('evaluate', { begin, end });
        const sums = sumsOf(MEASURES, found);
        for (const name of MEASURES) {
          const total = totals[name];
          sums[name].forEach((sum, trial) => (total[trial] = (total[trial] ?? 0) + sum));
        }
        if (end === last) {
          // 0 for a trial whose every weight is finite.
          return { ...totals, finite: byTrial(found['finite']).map((zero) => zero === 0) };
        }
        await pause();
      }
    },
    weights() {
      const arrays = session.run('read_weights', { ignored: 0 });
      const inOrder = layout.slots.map(({ name }) => arrays[name] as Float32Array);
      return unpackWeights(layout, inOrder);
    },
    dispose: () => session.dispose(),
  };
}

/** FLOP of one call of an evaluation by dense layers, a fraction of a second's work. */
const FLOP_PER_CALL = 1e10;

/** Fixed by the networks alone: sums must not depend on how fast a machine is. */
function imagesPerCall(networks: GroupTask['networks'], { run, card }: Program): number {
  const size = evaluationBatch(networks, run, card !== undefined);
  // An interpreter's sums are a batch's each: who else is in the program changes no bit.
  if (run === 'interpreted') return size;
  const products = networks.reduce(
    (sum, network) => sum + productsOf(network) * effortOf(network).flop,
    0,
  );
  const batches = Math.floor(FLOP_PER_CALL / (2 * products * size));
  return size * Math.max(1, batches);
}
