import type { Agreement, CardSpeeds, TogetherSpeed } from '../../native/cards.js';
import { layersTopology, type LayerEntry } from '../../network/layer-language.js';
import { networkFromTopology } from '../../network/keras/topology.js';
import { openProgram } from '../compiled/train-compiled.js';
import type { GroupTask } from '../grouped/executor.js';
import { BATCH, noise, noiseTask, stepFlop, timeProgram } from './measure-programs.js';
import { firstLine } from '../../text/values.js';

/** What TensorFlow calls the processors. */
const PROCESSORS = '/device:CPU:0';

/** Steps after which weights are compared. */
const STEPS = 50;

/** Networks of a program, rising: with the largest a step of an H200 should be arithmetic alone. */
const TOGETHER = [1, 8, 64, 256];

/** A program that took longer to compile than this is the last one that is tried. */
const LONGEST_COMPILE_SECONDS = 45;

/**
 * Whether programs compute on a card what they compute on the processors.
 *
 * @param card as TensorFlow names it.
 */
export async function proveCard(card: string): Promise<CardSpeeds['agreement']> {
  const onProcessors = weightsOn(PROCESSORS, true).catch(() => weightsOn(PROCESSORS, false));
  const agreementOf = async (xla: boolean): Promise<Agreement> => {
    try {
      const expected = await onProcessors;
      return { difference: largestDifference(await weightsOn(card, xla), expected) };
    } catch (error) {
      return { failure: firstLine(error) };
    }
  };
  return { xla: await agreementOf(true), graph: await agreementOf(false) };
}

/** How fast networks of 784-100-100-10 are trained by one program, each with its own order of the images. */
export async function measureTogether(
  card: string,
  counts: readonly number[] = TOGETHER,
): Promise<readonly TogetherSpeed[]> {
  const found: TogetherSpeed[] = [];
  for (const networks of counts) {
    const hidden = Array.from({ length: networks }, () => [100, 100]);
    const task = { ...noiseTask(hidden), orderOf: hidden.map((_, network) => network) };
    try {
      const { open, step } = await timeProgram(task, { xla: true, xlaRequired: true, card });
      found.push({
        networks,
        step_flop: stepFlop([100, 100]),
        compile_seconds: open,
        step_seconds: step,
      });
      if (open > LONGEST_COMPILE_SECONDS) break;
    } catch {
      // Too many for its memory: what was found is what there is.
      break;
    }
  }
  return found;
}

/** Layers as a spec lists them: an MLP, a normalized one, a LeNet and a GRU. */
const PROVING: readonly (readonly LayerEntry[])[] = [
  [entry('flatten'), entry('dense', { units: 50, activation: 'relu' }), entry('dense')],
  [
    entry('flatten'),
    // A bias before it has a gradient of rounding errors alone, which Adam makes whole steps of.
    entry('dense', { use_bias: false }),
    entry('batch_normalization'),
    entry('activation', { activation: 'relu' }),
    entry('dropout', { rate: 0.2 }),
  ],
  [
    entry('conv2d', { filters: 3, kernel_size: 3, activation: 'relu' }),
    entry('max_pooling2d'),
    entry('flatten'),
    entry('dense', { activation: 'tanh' }),
  ],
  [entry('gru', { units: 8 })],
];

function entry(layer: string, settings: LayerEntry['settings'] = {}): LayerEntry {
  return { layer, settings: layer === 'dense' ? { units: 30, ...settings } : settings };
}

async function weightsOn(device: string, xla: boolean): Promise<readonly Float32Array[]> {
  const images = noise(STEPS * BATCH);
  const task: GroupTask = {
    ...noiseTask([]),
    networks: PROVING.map((list) => networkFromTopology(layersTopology(list, [28, 28], 10))),
    trials: PROVING.map((_, seed) => ({ seed, learning_rate: 1e-3, weight_decay: 0 })),
    dataset: { train: images, validation: noise(BATCH), test: noise(BATCH) },
  };
  const { executor } = await openProgram(task, { xla, xlaRequired: true, card: device });
  try {
    executor.beginEpoch([Uint32Array.from({ length: images.count }, (_, index) => index)], 0);
    executor.train(STEPS);
    return executor.weights().flat();
  } finally {
    executor.dispose();
  }
}

/** Of all arrays: the largest difference of two numbers, by the largest of the array. */
export function largestDifference(
  found: readonly Float32Array[],
  expected: readonly Float32Array[],
): number {
  const differences = expected.map((numbers, array) => {
    const [own, scale] = [found[array] ?? [], largest(numbers)];
    const apart = largest(numbers.map((number, index) => number - (own[index] ?? NaN)));
    return scale === 0 ? apart : apart / scale;
  });
  return largest(differences);
}

/** By size; NaN where one is, which no comparison of numbers would say. */
function largest(numbers: ArrayLike<number>): number {
  return Array.from(numbers).reduce((most, number) => {
    const size = Math.abs(number);
    return Number.isNaN(size) || size > most ? size : most;
  }, 0);
}
