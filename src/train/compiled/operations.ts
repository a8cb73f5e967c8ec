import {
  meanItself,
  NO_CORRECTION,
  type Elementary,
  type Executor,
  type Functions,
  type Scalars,
} from '../../elementary/operations.js';
import type { Tensor } from '../../graph/node.js';
import * as op from '../../graph/ops.js';
import type { Scope } from '../../graph/scope.js';

/** A number that the graph need not compute, or one that it must. */
export type GraphScalar = number | Tensor;

/** Nodes of a scope, all float32. */
export function graphOperations(scope: Scope): Functions<Tensor> {
  const node = (x: GraphScalar): Tensor =>
    typeof x === 'number' ? op.constant(scope, 'float32', x) : x;
  return {
    add: (a, b) => op.add(scope, node(a), node(b)),
    subtract: (a, b) => op.subtract(scope, node(a), node(b)),
    multiply: (a, b) => op.multiply(scope, node(a), node(b)),
    divide: (a, b) => op.divide(scope, node(a), node(b)),
    square: (x) => op.square(scope, x),
    squareRoot: (x) => op.squareRoot(scope, x),
    errorFunction: (x) => op.errorFunction(scope, x),
    tanh: (x) => op.hyperbolicTangent(scope, x),
    sigmoid: (x) => op.logistic(scope, x),
    relu: (x) => op.rectifier(scope, x),
    elu: (x) => op.exponentialLinear(scope, x),
    selu: (x) => op.scaledExponentialLinear(scope, x),
    softplus: (x) => op.softplus(scope, x),
  };
}

/** An update as nodes of a scope; running means are kept as they are. */
export function graphExecutor(scope: Scope): Executor<Tensor, GraphScalar, Tensor> {
  const x = graphOperations(scope);
  const scalars = graphScalars(x);
  return {
    ...x,
    scalars,
    runningMean: (kept, value, decay) => meanItself(x, kept, value, decay),
    scaledQuotient: (a, b, rate, { numerator, denominator } = NO_CORRECTION) => {
      const correction = scalars.divide(numerator, denominator);
      const factor = scalars.divide(scalars.multiply(correction, a.factor), b.factor);
      const scaled = x.multiply(a.array, scalars.multiply(rate, factor) as Tensor);
      return x.divide(scaled, b.array);
    },
  };
}

/** What is known beforehand is computed now; nothing is multiplied with 1. */
export function graphScalars(x: Elementary<Tensor>): Scalars<GraphScalar> {
  const fold =
    (known: (a: number, b: number) => number, node: (a: GraphScalar, b: GraphScalar) => Tensor) =>
    (a: GraphScalar, b: GraphScalar): GraphScalar =>
      typeof a === 'number' && typeof b === 'number' ? known(a, b) : node(a, b);
  const multiply = fold((a, b) => a * b, x.multiply);
  const divide = fold((a, b) => a / b, x.divide);
  return {
    add: fold((a, b) => a + b, x.add),
    subtract: fold((a, b) => a - b, x.subtract),
    multiply: (a, b) => (a === 1 ? b : b === 1 ? a : multiply(a, b)),
    divide: (a, b) => (b === 1 ? a : divide(a, b)),
    squareRoot: (s) => (typeof s === 'number' ? Math.sqrt(s) : x.squareRoot(s)),
  };
}
