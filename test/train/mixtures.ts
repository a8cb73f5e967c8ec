import { expect } from 'vitest';
import type { Optimizer } from '../../src/elementary/optimizers.js';
import type { LayerEntry } from '../../src/network/layer-language.js';
import type { GroupTask } from '../../src/train/grouped/executor.js';
import { initialWeightsOf } from '../../src/train/grouped/view.js';
import { epochOrder } from '../../src/train/seeded.js';
import type { Open } from './dense-groups.js';
import {
  expectSame,
  layer,
  networkOf,
  noise,
  trainModel,
  trainProgram,
  waves,
} from './layer-programs.js';

const IMAGE = [9, 8] as const;
const CLASSES = 4;
/** Six steps, the last of them short. */
const [BATCH, IMAGES] = [8, 43];
const DATASET = {
  train: noise(IMAGES, IMAGE, CLASSES, 1),
  validation: noise(11, IMAGE, CLASSES, 2),
  test: noise(5, IMAGE, CLASSES, 3),
};

const LENET = [
  layer('conv2d', { filters: 3, kernel_size: 3, activation: 'relu' }),
  layer('max_pooling2d'),
  layer('conv2d', { filters: 4, kernel_size: 2, padding: 'same', activation: 'tanh' }),
  layer('flatten'),
  layer('dense', { units: 6, activation: 'elu' }),
];
const KINDS: Readonly<Record<string, readonly LayerEntry[]>> = {
  lenet: LENET,
  gru: [layer('gru', { units: 5 }), layer('dropout', { rate: 0.2 })],
  // A bias before it has no gradient but what rounding leaves, of which Adam would make steps.
  'batch normalization': [
    layer('flatten'),
    layer('dense', { units: 7, use_bias: false }),
    layer('batch_normalization'),
    layer('activation', { activation: 'relu' }),
  ],
  dense: [layer('flatten'), layer('dense', { units: 9, activation: 'tanh' })],
  // As the first one, so that both are one stack, but not beside it.
  'lenet again': LENET,
  'gru again': [layer('gru', { units: 5 }), layer('dropout', { rate: 0.2 })],
  'one unit': [layer('flatten'), layer('dense', { units: 1, activation: 'tanh' })],
};

/** How fast the network of each kind learns: small steps, so that roundings do not grow. */
const RATES: Readonly<Record<Optimizer, number>> = {
  sgd: 0.01,
  momentum: 0.003,
  adam: 0.001,
  adamw: 0.001,
  rmsprop: 0.0003,
  nadam: 0.001,
};

function taskOf(
  kinds: readonly (keyof typeof KINDS)[],
  optimizer: Optimizer,
  orderOf: readonly number[],
  diverging: number,
): GroupTask {
  return {
    networks: kinds.map((kind) => networkOf(KINDS[kind] ?? [], IMAGE, CLASSES)),
    trials: kinds.map((_, trial) => ({
      seed: 5 + trial,
      learning_rate: trial === diverging ? 1e6 : RATES[optimizer] * (1 + 0.1 * trial),
      weight_decay: trial === 1 ? 0.02 : 0,
    })),
    optimizer,
    batchSize: BATCH,
    classes: CLASSES,
    dataset: DATASET,
    orderOf,
  };
}

/**
 * Each network of a mixed group takes the steps that it takes alone; with each of them in turn
 * diverging, the others still do. Two orders of the images are followed.
 *
 * @param exactly to the last bit: who else is in a program changes no sum.
 */
export async function expectMixtureAsAlone(
  optimizer: Optimizer,
  open: Open,
  exactly = false,
): Promise<void> {
  const kinds = Object.keys(KINDS);
  const orders = [4, 9].map((seed) => epochOrder(seed, 1, IMAGES));
  const orderOf = kinds.map((_, trial) => (trial === 0 || trial === 3 ? 0 : 1));
  const task = taskOf(kinds, optimizer, orderOf, -1);
  const before = task.networks.map((network, trial) =>
    initialWeightsOf(network, task.trials[trial]?.seed ?? 0).map(({ values }) => values),
  );
  const alone = await Promise.all(
    kinds.map(async (_, trial) => {
      const own = {
        ...task,
        networks: task.networks.slice(trial, trial + 1),
        trials: task.trials.slice(trial, trial + 1),
        orderOf: [0],
      };
      const [trained] = await trainProgram(open, own, [orders[orderOf[trial] ?? 0] as Uint32Array]);
      return trained;
    }),
  );
  for (const diverging of [-1, ...kinds.keys()]) {
    const together = await trainProgram(open, taskOf(kinds, optimizer, orderOf, diverging), orders);
    kinds.forEach((_, trial) => {
      const [one, other] = [together[trial], alone[trial]];
      if (one === undefined || other === undefined) throw new Error(`no trial ${trial}`);
      if (trial === diverging) {
        // So much that nothing can be left of it, whether it is NaN yet or not.
        const size = Math.max(...one.weights.flat().map(Math.abs));
        expect(size > 1e3 || Number.isNaN(size)).toBe(true);
      } else {
        expectSame(one, other, before[trial] ?? [], 1e-5);
        if (exactly) expect(one).toEqual(other);
      }
    });
  }
}

/** Networks with statistics of the batch, of rows and of images. */
export const SHORT_BATCHES: Readonly<Record<string, readonly LayerEntry[]>> = {
  'after a dense layer': [
    layer('flatten'),
    layer('dense', { units: 7 }),
    layer('batch_normalization'),
    layer('activation', { activation: 'relu' }),
  ],
  'after a convolution': [
    layer('conv2d', { filters: 3, kernel_size: 3 }),
    layer('batch_normalization'),
    layer('max_pooling2d'),
    layer('flatten'),
  ],
  'of pixels': [layer('batch_normalization'), layer('gru', { units: 4 })],
};

/**
 * Two whole batches and one of three images: losses and weights, moving statistics too, are those of
 * TensorFlow.js's models, which see batches of just these images. Of two networks side by side.
 */
export async function expectShortBatch(name: string, open: Open): Promise<void> {
  const train = noise(2 * BATCH + 3, IMAGE, CLASSES, 8);
  const network = networkOf(SHORT_BATCHES[name] ?? [], IMAGE, CLASSES);
  const weights = [waves(network), waves(network, 0.5)];
  const task: GroupTask = {
    networks: [network, network],
    trials: weights.map((_, seed) => ({ seed, learning_rate: 0.05, weight_decay: 0 })),
    optimizer: 'sgd',
    batchSize: BATCH,
    classes: CLASSES,
    dataset: { ...DATASET, train },
    weights,
  };
  const order = epochOrder(6, 1, train.count);
  const together = await trainProgram(open, task, [order]);
  for (const [trial, own] of together.entries()) {
    expectSame(own, await trainModel(task, trial, order), weights[trial] ?? [], 1e-4);
  }
}
