import * as op from '../../graph/ops.js';
import type { Scope } from '../../graph/scope.js';
import type { Tensor } from '../../graph/node.js';
import type { Optimizer } from '../../elementary/optimizers.js';
import { BETA_1, BETA_2, EPSILON, MOMENTUM, RHO } from '../keras-constants.js';

/** An update rule of an optimizer, as Keras writes it. */
export interface UpdateRule {
  /** Arrays that it keeps for each parameter, of the parameter's shape, at first all 0. */
  readonly slots: number;
  /** Numbers that it keeps for the whole training, and what they are at first. */
  readonly counters: readonly number[];
  /** The counters of the step that begins. */
  readonly advance: (scope: Scope, counters: readonly Tensor[]) => readonly Tensor[];
  /**
   * @param rate learning rate, a scalar or a row that stretches over the parameter.
   * @returns the parameter and its slots after the step.
   */
  readonly update: (scope: Scope, step: Step) => { parameter: Tensor; slots: readonly Tensor[] };
}

export interface Step {
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  readonly rate: Tensor;
  readonly slots: readonly Tensor[];
  readonly counters: readonly Tensor[];
}

/** w -= rate * sqrt(1 - b2^t) / (1 - b1^t) * m / (sqrt(v) + 1e-7); counters are b1^t, b2^t. */
const ADAM: UpdateRule = {
  slots: 2,
  counters: [1, 1],
  advance: (scope, [power1, power2]) => [
    op.multiply(scope, power1 as Tensor, op.constant(scope, 'float32', BETA_1)),
    op.multiply(scope, power2 as Tensor, op.constant(scope, 'float32', BETA_2)),
  ],
  update: (scope, { parameter, gradient, rate, slots: [m, v], counters: [power1, power2] }) => {
    const number = (value: number): Tensor => op.constant(scope, 'float32', value);
    const nextM = towards(scope, m as Tensor, gradient, 1 - BETA_1);
    const nextV = towards(scope, v as Tensor, op.square(scope, gradient), 1 - BETA_2);
    const correction = op.divide(
      scope,
      op.squareRoot(scope, op.subtract(scope, number(1), power2 as Tensor)),
      op.subtract(scope, number(1), power1 as Tensor),
    );
    const change = op.divide(
      scope,
      op.multiply(scope, nextM, op.multiply(scope, rate, correction)),
      op.add(scope, op.squareRoot(scope, nextV), number(EPSILON)),
    );
    return { parameter: op.subtract(scope, parameter, change), slots: [nextM, nextV] };
  },
};

export const UPDATE_RULES: Readonly<Record<Optimizer, UpdateRule>> = {
  /** w -= rate * gradient. */
  sgd: {
    slots: 0,
    counters: [],
    advance: () => [],
    update: (scope, { parameter, gradient, rate }) => ({
      parameter: op.subtract(scope, parameter, op.multiply(scope, gradient, rate)),
      slots: [],
    }),
  },
  /** velocity = 0.9 * velocity - rate * gradient; w += velocity. */
  momentum: {
    slots: 1,
    counters: [],
    advance: () => [],
    update: (scope, { parameter, gradient, rate, slots: [velocity] }) => {
      const momentum = op.constant(scope, 'float32', MOMENTUM);
      const next = op.subtract(
        scope,
        op.multiply(scope, velocity as Tensor, momentum),
        op.multiply(scope, gradient, rate),
      );
      return { parameter: op.add(scope, parameter, next), slots: [next] };
    },
  },
  adam: ADAM,
  /** Adam whose weights decay, as every rule's do where a decay is asked for. */
  adamw: ADAM,
  /** v = 0.9 v + 0.1 gradient^2; w -= rate * gradient / sqrt(v + 1e-7). */
  rmsprop: {
    slots: 1,
    counters: [],
    advance: () => [],
    update: (scope, { parameter, gradient, rate, slots: [v] }) => {
      const number = (value: number): Tensor => op.constant(scope, 'float32', value);
      const nextV = towards(scope, v as Tensor, op.square(scope, gradient), 1 - RHO);
      const change = op.divide(
        scope,
        op.multiply(scope, gradient, rate),
        op.squareRoot(scope, op.add(scope, nextV, number(EPSILON))),
      );
      return { parameter: op.subtract(scope, parameter, change), slots: [nextV] };
    },
  },
};

/** w - rate * decay * w: what Keras does before the update, whatever the rule. */
export function decayed(scope: Scope, parameter: Tensor, rate: Tensor, decay: Tensor): Tensor {
  const share = op.multiply(scope, rate, decay);
  return op.subtract(scope, parameter, op.multiply(scope, parameter, share));
}

/** A running mean one step on. */
function towards(scope: Scope, from: Tensor, to: Tensor, share: number): Tensor {
  const change = op.subtract(scope, to, from);
  return op.add(scope, from, op.multiply(scope, change, op.constant(scope, 'float32', share)));
}
