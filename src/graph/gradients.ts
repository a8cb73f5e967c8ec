import { type Constant, GraphError, sameShape, shapeText, sizes, type Tensor } from './node.js';
import * as op from './ops.js';
import type { Operation, Scope } from './scope.js';

// Reverse mode: A. Griewank and A. Walther, "Evaluating Derivatives", 2nd ed., SIAM 2008, chapter 3.

/** A tensor, and the gradient of some number with respect to it, of its shape. */
export type Seed = readonly [tensor: Tensor, gradient: Tensor];

/**
 * Gradients with respect to `of`, from those with respect to what was made of them in this scope:
 * back through its operations in turn, summed where paths meet.
 *
 * @param of float32 tensors: made in this scope, arguments of it, or taken from around it.
 * @returns one for each; undefined where the seeds do not depend on it.
 * @throws GraphError that names an operation without a rule.
 */
export function gradients(
  scope: Scope,
  seeds: readonly Seed[],
  of: readonly Tensor[],
): (Tensor | undefined)[] {
  const operations = [...scope.operations];
  const dependent = new Set(of);
  for (const { definition, outputs } of operations) {
    if (STOPS.has(definition.op) || !definition.inputs.some((input) => dependent.has(input)))
      continue;
    for (const output of outputs) if (output.dtype === 'float32') dependent.add(output);
  }
  const found = new Map<Tensor, Tensor>();
  const add = (tensor: Tensor, gradient: Tensor | undefined): void => {
    if (gradient === undefined) return;
    if (!sameShape(tensor.shape, gradient.shape)) {
      const [own, other] = [tensor, gradient].map(({ shape }) => shapeText(shape));
      throw new GraphError(`a gradient of ${other} for ${tensor.reference} of ${own}`);
    }
    const before = found.get(tensor);
    found.set(tensor, before === undefined ? gradient : op.add(scope, before, gradient));
  };
  for (const [tensor, gradient] of seeds) if (dependent.has(tensor)) add(tensor, gradient);
  for (const operation of operations.toReversed()) {
    const { definition, outputs } = operation;
    const given = outputs.map((output) => found.get(output));
    const wanted = definition.inputs.map((input) => dependent.has(input));
    if (given.every((gradient) => gradient === undefined) || !wanted.includes(true)) continue;
    const own = backward(scope, operation, given, wanted);
    definition.inputs.forEach((input, index) => {
      if (wanted[index] === true) add(input, own[index]);
    });
  }
  return of.map((tensor) => found.get(tensor));
}

function backward(
  scope: Scope,
  operation: Operation,
  given: readonly (Tensor | undefined)[],
  wanted: readonly boolean[],
): readonly (Tensor | undefined)[] {
  const { definition, outputs, compound } = operation;
  if (compound !== undefined) return compound.backward(scope, given, wanted);
  const rule = RULES[definition.op];
  if (rule === undefined) throw new GraphError(`no gradient of ${definition.op}`);
  const [gradient] = given;
  const [output] = outputs;
  const at: At = {
    scope,
    inputs: definition.inputs,
    output: output as Tensor,
    outputs,
    gradient: gradient as Tensor,
    given,
    wanted,
    constant: (index) => constantOf(scope, operation, index),
    flag: (name) => {
      const attribute = definition.attributes?.[name];
      return attribute?.kind === 'bool' && attribute.value;
    },
  };
  return rule(at);
}

/** An operation on the way back. */
interface At {
  readonly scope: Scope;
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  readonly outputs: readonly Tensor[];
  /** Of the first output. */
  readonly gradient: Tensor;
  /** Of each output. */
  readonly given: readonly (Tensor | undefined)[];
  /** The inputs whose gradient is asked for; others need none. */
  readonly wanted: readonly boolean[];
  /** The numbers of an input that is a constant. */
  readonly constant: (index: number) => readonly number[];
  readonly flag: (name: string) => boolean;
}

/** Gradients of the inputs; those that have none may be left out at the end. */
type Rule = (at: At) => readonly (Tensor | undefined)[];

/** Their results are whole numbers or true and false, or do not depend on their inputs. */
const STOPS: ReadonlySet<string> = new Set([
  'ArgMax',
  'Equal',
  'Greater',
  'GreaterEqual',
  'Less',
  'LessEqual',
  'StatelessRandomUniformFullIntV2',
]);

