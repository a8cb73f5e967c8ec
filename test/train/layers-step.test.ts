import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildModel, disposeModel } from '../../src/train/layers/build-model.js';
import { forwardBackward, type Float64Layer } from './float64-mlp.js';
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

function float64Layers(weights: readonly Float32Array[]): Float64Layer[] {
  const layers: Float64Layer[] = [];
  for (let index = 0; index < weights.length; index += 2) {
    const bias = weights[index + 1] as Float32Array;
    const kernel = weights[index] as Float32Array;
    layers.push({
      kernel: Float64Array.from(kernel),
      bias: Float64Array.from(bias),
      inputs: kernel.length / bias.length,
      units: bias.length,
    });
  }
  return layers;
}

function float64Batch(batch: number): { pixels: Float64Array[]; labels: number[] } {
  const rows = Array.from({ length: BATCH }, (_, row) => batch * BATCH + row);
  return {
    pixels: rows.map((row) =>
      Float64Array.from(images.pixels.subarray(row * 784, (row + 1) * 784), (p) => p / 255),
    ),
    labels: rows.map((row) => images.labels[row] as number),
  };
}

describe('the layers trainer on wasm', () => {
  beforeAll(async () => {
    expect(await tf.setBackend('wasm')).toBe(true);
  });

  it.each([[[] as number[]], [[20]], [[16, 12]]])(
    'takes the step 1 of hidden %j that float64 calculates',
    async (hidden) => {
      const rate = 0.5;
      const model = buildModel(trialOf(hidden, 'sgd', rate));
      const before = weightsOf(model);
      const expected = forwardBackward(
        float64Layers(before),
        float64Batch(0).pixels,
        float64Batch(0).labels,
      );
      const [loss, accuracy] = await step(model, 0);
      const after = weightsOf(model);
      disposeModel(model);

      expect(loss).toBeCloseTo(expected.loss, 5);
      expect(accuracy).toBeCloseTo(expected.correct / BATCH, 6);
      expected.gradients.forEach((gradient, index) => {
        // Plain descent shows the gradient: (before - after) / rate.
        const kernel = (before[2 * index] as Float32Array).map(
          (w, at) => (w - ((after[2 * index] as Float32Array)[at] as number)) / rate,
        );
        const bias = (after[2 * index + 1] as Float32Array).map((b) => -b / rate);
        expect(relativeDifference(kernel, gradient.kernel)).toBeLessThan(2e-5);
        expect(relativeDifference(bias, gradient.bias)).toBeLessThan(2e-5);
      });
    },
  );

  it("updates as Keras's Adam: epsilon outside the corrected root", async () => {
    const model = buildModel(trialOf([12], 'adam', 0.01));
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

  it("updates as Keras's SGD with momentum 0.9", async () => {
    const model = buildModel(trialOf([], 'momentum', 0.001));
    const layers = float64Layers(weightsOf(model));
    const kernel = (layers[0] as Float64Layer).kernel;
    const bias = (layers[0] as Float64Layer).bias;
    const velocity = {
      kernel: new Float64Array(kernel.length),
      bias: new Float64Array(bias.length),
    };
    for (let t = 0; t < 5; t++) {
      const { pixels, labels } = float64Batch(t);
      const [gradient] = forwardBackward(layers, pixels, labels).gradients;
      for (const part of ['kernel', 'bias'] as const) {
        const value = part === 'kernel' ? kernel : bias;
        gradient?.[part].forEach((g, at) => {
          velocity[part][at] = 0.9 * (velocity[part][at] as number) - 0.001 * g;
          value[at] = (value[at] as number) + (velocity[part][at] as number);
        });
      }
      await step(model, t);
    }
    const after = weightsOf(model);
    disposeModel(model);
    expect(relativeDifference(after[0] as Float32Array, kernel)).toBeLessThan(2e-5);
    expect(relativeDifference(after[1] as Float32Array, bias)).toBeLessThan(2e-5);
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const model = buildModel(trialOf([8], 'adam', 0.001));
    await step(model, 0);
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
