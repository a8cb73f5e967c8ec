import type { Attributes, DType, Tensor } from '../node.js';
import type { Scope } from '../scope.js';
import { one, requireType, broadcast } from './one-output.js';

type Binary = (scope: Scope, a: Tensor, b: Tensor) => Tensor;

export const add: Binary = arithmetic('AddV2');
export const subtract: Binary = arithmetic('Sub');
export const multiply: Binary = arithmetic('Mul');
export const divide: Binary = arithmetic('RealDiv');
export const minimum: Binary = arithmetic('Minimum');
export const maximum: Binary = arithmetic('Maximum');
export const less: Binary = comparison('Less');
export const greater: Binary = comparison('Greater');
export const lessEqual: Binary = comparison('LessEqual');
export const greaterEqual: Binary = comparison('GreaterEqual');
export const equal: Binary = comparison('Equal');
export const bitwiseAnd: Binary = arithmetic('BitwiseAnd');

type Unary = (scope: Scope, x: Tensor) => Tensor;

export const square: Unary = elementwise('Square', 'y');
export const negative: Unary = elementwise('Neg', 'y');
export const squareRoot: Unary = elementwise('Sqrt', 'y');
export const inverseSquareRoot: Unary = elementwise('Rsqrt', 'y');
export const hyperbolicTangent: Unary = elementwise('Tanh', 'y');
export const logistic: Unary = elementwise('Sigmoid', 'y');
export const rectifier: Unary = elementwise('Relu', 'activations');
export const exponentialLinear: Unary = elementwise('Elu', 'activations');
export const scaledExponentialLinear: Unary = elementwise('Selu', 'activations');
export const softplus: Unary = elementwise('Softplus', 'activations');
export const exponential: Unary = elementwise('Exp', 'y');
/** Gauss's error function. */
export const errorFunction: Unary = elementwise('Erf', 'y');

/** `yes` where the condition holds, else `no`; all of one shape. */
export function select(scope: Scope, condition: Tensor, yes: Tensor, no: Tensor): Tensor {
  return one(scope, {
    op: 'SelectV2',
    inputs: [condition, yes, no],
    attributes: { T: { kind: 'type', value: yes.dtype } },
    output: 'output',
    dtype: yes.dtype,
    shape: broadcast('SelectV2', condition.shape, broadcast('SelectV2', yes.shape, no.shape)),
  });
}

export function cast(scope: Scope, x: Tensor, dtype: DType): Tensor {
  if (x.dtype === dtype) return x;
  return one(scope, {
    op: 'Cast',
    inputs: [x],
    attributes: { SrcT: { kind: 'type', value: x.dtype }, DstT: { kind: 'type', value: dtype } },
    output: 'y',
    dtype,
    shape: x.shape,
  });
}

function arithmetic(op: string): Binary {
  return (scope, a, b) => {
    requireType(op, b, a.dtype);
    const shape = broadcast(op, a.shape, b.shape);
    const attributes: Attributes = { T: { kind: 'type', value: a.dtype } };
    return one(scope, { op, inputs: [a, b], attributes, output: 'z', dtype: a.dtype, shape });
  };
}

function comparison(op: string): Binary {
  return (scope, a, b) => {
    requireType(op, b, a.dtype);
    const shape = broadcast(op, a.shape, b.shape);
    const attributes: Attributes = { T: { kind: 'type', value: a.dtype } };
    return one(scope, { op, inputs: [a, b], attributes, output: 'z', dtype: 'bool', shape });
  };
}

function elementwise(op: string, output: string): Unary {
  return (scope, x) => {
    const { dtype, shape } = x;
    const attributes: Attributes = { T: { kind: 'type', value: dtype } };
    return one(scope, { op, inputs: [x], attributes, output, dtype, shape });
  };
}
