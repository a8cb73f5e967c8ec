import type { Attributes } from './node.js';
import type { Scope } from './scope.js';
import { GraphError, shapeText, sizeOf, type DType, type Shape, type Tensor } from './tensor.js';

// Constructors of the operations that this project uses, each checked for types and shapes. Names of
// operations, attributes and outputs are those of TensorFlow's op registry.

export function placeholder(scope: Scope, name: string, dtype: DType, shape: Shape): Tensor {
  return one(scope, {
    op: 'Placeholder',
    name,
    inputs: [],
    attributes: { dtype: { kind: 'type', value: dtype }, shape: { kind: 'shape', value: shape } },
    output: 'output',
    dtype,
    shape,
  });
}

/** A constant of one value, or of as many as the shape has. */
export function constant(
  scope: Scope,
  dtype: 'float32' | 'int32' | 'bool',
  values: number | readonly number[],
  shape: readonly number[] = [],
): Tensor {
  const list = typeof values === 'number' ? [values] : values;
  if (list.length !== sizeOf(shape)) {
    throw new GraphError(`${list.length} values for a constant of ${shapeText(shape)}`);
  }
  return one(scope, {
    op: 'Const',
    inputs: [],
    attributes: {
      dtype: { kind: 'type', value: dtype },
      value: { kind: 'tensor', value: { dtype, shape, values: list } },
    },
    output: 'output',
    dtype,
    shape,
  });
}

/** A variable that lives as long as the session; it must be assigned before it is read. */
export function variable(scope: Scope, name: string, dtype: DType, shape: Shape): Variable {
  const handle = one(scope, {
    op: 'VarHandleOp',
    name,
    inputs: [],
    attributes: {
      dtype: { kind: 'type', value: dtype },
      shape: { kind: 'shape', value: shape },
      shared_name: { kind: 'text', value: name },
    },
    output: 'resource',
    dtype: 'resource',
    shape: [],
  });
  return { handle, dtype, shape };
}

export interface Variable {
  readonly handle: Tensor;
  readonly dtype: DType;
  readonly shape: Shape;
}

export function read(scope: Scope, { handle, dtype, shape }: Variable): Tensor {
  return one(scope, {
    op: 'ReadVariableOp',
    inputs: [handle],
    attributes: { dtype: { kind: 'type', value: dtype } },
    output: 'value',
    dtype,
    shape,
    reads: [handle],
  });
}

export function assign(scope: Scope, { handle, dtype, shape }: Variable, value: Tensor): void {
  requireType('AssignVariableOp', value, dtype);
  const fits =
    shape.length === value.shape.length &&
    shape.every((size, d) => size === null || size === value.shape[d] || value.shape[d] === null);
  if (!fits) {
    throw new GraphError(
      `a variable of ${shapeText(shape)} cannot become ${shapeText(value.shape)}`,
    );
  }
  scope.add({
    op: 'AssignVariableOp',
    inputs: [handle, value],
    attributes: { dtype: { kind: 'type', value: dtype } },
    outputs: [],
    writes: [handle],
  });
}

/** Which operands of a product are transposed first. */
export interface Transpositions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** [m, k] x [k, n] after the transpositions. */
export function matMul(
  scope: Scope,
  a: Tensor,
  b: Tensor,
  { transposeA = false, transposeB = false }: Transpositions = {},
): Tensor {
  const [rows, inner] = transposeA ? [...a.shape].reverse() : a.shape;
  const [innerB, columns] = transposeB ? [...b.shape].reverse() : b.shape;
  if (a.shape.length !== 2 || b.shape.length !== 2 || inner !== innerB) {
    throw cannotMultiply(a, b, transposeA, transposeB);
  }
  return one(scope, {
    op: 'MatMul',
    inputs: [a, b],
    attributes: {
      T: { kind: 'type', value: a.dtype },
      transpose_a: { kind: 'bool', value: transposeA },
      transpose_b: { kind: 'bool', value: transposeB },
    },
    output: 'product',
    dtype: a.dtype,
    shape: [rows ?? null, columns ?? null],
  });
}