const RULES: Readonly<Record<string, Rule>> = {
  AddV2: (at) =>
    both(
      at,
      (dy) => dy,
      (dy) => dy,
    ),
  Sub: (at) =>
    both(
      at,
      (dy) => dy,
      (dy) => op.negative(at.scope, dy),
    ),
  Mul: (at) =>
    both(
      at,
      (dy, _a, b) => op.multiply(at.scope, dy, b),
      (dy, a) => op.multiply(at.scope, dy, a),
    ),
  RealDiv: (at) =>
    both(
      at,
      (dy, _a, b) => op.divide(at.scope, dy, b),
      // d(a / b) / db = -(a / b) / b.
      (dy, _a, b) => {
        const share = op.divide(at.scope, op.multiply(at.scope, dy, at.output), b);
        return op.negative(at.scope, share);
      },
    ),
  // Where both are equal the first one has it all, as in TensorFlow.
  Maximum: (at) => chosen(at, op.greaterEqual),
  Minimum: (at) => chosen(at, op.lessEqual),
  Neg: ({ scope, gradient }) => [op.negative(scope, gradient)],
  Square: ({ scope, gradient, inputs: [x] }) => [
    op.multiply(scope, gradient, op.multiply(scope, x as Tensor, number(scope, 2))),
  ],
  Sqrt: ({ scope, gradient, output }) => [
    op.divide(scope, op.multiply(scope, gradient, number(scope, 0.5)), output),
  ],
  Rsqrt: ({ scope, gradient, output }) => {
    const cube = op.multiply(scope, output, op.square(scope, output));
    return [op.multiply(scope, op.multiply(scope, gradient, number(scope, -0.5)), cube)];
  },
  Exp: ({ scope, gradient, output }) => [op.multiply(scope, gradient, output)],
  Erf: ({ scope, gradient, inputs: [x] }) => {
    const power = op.exponential(scope, op.negative(scope, op.square(scope, x as Tensor)));
    const slope = op.multiply(scope, power, number(scope, 2 / Math.sqrt(Math.PI)));
    return [op.multiply(scope, gradient, slope)];
  },
  Tanh: ({ scope, gradient, output }) => [
    op.multiply(scope, gradient, op.subtract(scope, number(scope, 1), op.square(scope, output))),
  ],
  Sigmoid: ({ scope, gradient, output }) => {
    const rest = op.subtract(scope, number(scope, 1), output);
    return [op.multiply(scope, gradient, op.multiply(scope, output, rest))];
  },
  // At 0 the slope is 0, as in Keras and TensorFlow.js.
  Relu: ({ scope, gradient, inputs: [x] }) => [
    op.select(scope, positive(scope, x as Tensor), gradient, number(scope, 0)),
  ],
  // exp(x) = y + 1 below 0, where y is negative.
  Elu: ({ scope, gradient, output }) => {
    const slope = op.add(scope, op.minimum(scope, output, number(scope, 0)), number(scope, 1));
    return [op.multiply(scope, gradient, slope)];
  },
  // scale x alpha x exp(x) = y + scale x alpha below 0.
  Selu: ({ scope, gradient, inputs: [x], output }) => {
    const below = op.add(scope, output, number(scope, SELU_SCALE * SELU_ALPHA));
    const slope = op.select(scope, positive(scope, x as Tensor), number(scope, SELU_SCALE), below);
    return [op.multiply(scope, gradient, slope)];
  },
  Softplus: ({ scope, gradient, inputs: [x] }) => [
    op.multiply(scope, gradient, op.logistic(scope, x as Tensor)),
  ],
  SelectV2: ({ scope, gradient, inputs: [condition, yes, no], wanted }) => {
    const zero = number(scope, 0);
    const where = condition as Tensor;
    return [
      undefined,
      wanted[1] === true
        ? reduced(scope, op.select(scope, where, gradient, zero), yes as Tensor)
        : undefined,
      wanted[2] === true
        ? reduced(scope, op.select(scope, where, zero, gradient), no as Tensor)
        : undefined,
    ];
  },
  Transpose: ({ scope, gradient, constant }) => {
    const order = constant(1);
    return [
      op.transpose(
        scope,
        gradient,
        order.map((_, to) => order.indexOf(to)),
      ),
    ];
  },
  Reshape: ({ scope, gradient, inputs: [x] }) => [op.reshape(scope, gradient, sizes(x as Tensor))],
  BroadcastTo: ({ scope, gradient, inputs: [x] }) => [reduced(scope, gradient, x as Tensor)],
  PadV2: ({ scope, gradient, inputs: [x], constant }) => {
    const before = constant(1).filter((_, index) => index % 2 === 0);
    const begin = op.constant(scope, 'int32', before, [before.length]);
    return [op.slice(scope, gradient, begin, sizes(x as Tensor))];
  },
  Slice: ({ scope, gradient, inputs: [x], output, constant }) => {
    const begin = constant(1);
    const paddings = sizes(x as Tensor).map((size, d): readonly [number, number] => {
      const before = begin[d] ?? 0;
      return [before, size - before - (sizes(output)[d] ?? 0)];
    });
    return [op.pad(scope, gradient, paddings)];
  },
  StridedSlice: ({ scope, gradient, inputs: [x], constant }) => [
    spread(scope, gradient, sizes(x as Tensor), constant(1), constant(3)),
  ],
  ConcatV2: ({ scope, gradient, inputs, constant }) => {
    const dimension = constant(inputs.length - 1)[0] ?? 0;
    const parts = inputs.slice(0, -1).map((input) => sizes(input)[dimension] ?? 0);
    return op.split(scope, gradient, parts, dimension);
  },
  SplitV: ({ scope, outputs, given, constant }) => {
    const parts = outputs.map((output, index) => given[index] ?? op.fill(scope, sizes(output), 0));
    return [op.concat(scope, parts, constant(2)[0] ?? 0)];
  },
  Pack: ({ scope, gradient, inputs }) =>
    op
      .split(scope, gradient, new Array<number>(inputs.length).fill(1), 0)
      .map((part, index) => op.reshape(scope, part, sizes(inputs[index] as Tensor))),
  // Rows that were taken several times have the sum.
  GatherV2: ({ scope, gradient, inputs: [x, indices] }) => {
    const [count = 0, ...row] = sizes(x as Tensor);
    const taken = sizes(indices as Tensor).reduce((product, size) => product * size, 1);
    const rows = op.reshape(scope, gradient, [taken, ...row]);
    const segments = op.reshape(scope, indices as Tensor, [taken]);
    return [op.segmentSum(scope, rows, segments, count)];
  },
  Sum: (at) => [stretched(at, at.gradient)],
  // Where several are the largest they share it, as in TensorFlow and JAX.
  Max: (at) => {
    const { scope, gradient, inputs, output, constant } = at;
    const x = inputs[0] as Tensor;
    const is = op.cast(scope, op.equal(scope, x, kept(scope, output, x, constant(1))), 'float32');
    const share = op.divide(scope, gradient, op.sum(scope, is, constant(1)));
    return [op.multiply(scope, is, kept(scope, share, x, constant(1)))];
  },
  MatMul: (at) => productGradients(at, op.matMul, ['transpose_a', 'transpose_b']),
  BatchMatMulV2: (at) => productGradients(at, op.batchMatMul, ['adj_x', 'adj_y']),
  SparseSoftmaxCrossEntropyWithLogits: ({ scope, gradient, outputs: [, slope] }) => {
    const column = op.reshape(scope, gradient, [...sizes(gradient), 1]);
    return [op.multiply(scope, slope as Tensor, column)];
  },
};

