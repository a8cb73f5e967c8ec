import * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type Executor, NO_CORRECTION, NUMBERS } from '../../elementary/operations.js';
import { TENSORS } from '../tensor-operations.js';
import { ruleOf, StepCounters, takeStep, type UpdateRule } from '../../elementary/optimizers.js';
import type { DenseTask } from '../grouped/executor.js';
import { initialWeightsOf } from '../grouped/view.js';
import { requireDense } from '../grouped/network.js';
import type { LayerWeights } from './passes.js';

/** A learning rate: a number, or a tensor that stretches over the parameter. */
export type Rate = number | tf.Tensor;

/** Updates on tensors with as few passes over their arrays as we know. */
export const FUSED: Executor<tf.Tensor, number, Rate> = {
  ...TENSORS,
  scalars: NUMBERS,
  /** Keeps M = m / (1 - decay), which spares a pass: M = decay M + value. */
  runningMean: (kept, value, decay) => ({
    array: tf.add(tf.mul(kept, decay), value),
    factor: 1 - decay,
  }),
  scaledQuotient: (a, b, rate, { numerator, denominator } = NO_CORRECTION) => {
    const scale = ((numerator / denominator) * a.factor) / b.factor;
    return tf.mul(tf.div(a.array, b.array), scaled(rate, scale));
  },
};

function scaled(rate: Rate, scale: number): Rate {
  // Rounded alike, so that a network's numbers do not depend on whether its group's rates differ.
  return typeof rate === 'number'
    ? Math.fround(Math.fround(rate) * Math.fround(scale))
    : tf.mul(rate, scale);
}

const KERNEL = 'SweepCut';

interface Attributes extends Partial<Record<string, unknown>> {
  readonly begin: number;
  readonly shape: readonly number[];
}

// tfjs's own slice on wasm first copies all that it cuts from.
tf.registerKernel({
  kernelName: KERNEL,
  backendName: 'wasm',
  kernelFunc: ({ inputs, backend, attrs }) => {
    const wasm = backend as BackendWasm;
    const { begin, shape } = attrs as unknown as Attributes;
    const out = wasm.makeOutput([...shape], 'float32');
    const part = wasm.typedArrayFromHeap(out);
    const whole = wasm.typedArrayFromHeap(inputs['x'] as tf.TensorInfo);
    part.set(whole.subarray(begin, begin + part.length));
    return out;
  },
});

/** Numbers that follow each other in a tensor, from index `begin` of it on, as a tensor of a shape. */
export function cut(x: tf.Tensor, begin: number, shape: readonly [number, number]): tf.Tensor2D {
  if (tf.getBackend() !== 'wasm') {
    const part = tf.slice1d(tf.reshape(x, [-1]), begin, shape[0] * shape[1]);
    return tf.reshape(part, [...shape]);
  }
  return tf.engine().runKernel(KERNEL, { x }, { begin, shape: [...shape] });
}

/**
 * A moment whose gradient has become 0 shrinks until it is subnormal, where processors compute many
 * times slower, and wasm cannot flush: so tiny ones are set to 0 every so many steps. They are too
 * small to change any weight.
 */
const FLUSH_STEPS = 100;
const TINY = 1e-30;

function flushed(slot: tf.Tensor): tf.Tensor {
  return tf.mul(slot, tf.cast(tf.greater(tf.abs(slot), TINY), 'float32'));
}

/** An array of weights with what its updates need. */
interface Updated {
  weights: tf.Tensor;
  slots: readonly tf.Tensor[];
  readonly rate: Rate;
  /** rate x decay; 0 where no weight decays. */
  readonly decay: number | tf.Tensor;
}

/** Where a layer's array stands among the small ones. */
interface Place {
  readonly begin: number;
  readonly shape: readonly [number, number];
}

/**
 * The weights of a group of networks. First kernels, the large ones, are tensors of their own that
 * stay in the cache while they are updated; all others of all networks are one tensor, so that a
 * pass of the update over them is one operation.
 */
export class FusedWeights {
  readonly #rule: UpdateRule;
  readonly #counters: StepCounters;
  /** By trial: [units, inputs]. */
  readonly #first: readonly Updated[];
  readonly #rest: Updated;
  /** By trial, in the order of `LayerWeights`: first bias, second kernel, second bias, ... */
  readonly #places: readonly (readonly Place[])[];

