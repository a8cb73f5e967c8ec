import { describe, expect, test, vi } from 'vitest';
import { call, whileLoop } from '../../src/graph/control-flow.js';
import { type Attribute, GraphError, type DType, type Tensor } from '../../src/graph/node.js';
import * as op from '../../src/graph/ops.js';
import { Graph, type Scope } from '../../src/graph/scope.js';
import type { Feed } from '../../src/native/graph-session.js';
import { RandomStream } from '../../src/random/stream.js';
import { interpretGraph } from '../../src/train/interpreted/interpret-graph.js';
import { dropoutMask } from '../../src/train/seeded.js';
import { dropoutMaskInGraph } from '../../src/train/compiled/signatures.js';
import { erf } from './float64-mlp.js';

/** The types of Node.js do not have it. */
const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: {
    readonly Memory: { readonly prototype: { readonly grow: (pages: number) => number } };
  };
};

interface Array64 {
  readonly dtype: 'float32' | 'int32';
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** Row by row, from what stands at each place; of float32. */
function arrayOf(shape: readonly number[], at: (...place: number[]) => number): Array64 {
  return { dtype: 'float32', shape, values: places(shape).map((place) => at(...place)) };
}

function places(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (all, size) => all.flatMap((place) => [...Array(size).keys()].map((next) => [...place, next])),
    [[]],
  );
}

function integers(shape: readonly number[], values: readonly number[]): Array64 {
  return { dtype: 'int32', shape, values };
}

function elementAt({ shape, values }: Array64, place: readonly number[]): number {
  return values[place.reduce((at, index, d) => at * (shape[d] ?? 1) + index, 0)] ?? NaN;
}

/** Numbers that float32 has, some of them negative, of which no two are equal. */
function numbers(shape: readonly number[], seed = 1): Array64 {
  const random = new RandomStream(seed, 'dropout', 0);
  return arrayOf(shape, () => Math.fround(4 * random.unit() - 2));
}

type Build = (scope: Scope, fed: readonly Tensor[]) => readonly Tensor[];

/** What a function of a graph gives of arrays. */
function resultsOf(fed: readonly Array64[], build: Build): (readonly number[])[] {
  const graph = new Graph();
  const inputs = Object.fromEntries(
    fed.map(({ dtype, shape }, index) => [
      `x${index}`,
      op.placeholder(graph, `x${index}`, dtype, shape),
    ]),
  );
  const found = call(graph, 'f', Object.values(inputs), build);
  const outputs = Object.fromEntries(found.map((tensor, index) => [`y${index}`, tensor]));
  const session = interpretGraph(graph, { f: { inputs, outputs } });
  const feeds = fed.map(({ dtype, shape, values }, index): [string, Feed] => {
    const array = dtype === 'float32' ? Float32Array.from(values) : Int32Array.from(values);
    return [`x${index}`, { values: array, shape }];
  });
  try {
    session.run('f', Object.fromEntries(feeds));
    const results = session.run('f', Object.fromEntries(feeds));
    return found.map((_, index) => [...(results[`y${index}`] ?? [])]);
  } finally {
    session.dispose();
  }
}

type Values = Readonly<Record<string, Attribute>>;

/** An operation that this graph has no constructor for. */
function operation(
  scope: Scope,
  name: string,
  inputs: readonly Tensor[],
  outputs: readonly { readonly dtype: DType; readonly shape: readonly number[] }[],
  attributes: Values = {},
): Tensor[] {
  return scope.add({
    op: name,
    inputs,
    attributes,
    outputs: [{ name: 'output', tensors: outputs }],
  });
}

/** @param scale of the numbers that were added up to an expected one. */
function expectClose(
  found: readonly number[] | undefined,
  expected: readonly number[],
  scale = 0.1,
): void {
  expect(found?.length).toBe(expected.length);
  found?.forEach((value, at) => {
    const other = expected[at] ?? NaN;
    if (Number.isFinite(other)) {
      expect(Math.abs(value - other), `${at}: ${value}, not ${other}`).toBeLessThanOrEqual(
        3e-6 * (Math.abs(other) + scale),
      );
    } else expect(value).toBe(other);
  });
}

/** Of one output of a shape and of the first input's type, unless another is given. */
function expectOperation(
  name: string,
  fed: readonly Array64[],
  shape: readonly number[],
  expected: readonly number[],
  {
    attributes,
    dtype,
    inputs = (_scope, tensors) => tensors,
  }: {
    readonly attributes?: Values;
    readonly dtype?: DType;
    readonly inputs?: Build;
  } = {},
): void {
  const [found] = resultsOf(fed, (scope, tensors) => {
    const given = inputs(scope, tensors);
    const type = dtype ?? given[0]?.dtype ?? 'float32';
    const [result] = operation(scope, name, given, [{ dtype: type, shape }], attributes);
    return [type === 'bool' ? op.cast(scope, result as Tensor, 'float32') : (result as Tensor)];
  });
  expectClose(found, expected);
}

const ints = (scope: Scope, values: readonly number[]): Tensor =>
  op.constant(scope, 'int32', values, [values.length]);

const yes: Attribute = { kind: 'bool', value: true };
const no: Attribute = { kind: 'bool', value: false };