function cannotMultiply(
  a: Tensor,
  b: Tensor,
  transposeA: boolean,
  transposeB: boolean,
): GraphError {
  const [left, right] = [transposeA, transposeB].map((transposed) => (transposed ? 'T' : ''));
  return new GraphError(
    `cannot multiply ${shapeText(a.shape)}${left} by ${shapeText(b.shape)}${right}`,
  );
}

/** [n, m, k] x [n, k, l], matrix by matrix, after the transpositions. */
export function batchMatMul(
  scope: Scope,
  a: Tensor,
  b: Tensor,
  { transposeA = false, transposeB = false }: Transpositions = {},
): Tensor {
  const [count, ...left] = a.shape;
  const [countB, ...right] = b.shape;
  const [rows, inner] = transposeA ? left.reverse() : left;
  const [innerB, columns] = transposeB ? right.reverse() : right;
  const fits = count === countB && inner === innerB;
  if (a.shape.length !== 3 || b.shape.length !== 3 || !fits) {
    throw cannotMultiply(a, b, transposeA, transposeB);
  }
  return one(scope, {
    op: 'BatchMatMulV2',
    inputs: [a, b],
    attributes: {
      T: { kind: 'type', value: a.dtype },
      adj_x: { kind: 'bool', value: transposeA },
      adj_y: { kind: 'bool', value: transposeB },
    },
    output: 'output',
    dtype: a.dtype,
    shape: [count ?? null, rows ?? null, columns ?? null],
  });
}

export function transpose(scope: Scope, x: Tensor, order: readonly number[]): Tensor {
  return one(scope, {
    op: 'Transpose',
    inputs: [x, constant(scope, 'int32', order, [order.length])],
    attributes: {
      T: { kind: 'type', value: x.dtype },
      Tperm: { kind: 'type', value: 'int32' },
    },
    output: 'y',
    dtype: x.dtype,
    shape: order.map((dimension) => x.shape[dimension] ?? null),
  });
}

type Binary = (scope: Scope, a: Tensor, b: Tensor) => Tensor;

export const add: Binary = arithmetic('AddV2');
export const subtract: Binary = arithmetic('Sub');
export const multiply: Binary = arithmetic('Mul');
export const divide: Binary = arithmetic('RealDiv');
export const minimum: Binary = arithmetic('Minimum');
export const maximum: Binary = arithmetic('Maximum');
export const less: Binary = comparison('Less');
export const greater: Binary = comparison('Greater');
export const greaterEqual: Binary = comparison('GreaterEqual');
export const equal: Binary = comparison('Equal');
export const bitwiseAnd: Binary = arithmetic('BitwiseAnd');

type Unary = (scope: Scope, x: Tensor) => Tensor;

export const square: Unary = elementwise('Square', 'y');
export const squareRoot: Unary = elementwise('Sqrt', 'y');
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

/** The four bytes of each int32, lowest first: [n] becomes uint8 [n, 4]. */
export function bytesOf(scope: Scope, x: Tensor): Tensor {
  return bitcast(scope, x, 'uint8', [...x.shape, 4]);
}

/**
 * Random int32 of any shape by Philox4x32-10: word after word of the blocks from `counter` on.
 *
 * @param key int32 [2], low word first.
 * @param counter int32 [4], low word first.
 */
export function philoxWords(
  scope: Scope,
  key: Tensor,
  counter: Tensor,
  shape: readonly number[],
): Tensor {
  return one(scope, {
    op: 'StatelessRandomUniformFullIntV2',
    inputs: [
      constant(scope, 'int32', shape, [shape.length]),
      bitcast(scope, reshape(scope, key, [1, 2]), 'uint64', [1]),
      bitcast(scope, reshape(scope, counter, [2, 2]), 'uint64', [2]),
      constant(scope, 'int32', RNG_PHILOX),
    ],
    attributes: {
      dtype: { kind: 'type', value: 'int32' },
      Tshape: { kind: 'type', value: 'int32' },
    },
    output: 'output',
    dtype: 'int32',
    shape,
  });
}

