import { describe, expect, it } from 'vitest';
import { DIFFERENTIABLE, gradients } from '../../src/graph/gradients.js';
import type { Tensor } from '../../src/graph/node.js';
import * as op from '../../src/graph/ops.js';
import { scan } from '../../src/graph/scan.js';
import { Graph, type Scope } from '../../src/graph/scope.js';
import { evaluate, type Value } from './float64.js';

type Shape = readonly number[];
type Make = (scope: Scope, inputs: readonly Tensor[]) => Tensor;

/** Numbers between -1.2 and 1.2, none of them twice and none near 0. */
function numbers(shape: Shape, from: number): Value {
  const count = shape.reduce((product, length) => product * length, 1);
  const data = Array.from({ length: count }, (_, index) => {
    const wave = Math.sin(1.7 * (index + 1) + 2.3 * from);
    return Math.sign(wave) * (0.2 + Math.abs(wave)) + 1e-3 * index;
  });
  return { shape, data };
}

/**
 * The gradient of sum(c f(x)), c numbers of no pattern, against central differences of the float64
 * reference: for every element of every input.
 */
function expectGradients(shapes: readonly Shape[], make: Make, given?: readonly Value[]): void {
  const graph = new Graph();
  const inputs = shapes.map((shape, index) => op.placeholder(graph, `x${index}`, 'float32', shape));
  const output = make(graph, inputs);
  const weights = numbers(output.shape as Shape, 11);
  const factor = op.constant(graph, 'float32', weights.data, weights.shape);
  const found = gradients(graph, [[output, factor]], inputs);
  const values = given ?? shapes.map((shape, index) => numbers(shape, index));
  const feeds = (own: readonly Value[]) =>
    Object.fromEntries(own.map((value, index) => [`x${index}`, value]));
  const total = (own: readonly Value[]): number =>
    (evaluate(graph, feeds(own), [output.reference])[0] as Value).data.reduce(
      (sum, value, index) => sum + value * (weights.data[index] as number),
      0,
    );
  const step = 1e-5;
  found.forEach((gradient, input) => {
    const [own] =
      gradient === undefined ? [] : evaluate(graph, feeds(values), [gradient.reference]);
    const { shape, data } = values[input] as Value;
    expect(gradient === undefined ? shape : own?.shape).toEqual(shape);
    data.forEach((value, element) => {
      const moved = (by: number): readonly Value[] =>
        values.with(input, { shape, data: data.with(element, value + by) });
      const slope = (total(moved(step)) - total(moved(-step))) / (2 * step);
      expect(own?.data[element] ?? 0).toBeCloseTo(slope, 7);
    });
  });
}

const unary = (f: (scope: Scope, x: Tensor) => Tensor): [readonly Shape[], Make] => [
  [[2, 3]],
  (scope, [x]) => f(scope, x as Tensor),
];
const binary =
  (f: (scope: Scope, a: Tensor, b: Tensor) => Tensor) =>
  (a: Shape, b: Shape): [readonly Shape[], Make] => [
    [a, b],
    (scope, [x, y]) => f(scope, x as Tensor, y as Tensor),
  ];
const positive = (scope: Scope, x: Tensor): Tensor =>
  op.add(scope, op.square(scope, x), op.constant(scope, 'float32', 0.5));
const ids = (scope: Scope, values: readonly number[]): Tensor =>
  op.constant(scope, 'int32', values, [values.length]);