/** Klambauer et al., "Self-normalizing neural networks", NIPS 2017: those of TensorFlow's Selu. */
const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

export const DIFFERENTIABLE: readonly string[] = Object.keys(RULES);

function number(scope: Scope, value: number): Tensor {
  return op.constant(scope, 'float32', value);
}

function positive(scope: Scope, x: Tensor): Tensor {
  return op.greater(scope, x, number(scope, 0));
}

/** Both operands' gradients, summed where they were stretched. */
function both(
  { scope, gradient, inputs: [a, b], wanted }: At,
  left: (dy: Tensor, a: Tensor, b: Tensor) => Tensor,
  right: (dy: Tensor, a: Tensor, b: Tensor) => Tensor,
): readonly (Tensor | undefined)[] {
  const [x, y] = [a as Tensor, b as Tensor];
  return [
    wanted[0] === true ? reduced(scope, left(gradient, x, y), x) : undefined,
    wanted[1] === true ? reduced(scope, right(gradient, x, y), y) : undefined,
  ];
}

function chosen(
  at: At,
  isFirst: (scope: Scope, a: Tensor, b: Tensor) => Tensor,
): readonly (Tensor | undefined)[] {
  const { scope } = at;
  const zero = number(scope, 0);
  return both(
    at,
    (dy, a, b) => op.select(scope, isFirst(scope, a, b), dy, zero),
    (dy, a, b) => op.select(scope, isFirst(scope, a, b), zero, dy),
  );
}

/** A gradient summed over the dimensions along which x was repeated. */
function reduced(scope: Scope, gradient: Tensor, x: Tensor): Tensor {
  const [own, all] = [sizes(x), sizes(gradient)];
  const added = all.length - own.length;
  const dimensions = all.flatMap((size, d) =>
    d < added || (own[d - added] === 1 && size !== 1) ? [d] : [],
  );
  if (dimensions.length === 0) return gradient;
  const total = scope.graph.addsByProducts ? addedUp(scope, gradient, dimensions) : undefined;
  return op.reshape(scope, total ?? op.sum(scope, gradient, dimensions), own);
}