const POINTS = [-30, -3.5, -1.25, -0.5, -1e-3, 0, 1e-3, 0.5, 1.25, 3.5, 17];
const SCALE = 1.0507009873554805;
const ALPHA = 1.6732632423543772;
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

const UNARY: Readonly<Record<string, (x: number) => number>> = {
  Neg: (x) => -x,
  Abs: Math.abs,
  Sign: Math.sign,
  Square: (x) => x * x,
  Exp: Math.exp,
  Tanh: Math.tanh,
  Sigmoid: sigmoid,
  // The series is for moderate numbers.
  Erf: (x) => (Math.abs(x) > 5 ? Math.sign(x) : erf(x)),
  Relu: (x) => Math.max(x, 0),
  Elu: (x) => (x > 0 ? x : Math.expm1(x)),
  Selu: (x) => SCALE * (x > 0 ? x : ALPHA * Math.expm1(x)),
  Softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  Identity: (x) => x,
  ZerosLike: () => 0,
};

/** Of positive numbers. */
const POSITIVE: Readonly<Record<string, (x: number) => number>> = {
  Sqrt: Math.sqrt,
  Rsqrt: (x) => 1 / Math.sqrt(x),
  Reciprocal: (x) => 1 / x,
  Log: Math.log,
  Log1p: Math.log1p,
};

const BINARY: Readonly<Record<string, (a: number, b: number) => number>> = {
  AddV2: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  RealDiv: (a, b) => a / b,
  Minimum: Math.min,
  Maximum: Math.max,
  SquaredDifference: (a, b) => (a - b) ** 2,
};

const COMPARED: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  Less: (a, b) => a < b,
  LessEqual: (a, b) => a <= b,
  Greater: (a, b) => a > b,
  GreaterEqual: (a, b) => a >= b,
  Equal: (a, b) => a === b,
  NotEqual: (a, b) => a !== b,
};

/** Of a gradient and what TensorFlow gives beside it. */
const GRADIENTS: Readonly<Record<string, (gradient: number, x: number) => number>> = {
  ReluGrad: (gradient, x) => (x > 0 ? gradient : 0),
  EluGrad: (gradient, y) => (y < 0 ? gradient * (y + 1) : gradient),
  SeluGrad: (gradient, y) => gradient * (y < 0 ? y + SCALE * ALPHA : SCALE),
  SoftplusGrad: (gradient, x) => gradient * sigmoid(x),
};

/** The same with the gradient second. */
const GRADIENTS_OF_OUTPUTS: Readonly<Record<string, (y: number, gradient: number) => number>> = {
  SigmoidGrad: (y, gradient) => gradient * y * (1 - y),
  TanhGrad: (y, gradient) => gradient * (1 - y * y),
};

const REDUCED: Readonly<Record<string, (values: readonly number[]) => number>> = {
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
  Mean: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  Max: (values) => Math.max(...values),
  Min: (values) => Math.min(...values),
};

