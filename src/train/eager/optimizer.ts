import * as tf from '@tensorflow/tfjs-core';
import {
  meanItself,
  NO_CORRECTION,
  NUMBERS,
  type Elementary,
  type Executor,
} from '../../elementary/operations.js';
import { StepCounters, takeStep, type UpdateRule } from '../../elementary/optimizers.js';

/** On tensors of TensorFlow.js's backend; the caller tidies. */
const TENSORS: Elementary<tf.Tensor> = {
  add: (a, b) => tf.add(a, b),
  subtract: (a, b) => tf.sub(a, b),
  multiply: (a, b) => tf.mul(a, b),
  divide: (a, b) => tf.div(a, b),
  square: (x) => tf.square(x),
  squareRoot: (x) => tf.sqrt(x),
};

/** Updates as Keras writes them: running means are kept as they are. */
const EAGER: Executor<tf.Tensor, number, number> = {
  ...TENSORS,
  scalars: NUMBERS,
  runningMean: (kept, value, decay) => meanItself(TENSORS, kept, value, decay),
  scaledQuotient: (a, b, rate, { numerator, denominator } = NO_CORRECTION) => {
    const scale = (((rate * numerator) / denominator) * a.factor) / b.factor;
    return tf.div(tf.mul(a.array, scale), b.array);
  },
};

/** tfjs-core has this type but does not export it. */
interface NamedTensor {
  readonly name: string;
  readonly tensor: tf.Tensor;
}

/** How far an optimizer goes in a step, and by how much each weight decays in it. */
export interface Rates {
  readonly learningRate: number;
  /** Decoupled: learningRate x weightDecay of the weight itself; 0 is none. */
  readonly weightDecay: number;
}

/**
 * An update rule as TensorFlow.js's models take it: its own optimizers differ from Keras's
 * (`tf.train.adam` corrects the moments first and so puts epsilon elsewhere).
 */
export class RuleOptimizer extends tf.Optimizer {
  static readonly className = 'RuleOptimizer';
  readonly #rule: UpdateRule;
  readonly #rates: Rates;
  readonly #counters: StepCounters;
  readonly #slots = new Map<string, readonly tf.Variable[]>();
  #step = 0;

  constructor(rule: UpdateRule, rates: Rates) {
    super();
    this.#rule = rule;
    this.#rates = rates;
    this.#counters = new StepCounters(rule);
  }

  override applyGradients(gradients: tf.NamedTensorMap | NamedTensor[]): void {
    const named = Array.isArray(gradients)
      ? gradients
      : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
    this.#step += 1;
    const counters = this.#counters.at(this.#step);
    for (const { name, tensor } of named) {
      const variable = tf.engine().registeredVariables[name];
      if (variable === undefined || tensor === undefined) throw new Error(`no variable ${name}`);
      tf.tidy(() => this.#update(variable, tensor, counters));
    }
    this.incrementIterations();
  }

  override dispose(): void {
    for (const slots of this.#slots.values()) slots.forEach((slot) => slot.dispose());
    this.#slots.clear();
    super.dispose();
  }

  override getConfig(): tf.serialization.ConfigDict {
    return {};
  }

  #update(variable: tf.Variable, gradient: tf.Tensor, counters: readonly number[]): void {
    const { learningRate, weightDecay } = this.#rates;
    const kept = this.#slotsOf(variable);
    const { weights, slots } = takeStep(EAGER, this.#rule, {
      weights: variable,
      gradient,
      rate: learningRate,
      decay: learningRate * weightDecay,
      slots: kept,
      counters,
    });
    kept.forEach((slot, index) => slot.assign(slots[index] as tf.Tensor));
    variable.assign(weights);
  }

  #slotsOf(variable: tf.Variable): readonly tf.Variable[] {
    const present = this.#slots.get(variable.name);
    if (present !== undefined) return present;
    const slots = this.#rule.slots.map((slot) =>
      tf.variable(tf.zerosLike(variable), false, `${variable.name}/${slot}`),
    );
    this.#slots.set(variable.name, slots);
    return slots;
  }
}