const CASES: Readonly<Record<string, readonly [readonly Shape[], Make]>> = {
  AddV2: binary(op.add)([2, 3], [3]),
  'AddV2 of one that is repeated in the middle': binary(op.add)([2, 1, 3], [4, 1]),
  Sub: binary(op.subtract)([3], [2, 3]),
  Mul: binary(op.multiply)([2, 3], [2, 1]),
  'Mul by itself': [[[4]], (scope, [x]) => op.multiply(scope, x as Tensor, x as Tensor)],
  RealDiv: binary(op.divide)([2, 3], [1, 3]),
  Maximum: binary(op.maximum)([2, 3], [3]),
  Minimum: binary(op.minimum)([2, 3], [3]),
  Neg: unary(op.negative),
  Square: unary(op.square),
  Sqrt: unary((scope, x) => op.squareRoot(scope, positive(scope, x))),
  Rsqrt: unary((scope, x) => op.inverseSquareRoot(scope, positive(scope, x))),
  Exp: unary(op.exponential),
  Erf: unary(op.errorFunction),
  Tanh: unary(op.hyperbolicTangent),
  Sigmoid: unary(op.logistic),
  Relu: unary(op.rectifier),
  Elu: unary(op.exponentialLinear),
  Selu: unary(op.scaledExponentialLinear),
  Softplus: unary(op.softplus),
  SelectV2: [
    [[2, 3], [3], [2, 1]],
    (scope, [x, a, b]) =>
      op.select(
        scope,
        op.greater(scope, x as Tensor, op.constant(scope, 'float32', 0)),
        a as Tensor,
        b as Tensor,
      ),
  ],
  Transpose: [[[2, 3, 4]], (scope, [x]) => op.transpose(scope, x as Tensor, [2, 0, 1])],
  Reshape: [[[2, 6]], (scope, [x]) => op.reshape(scope, x as Tensor, [3, 4])],
  BroadcastTo: [[[2, 1, 3]], (scope, [x]) => op.broadcastTo(scope, x as Tensor, [4, 2, 5, 3])],
  PadV2: [
    [[2, 3]],
    (scope, [x]) =>
      op.pad(scope, x as Tensor, [
        [1, 0],
        [2, 1],
      ]),
  ],
  Slice: [[[3, 4]], (scope, [x]) => op.slice(scope, x as Tensor, ids(scope, [1, 0]), [2, 3])],
  StridedSlice: [
    [[7, 5]],
    (scope, [x]) => op.stridedSlice(scope, x as Tensor, [1, 0], [7, 5], [3, 2]),
  ],
  'StridedSlice that leaves something at the end': [
    [[8]],
    (scope, [x]) => op.stridedSlice(scope, x as Tensor, [0], [5], [2]),
  ],
  ConcatV2: [
    [
      [2, 3],
      [2, 1],
    ],
    (scope, [a, b]) => op.concat(scope, [a as Tensor, b as Tensor, a as Tensor], 1),
  ],
  SplitV: [
    [[2, 5]],
    (scope, [x]) => {
      const [a, , c] = op.split(scope, x as Tensor, [2, 1, 2], 1) as [Tensor, Tensor, Tensor];
      return op.multiply(scope, a, c);
    },
  ],
  Pack: [[[3], [3]], (scope, [a, b]) => op.stack(scope, [a as Tensor, b as Tensor])],
  GatherV2: [[[4, 2]], (scope, [x]) => op.gather(scope, x as Tensor, ids(scope, [3, 0, 3, 1, 3]))],
  Sum: [[[2, 3, 4]], (scope, [x]) => op.sum(scope, x as Tensor, [0, 2])],
  Max: [[[2, 3, 4]], (scope, [x]) => op.largest(scope, x as Tensor, [1])],
  MatMul: binary(op.matMul)([2, 3], [3, 4]),
  'MatMul of transposed ones': binary((scope, a, b) =>
    op.matMul(scope, a, b, { transposeA: true, transposeB: true }),
  )([3, 2], [4, 3]),
  'MatMul by a transposed one': binary((scope, a, b) =>
    op.matMul(scope, a, b, { transposeB: true }),
  )([2, 3], [4, 3]),
  BatchMatMulV2: binary(op.batchMatMul)([2, 2, 3], [2, 3, 2]),
  'BatchMatMulV2 of a transposed one': binary((scope, a, b) =>
    op.batchMatMul(scope, a, b, { transposeA: true }),
  )([2, 3, 2], [2, 3, 2]),
  SparseSoftmaxCrossEntropyWithLogits: [
    [[3, 4]],
    (scope, [x]) => op.crossEntropy(scope, x as Tensor, ids(scope, [2, 0, 3])).loss,
  ],
};

