import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ActivationFunction } from '../../src/elementary/activations.js';
import type { JobTrial } from '../../src/train/contract.js';
import { buildModel, disposeModel, dropoutsOf } from '../../src/train/eager/build-model.js';
import { dropoutMask } from '../../src/train/seeded.js';
import {
  float64Images,
  float64Layers,
  forwardBackward,
  RELU,
  smooth,
  TEXTBOOK,
  type Float64Activation,
  type Float64Layer,
} from './float64-mlp.js';
import {
  BATCH,
  expectAgreement,
  images,
  relativeDifference,
  step,
  trialOf,
  weightsAfterFiftySteps,
  weightsOf,
} from './stepping.js';

function float64Batch(batch: number): { pixels: Float64Array[]; labels: number[] } {
  return float64Images(
    images,
    Array.from({ length: BATCH }, (_, row) => batch * BATCH + row),
  );
}

const RATE = 0.5;

/** One step of plain descent shows the gradient: (before - after) / rate. */
async function expectGradients(
  trial: JobTrial,
  activation: Float64Activation,
  masks: readonly Float32Array[] = [],
  scale = 1,
): Promise<void> {
  const model = await buildModel(trial);
  const scaled = model.getWeights().map((weight) => tf.mul(weight, scale));
  model.setWeights(scaled);
  tf.dispose(scaled);
  const before = weightsOf(model);
  const { pixels, labels } = float64Batch(0);
  const expected = forwardBackward(float64Layers(before), pixels, labels, activation, masks);
  for (const dropout of dropoutsOf(model)) dropout.begin(0, BATCH);
  const [loss, accuracy] = await step(model, 0);
  for (const dropout of dropoutsOf(model)) dropout.end();
  const after = weightsOf(model);
  disposeModel(model);

  expect(loss).toBeCloseTo(expected.loss, 5);
  if (masks.length === 0) expect(accuracy).toBeCloseTo(expected.correct / BATCH, 6);
  expected.gradients.forEach((gradient, index) => {
    const kernel = (before[2 * index] as Float32Array).map(
      (w, at) => (w - ((after[2 * index] as Float32Array)[at] as number)) / RATE,
    );
    const bias = (after[2 * index + 1] as Float32Array).map((b) => -b / RATE);
    expect(relativeDifference(kernel, gradient.kernel)).toBeLessThan(2e-5);
    expect(relativeDifference(bias, gradient.bias)).toBeLessThan(2e-5);
  });
}

/**
 * So many steps of softmax regression.
 *
 * @param update of one weight: from it, its gradient, what was kept of it (at first 0s) and the step
 *   (from 1), the new weight and what to keep.
 */
async function expectUpdates(
  trial: JobTrial,
  steps: number,
  update: (
    value: number,
    gradient: number,
    kept: readonly [number, number],
    step: number,
  ) => readonly [number, number?, number?],
): Promise<void> {
  const model = await buildModel(trial);
  const layers = float64Layers(weightsOf(model));
  const { kernel, bias } = layers[0] as Float64Layer;
  const kept = {
    kernel: Array.from(kernel, (): readonly [number, number] => [0, 0]),
    bias: Array.from(bias, (): readonly [number, number] => [0, 0]),
  };
  for (let t = 0; t < steps; t++) {
    const { pixels, labels } = float64Batch(t);
    const [gradient] = forwardBackward(layers, pixels, labels).gradients;
    for (const part of ['kernel', 'bias'] as const) {
      const value = part === 'kernel' ? kernel : bias;
      gradient?.[part].forEach((g, at) => {
        const before = kept[part][at] ?? [NaN, NaN];
        const [next, one = 0, other = 0] = update(value[at] as number, g, before, t + 1);
        value[at] = next;
        kept[part][at] = [one, other];
      });
    }
    await step(model, t);
  }
  const after = weightsOf(model);
  disposeModel(model);
  expect(relativeDifference(after[0] as Float32Array, kernel)).toBeLessThan(2e-5);
  expect(relativeDifference(after[1] as Float32Array, bias)).toBeLessThan(2e-5);
}