describe('operations', () => {
  test.each(Object.keys(UNARY))('%s', (name) => {
    const x = { dtype: 'float32', shape: [11], values: POINTS } as const;
    expectOperation(
      name,
      [x],
      [11],
      POINTS.map((z) => UNARY[name]?.(Math.fround(z)) ?? NaN),
    );
  });

  test.each(Object.keys(POSITIVE))('%s', (name) => {
    const values = [1e-30, 1e-7, 1e-3, 0.3, 0.7, 1, 1.7, 42, 1e10].map(Math.fround);
    const x = { dtype: 'float32', shape: [9], values } as const;
    expectOperation(
      name,
      [x],
      [9],
      values.map((z) => POSITIVE[name]?.(z) ?? NaN),
    );
  });

  test('what has no finite value', () => {
    const values = [-Infinity, -1, 0, Infinity, NaN];
    const x = { dtype: 'float32', shape: [5], values } as const;
    expectOperation('Log', [x], [5], [NaN, NaN, -Infinity, Infinity, NaN]);
    expectOperation('Exp', [x], [5], [0, Math.exp(-1), 1, Infinity, NaN]);
    expectOperation('Relu', [x], [5], [0, 0, 0, Infinity, NaN]);
    expectOperation('Sigmoid', [x], [5], [0, sigmoid(-1), 0.5, 1, NaN]);
    expectOperation('Tanh', [x], [5], [-1, Math.tanh(-1), 0, 1, NaN]);
    expectOperation('Sign', [x], [5], [-1, -1, 0, 1, NaN]);
    expectOperation('Softplus', [x], [5], [0, Math.log1p(Math.exp(-1)), Math.LN2, Infinity, NaN]);
  });

  const STRETCHED = [
    [[2, 3, 5], [2, 3, 5]],
    [[2, 3, 5], [5]],
    [[2, 3, 5], [2, 1, 1]],
    [[2, 1, 5], [3, 1]],
    [[], [2, 3]],
    [[7], []],
    [[], []],
    [[1, 9], [4, 1]],
  ] as const; // prettier-ignore

  test.each([...Object.keys(BINARY), ...Object.keys(COMPARED)])('%s', (name) => {
    for (const [left, right] of STRETCHED) {
      const [a, b] = [numbers(left), numbers(right, 2)];
      const [shape, pairs] = pairsOf(a, b);
      const expected = pairs.map(([x, y]) => Number((BINARY[name] ?? COMPARED[name])?.(x, y)));
      const dtype = name in COMPARED ? ('bool' as const) : ('float32' as const);
      expectOperation(name, [a, b], shape, expected, { dtype });
    }
  });

  test.each(['AddV2', 'Sub', 'Mul', 'Minimum', 'Maximum', ...Object.keys(COMPARED)])(
    '%s of integers',
    (name) => {
      const [a, b] = [integers([5], [-3, 7, 70000, 5, 0]), integers([5], [4, -2, 3, 5, 0])];
      const [, pairs] = pairsOf(a, b);
      const expected = pairs.map(([x, y]) => Number((BINARY[name] ?? COMPARED[name])?.(x, y)));
      const dtype = name in COMPARED ? ('bool' as const) : ('int32' as const);
      expectOperation(name, [a, b], [5], expected, { dtype });
    },
  );

  test.each([...Object.keys(GRADIENTS), ...Object.keys(GRADIENTS_OF_OUTPUTS)])('%s', (name) => {
    const [a, b] = [numbers([13]), numbers([13], 2)];
    const of = GRADIENTS[name] ?? GRADIENTS_OF_OUTPUTS[name];
    const [, pairs] = pairsOf(a, b);
    expectOperation(
      name,
      [a, b],
      [13],
      pairs.map(([x, y]) => of?.(x, y) ?? NaN),
    );
  });

  test('Pow, BiasAdd and AddN', () => {
    const [a, b] = [numbers([3, 5]), numbers([5], 2)];
    const positive = { ...a, values: a.values.map((value) => Math.fround(Math.abs(value))) };
    const [shape, pairs] = pairsOf(positive, b);
    expectOperation(
      'Pow',
      [positive, b],
      shape,
      pairs.map(([x, y]) => x ** y),
    );
    expectOperation(
      'BiasAdd',
      [a, b],
      [3, 5],
      pairsOf(a, b)[1].map(([x, y]) => x + y),
    );
    const c = numbers([3, 5], 3);
    const sums = a.values.map((value, at) => value + 2 * (c.values[at] ?? NaN));
    expectOperation('AddN', [a, c, c], [3, 5], sums);
    expectOperation('AddN', [a], [3, 5], a.values);
  });

  test('truth values: LogicalAnd, LogicalNot, SelectV2, casts, constants', () => {
    const [a, b] = [numbers([9]), numbers([9], 2)];
    const [found] = resultsOf([a, b], (scope, [x, y]) => {
      const [p, q] = [x, y].map((z) =>
        op.greater(scope, z as Tensor, op.constant(scope, 'float32', 0)),
      );
      const [both] = operation(scope, 'LogicalAnd', [p as Tensor, q as Tensor], [p as never]);
      const [not] = operation(scope, 'LogicalNot', [both as Tensor], [p as never]);
      const always = op.constant(scope, 'bool', [1, 1, 1, 1, 1, 1, 1, 1, 0], [9]);
      const [some] = operation(scope, 'LogicalAnd', [not as Tensor, always], [p as never]);
      const counted = op.cast(scope, op.cast(scope, some as Tensor, 'int32'), 'float32');
      return [op.select(scope, not as Tensor, x as Tensor, op.add(scope, y as Tensor, counted))];
    });
    const expected = a.values.map((x, at) => {
      const y = b.values[at] ?? NaN;
      return x > 0 && y > 0 ? y : x;
    });
    expectClose(found, expected);
  });

  test('casts between numbers', () => {
    expectOperation('Cast', [integers([3], [-2, 0, 9])], [3], [-2, 0, 9], { dtype: 'float32' });
    const x = { dtype: 'float32', shape: [4], values: [-2.75, -0.5, 0, 3.25] } as const;
    const [found] = resultsOf([x], (scope, [z]) => [
      op.cast(scope, op.cast(scope, z as Tensor, 'int32'), 'float32'),
    ]);
    expectClose(found, [-2, 0, 0, 3]);
    const [truth] = resultsOf([x], (scope, [z]) => [
      op.cast(scope, op.cast(scope, z as Tensor, 'bool'), 'float32'),
    ]);
    expectClose(truth, [1, 1, 0, 1]);
  });

  test.each(Object.keys(REDUCED))('%s over any dimensions', (name) => {
    const x = numbers([3, 4, 5]);
    for (const axes of [[0], [1], [2], [-1], [0, 1], [0, 2], [1, 2], [0, 1, 2], []]) {
      const own = axes.map((axis) => (axis < 0 ? axis + 3 : axis));
      const kept = x.shape.map((size, d) => (own.includes(d) ? 1 : size));
      const left = x.shape.filter((_, d) => !own.includes(d));
      const expected = places(kept).map(
        (place) =>
          REDUCED[name]?.(
            places(x.shape)
              .filter((other) => other.every((at, d) => own.includes(d) || at === place[d]))
              .map((other) => elementAt(x, other)),
          ) ?? NaN,
      );
      const inputs: Build = (scope, [z]) => [z as Tensor, ints(scope, axes)];
      expectOperation(name, [x], kept, expected, { inputs, attributes: { keep_dims: yes } });
      expectOperation(name, [x], left, expected, { inputs, attributes: { keep_dims: no } });
    }
  });

  test('Sum, Max and Min of integers', () => {
    const x = integers([2, 3], [5, -70000, 3, -4, 9, 1]);
    const over = (axis: number): { readonly inputs: Build } => ({
      inputs: (scope, [z]) => [z as Tensor, ints(scope, [axis])],
    });
    expectOperation('Sum', [x], [3], [1, -69991, 4], over(0));
    expectOperation('Max', [x], [3], [5, 9, 3], over(0));
    expectOperation('Min', [x], [2], [-70000, -4], over(1));
    expectOperation('Max', [x], [2], [5, 9], over(1));
  });

  test('Softmax, ArgMax and the cross-entropy with its gradient', () => {
    const x = numbers([3, 6]);
    const labels = [5, 0, 2];
    const rows = [0, 1, 2].map((row) => x.values.slice(6 * row, 6 * row + 6));
    const shares = rows.map((row) => {
      const powers = row.map(Math.exp);
      return powers.map((power) => power / powers.reduce((sum, other) => sum + other, 0));
    });
    expectOperation('Softmax', [x], [3, 6], shares.flat());
    const [best, loss, gradient] = resultsOf([x, integers([3], labels)], (scope, [z, y]) => {
      const found = op.crossEntropy(scope, z as Tensor, y as Tensor);
      return [op.argMax(scope, z as Tensor), found.loss, found.gradient];
    });
    expectClose(
      best,
      rows.map((row) => row.indexOf(Math.max(...row))),
    );
    expectClose(
      loss,
      shares.map((row, at) => -Math.log(row[labels[at] ?? 0] ?? NaN)),
    );
    expectClose(
      gradient,
      shares.flatMap((row, at) => row.map((share, index) => share - Number(index === labels[at]))),
    );
  });

  test('a label that is no class is an error', () => {
    for (const label of [-1, 6]) {
      const fed = [numbers([1, 6]), integers([1], [label])];
      expect(() =>
        resultsOf(fed, (scope, [z, y]) => [
          op.crossEntropy(scope, z as Tensor, y as Tensor).gradient,
        ]),
      ).toThrow(`label ${label} of 6 classes`);
    }
  });

  test('products after any transpositions', () => {
    for (const [m, k, n] of [
      [3, 5, 4],
      [1, 7, 2],
      [6, 1, 5],
      [2, 3, 1],
      [17, 19, 23],
    ] as const) {
      for (const [left, right] of [
        [false, false],
        [true, false],
        [false, true],
        [true, true],
      ] as const) {
        const a = numbers(left ? [2, k, m] : [2, m, k]);
        const b = numbers(right ? [2, n, k] : [2, k, n], 2);
        const expected = places([2, m, n]).map(([batch = 0, row = 0, column = 0]) =>
          [...Array(k).keys()].reduce(
            (sum, inner) =>
              sum +
              elementAt(a, left ? [batch, inner, row] : [batch, row, inner]) *
                elementAt(b, right ? [batch, column, inner] : [batch, inner, column]),
            0,
          ),
        );
        const transpositions = { transposeA: left, transposeB: right };
        const [both, first] = resultsOf([a, b], (scope, [x, y]) => {
          const [one, other] = [x, y].map((z) => {
            const shape = (z as Tensor).shape as readonly number[];
            const begin = op.constant(scope, 'int32', [0, 0, 0], [3]);
            const part = op.slice(scope, z as Tensor, begin, [1, ...shape.slice(1)]);
            return op.reshape(scope, part, shape.slice(1));
          }) as [Tensor, Tensor];
          return [
            op.batchMatMul(scope, x as Tensor, y as Tensor, transpositions),
            op.matMul(scope, one, other, transpositions),
          ];
        });
        expectClose(both, expected, 1);
        expectClose(first, expected.slice(0, m * n), 1);
      }
    }
  });

  test('what moves elements: Transpose, StridedSlice, ReverseV2, Tile, BroadcastTo, PadV2', () => {
    const x = numbers([3, 4, 5]);
    const at = (...place: number[]): number => elementAt(x, place);
    const given = (...lists: readonly (readonly number[])[]): { readonly inputs: Build } => ({
      inputs: (scope, [z]) => [z as Tensor, ...lists.map((list) => ints(scope, list))],
    });
    const expectMoved = (
      name: string,
      shape: readonly number[],
      of: (...place: number[]) => number,
      ...lists: readonly (readonly number[])[]
    ): void => expectOperation(name, [x], shape, arrayOf(shape, of).values, given(...lists));
    expectMoved('Transpose', [5, 3, 4], (c = 0, a = 0, b = 0) => at(a, b, c), [2, 0, 1]);
    expectMoved('Transpose', [3, 5, 4], (a = 0, c = 0, b = 0) => at(a, b, c), [0, 2, 1]);
    expectMoved('StridedSlice', [2, 2, 3], (a = 0, b = 0, c = 0) => at(a + 1, 2 * b, c + 1),
      [1, 0, 1], [3, 4, 4], [1, 2, 1]); // prettier-ignore
    expectMoved('StridedSlice', [3, 4, 2], (a = 0, b = 0, c = 0) => at(a, b, 4 - 2 * c),
      [0, 0, -1], [3, 4, 0], [1, 1, -2]); // prettier-ignore
    expectMoved('StridedSlice', [1, 4, 5], (_a = 0, b = 0, c = 0) => at(2, b, c),
      [2, 0, 0], [9, 4, 5], [1, 1, 1]); // prettier-ignore
    expectMoved('ReverseV2', [3, 4, 5], (a = 0, b = 0, c = 0) => at(2 - a, b, 4 - c), [0, -1]);
    expectMoved('Tile', [6, 4, 15], (a = 0, b = 0, c = 0) => at(a % 3, b, c % 5), [2, 1, 3]);
    expectMoved(
      'BroadcastTo',
      [2, 3, 4, 5],
      (_n = 0, a = 0, b = 0, c = 0) => at(a, b, c),
      [2, 3, 4, 5],
    );
    const padded = arrayOf([5, 4, 8], (a = 0, b = 0, c = 0) =>
      a >= 1 && a < 4 && c >= 2 && c < 7 ? at(a - 1, b, c - 2) : -7,
    );
    expectOperation('PadV2', [x], padded.shape, padded.values, {
      inputs: (scope, [z]) => [
        z as Tensor,
        op.constant(scope, 'int32', [1, 1, 0, 0, 2, 1], [3, 2]),
        op.constant(scope, 'float32', -7),
      ],
    });
    expectMoved('ExpandDims', [3, 1, 4, 5], (a = 0, _n = 0, b = 0, c = 0) => at(a, b, c), [1]);
    const one = { ...x, shape: [1, 12, 1, 5] };
    expectOperation('Squeeze', [one], [12, 5], x.values);
  });

  test('Slice, with a place that is known and one that is not', () => {
    const x = numbers([4, 5]);
    const expected = arrayOf([2, 3], (a = 0, b = 0) => elementAt(x, [a + 1, b + 2])).values;
    for (const known of [true, false]) {
      const [found] = resultsOf([x, integers([2], [1, 2])], (scope, [z, begin]) => [
        op.slice(scope, z as Tensor, known ? ints(scope, [1, 2]) : (begin as Tensor), [2, 3]),
      ]);
      expectClose(found, expected);
    }
    expect(() =>
      resultsOf([x, integers([2], [1, 3])], (scope, [z, begin]) => [
        op.slice(scope, z as Tensor, begin as Tensor, [2, 3]),
      ]),
    ).toThrow(/slice from 3/);
  });

  test('a part of a constant is not taken for the whole', () => {
    const x = numbers([4, 5]);
    const [found] = resultsOf([x], (scope, [z]) => {
      const begin = op.slice(scope, ints(scope, [7, 1, 2]), ints(scope, [1]), [2]);
      return [op.slice(scope, z as Tensor, begin, [2, 3])];
    });
    expectClose(found, arrayOf([2, 3], (a = 0, b = 0) => elementAt(x, [a + 1, b + 2])).values);
  });

  test.each([0, 1, 2])(
    'SplitV, Split, Unpack, ConcatV2 and Pack along dimension %i',
    (dimension) => {
      const x = numbers([4, 4, 4]);
      const partOf = (begin: number, size: number): readonly number[] =>
        places(x.shape)
          .filter(
            (place) => (place[dimension] ?? 0) >= begin && (place[dimension] ?? 0) < begin + size,
          )
          .map((place) => elementAt(x, place));
      const shapeOf = (size: number): number[] =>
        x.shape.map((all, d) => (d === dimension ? size : all));
      const [first, second, left, right, ...rest] = resultsOf([x], (scope, [z]) => {
        const [one, other] = op.split(scope, z as Tensor, [1, 3], dimension) as [Tensor, Tensor];
        const half = { dtype: 'float32' as const, shape: shapeOf(2) };
        const axis = op.constant(scope, 'int32', dimension);
        const halves = operation(scope, 'Split', [axis, z as Tensor], [half, half]);
        const single = { dtype: 'float32' as const, shape: [4, 4] };
        const unpacked = operation(scope, 'Unpack', [z as Tensor], Array(4).fill(single), {
          axis: { kind: 'int', value: dimension },
        });
        const [packed] = operation(
          scope,
          'Pack',
          unpacked,
          [{ dtype: 'float32', shape: [4, 4, 4] }],
          {
            axis: { kind: 'int', value: dimension },
          },
        );
        const joined = op.concat(scope, [one, other], dimension);
        return [one, other, ...halves, joined, packed as Tensor, ...unpacked];
      });
      expectClose(first, partOf(0, 1));
      expectClose(second, partOf(1, 3));
      expectClose(left, partOf(0, 2));
      expectClose(right, partOf(2, 2));
      const [joined, packed, ...unpacked] = rest;
      expectClose(joined, x.values);
      expectClose(packed, x.values);
      unpacked.forEach((own, index) => expectClose(own, partOf(index, 1)));
    },
  );

  test.each([0, 1, 2])('GatherV2 along dimension %i', (axis) => {
    const x = numbers([4, 5, 3]);
    const indices = [2, 0, 2, 1];
    const shape = x.shape.map((size, d) => (d === axis ? 4 : size));
    const expected = arrayOf(shape, (...place) =>
      elementAt(
        x,
        place.map((at, d) => (d === axis ? (indices[at] ?? NaN) : at)),
      ),
    );
    const inputs: Build = (scope, [z, rows]) => [
      z as Tensor,
      rows as Tensor,
      op.constant(scope, 'int32', axis),
    ];
    const attributes = { batch_dims: { kind: 'int', value: 0 } } as const;
    expectOperation('GatherV2', [x, integers([4], indices)], shape, expected.values, {
      inputs,
      attributes,
    });
    expect(() =>
      expectOperation('GatherV2', [x, integers([4], [0, 0, 0, 9])], shape, [], {
        inputs,
        attributes,
      }),
    ).toThrow(/index 9/);
  });

  test('OneHot, UnsortedSegmentSum and TensorScatterUpdate', () => {
    const expected = arrayOf([4, 3], (row = 0, column = 0) =>
      [2, 0, 1, -1][row] === column ? 5 : -1,
    );
    expectOperation('OneHot', [integers([4], [2, 0, 1, -1])], [4, 3], expected.values, {
      dtype: 'float32',
      inputs: (scope, [indices]) => [
        indices as Tensor,
        op.constant(scope, 'int32', 3),
        op.constant(scope, 'float32', 5),
        op.constant(scope, 'float32', -1),
      ],
    });
    const [data, groups] = [numbers([5, 2, 2]), [1, 3, 1, -1, 0]];
    const sums = arrayOf([4, 2, 2], (group = 0, a = 0, b = 0) =>
      groups.reduce((sum, own, row) => sum + (own === group ? elementAt(data, [row, a, b]) : 0), 0),
    );
    expectOperation('UnsortedSegmentSum', [data, integers([5], groups)], [4, 2, 2], sums.values, {
      inputs: (scope, [z, ids]) => [z as Tensor, ids as Tensor, op.constant(scope, 'int32', 4)],
    });
    const [x, updates] = [numbers([4, 3]), numbers([2, 3], 2)];
    const updated = arrayOf([4, 3], (row = 0, column = 0) =>
      row === 3
        ? elementAt(updates, [0, column])
        : row === 1
          ? elementAt(updates, [1, column])
          : elementAt(x, [row, column]),
    );
    expectOperation(
      'TensorScatterUpdate',
      [x, integers([2, 1], [3, 1]), updates],
      [4, 3],
      updated.values,
    );
  });

  test('random words are those of the generator, whatever carries in the counter', () => {
    for (const seed of [3, 2 ** 40 + 7]) {
      const expected = dropoutMask(seed, 2, 11, [5, 7], 0.3);
      const fed = integers([2], [seed | 0, Math.floor(seed / 2 ** 32)]);
      const [found] = resultsOf([fed], (scope, [key]) => {
        const [layer, step] = [2, 11].map((value) => op.constant(scope, 'int32', value)) as [
          Tensor,
          Tensor,
        ];
        return [dropoutMaskInGraph(scope, { seed: key as Tensor, layer, step }, [5, 7], 0.3)];
      });
      expect(found).toEqual([...expected]);
    }
    // Blocks of a counter that overflows are those of the next higher word.
    const words = (counter: readonly number[], size: number): readonly number[] =>
      resultsOf([integers([2], [1, 2]), integers([4], counter)], (scope, [key, from]) => [
        op.philoxWords(scope, key as Tensor, from as Tensor, [size]),
      ])[0] ?? [];
    expect(words([-1, 6, 0, 0], 8).slice(4)).toEqual(words([0, 7, 0, 0], 4));
  });

  test('bytes of what is fed are gathered, sliced and cast', () => {
    const [found, part] = resultsOf(
      [integers([3], [0x04030201, 0x08070605, -1]), integers([2], [2, 0]), integers([2], [1, 0])],
      (scope, [words, rows, begin]) => {
        const flat = op.reshape(scope, op.bytesOf(scope, words as Tensor), [12]);
        const whole = op.slice(scope, flat, op.constant(scope, 'int32', 0, [1]), [9]);
        const bytes = op.reshape(scope, whole, [3, 3]);
        return [
          op.cast(scope, op.gather(scope, bytes, rows as Tensor), 'float32'),
          op.cast(scope, op.slice(scope, bytes, begin as Tensor, [2, 3]), 'float32'),
        ];
      },
    );
    expect(found).toEqual([7, 8, 255, 1, 2, 3]);
    expect(part).toEqual([4, 5, 6, 7, 8, 255]);
  });
});

