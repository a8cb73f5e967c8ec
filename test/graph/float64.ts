import type { Attribute, GraphFunction, Node } from '../../src/graph/node.js';
import type { Graph } from '../../src/graph/scope.js';

// What a graph's operations are by their definitions, in float64 and as plainly as can be: expectations
// of tests come from here, and speed does not matter.

export interface Value {
  readonly shape: readonly number[];
  readonly data: readonly number[];
  /** Of a list: its elements. */
  readonly items?: readonly Value[];
}

export type Feeds = Readonly<Record<string, Value>>;

/** The values of some tensors of a graph (`MatMul:0`); placeholders by name. */
export function evaluate(graph: Graph, feeds: Feeds, wanted: readonly string[]): Value[] {
  const functions = new Map(graph.functions.map((one) => [one.name, one]));
  const found = run(graph.nodes, new Map(Object.entries(feeds).map(([k, v]) => [k, v])), functions);
  return wanted.map((name) => found.get(name.replace(/:0$/, ':0')) as Value);
}

function callFunction(
  name: string,
  args: readonly Value[],
  functions: ReadonlyMap<string, GraphFunction>,
): Value[] {
  const own = functions.get(name) as GraphFunction;
  const given = new Map(own.arguments.map((arg, index) => [arg.name, args[index] as Value]));
  const found = run(own.nodes, given, functions);
  return own.results.map(({ reference }) => found.get(reference) as Value);
}

function run(
  nodes: readonly Node[],
  given: ReadonlyMap<string, Value>,
  functions: ReadonlyMap<string, GraphFunction>,
): ReadonlyMap<string, Value> {
  const found = new Map(given);
  for (const node of nodes) {
    const inputs = node.inputs
      .filter((input) => !input.startsWith('^'))
      .map((input) => {
        const value = found.get(input);
        if (value === undefined) throw new Error(`${node.name} reads ${input}, which is not there`);
        return value;
      });
    const outputs =
      node.op === 'Placeholder'
        ? [given.get(node.name) as Value]
        : valuesOf(node, inputs, functions);
    outputs.forEach((value, index) => {
      const { shape } = node.outputs[index] as { shape: readonly (number | null)[] };
      if (value.items === undefined && value.shape.join() !== shape.join()) {
        throw new Error(`${node.name} says [${shape.join()}] and gives [${value.shape.join()}]`);
      }
      for (const output of namesOf(node)) {
        found.set(`${node.name}:${output}:${index}`, value);
        if (index > 0) continue;
      }
      // Outputs under names of their own: index 0 of each.
      const single = SINGLE[node.op]?.[index];
      if (single !== undefined) found.set(`${node.name}:${single}:0`, value);
      found.set(`${node.name}:${index}`, value);
    });
  }
  return found;
}

const SINGLE: Readonly<Record<string, readonly string[]>> = {
  SparseSoftmaxCrossEntropyWithLogits: ['loss', 'backprop'],
};

function namesOf(_node: Node): readonly string[] {
  return [
    'output',
    'z',
    'y',
    'product',
    'activations',
    'tensor',
    'item',
    'handle',
    'output_handle',
  ];
}

const size = (shape: readonly number[]): number => shape.reduce((p, n) => p * n, 1);

/** Row-major index of coordinates; sizes of 1 are repeated, missing ones in front too. */
function at({ shape, data }: Value, coordinates: readonly number[]): number {
  let index = 0;
  const skip = coordinates.length - shape.length;
  shape.forEach((length, d) => {
    index = index * length + (length === 1 ? 0 : (coordinates[d + skip] as number));
  });
  return data[index] as number;
}

function make(shape: readonly number[], of: (coordinates: number[]) => number): Value {
  const data: number[] = [];
  const coordinates = shape.map(() => 0);
  for (let index = 0; index < size(shape); index++) {
    let rest = index;
    for (let d = shape.length - 1; d >= 0; d--) {
      coordinates[d] = rest % (shape[d] as number);
      rest = Math.floor(rest / (shape[d] as number));
    }
    data.push(of(coordinates));
  }
  return { shape, data };
}

function stretch(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, d) => {
    const [x, y] = [a[d - rank + a.length] ?? 1, b[d - rank + b.length] ?? 1];
    return x === 1 ? y : x;
  });
}

const yes = (truth: boolean): number => (truth ? 1 : 0);

const BINARY: Readonly<Record<string, (a: number, b: number) => number>> = {
  AddV2: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  RealDiv: (a, b) => a / b,
  Maximum: Math.max,
  Minimum: Math.min,
  Less: (a, b) => yes(a < b),
  LessEqual: (a, b) => yes(a <= b),
  Greater: (a, b) => yes(a > b),
  GreaterEqual: (a, b) => yes(a >= b),
  Equal: (a, b) => yes(a === b),
};