describe('the layers trainer on wasm', () => {
  beforeAll(async () => {
    expect(await tf.setBackend('wasm')).toBe(true);
  });

  it.each([[[] as number[]], [[20]], [[16, 12]]])(
    'takes the step 1 of hidden %j that float64 calculates',
    async (hidden) => expectGradients(trialOf(hidden, 'sgd', RATE), RELU),
  );

  it('goes back from the logits where the label has a probability below 1e-7', async () => {
    // A hundred times the initial weights: logits some hundred apart.
    await expectGradients(trialOf([], 'sgd', RATE), RELU, [], 100);
  });

  it.each(Object.entries(TEXTBOOK))('goes back through %s as float64 does', async (name, of) => {
    const activation = name as ActivationFunction;
    await expectGradients(trialOf([16, 12], 'sgd', RATE, { activation }), smooth(of));
  });

  it('drops what the mask of the step drops, and scales the rest', async () => {
    const trial = trialOf([16, 12], 'sgd', RATE, { dropout: 0.25 });
    const masks = [16, 12].map((units, layer) =>
      dropoutMask(trial.seed, layer + 1, 0, [BATCH, units], 0.25),
    );
    await expectGradients(trial, RELU, masks);
  });

  it("updates as Keras's Adam: epsilon outside the corrected root", async () => {
    const model = await buildModel(trialOf([12], 'adam', 0.01));
    const layers = float64Layers(weightsOf(model));
    const values = layers.flatMap(({ kernel, bias }) => [kernel, bias]);
    const m = values.map((value) => new Float64Array(value.length));
    const v = values.map((value) => new Float64Array(value.length));
    for (let t = 1; t <= 10; t++) {
      const { pixels, labels } = float64Batch(t - 1);
      const { gradients } = forwardBackward(layers, pixels, labels);
      gradients
        .flatMap(({ kernel, bias }) => [kernel, bias])
        .forEach((gradient, index) => {
          gradient.forEach((g, at) => {
            const moments = [m[index], v[index], values[index]] as [
              Float64Array,
              Float64Array,
              Float64Array,
            ];
            const first = 0.9 * (moments[0][at] as number) + 0.1 * g;
            const second = 0.999 * (moments[1][at] as number) + 0.001 * g * g;
            moments[0][at] = first;
            moments[1][at] = second;
            const rate = (0.01 * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t);
            moments[2][at] =
              (moments[2][at] as number) - (rate * first) / (Math.sqrt(second) + 1e-7);
          });
        });
      await step(model, t - 1);
    }
    const after = weightsOf(model);
    disposeModel(model);
    values.forEach((value, index) => {
      expect(relativeDifference(after[index] as Float32Array, value)).toBeLessThan(1e-4);
    });
  });

  it("updates as Keras's SGD with momentum 0.9", () =>
    expectUpdates(trialOf([], 'momentum', 0.001), 5, (value, g, [velocity]) => {
      const next = 0.9 * velocity - 0.001 * g;
      return [value + next, next];
    }));

  it("updates as Keras's RMSprop: epsilon below the root", () =>
    expectUpdates(trialOf([], 'rmsprop', 0.001), 5, (value, g, [square]) => {
      const next = 0.9 * square + 0.1 * g * g;
      return [value - (0.001 * g) / Math.sqrt(next + 1e-7), next];
    }));

  it("updates as Keras's Nadam: the momentum of this step and of the next", () =>
    expectUpdates(trialOf([], 'nadam', 0.001), 8, (value, g, [m, v], t) => {
      const momentum = (step: number): number => 0.9 * (1 - 0.5 * 0.96 ** step);
      let product = 1;
      for (let step = 1; step <= t; step++) product *= momentum(step);
      const nextM = 0.9 * m + 0.1 * g;
      const nextV = 0.999 * v + 0.001 * g * g;
      const ahead = momentum(t + 1) / (1 - product * momentum(t + 1));
      const direction = ahead * nextM + ((1 - momentum(t)) / (1 - product)) * g;
      const size = Math.sqrt(nextV / (1 - 0.999 ** t)) + 1e-7;
      return [value - (0.001 * direction) / size, nextM, nextV];
    }));

  it('takes learning rate x weight decay of every weight, biases too, before the update', () =>
    expectUpdates(trialOf([], 'sgd', 0.01, { weight_decay: 2 }), 3, (value, g) => [
      value * (1 - 0.01 * 2) - 0.01 * g,
    ]));

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const model = await buildModel(trialOf([8], 'adam', 0.001, { dropout: 0.5 }));
    for (const dropout of dropoutsOf(model)) dropout.begin(0, BATCH);
    await step(model, 0);
    for (const dropout of dropoutsOf(model)) dropout.end();
    disposeModel(model);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('engines', () => {
  it('agree after 50 steps from the same weights and batches, to 1e-5 of the kernels', async () => {
    await import('@tensorflow/tfjs-backend-cpu');
    const wasm = await weightsAfterFiftySteps('wasm');
    const cpu = await weightsAfterFiftySteps('cpu');
    expectAgreement(wasm, cpu);
  }, 120_000);
});