  constructor({ networks, trials, optimizer }: DenseTask) {
    const rule = ruleOf(optimizer);
    this.#rule = rule;
    this.#counters = new StepCounters(rule);
    const rest: Float32Array[] = [];
    const trialOfEach: number[] = [];
    const first: Updated[] = [];
    this.#places = networks.map((network, trial) => {
      const { seed = 0, learning_rate = 0, weight_decay = 0 } = trials[trial] ?? {};
      const { units: widths } = requireDense(network);
      return initialWeightsOf(network, seed).flatMap(({ values }, index): Place[] => {
        const units = widths[Math.floor(index / 2)] ?? 0;
        const columns = values.length / units;
        const standing = transposed(values, [columns, units]);
        if (index === 0) {
          const weights = tf.tensor2d(standing, [units, columns]);
          first.push(updated(weights, rule, learning_rate, learning_rate * weight_decay));
          return [];
        }
        const begin = trialOfEach.length;
        rest.push(standing);
        for (let number = 0; number < values.length; number++) trialOfEach.push(trial);
        return [{ begin, shape: [units, columns] }];
      });
    });
    const spread = (of: (trial: DenseTask['trials'][number]) => number): number | tf.Tensor => {
      const values = trials.map(of);
      return new Set(values).size === 1
        ? (values[0] as number)
        : tf.tensor1d(trialOfEach.map((trial) => values[trial] ?? 0));
    };
    this.#first = first;
    this.#rest = updated(
      tf.tensor1d(joined(rest)),
      rule,
      spread(({ learning_rate }) => learning_rate),
      spread(({ learning_rate, weight_decay }) => learning_rate * weight_decay),
    );
  }

  /** A trial's layers; the caller tidies. */
  layersOf(trial: number): LayerWeights[] {
    const [bias, ...deeper] = (this.#places[trial] ?? []).map(({ begin, shape }) =>
      cut(this.#rest.weights, begin, shape),
    );
    const layers = [{ kernel: this.#first[trial]?.weights, bias }];
    for (let index = 0; index < deeper.length; index += 2) {
      layers.push({ kernel: deeper[index], bias: deeper[index + 1] });
    }
    return layers as LayerWeights[];
  }

  /**
   * One step of every network.
   *
   * @param gradients by trial and layer.
   * @param step of the whole training, from 1.
   */
  update(gradients: readonly (readonly LayerWeights[])[], step: number): void {
    gradients.forEach((layers, trial) => {
      const [first] = layers;
      if (first !== undefined) this.#step(this.#first[trial] as Updated, first.kernel, step);
    });
    const rest = gradients.flatMap((layers) =>
      layers.flatMap(({ kernel, bias }, layer) => (layer === 0 ? [bias] : [kernel, bias])),
    );
    const flat = tf.tidy(() => tf.concat1d(rest.map((gradient) => tf.reshape(gradient, [-1]))));
    this.#step(this.#rest, flat, step);
  }

  /** Each trial's kernels [inputs, units] and biases [units] in turn. */
  read(): Float32Array[][] {
    const rest = this.#rest.weights.dataSync() as Float32Array;
    return this.#places.map((places, trial) => {
      const { weights } = this.#first[trial] as Updated;
      return [
        transposed(weights.dataSync() as Float32Array, weights.shape),
        ...places.map(({ begin, shape }) =>
          transposed(rest.subarray(begin, begin + shape[0] * shape[1]), shape),
        ),
      ];
    });
  }

  dispose(): void {
    for (const { weights, slots, rate, decay } of [...this.#first, this.#rest]) {
      tf.dispose([weights, ...slots]);
      for (const one of [rate, decay]) if (typeof one !== 'number') one.dispose();
    }
  }

  #step(state: Updated, gradient: tf.Tensor, step: number): void {
    const before = [state.weights, ...state.slots];
    const counters = this.#counters.at(step);
    const [weights, ...slots] = tf.tidy(() => {
      const next = takeStep(FUSED, this.#rule, { ...state, gradient, counters });
      const slots = step % FLUSH_STEPS === 0 ? next.slots.map(flushed) : next.slots;
      return [next.weights, ...slots];
    });
    state.weights = tf.keep(weights as tf.Tensor);
    state.slots = slots.map((slot) => tf.keep(slot));
    tf.dispose(before);
  }
}

function updated(
  weights: tf.Tensor,
  { slots }: UpdateRule,
  rate: Rate,
  decay: number | tf.Tensor,
): Updated {
  const own = slots.map(() => tf.zerosLike(weights));
  return { weights, slots: own, rate, decay };
}

/** A matrix [rows, columns] as [columns, rows]; what has one row or column stays as it is. */
function transposed(array: Float32Array, [rows = 0, columns = 1]: readonly number[]): Float32Array {
  if (columns === 1 || rows === 1) return array.slice();
  const result = new Float32Array(array.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = array[row * columns + column] ?? NaN;
    }
  }
  return result;
}

function joined(arrays: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const array of arrays) {
    all.set(array, offset);
    offset += array.length;
  }
  return all;
}