/** TensorFlow's number of that algorithm. */
const RNG_PHILOX = 1;

function bitcast(scope: Scope, x: Tensor, dtype: DType, shape: Shape): Tensor {
  return one(scope, {
    op: 'Bitcast',
    inputs: [x],
    attributes: { T: { kind: 'type', value: x.dtype }, type: { kind: 'type', value: dtype } },
    output: 'output',
    dtype,
    shape,
  });
}

/** Sum over some dimensions, which go. */
export function sum(scope: Scope, x: Tensor, dimensions: readonly number[]): Tensor {
  const axes = constant(scope, 'int32', dimensions, [dimensions.length]);
  return one(scope, {
    op: 'Sum',
    inputs: [x, axes],
    attributes: {
      T: { kind: 'type', value: x.dtype },
      Tidx: { kind: 'type', value: 'int32' },
      keep_dims: { kind: 'bool', value: false },
    },
    output: 'output',
    dtype: x.dtype,
    shape: x.shape.filter((_, dimension) => !dimensions.includes(dimension)),
  });
}

/** Index of the largest element of each row of [rows, columns]. */
export function argMax(scope: Scope, x: Tensor): Tensor {
  return one(scope, {
    op: 'ArgMax',
    inputs: [x, constant(scope, 'int32', 1)],
    attributes: {
      T: { kind: 'type', value: x.dtype },
      Tidx: { kind: 'type', value: 'int32' },
      output_type: { kind: 'type', value: 'int32' },
    },
    output: 'output',
    dtype: 'int32',
    shape: x.shape.slice(0, 1),
  });
}

export function reshape(scope: Scope, x: Tensor, shape: readonly number[]): Tensor {
  return one(scope, {
    op: 'Reshape',
    inputs: [x, constant(scope, 'int32', shape, [shape.length])],
    attributes: { T: { kind: 'type', value: x.dtype }, Tshape: { kind: 'type', value: 'int32' } },
    output: 'output',
    dtype: x.dtype,
    shape,
  });
}

/** `size` elements from `begin` (int32 [rank]) on. */
export function slice(scope: Scope, x: Tensor, begin: Tensor, size: readonly number[]): Tensor {
  return one(scope, {
    op: 'Slice',
    inputs: [x, begin, constant(scope, 'int32', size, [size.length])],
    attributes: { T: { kind: 'type', value: x.dtype }, Index: { kind: 'type', value: 'int32' } },
    output: 'output',
    dtype: x.dtype,
    shape: size,
  });
}

/** Rows of x by their indices (int32 [n]). */
export function gather(scope: Scope, x: Tensor, indices: Tensor): Tensor {
  return one(scope, {
    op: 'GatherV2',
    inputs: [x, indices, constant(scope, 'int32', 0)],
    attributes: {
      Tparams: { kind: 'type', value: x.dtype },
      Tindices: { kind: 'type', value: 'int32' },
      Taxis: { kind: 'type', value: 'int32' },
      batch_dims: { kind: 'int', value: 0 },
    },
    output: 'output',
    dtype: x.dtype,
    shape: [...indices.shape, ...x.shape.slice(1)],
  });
}

/** One float32 number everywhere. */
export function fill(scope: Scope, shape: readonly number[], value: number): Tensor {
  return one(scope, {
    op: 'Fill',
    inputs: [constant(scope, 'int32', shape, [shape.length]), constant(scope, 'float32', value)],
    attributes: {
      T: { kind: 'type', value: 'float32' },
      index_type: { kind: 'type', value: 'int32' },
    },
    output: 'output',
    dtype: 'float32',
    shape,
  });
}

/** 0, 1, ... up to a constant number of them. */
export function range(scope: Scope, count: number): Tensor {
  return constant(
    scope,
    'int32',
    Array.from({ length: count }, (_, index) => index),
    [count],
  );
}