/**
 * The sum over dimensions that stand together, as a product with ones: XLA makes it of vectors, where
 * it adds the numbers of a sum up one by one.
 *
 * @returns undefined where they do not stand together, or are few numbers.
 */
function addedUp(scope: Scope, x: Tensor, dimensions: readonly number[]): Tensor | undefined {
  const all = sizes(x);
  const [first = 0] = dimensions;
  const after = first + dimensions.length;
  if (!dimensions.every((d, index) => d === first + index)) return undefined;
  const volume = (from: number, to?: number): number =>
    all.slice(from, to).reduce((product, size) => product * size, 1);
  const [before, count, rest] = [volume(0, first), volume(first, after), volume(after)];
  if (count < LEAST_ADDED) return undefined;
  if (rest === 1) {
    const ones = op.fill(scope, [count, 1], 1);
    return op.matMul(scope, op.reshape(scope, x, [before, count]), ones);
  }
  if (before === 1) {
    const ones = op.fill(scope, [1, count], 1);
    return op.matMul(scope, ones, op.reshape(scope, x, [count, rest]));
  }
  const ones = op.fill(scope, [before, 1, count], 1);
  return op.batchMatMul(scope, ones, op.reshape(scope, x, [before, count, rest]));
}

const LEAST_ADDED = 256;

/** What a reduction of x gave, with the dimensions that went, of size 1. */
function kept(scope: Scope, result: Tensor, x: Tensor, dimensions: readonly number[]): Tensor {
  return op.reshape(
    scope,
    result,
    sizes(x).map((size, d) => (dimensions.includes(d) ? 1 : size)),
  );
}

function stretched({ scope, inputs, constant }: At, gradient: Tensor): Tensor {
  const x = inputs[0] as Tensor;
  return op.broadcastTo(scope, kept(scope, gradient, x, constant(1)), sizes(x));
}

/**
 * A slice with steps put back among zeros: by padding each element to the step's length, which wasm
 * has, where TensorFlow has an operation of its own.
 */
function spread(
  scope: Scope,
  gradient: Tensor,
  shape: readonly number[],
  begin: readonly number[],
  strides: readonly number[],
): Tensor {
  let x = gradient;
  strides.forEach((stride, d) => {
    if (stride === 1) return;
    const now = sizes(x);
    const [before, after] = [now.slice(0, d), now.slice(d + 1)];
    const count = now[d] ?? 0;
    const apart = op.reshape(scope, x, [...before, count, 1, ...after]);
    const none = now.map(() => [0, 0] as const);
    const padded = op.pad(scope, apart, [
      ...none.slice(0, d + 1),
      [0, stride - 1],
      ...none.slice(d + 1),
    ]);
    x = op.reshape(scope, padded, [...before, count * stride, ...after]);
  });
  const paddings = shape.map((size, d): readonly [number, number] => {
    const before = begin[d] ?? 0;
    return [before, Math.max(0, size - before - (sizes(x)[d] ?? 0))];
  });
  const padded = op.pad(scope, x, paddings);
  // The last step's zeros may reach beyond the end.
  if (sameShape(padded.shape, shape)) return padded;
  const start = op.constant(
    scope,
    'int32',
    shape.map(() => 0),
    [shape.length],
  );
  return op.slice(scope, padded, start, shape);
}

/** Of c = a b: da = dc b', db = a' dc, whatever was transposed. */
function productGradients(
  { scope, gradient, inputs: [left, right], wanted, flag }: At,
  product: typeof op.matMul,
  [ofA, ofB]: readonly [string, string],
): readonly (Tensor | undefined)[] {
  const [a, b] = [left as Tensor, right as Tensor];
  const [transposedA, transposedB] = [flag(ofA), flag(ofB)];
  const times = (x: Tensor, y: Tensor, transposeA: boolean, transposeB: boolean): Tensor =>
    product(scope, x, y, { transposeA, transposeB });
  return [
    wanted[0] !== true
      ? undefined
      : transposedA
        ? times(b, gradient, transposedB, true)
        : times(gradient, b, false, !transposedB),
    wanted[1] !== true
      ? undefined
      : transposedB
        ? times(gradient, a, true, transposedA)
        : times(a, gradient, !transposedA, false),
  ];
}

function constantOf(scope: Scope, { definition }: Operation, index: number): readonly number[] {
  const producer = scope.producerOf(definition.inputs[index] as Tensor);
  const attribute = producer?.definition.attributes?.['value'];
  if (producer?.definition.op === 'Const' && attribute?.kind === 'tensor') {
    return (attribute.value satisfies Constant).values;
  }
  throw new GraphError(`input ${index} of ${definition.op} is no constant`);
}
