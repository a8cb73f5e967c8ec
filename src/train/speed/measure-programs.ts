import type { LabelledImages } from '../../data/load.js';
import type { MeasuredSpeed } from '../../native/speeds.js';
import type { Compilation } from '../contract.js';
import { openProgram, type OpenOptions } from '../compiled/train-compiled.js';
import type { GroupTask } from '../grouped/executor.js';
import { mlpNetwork } from '../../network/mlp.js';
import { countParameters } from '../../network/network.js';

/** A small program of one architecture and a large one of four. */
const PROGRAMS: readonly { readonly program: string; readonly hidden: readonly number[][] }[] = [
  { program: '1 x 784-16-10', hidden: [[16]] },
  {
    program: '2 x 784-100-100-10, 2 x 784-128-10, 2 x 784-64-64-64-10, 2 x 784-50-50-10',
    hidden: [[100, 100], [100, 100], [128], [128], [64, 64, 64], [64, 64, 64], [50, 50], [50, 50]],
  },
];

export const BATCH = 32;
const IMAGES = BATCH * 400;
/** Steps of one timing, and timings of which the median counts. */
const STEPS = 60;
const TIMINGS = 5;

/**
 * Times each program with XLA and as a plain graph, on images of noise; null without XLA.
 *
 * @param card the GPU, as TensorFlow names it; undefined for the processors.
 */
export async function measurePrograms(card?: string): Promise<MeasuredSpeed[] | null> {
  const found: MeasuredSpeed[] = [];
  // The first session of a process also starts the library's threads.
  await timeProgram(noiseTask([[8]]), { xla: false, card });
  for (const { program, hidden } of PROGRAMS) {
    const task = noiseTask(hidden);
    const xla = await timeProgram(task, { xla: true, card });
    const graph = await timeProgram(task, { xla: false, card });
    if (xla.compilation !== 'xla') return null;
    found.push({
      program,
      networks: hidden.length,
      architectures: new Set(hidden.map(String)).size,
      params: task.networks.reduce((sum, network) => sum + Number(countParameters(network)), 0),
      step_flop: hidden.reduce((sum, widths) => sum + stepFlop(widths), 0),
      graph_seconds: graph.open + graph.evaluate,
      compile_seconds: Math.max(0, xla.open - graph.open),
      xla_step_seconds: xla.step,
      graph_step_seconds: graph.step,
    });
  }
  return found;
}

interface Timed {
  readonly compilation: Compilation | null;
  /** Seconds; of the first evaluation, which has the session look through the graph. */
  readonly open: number;
  readonly evaluate: number;
  readonly step: number;
}

/** @throws what `openProgram` throws. */
export async function timeProgram(task: GroupTask, options: OpenOptions): Promise<Timed> {
  const began = performance.now();
  const { executor, compilation } = await openProgram(task, options);
  const opened = performance.now();
  const open = (opened - began) / 1000;
  try {
    await executor.evaluate('validation', () => Promise.resolve());
    const evaluate = (performance.now() - opened) / 1000;
    const order = Uint32Array.from({ length: IMAGES }, (_, index) => index);
    const orders = new Set(task.orderOf ?? [0]).size;
    executor.beginEpoch(new Array<Uint32Array>(orders).fill(order), 0);
    executor.train(STEPS);
    const timings = Array.from({ length: TIMINGS }, () => {
      const start = performance.now();
      executor.train(STEPS);
      return (performance.now() - start) / 1000 / STEPS;
    }).sort((a, b) => a - b);
    return { compilation, open, evaluate, step: timings[Math.floor(TIMINGS / 2)] ?? NaN };
  } finally {
    executor.dispose();
  }
}

/** MLPs on images of noise, each with a seed of its own. */
export function noiseTask(hidden: readonly (readonly number[])[]): GroupTask {
  const train = noise(IMAGES);
  const few = noise(BATCH);
  return {
    networks: hidden.map((layers) =>
      mlpNetwork({ hidden: layers, activation: 'relu' }, [28, 28], 10),
    ),
    trials: hidden.map((_, seed) => ({ seed, learning_rate: 1e-3, weight_decay: 0 })),
    optimizer: 'adam',
    batchSize: BATCH,
    classes: 10,
    dataset: { train, validation: few, test: few },
  };
}

/** Images of no meaning, the same in every process. */
export function noise(count: number): LabelledImages {
  const pixels = Uint8Array.from(
    { length: count * 784 },
    (_, index) => (index * 2654435761) >>> 24,
  );
  const labels = Uint8Array.from({ length: count }, (_, index) => index % 10);
  return { count, imageShape: [28, 28], pixels, labels };
}

/**
 * Training FLOP of a step of an MLP, convention `flop`: forward, gradients of weights and gradients
 * of outputs are a product each, the last of all layers but the first.
 */
export function stepFlop(hidden: readonly number[], batch = BATCH): number {
  const widths = [784, ...hidden, 10];
  const products = widths.slice(1).map((units, layer) => units * (widths[layer] ?? 0));
  const all = products.reduce((sum, product) => sum + product, 0);
  return 2 * batch * (3 * all - (products[0] ?? 0));
}