/** Tensors of equal shape as one with a new dimension 0. */
export function stack(scope: Scope, tensors: readonly Tensor[]): Tensor {
  const [first] = tensors;
  if (first === undefined) throw new GraphError('nothing to stack');
  return one(scope, {
    op: 'Pack',
    inputs: tensors,
    attributes: {
      N: { kind: 'int', value: tensors.length },
      T: { kind: 'type', value: first.dtype },
      axis: { kind: 'int', value: 0 },
    },
    output: 'output',
    dtype: first.dtype,
    shape: [tensors.length, ...first.shape],
  });
}

/** Tensors side by side along one dimension. */
export function concat(scope: Scope, tensors: readonly Tensor[], dimension: number): Tensor {
  const [first] = tensors;
  if (first === undefined) throw new GraphError('nothing to concatenate');
  if (tensors.length === 1) return first;
  const size = tensors.reduce((all, { shape }) => all + (shape[dimension] ?? NaN), 0);
  return one(scope, {
    op: 'ConcatV2',
    inputs: [...tensors, constant(scope, 'int32', dimension)],
    attributes: {
      N: { kind: 'int', value: tensors.length },
      T: { kind: 'type', value: first.dtype },
      Tidx: { kind: 'type', value: 'int32' },
    },
    output: 'output',
    dtype: first.dtype,
    shape: first.shape.map((own, d) => (d === dimension ? size : own)),
  });
}

/** The parts of given sizes along one dimension. */
export function split(
  scope: Scope,
  x: Tensor,
  sizes: readonly number[],
  dimension: number,
): Tensor[] {
  if (sizes.length === 1) return [x];
  return scope.add({
    op: 'SplitV',
    inputs: [
      x,
      constant(scope, 'int32', sizes, [sizes.length]),
      constant(scope, 'int32', dimension),
    ],
    attributes: {
      num_split: { kind: 'int', value: sizes.length },
      T: { kind: 'type', value: x.dtype },
      Tlen: { kind: 'type', value: 'int32' },
    },
    outputs: [
      {
        name: 'output',
        tensors: sizes.map((size) => ({
          dtype: x.dtype,
          shape: x.shape.map((own, d) => (d === dimension ? size : own)),
        })),
      },
    ],
  });
}

/**
 * Cross-entropy of each row of logits [rows, classes] with its label (int32 [rows]), in nats, and
 * its gradient with respect to the logits.
 */
export function crossEntropy(
  scope: Scope,
  logits: Tensor,
  labels: Tensor,
): { readonly loss: Tensor; readonly gradient: Tensor } {
  const [loss, gradient] = scope.add({
    op: 'SparseSoftmaxCrossEntropyWithLogits',
    inputs: [logits, labels],
    attributes: {
      T: { kind: 'type', value: logits.dtype },
      Tlabels: { kind: 'type', value: labels.dtype },
    },
    outputs: [
      { name: 'loss', tensors: [{ dtype: logits.dtype, shape: labels.shape }] },
      { name: 'backprop', tensors: [logits] },
    ],
  }) as [Tensor, Tensor];
  return { loss, gradient };
}

interface One {
  readonly op: string;
  readonly name?: string;
  readonly inputs: readonly Tensor[];
  readonly attributes: Attributes;
  readonly output: string;
  readonly dtype: DType;
  readonly shape: Shape;
  readonly reads?: readonly Tensor[];
}

function one(scope: Scope, { output, dtype, shape, ...rest }: One): Tensor {
  return scope.add({
    ...rest,
    outputs: [{ name: output, tensors: [{ dtype, shape }] }],
  })[0] as Tensor;
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

function requireType(op: string, tensor: Tensor, dtype: DType): void {
  if (tensor.dtype !== dtype) throw new GraphError(`${op}: ${tensor.dtype} beside ${dtype}`);
}

/** NumPy's rule: sizes are compared from the end; 1 stretches. */
function broadcast(op: string, a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, dimension) => {
    const [x, y] = [a, b].map((shape) => {
      const index = shape.length - rank + dimension;
      return index < 0 ? 1 : (shape[index] as number | null);
    });
    if (x === 1) return y ?? null;
    if (y === 1 || x === y) return x ?? null;
    throw new GraphError(`${op}: ${shapeText(a)} beside ${shapeText(b)}`);
  });
}
