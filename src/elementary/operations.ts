// What a function of arrays, element by element, is written in, so that it is written once: executors
// (nodes of a graph, tensors of TensorFlow.js) offer the operations, activations and update rules use
// them.

/** Operations on arrays A; a number, or what else stretches (O), does so over the other operand. */
export interface Elementary<A, O = number> {
  readonly add: (a: A | O | number, b: A | O | number) => A;
  readonly subtract: (a: A | O | number, b: A | O | number) => A;
  readonly multiply: (a: A | O | number, b: A | O | number) => A;
  readonly divide: (a: A | O | number, b: A | O | number) => A;
  readonly square: (x: A) => A;
  readonly squareRoot: (x: A) => A;
}

/** The same with the functions that activations are made of. */
export interface Functions<A> extends Elementary<A> {
  /** Gauss's error function. */
  readonly errorFunction: (x: A) => A;
  readonly tanh: (x: A) => A;
  readonly sigmoid: (x: A) => A;
  readonly relu: (x: A) => A;
  readonly elu: (x: A) => A;
  readonly selu: (x: A) => A;
  readonly softplus: (x: A) => A;
}

/** Operations on the few numbers of a step that are alike for all elements. */
export interface Scalars<S> {
  readonly add: (a: S | number, b: S | number) => S;
  readonly subtract: (a: S | number, b: S | number) => S;
  readonly multiply: (a: S | number, b: S | number) => S;
  readonly divide: (a: S | number, b: S | number) => S;
  readonly squareRoot: (x: S | number) => S;
}

/** Where a step is a call of JavaScript, they are numbers, in float64. */
export const NUMBERS: Scalars<number> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  squareRoot: (x) => Math.sqrt(x),
};

/** factor x array: what is alike for all elements stays outside, for the last pass over the array. */
export interface Scaled<A, S> {
  readonly array: A;
  readonly factor: S | number;
}

/** A number that depends on the step alone, before it is divided: executors differ in the order. */
export interface Fraction<S> {
  readonly numerator: S | number;
  readonly denominator: S | number;
}

/** What an executor offers an update rule: S are its numbers of a step, R its learning rates. */
export interface Executor<A, S, R> extends Elementary<A, S | R> {
  readonly scalars: Scalars<S>;
  /**
   * One step of m = decay m + (1 - decay) value. `kept` is the array of the step before, at first 0:
   * the mean itself, or what is in proportion to it and takes fewer passes.
   */
  readonly runningMean: (kept: A, value: A, decay: number) => Scaled<A, S>;
  /** rate x correction (1 unless given) x a / b. */
  readonly scaledQuotient: (
    a: Scaled<A, S>,
    b: Scaled<A, S>,
    rate: R,
    correction?: Fraction<S>,
  ) => A;
}

export const NO_CORRECTION = { numerator: 1, denominator: 1 } as const;

/** `runningMean` as its formula has it. */
export function meanItself<A>(
  x: Elementary<A>,
  kept: A,
  value: A,
  decay: number,
): Scaled<A, number> {
  const change = x.multiply(x.subtract(value, kept), 1 - decay);
  return { array: x.add(kept, change), factor: 1 };
}

/** s x a. */
export function timesScalar<A, S, R>(
  { scalars }: Executor<A, S, R>,
  s: S,
  { array, factor }: Scaled<A, S>,
): Scaled<A, S> {
  return { array, factor: scalars.multiply(factor, s) };
}

/** a + b, where a's factor is not 0. */
export function sum<A, S, R>(x: Executor<A, S, R>, a: Scaled<A, S>, b: Scaled<A, S>): Scaled<A, S> {
  const share = x.scalars.divide(b.factor, a.factor);
  return { array: x.add(a.array, x.multiply(b.array, share)), factor: a.factor };
}

/** sqrt(a) + epsilon: sqrt(f A) + epsilon = sqrt(f) (sqrt(A) + epsilon / sqrt(f)). */
export function rootPlus<A, S, R>(
  x: Executor<A, S, R>,
  { array, factor }: Scaled<A, S>,
  epsilon: number,
): Scaled<A, S> {
  const root = x.scalars.squareRoot(factor);
  return { array: x.add(x.squareRoot(array), x.scalars.divide(epsilon, root)), factor: root };
}

/** sqrt(a + epsilon): sqrt(f A + epsilon) = sqrt(f) sqrt(A + epsilon / f). */
export function rootOfSum<A, S, R>(
  x: Executor<A, S, R>,
  { array, factor }: Scaled<A, S>,
  epsilon: number,
): Scaled<A, S> {
  const added = x.add(array, x.scalars.divide(epsilon, factor));
  return { array: x.squareRoot(added), factor: x.scalars.squareRoot(factor) };
}