describe('gradients by reverse mode are those of differences', () => {
  it.each(Object.keys(CASES))('of %s', (name) => {
    const [shapes, make] = CASES[name] as (typeof CASES)[string];
    expectGradients(shapes, make);
  });

  it('for every operation that has a rule', () => {
    const names = Object.keys(CASES).map((name) => name.split(' ')[0]);
    expect(DIFFERENTIABLE.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('of the first of two equal numbers, and of equal maxima in parts', () => {
    const graph = new Graph();
    const [a, b] = ['a', 'b'].map((name) => op.placeholder(graph, name, 'float32', [1])) as [
      Tensor,
      Tensor,
    ];
    const one = op.constant(graph, 'float32', [1], [1]);
    const x = op.concat(graph, [a, b], 0);
    const both = op.largest(graph, x, [0]);
    const found = [
      ...gradients(graph, [[op.maximum(graph, a, b), one]], [a, b]),
      ...gradients(graph, [[op.minimum(graph, a, b), one]], [a, b]),
      ...gradients(graph, [[both, op.constant(graph, 'float32', 1)]], [a, b]),
    ] as Tensor[];
    const equal = { shape: [1], data: [3] };
    const values = evaluate(
      graph,
      { a: equal, b: equal },
      found.map(({ reference }) => reference),
    );
    expect(values.map(({ data }) => data[0])).toEqual([1, 0, 1, 0, 0.5, 0.5]);
  });

  it('are summed where paths meet', () => {
    expectGradients([[3]], (scope, [x]) => {
      const own = x as Tensor;
      const left = op.multiply(scope, op.hyperbolicTangent(scope, own), own);
      return op.add(scope, op.add(scope, left, op.exponential(scope, left)), own);
    });
  });

  it('go nowhere past what does not depend on a weight, and past whole numbers', () => {
    const graph = new Graph();
    const [w, x] = ['w', 'x'].map((name) => op.placeholder(graph, name, 'float32', [2])) as [
      Tensor,
      Tensor,
    ];
    const only = op.exponential(graph, x);
    const y = op.multiply(graph, only, w);
    const before = graph.nodes.length;
    const found = gradients(graph, [[y, op.constant(graph, 'float32', [1, 1], [2])]], [w]);
    expect(found).toHaveLength(1);
    // One product: nothing is made for exp(x).
    const made = graph.nodes.slice(before).map(({ op: name }) => name);
    expect(made).toEqual(['Const', 'Mul']);
    expect(gradients(graph, [[y, y]], [op.constant(graph, 'float32', 5)])).toEqual([undefined]);
  });

  it('of an operation without a rule are an error that names it', () => {
    const graph = new Graph();
    const x = op.placeholder(graph, 'x', 'float32', [2]);
    const [y] = graph.add({
      op: 'Digamma',
      inputs: [x],
      outputs: [{ name: 'y', tensors: [x] }],
    }) as [Tensor];
    expect(() => gradients(graph, [[y, x]], [x])).toThrow('no gradient of Digamma');
  });
});

describe('sums of many numbers in a gradient', () => {
  /** Of a bias that was added to x: the sum of what came back over what it was repeated along. */
  function biasGradient(graph: Graph, shape: Shape, bias: Shape): Value {
    const x = op.placeholder(graph, 'x', 'float32', shape);
    const b = op.placeholder(graph, 'b', 'float32', bias);
    const seed = op.placeholder(graph, 'seed', 'float32', shape);
    const [found] = gradients(graph, [[op.add(graph, x, b), seed]], [b]);
    const feeds = { x: numbers(shape, 1), b: numbers(bias, 2), seed: numbers(shape, 3) };
    return evaluate(graph, feeds, [(found as Tensor).reference])[0] as Value;
  }

  it.each<[Shape, Shape]>([
    [[300, 3], [3]],
    [
      [4, 300],
      [4, 1],
    ],
    [
      [2, 300, 3],
      [2, 1, 3],
    ],
    [
      [2, 20, 15, 3],
      [2, 1, 1, 3],
    ],
    [
      [20, 3, 15],
      [1, 3, 1],
    ],
  ])('are the same as products with ones: %j for %j', (shape, bias) => {
    const products = new Graph(true);
    const [own, other] = [
      biasGradient(products, shape, bias),
      biasGradient(new Graph(), shape, bias),
    ];
    expect(own.shape).toEqual(bias);
    own.data.forEach((value, index) => {
      expect(value).toBeCloseTo(other.data[index] as number, 9);
    });
    // What is added up does not stand together in the last one.
    const together = shape.length === 3 && shape[1] === 3;
    expect(products.nodes.some(({ op: name }) => name === 'Sum')).toBe(together);
  });
});

describe('gradients through a loop over sequences', () => {
  /** h = tanh(x + h U) v: a product with an invariant, and an invariant used in another way. */
  const round =
    (outputs: boolean) =>
    (scope: Scope, [h]: readonly Tensor[], [x]: readonly Tensor[], [u, v]: readonly Tensor[]) => {
      const product = op.matMul(scope, h as Tensor, u as Tensor);
      const sum = op.add(scope, x as Tensor, product);
      const next = op.multiply(scope, op.hyperbolicTangent(scope, sum), v as Tensor);
      return { state: [next], outputs: outputs ? [op.square(scope, next)] : [] };
    };
  const shapes = [[2, 3], [4, 2, 3], [3, 3], [3]];

  it.each([true, false])('of initial state, parts and invariants (outputs: %s)', (outputs) => {
    expectGradients(shapes, (scope, [h, x, u, v]) => {
      const { state, outputs: stacked } = scan(
        scope,
        'rounds',
        {
          initial: [h as Tensor],
          sequences: [x as Tensor],
          invariants: [u as Tensor, v as Tensor],
          rounds: 4,
          differentiable: true,
        },
        round(outputs),
      );
      const [last] = state as [Tensor];
      const [all] = stacked;
      return all === undefined ? last : op.add(scope, all, last);
    });
  });

  it('of several networks, whose parts are multiplied in the loop', () => {
    expectGradients(
      [
        [2, 2, 3],
        [3, 2, 2, 2],
        [2, 2, 3],
        [2, 3, 3],
      ],
      (scope, [h, x, w, u]) =>
        scan(
          scope,
          'rounds',
          {
            initial: [h as Tensor],
            sequences: [x as Tensor],
            invariants: [w as Tensor, u as Tensor],
            rounds: 3,
            differentiable: true,
          },
          (inner, [own], [part], [kernel, recurrent]) => {
            const first = op.batchMatMul(inner, part as Tensor, kernel as Tensor);
            const second = op.batchMatMul(inner, own as Tensor, recurrent as Tensor);
            const next = op.logistic(inner, op.add(inner, first, second));
            return { state: [next], outputs: [] };
          },
        ).state[0] as Tensor,
    );
  });

  it('of gates that were joined are put aside once, and what is made of them is made anew', () => {
    let graph: Scope['graph'] | undefined;
    expectGradients(
      [
        [2, 3],
        [4, 2, 9],
        [3, 6],
        [3, 3],
      ],
      (scope, [h, x, u, v]) => {
        ({ graph } = scope);
        return scan(
          scope,
          'rounds',
          {
            initial: [h as Tensor],
            sequences: [x as Tensor],
            invariants: [u as Tensor, v as Tensor],
            rounds: 4,
            differentiable: true,
          },
          (inner, [before], [part], [forGates, last]) => {
            const own = before as Tensor;
            const [ofGates, ofOther] = op.split(inner, part as Tensor, [6, 3], 1) as Tensor[];
            const product = op.matMul(inner, own, forGates as Tensor);
            const gates = op.logistic(inner, op.add(inner, ofGates as Tensor, product));
            const [z, r] = op.split(inner, gates, [3, 3], 1) as [Tensor, Tensor];
            const left = op.multiply(inner, r, own);
            const second = op.matMul(inner, left, last as Tensor);
            const other = op.hyperbolicTangent(inner, op.add(inner, ofOther as Tensor, second));
            const rest = op.subtract(inner, op.constant(inner, 'float32', 1), z);
            const next = op.add(inner, op.multiply(inner, z, own), op.multiply(inner, rest, other));
            return { state: [next], outputs: [] };
          },
        ).state[0] as Tensor;
      },
    );
    const lists = graph?.functions.map(
      ({ nodes }) => nodes.filter(({ op: name }) => name === 'TensorListSetItem').length,
    );
    // Conditions have none; the way there the state, both gates, what is multiplied and the other; the
    // way back all gradients of the part.
    expect(lists?.filter((count) => count > 0).sort()).toEqual([1, 4]);
  });

  it('are refused where the loop puts nothing aside', () => {
    const graph = new Graph();
    const x = op.placeholder(graph, 'x', 'float32', [2]);
    const parts = op.placeholder(graph, 'parts', 'float32', [3, 2]);
    const options = { initial: [x], sequences: [parts], invariants: [], rounds: 3 };
    const { state } = scan(
      graph,
      'rounds',
      { ...options, differentiable: false },
      (inner, [own], [part]) => ({
        state: [op.add(inner, own as Tensor, part as Tensor)],
        outputs: [],
      }),
    );
    expect(() => gradients(graph, [[state[0] as Tensor, x]], [x])).toThrow('no gradient of rounds');
  });
});