const integer = (scope: Scope, value: number): Tensor => op.constant(scope, 'int32', value);

describe('control flow', () => {
  test.each([0, 1, 2, 3, 8])(
    'a loop of %i rounds, with what it captures and leaves alone',
    (rounds) => {
      const [count, a, b, kept] = resultsOf(
        [integers([], [rounds]), numbers([3]), numbers([3], 2)],
        (scope, [limit, x, y]) =>
          whileLoop(
            scope,
            'rounds',
            [integer(scope, 0), x as Tensor, y as Tensor, x as Tensor],
            (inner, [index]) => op.less(inner, index as Tensor, limit as Tensor),
            // The two exchange places: neither may be written before both are read.
            (inner, [index, one, other, same]) => [
              op.add(inner, index as Tensor, integer(inner, 1)),
              other as Tensor,
              op.add(inner, one as Tensor, y as Tensor),
              same as Tensor,
            ],
          ),
      );
      let [one, other] = [numbers([3]).values, numbers([3], 2).values];
      for (let round = 0; round < rounds; round++) {
        const sum = one.map((value, at) => value + (numbers([3], 2).values[at] ?? NaN));
        [one, other] = [other, sum];
      }
      expectClose(count, [rounds]);
      expectClose(a, one);
      expectClose(b, other);
      expectClose(kept, numbers([3]).values);
    },
  );

  test('loops in loops, and functions in them', () => {
    // The sum of i j over i < 4 and j < 3.
    const [, sum] = resultsOf([], (scope) =>
      whileLoop(
        scope,
        'outer',
        [integer(scope, 0), integer(scope, 0)],
        (inner, [i]) => op.less(inner, i as Tensor, integer(inner, 4)),
        (inner, [i, before]) => {
          const [, after] = whileLoop(
            inner,
            'inner',
            [integer(inner, 0), before as Tensor],
            (innermost, [j]) => op.less(innermost, j as Tensor, integer(innermost, 3)),
            (innermost, [j, so]) => {
              const [product] = call(innermost, 'product', [j as Tensor], (body, [x]) => [
                op.multiply(body, x as Tensor, i as Tensor),
              ]);
              return [
                op.add(innermost, j as Tensor, integer(innermost, 1)),
                op.add(innermost, so as Tensor, product as Tensor),
              ];
            },
          );
          return [op.add(inner, i as Tensor, integer(inner, 1)), after as Tensor];
        },
      ),
    );
    expect(sum).toEqual([18]);
  });

  test('a list that a loop fills is stacked, and read by another one backwards', () => {
    const x = numbers([5, 2, 3]);
    const list = { dtype: 'variant' as DType, shape: [] };
    const row = (scope: Scope, from: Tensor, at: Tensor): Tensor =>
      op.reshape(scope, op.gather(scope, from, op.reshape(scope, at, [1])), [2, 3]);
    const [stacked, , , backwards] = resultsOf([x], (scope, [z]) => {
      const [reserved] = operation(
        scope,
        'TensorListReserve',
        [ints(scope, [2, 3]), integer(scope, 5)],
        [list],
        { element_dtype: { kind: 'type', value: 'float32' } },
      );
      const [, filled] = whileLoop(
        scope,
        'forward',
        [integer(scope, 0), reserved as Tensor],
        (inner, [at]) => op.less(inner, at as Tensor, integer(inner, 4)),
        (inner, [at, so]) => {
          const doubled = op.add(
            inner,
            row(inner, z as Tensor, at as Tensor),
            row(inner, z as Tensor, at as Tensor),
          );
          const [next] = operation(
            inner,
            'TensorListSetItem',
            [so as Tensor, at as Tensor, doubled],
            [list],
          );
          return [op.add(inner, at as Tensor, integer(inner, 1)), next as Tensor];
        },
      );
      const [all] = operation(
        scope,
        'TensorListStack',
        [filled as Tensor, ints(scope, [2, 3])],
        [{ dtype: 'float32', shape: [5, 2, 3] }],
      );
      const [again] = operation(
        scope,
        'TensorListFromTensor',
        [z as Tensor, ints(scope, [2, 3])],
        [list],
      );
      // s = (s + row) / 2 from the last row to the first.
      const found = whileLoop(
        scope,
        'backward',
        [integer(scope, 4), again as Tensor, op.fill(scope, [2, 3], 0)],
        (inner, [at]) => op.greater(inner, at as Tensor, integer(inner, -1)),
        (inner, [at, rows, so]) => {
          const [own] = operation(
            inner,
            'TensorListGetItem',
            [rows as Tensor, at as Tensor, ints(inner, [2, 3])],
            [{ dtype: 'float32', shape: [2, 3] }],
          );
          const half = op.constant(inner, 'float32', 0.5);
          return [
            op.add(inner, at as Tensor, integer(inner, -1)),
            rows as Tensor,
            op.multiply(inner, op.add(inner, so as Tensor, own as Tensor), half),
          ];
        },
      );
      // A list itself cannot be fetched.
      return [all as Tensor, found[0] as Tensor, found[0] as Tensor, found[2] as Tensor];
    });
    // What was never set is 0.
    expectClose(
      stacked,
      arrayOf([5, 2, 3], (n = 0, ...rest) => (n < 4 ? 2 * elementAt(x, [n, ...rest]) : 0)).values,
    );
    const expected = arrayOf([2, 3], (...place) =>
      [4, 3, 2, 1, 0].reduce((so, n) => (so + elementAt(x, [n, ...place])) / 2, 0),
    );
    expectClose(backwards, expected.values);
  });

  test('variables keep what a run assigns, and what was read before is what it was', () => {
    const graph = new Graph();
    const kept = op.variable(graph, 'kept', 'float32', [2]);
    const step = op.placeholder(graph, 'step', 'float32', [2]);
    const [before, twice, after] = call(graph, 'f', [step], (scope, [by]) => {
      const old = op.read(scope, kept);
      op.assign(scope, kept, op.add(scope, old, by as Tensor));
      // Made after the variable is written, of what it was.
      const doubled = op.add(scope, old, old);
      return [old, doubled, op.read(scope, kept)];
    });
    const outputs = { before, twice, after } as Readonly<Record<string, Tensor>>;
    const session = interpretGraph(graph, { f: { inputs: { step }, outputs } });
    const run = (): Record<string, number[]> =>
      Object.fromEntries(
        Object.entries(
          session.run('f', { step: { values: Float32Array.of(1, 2), shape: [2] } }),
        ).map(([name, values]) => [name, [...values]]),
      );
    expect(run()).toEqual({ before: [0, 0], twice: [0, 0], after: [1, 2] });
    expect(run()).toEqual({ before: [1, 2], twice: [2, 4], after: [2, 4] });
    session.dispose();
  });

  test('a loop that writes a variable does not change what was read before', () => {
    const graph = new Graph();
    const kept = op.variable(graph, 'kept', 'float32', []);
    const start = op.placeholder(graph, 'start', 'float32', []);
    const [before, after] = call(graph, 'f', [start], (scope, [from]) => {
      op.assign(scope, kept, from as Tensor);
      const old = op.read(scope, kept);
      whileLoop(
        scope,
        'writes',
        [integer(scope, 0)],
        (inner, [at]) => op.less(inner, at as Tensor, integer(inner, 3)),
        (inner, [at]) => {
          op.assign(inner, kept, op.add(inner, op.read(inner, kept), old));
          return [op.add(inner, at as Tensor, integer(inner, 1))];
        },
      );
      return [old, op.read(scope, kept)];
    });
    const outputs = { before, after } as Readonly<Record<string, Tensor>>;
    const session = interpretGraph(graph, { f: { inputs: { start }, outputs } });
    const found = session.run('f', { start: { values: Float32Array.of(2), shape: [] } });
    expect([found['before']?.[0], found['after']?.[0]]).toEqual([2, 8]);
    session.dispose();
  });

  test('an operation that it does not know is named, before anything runs', () => {
    const graph = new Graph();
    const [found] = call(graph, 'f', [], (scope) =>
      operation(
        scope,
        'Cumprod',
        [op.constant(scope, 'float32', 1)],
        [{ dtype: 'float32', shape: [] }],
      ),
    );
    const signatures = { f: { inputs: {}, outputs: { found: found as Tensor } } };
    expect(() => interpretGraph(graph, signatures)).toThrow(GraphError);
    expect(() => interpretGraph(graph, signatures)).toThrow(/Cumprod/);
    // Of a type that it does not have.
    const other = new Graph();
    const [root] = call(other, 'f', [], (scope) => [op.squareRoot(scope, integer(scope, 4))]);
    expect(() =>
      interpretGraph(other, { f: { inputs: {}, outputs: { root: root as Tensor } } }),
    ).toThrow(/Sqrt/);
  });

  test('feeds that are not there, or of another type or size, are errors', () => {
    const graph = new Graph();
    const x = op.placeholder(graph, 'x', 'float32', [2]);
    const [y] = call(graph, 'f', [x], (scope, [z]) => [op.square(scope, z as Tensor)]);
    const session = interpretGraph(graph, { f: { inputs: { x }, outputs: { y: y as Tensor } } });
    const feed = (values: Float32Array | Int32Array): Feed => ({ values, shape: [2] });
    expect(() => session.run('g', {})).toThrow(/no signature g/);
    expect(() => session.run('f', {})).toThrow(/lacks x/);
    expect(() => session.run('f', { x: feed(Int32Array.of(1, 2)) })).toThrow(/x is float32/);
    expect(() => session.run('f', { x: feed(Float32Array.of(1)) })).toThrow(/1 values for \[2\]/);
    session.dispose();
  });
});