/** Gauss's error function by its series: to the last bits for arguments of a few units. */
export function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let [term, sum] = [x, x];
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

const [ALPHA, SCALE] = [1.6732632423543772, 1.0507009873554805];

const UNARY: Readonly<Record<string, (x: number) => number>> = {
  Neg: (x) => -x,
  Square: (x) => x * x,
  Sqrt: Math.sqrt,
  Rsqrt: (x) => 1 / Math.sqrt(x),
  Exp: Math.exp,
  Erf: erf,
  Tanh: Math.tanh,
  Sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  Relu: (x) => Math.max(0, x),
  Elu: (x) => (x > 0 ? x : Math.expm1(x)),
  Selu: (x) => SCALE * (x > 0 ? x : ALPHA * Math.expm1(x)),
  Softplus: (x) => Math.log1p(Math.exp(x)),
  Cast: (x) => x,
};

function valuesOf(
  { op, attributes, name }: Node,
  inputs: readonly Value[],
  functions: ReadonlyMap<string, GraphFunction>,
): Value[] {
  const [a, b, c] = inputs as [Value, Value, Value];
  const unary = UNARY[op];
  if (unary !== undefined) return [make(a.shape, (x) => unary(at(a, x)))];
  const binary = BINARY[op];
  if (binary !== undefined) {
    return [make(stretch(a.shape, b.shape), (x) => binary(at(a, x), at(b, x)))];
  }
  const flag = (key: string): boolean => {
    const attribute = attributes[key];
    return attribute?.kind === 'bool' && attribute.value;
  };
  switch (op) {
    case 'Const': {
      const { shape, values } = (attributes['value'] as Extract<Attribute, { kind: 'tensor' }>)
        .value;
      return [{ shape, data: values }];
    }
    case 'Fill':
      return [make(a.data, () => b.data[0] as number)];
    case 'SelectV2':
      return [
        make(stretch(a.shape, stretch(b.shape, c.shape)), (x) =>
          at(a, x) !== 0 ? at(b, x) : at(c, x),
        ),
      ];
    case 'Transpose':
      return [
        make(
          b.data.map((d) => a.shape[d] as number),
          (x) =>
            at(
              a,
              a.shape.map((_, d) => x[b.data.indexOf(d)] as number),
            ),
        ),
      ];
    case 'Reshape':
      return [{ shape: b.data, data: a.data }];
    case 'BroadcastTo':
      return [make(b.data, (x) => at(a, x))];
    case 'PadV2':
      return [
        make(
          a.shape.map((n, d) => n + (b.data[2 * d] as number) + (b.data[2 * d + 1] as number)),
          (x) => {
            const own = x.map((n, d) => n - (b.data[2 * d] as number));
            const inside = own.every((n, d) => n >= 0 && n < (a.shape[d] as number));
            return inside ? at(a, own) : (c.data[0] as number);
          },
        ),
      ];
    case 'Slice':
      return [
        make(c.data, (x) =>
          at(
            a,
            x.map((n, d) => n + (b.data[d] as number)),
          ),
        ),
      ];
    case 'StridedSlice': {
      const steps = (inputs[3] as Value).data;
      const counts = b.data.map((from, d) =>
        Math.ceil(((c.data[d] as number) - from) / (steps[d] as number)),
      );
      return [
        make(counts, (x) =>
          at(
            a,
            x.map((n, d) => (b.data[d] as number) + n * (steps[d] as number)),
          ),
        ),
      ];
    }
    case 'GatherV2':
      return [
        make([...b.shape, ...a.shape.slice(1)], (x) =>
          at(a, [at(b, x.slice(0, b.shape.length)), ...x.slice(b.shape.length)]),
        ),
      ];
    case 'UnsortedSegmentSum': {
      const row = size(a.shape.slice(1));
      const data = new Array<number>((c.data[0] as number) * row).fill(0);
      b.data.forEach((segment, from) => {
        for (let i = 0; i < row; i++) {
          data[segment * row + i] =
            (data[segment * row + i] as number) + (a.data[from * row + i] as number);
        }
      });
      return [{ shape: [c.data[0] as number, ...a.shape.slice(1)], data }];
    }
    case 'Pack':
      return [{ shape: [inputs.length, ...a.shape], data: inputs.flatMap(({ data }) => data) }];
    case 'ConcatV2': {
      const parts = inputs.slice(0, -1);
      const d = (inputs.at(-1) as Value).data[0] as number;
      const total = parts.reduce((sum, { shape }) => sum + (shape[d] as number), 0);
      return [
        make(
          a.shape.map((n, i) => (i === d ? total : n)),
          (x) => {
            let from = x[d] as number;
            for (const part of parts) {
              const length = part.shape[d] as number;
              if (from < length)
                return at(
                  part,
                  x.map((n, i) => (i === d ? from : n)),
                );
              from -= length;
            }
            return NaN;
          },
        ),
      ];
    }
    case 'SplitV': {
      const d = c.data[0] as number;
      let begin = 0;
      return b.data.map((length) => {
        const from = begin;
        begin += length;
        return make(
          a.shape.map((n, i) => (i === d ? length : n)),
          (x) =>
            at(
              a,
              x.map((n, i) => (i === d ? n + from : n)),
            ),
        );
      });
    }
    case 'MatMul':
    case 'BatchMatMulV2': {
      const [left, right] = [
        flag('transpose_a') || flag('adj_x'),
        flag('transpose_b') || flag('adj_y'),
      ];
      const order = (value: Value, swapped: boolean): readonly number[] =>
        swapped
          ? [
              ...value.shape.slice(0, -2),
              value.shape.at(-1) as number,
              value.shape.at(-2) as number,
            ]
          : value.shape;
      const [shapeA, shapeB] = [order(a, left), order(b, right)];
      const inner = shapeA.at(-1) as number;
      return [
        make([...shapeA.slice(0, -1), shapeB.at(-1) as number], (x) => {
          const [batch, row, column] = [x.slice(0, -2), x.at(-2) as number, x.at(-1) as number];
          let sum = 0;
          for (let k = 0; k < inner; k++) {
            sum +=
              at(a, left ? [...batch, k, row] : [...batch, row, k]) *
              at(b, right ? [...batch, column, k] : [...batch, k, column]);
          }
          return sum;
        }),
      ];
    }
    case 'Sum':
    case 'Max': {
      const left = a.shape.map((_, d) => d).filter((d) => !b.data.includes(d));
      const result = make(
        left.map((d) => a.shape[d] as number),
        () => (op === 'Sum' ? 0 : -Infinity),
      );
      const data = [...result.data];
      make(a.shape, (x) => {
        const to = left.reduce((index, d) => index * (a.shape[d] as number) + (x[d] as number), 0);
        const value = at(a, x);
        data[to] =
          op === 'Sum' ? (data[to] as number) + value : Math.max(data[to] as number, value);
        return 0;
      });
      return [{ shape: result.shape, data }];
    }
    case 'SparseSoftmaxCrossEntropyWithLogits': {
      const [rows = 0, classes = 0] = a.shape;
      const loss: number[] = [];
      const slope: number[] = [];
      for (let row = 0; row < rows; row++) {
        const logits = a.data.slice(row * classes, (row + 1) * classes);
        const most = Math.max(...logits);
        const powers = logits.map((z) => Math.exp(z - most));
        const total = powers.reduce((sum, power) => sum + power, 0);
        const label = b.data[row] as number;
        loss.push(Math.log(total) - ((logits[label] as number) - most));
        powers.forEach((power, index) => slope.push(power / total - yes(index === label)));
      }
      return [
        { shape: [rows], data: loss },
        { shape: a.shape, data: slope },
      ];
    }
    case 'TensorListReserve':
      return [{ shape: [], data: [], items: new Array<Value>(b.data[0] as number) }];
    case 'TensorListFromTensor': {
      const [length = 0, ...shape] = a.shape;
      const row = size(shape);
      const items = Array.from({ length }, (_, index) => ({
        shape,
        data: a.data.slice(index * row, (index + 1) * row),
      }));
      return [{ shape: [], data: [], items }];
    }
    case 'TensorListGetItem':
      return [(a.items as Value[])[b.data[0] as number] as Value];
    case 'TensorListSetItem':
      return [{ ...a, items: (a.items as Value[]).with(b.data[0] as number, c) }];
    case 'TensorListStack': {
      const items = a.items as Value[];
      return [{ shape: [items.length, ...b.data], data: items.flatMap(({ data }) => data) }];
    }
    case 'StatelessWhile': {
      const named = (key: string): string =>
        (attributes[key] as Extract<Attribute, { kind: 'function' }>).value;
      let values = [...inputs];
      while (callFunction(named('cond'), values, functions)[0]?.data[0] === 1) {
        values = callFunction(named('body'), values, functions);
      }
      return values;
    }
    default:
      throw new Error(`the reference does not know ${op} (${name})`);
  }
}
