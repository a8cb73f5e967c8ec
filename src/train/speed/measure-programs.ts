import type { LabelledImages } from '../../data/load.js';
import type { MeasuredSpeed } from '../../native/speeds.js';
import type { Compilation } from '../contract.js';
import { openProgram } from '../compiled/train-compiled.js';
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

const BATCH = 32;
const IMAGES = BATCH * 400;
/** Steps of one timing, and timings of which the median counts. */
const STEPS = 60;
const TIMINGS = 5;

/** Times each program with XLA and as a plain graph, on images of noise; null without XLA. */
export async function measurePrograms(): Promise<MeasuredSpeed[] | null> {
  const found: MeasuredSpeed[] = [];
  // The first session of a process also starts the library's threads.
  await timeProgram(taskOf([[8]]), false);
  for (const { program, hidden } of PROGRAMS) {
    const task = taskOf(hidden);
    const xla = await timeProgram(task, true);
    const graph = await timeProgram(task, false);
    if (xla.compilation !== 'xla') return null;
    found.push({
      program,
      networks: hidden.length,
      architectures: new Set(hidden.map(String)).size,
      params: task.networks.reduce((sum, network) => sum + Number(countParameters(network)), 0),
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

async function timeProgram(task: GroupTask, xla: boolean): Promise<Timed> {
  const began = performance.now();
  const { executor, compilation } = await openProgram(task, { xla });
  const opened = performance.now();
  const open = (opened - began) / 1000;
  try {
    await executor.evaluate('validation', () => Promise.resolve());
    const evaluate = (performance.now() - opened) / 1000;
    executor.beginEpoch([Uint32Array.from({ length: IMAGES }, (_, index) => index)], 0);
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

function taskOf(hidden: readonly (readonly number[])[]): GroupTask {
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

function noise(count: number): LabelledImages {
  const pixels = Uint8Array.from(
    { length: count * 784 },
    (_, index) => (index * 2654435761) >>> 24,
  );
  const labels = Uint8Array.from({ length: count }, (_, index) => index % 10);
  return { count, imageShape: [28, 28], pixels, labels };
}