test('arrays take the memory of those that are not used any more', () => {
  const grow = vi.spyOn(WebAssembly.Memory.prototype, 'grow');
  const size = 2 ** 16;
  const [found] = resultsOf([arrayOf([size], (at) => at)], (scope, [x]) => {
    // Each needs the whole one before it.
    let reversed = x as Tensor;
    for (let times = 0; times < 101; times++) {
      const axes = ints(scope, [0]);
      [reversed] = operation(scope, 'ReverseV2', [reversed, axes], [x as never]) as [Tensor];
    }
    return [reversed];
  });
  expect(found?.slice(0, 3)).toEqual([size - 1, size - 2, size - 3]);
  const pages = grow.mock.calls.reduce((sum, [by]) => sum + by, 0);
  grow.mockRestore();
  expect(pages * 2 ** 16).toBeLessThan(5 * 4 * size);
});

/** Places of a shape over which two arrays stretch, and the numbers that meet there. */
function pairsOf(a: Array64, b: Array64): [readonly number[], (readonly [number, number])[]] {
  const rank = Math.max(a.shape.length, b.shape.length);
  const size = ({ shape }: Array64, d: number): number => shape[d - rank + shape.length] ?? 1;
  const shape = [...Array(rank).keys()].map((d) => Math.max(size(a, d), size(b, d)));
  const at = (x: Array64, place: readonly number[]): number => {
    const own = place.slice(rank - x.shape.length);
    return elementAt(
      x,
      own.map((index, d) => (x.shape[d] === 1 ? 0 : index)),
    );
  };
  return [shape, places(shape).map((place) => [at(a, place), at(b, place)] as const)];
}
