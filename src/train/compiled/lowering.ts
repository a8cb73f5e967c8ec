import type { LayerOperations } from '../../layers/forward.js';
import type { Call } from '../../layers/layer-class.js';
import type { Shape } from '../../layers/shape.js';
import { sizes, type Tensor } from '../../graph/node.js';
import * as op from '../../graph/ops.js';
import { scan } from '../../graph/scan.js';
import type { Scope } from '../../graph/scope.js';
import type { Network, TensorRef } from '../../network/network.js';
import { classOfLayer, withoutSoftmax } from '../grouped/view.js';
import { layerNumbers } from '../seeded.js';
import { volume } from './layout.js';
import { graphOperations } from './operations.js';

// Layers as nodes of a graph, for all networks of a stack at once. Either number of networks and of
// images is 1 where something is the same for all.

/**
 * What a layer reads or makes. Most stand [networks, images, ...sample]. Images whose windows are taken
 * stand as planes, [networks, channels, ...positions, images]: what is next to each other in memory
 * stays so in every slice, and a product with a kernel makes planes of planes. On processors a LeNet's
 * step takes a third of the time.
 */
export interface Value {
  readonly tensor: Tensor;
  readonly planes: boolean;
  /** Whether it is made of images alone, so that it is the same for all networks. */
  readonly shared: boolean;
}

/** What the layers of one stack's network need of the program around them. */
export interface StackContext {
  /** Networks of the stack, and images of the batch. */
  readonly networks: number;
  readonly images: number;
  readonly training: boolean;
  /** Whether TensorFlow runs it operation by operation. */
  readonly plain: boolean;
  /** Of a layer's weight by its place: float32 [networks, ...shape]. */
  readonly weightOf: (layer: number, place: number) => Tensor;
  /** Of a training step: what sums over the batch are multiplied with to be means, [images]. */
  readonly scale: Tensor | null;
  /** What dropout multiplies a layer's outputs with: [networks, images, size]; `number` as the layer draws. */
  readonly maskOf: (number: number, size: number, rate: number) => Tensor;
  readonly replace: (layer: number, place: number, tensor: Tensor) => void;
  /**
   * A product of what all networks share with the kernels of this stack, and a bias; null where it is
   * not made together with others: [networks, rows, units], of planes [networks, units, ...positions].
   */
  readonly wide: (
    layer: number,
    input: SharedMatrix,
    kernel: number,
    bias: number | null,
  ) => Tensor | null;
}

/** What all networks multiply with kernels of their own: [rows, inputs], of planes [inputs, rows]. */
export interface SharedMatrix {
  readonly matrix: Tensor;
  readonly planes: boolean;
  /** What the rows are: positions, images. */
  readonly between: readonly number[];
}

/** Pixels of the batch as a network reads them: [1, images, ...sample]. */
export interface BatchImages {
  /** float32, 0 to 1. */
  readonly scaled: (shape: Shape) => Value;
  /** int32, 0 to 255. */
  readonly whole: (shape: Shape) => Value;
}

/** The logits of a stack's networks: float32 [networks, images, classes]. */
export function logitsOf(
  scope: Scope,
  network: Network,
  images: BatchImages,
  context: StackContext,
): Tensor {
  const { layers, inputShapes, outputs } = withoutSoftmax(network);
  const numbers = layerNumbers(network);
  const [shape = []] = inputShapes;
  const embeds = layers.some((layer) => layer.class === 'Embedding');
  const input = embeds ? images.whole(shape) : images.scaled(shape);
  const made: Value[] = [];
  const valueOf = (tensor: TensorRef | undefined): Value =>
    tensor === undefined || 'input' in tensor ? input : (made[tensor.layer] as Value);
  for (const [index, layer] of layers.entries()) {
    const { forward } = classOfLayer(layer);
    if (forward === undefined) throw new RangeError(`no program has a ${layer.class} layer`);
    const operations = layerOperations(scope, context, layer.shares ?? index, numbers[index] ?? 0);
    made.push(forward(operations, layer as Call<unknown>, valueOf(layer.inbound[0])));
  }
  return stretchNetworks(scope, asRows(scope, valueOf(outputs[0])).tensor, context.networks);
}

/** Logits of a network whose every layer is the same for all are not possible; one's are [1, ...]. */
function stretchNetworks(scope: Scope, x: Tensor, networks: number): Tensor {
  const [own, ...rest] = sizes(x);
  return own === networks ? x : op.broadcastTo(scope, x, [networks, ...rest]);
}

function layerOperations(
  scope: Scope,
  context: StackContext,
  layer: number,
  number: number,
): LayerOperations<Value> {
  const elementary = graphOperations(scope);
  const { networks, images } = context;
  const unary =
    (f: (x: Tensor) => Tensor) =>
    (x: Value): Value => ({ ...x, tensor: f(x.tensor) });
  const binary =
    (f: (a: Tensor | number, b: Tensor | number) => Tensor) =>
    (a: Value | number, b: Value | number): Value => {
      const [left, right, planes] = aligned(scope, a, b);
      return { tensor: f(left, right), planes, shared: isShared(a) && isShared(b) };
    };
  const own = (tensor: Tensor, planes = false): Value => ({ tensor, planes, shared: false });
  const rows = (x: Value): Value => asRows(scope, x);

  const matrices = (x: Tensor): Tensor[] =>
    op
      .split(scope, x, new Array<number>(networks).fill(1), 0)
      .map((one) => op.reshape(scope, one, sizes(one).slice(1)));
  /** Each network's matrix times its other one: [networks, n, m], [networks, m, k]. */
  const times = (a: Tensor, b: Tensor, transposeA = false): Tensor => {
    // TensorFlow's own product of many matrices is slow where it transposes: XLA's is not.
    if (networks > 1 && !(context.plain && transposeA)) {
      return op.batchMatMul(scope, a, b, { transposeA });
    }
    const others = matrices(b);
    const products = matrices(a).map((one, network) =>
      op.matMul(scope, one, others[network] as Tensor, { transposeA }),
    );
    return networks === 1
      ? op.reshape(scope, products[0] as Tensor, [1, ...sizes(products[0] as Tensor)])
      : op.stack(scope, products);
  };
  const plus = (x: Tensor, bias: Tensor | null, shape: readonly number[]): Tensor =>
    bias === null ? x : op.add(scope, x, op.reshape(scope, bias, shape));

  const affine = (x: Value, kernel: number, bias: number | null): Value => {
    const shape = sizes(x.tensor);
    const inputs = x.planes ? (shape[1] ?? 1) : (shape.at(-1) ?? 1);
    const between = x.planes ? shape.slice(2) : shape.slice(1, -1);
    const count = volume(between);
    const result = (product: Tensor, units: number): Value =>
      own(
        op.reshape(
          scope,
          product,
          x.planes ? [networks, units, ...between] : [networks, ...between, units],
        ),
        x.planes,
      );
    if (x.shared) {
      const matrix = op.reshape(scope, x.tensor, x.planes ? [inputs, count] : [count, inputs]);
      const product = context.wide(layer, { matrix, planes: x.planes, between }, kernel, bias);
      if (product !== null) return result(product, sizes(product).at(x.planes ? 1 : -1) ?? 1);
    }
    const weight = context.weightOf(layer, kernel);
    const units = sizes(weight).at(-1) ?? 1;
    const matrix = op.reshape(scope, weight, [networks, inputs, units]);
    const offset = bias === null ? null : context.weightOf(layer, bias);
    const all = stretchNetworks(scope, x.tensor, networks);
    if (x.planes) {
      const product = times(matrix, op.reshape(scope, all, [networks, inputs, count]), true);
      return result(plus(product, offset, [networks, units, 1]), units);
    }
    const product = times(op.reshape(scope, all, [networks, count, inputs]), matrix);
    return result(plus(product, offset, [networks, 1, units]), units);
  };

  return {
    training: context.training,
    add: binary(elementary.add),
    subtract: binary(elementary.subtract),
    multiply: binary(elementary.multiply),
    divide: binary(elementary.divide),
    maximum: binary((a, b) => op.maximum(scope, a as Tensor, b as Tensor)),
    square: unary(elementary.square),
    squareRoot: unary(elementary.squareRoot),
    inverseSquareRoot: unary((x) => op.inverseSquareRoot(scope, x)),
    errorFunction: unary(elementary.errorFunction),
    tanh: unary(elementary.tanh),
    sigmoid: unary(elementary.sigmoid),
    relu: unary(elementary.relu),
    elu: unary(elementary.elu),
    selu: unary(elementary.selu),
    softplus: unary(elementary.softplus),
    shapeOf: sampleOf,
    constant: (values, shape) => ({
      tensor: op.constant(scope, 'float32', values, [1, 1, ...shape]),
      planes: false,
      shared: true,
    }),
    asPlanes: (x) => asPlanes(scope, x),
    reshape: (x, shape) => {
      const { tensor, shared } = rows(x);
      const all = [...sizes(tensor).slice(0, 2), ...shape];
      return { tensor: op.reshape(scope, tensor, all), planes: false, shared };
    },
    slice: (x, begin, size, strides = []) => {
      const place = placesIn(x);
      const from = spreadOver(x, begin, 0);
      const counts = sizes(x.tensor).map((whole, d) => size[place.indexOf(d)] ?? whole);
      const tensor = strides.every((stride) => stride === 1)
        ? op.slice(scope, x.tensor, op.constant(scope, 'int32', from, [from.length]), counts)
        : stepped(scope, x.tensor, from, counts, spreadOver(x, strides, 1));
      return { ...x, tensor };
    },
    everyNth: (x, dimension, n) => {
      const axis = placesIn(x)[dimension] ?? 0;
      const shape = sizes(x.tensor);
      const count = Math.floor((shape[axis] ?? 0) / n);
      const cut = shape.with(axis, count * n);
      const zeros = op.constant(
        scope,
        'int32',
        shape.map(() => 0),
        [shape.length],
      );
      const whole = count * n === shape[axis] ? x.tensor : op.slice(scope, x.tensor, zeros, cut);
      const [before, after] = [shape.slice(0, axis), shape.slice(axis + 1)];
      const apart = op.reshape(scope, whole, [...before, count, n, ...after]);
      return op
        .split(scope, apart, new Array<number>(n).fill(1), axis + 1)
        .map((part) => ({ ...x, tensor: op.reshape(scope, part, [...before, count, ...after]) }));
    },
    pad: (x, borders, value) => {
      const place = placesIn(x);
      const all = sizes(x.tensor).map((_, d) => borders[place.indexOf(d)] ?? ([0, 0] as const));
      return { ...x, tensor: op.pad(scope, x.tensor, all, value) };
    },
    join: (parts) => {
      const [first] = parts as readonly [Value];
      const axis = placesIn(first).at(-1) ?? 0;
      const tensors = parts.map(({ tensor }) => tensor);
      return { ...first, tensor: op.concat(scope, tensors, axis), shared: parts.every(isShared) };
    },
    split: (x, widths) => {
      const axis = placesIn(x).at(-1) ?? 0;
      return op.split(scope, x.tensor, widths, axis).map((tensor) => ({ ...x, tensor }));
    },
    sum: (x, dimensions) => reducedBy(op.sum, scope, x, dimensions),
    largest: (x, dimensions) => reducedBy(op.largest, scope, x, dimensions),
    batchMean: (x) => {
      const shape = sizes(x.tensor);
      const [axis, channels] = x.planes ? [shape.length - 1, 1] : [1, shape.length - 1];
      const weights = op.reshape(
        scope,
        context.scale as Tensor,
        shape.map((_, d) => (d === axis ? images : 1)),
      );
      const others = shape.flatMap((_, d) => (d === 0 || d === channels ? [] : [d]));
      const positions = volume(others.map((d) => shape[d] ?? 1)) / images;
      const total = op.sum(scope, op.multiply(scope, x.tensor, weights), others);
      const mean = elementary.multiply(total, 1 / positions);
      const whole = [shape[0] ?? 1, 1, shape[channels] ?? 1];
      return { tensor: op.reshape(scope, mean, whole), planes: false, shared: x.shared };
    },
    dropout: (x, rate) => {
      if (!context.training || rate === 0) return x;
      const shape = sampleOf(x);
      const mask = context.maskOf(number, volume(shape), rate);
      const like = own(op.reshape(scope, mask, [networks, images, ...shape]));
      const masks = x.planes ? asPlanes(scope, like) : like;
      return own(op.multiply(scope, x.tensor, masks.tensor), x.planes);
    },
    weight: (place) => {
      const weight = context.weightOf(layer, place);
      const [count = 1, ...shape] = sizes(weight);
      return own(op.reshape(scope, weight, [count, 1, ...shape]));
    },
    replaceWeight: (place, x) => {
      const { tensor } = rows(x);
      const [, , ...shape] = sizes(tensor);
      const whole = stretchNetworks(scope, tensor, networks);
      context.replace(layer, place, op.reshape(scope, whole, [networks, ...shape]));
    },
    affine,
    product: (x, { tensor: matrix }) => {
      const { tensor } = rows(x);
      if (matrix.shape.length > 2) return own(times(tensor, matrix));
      const product = op.matMul(scope, op.reshape(scope, tensor, sizes(tensor).slice(1)), matrix);
      return own(op.reshape(scope, product, [1, ...sizes(product)]));
    },
    lookUp: (x, place) => {
      const table = context.weightOf(layer, place);
      const [, n = 1, m = 1] = sizes(table);
      // All tables are one, in which each network's numbers begin after those of the one before.
      const first = Array.from({ length: networks }, (_, network) => network * n);
      const ids = rows(x).tensor;
      const ones = sizes(ids)
        .slice(1)
        .map(() => 1);
      const numbers =
        networks === 1
          ? ids
          : op.add(scope, ids, op.constant(scope, 'int32', first, [networks, ...ones]));
      return own(op.gather(scope, op.reshape(scope, table, [networks * n, m]), numbers));
    },
    scan: (sequence, state, matrices, round, returnSequences) => {
      const whole = stretchNetworks(scope, rows(sequence).tensor, networks);
      const [, , rounds = 0, ...width] = sizes(whole);
      const rest = width.map((_, d) => d + 3);
      const inTime = op.transpose(scope, whole, [2, 0, 1, ...rest]);
      const { state: last, outputs } = scan(
        scope,
        'rounds',
        {
          initial: state.map((shape) => op.fill(scope, [networks, images, ...shape], 0)),
          sequences: [inTime],
          invariants: matrices.map(({ tensor }) => {
            const [, , n = 1, m = 1] = sizes(tensor);
            // As a matrix by itself it is the product's own operand: see `scan`.
            return op.reshape(scope, tensor, networks === 1 ? [n, m] : [networks, n, m]);
          }),
          rounds,
          differentiable: context.training,
        },
        (inner, before, [part], kernels) => {
          const next = round(
            layerOperations(inner, context, layer, number),
            own(part as Tensor),
            before.map((one) => own(one)),
            kernels.map((one) => own(one)),
          );
          return {
            state: next.state.map(({ tensor }) => tensor),
            outputs: returnSequences ? [next.output.tensor] : [],
          };
        },
      );
      const [all] = outputs;
      if (all === undefined) return own(last[0] as Tensor);
      const others = sizes(all)
        .slice(3)
        .map((_, d) => d + 3);
      return own(op.transpose(scope, all, [1, 2, 0, ...others]));
    },
  };
}

function isShared(x: Value | number): boolean {
  return typeof x === 'number' || x.shared;
}

/** Operands in one order, whose samples have as many dimensions: ones in front of the smaller one's. */
function aligned(
  scope: Scope,
  a: Value | number,
  b: Value | number,
): readonly [Tensor | number, Tensor | number, boolean] {
  if (typeof a === 'number' || typeof b === 'number') {
    const planes = (typeof a !== 'number' && a.planes) || (typeof b !== 'number' && b.planes);
    return [typeof a === 'number' ? a : a.tensor, typeof b === 'number' ? b : b.tensor, planes];
  }
  const rank = Math.max(a.tensor.shape.length, b.tensor.shape.length);
  const raised = (x: Value): Value => {
    const [networks = 1, images = 1, ...sample] = sizes(x.tensor);
    const ones = new Array<number>(rank - sample.length - 2).fill(1);
    if (ones.length === 0) return x;
    const { tensor } = asRows(scope, x);
    const [, , ...own] = sizes(tensor);
    return {
      ...x,
      planes: false,
      tensor: op.reshape(scope, tensor, [networks, images, ...ones, ...own]),
    };
  };
  const [left, right] = [raised(a), raised(b)];
  if (left.planes === right.planes) return [left.tensor, right.tensor, left.planes];
  return [asPlanes(scope, left).tensor, asPlanes(scope, right).tensor, true];
}

/** Of one sample. */
function sampleOf({ tensor, planes }: Value): Shape {
  const shape = sizes(tensor);
  return planes ? [...shape.slice(2, -1), shape[1] ?? 1] : shape.slice(2);
}

/** The dimension of the tensor that each dimension of a sample is. */
function placesIn({ tensor, planes }: Value): readonly number[] {
  const dimensions = tensor.shape.slice(2).map((_, d) => d + 2);
  return planes ? [...dimensions.slice(0, -1), 1] : dimensions;
}

/** Numbers of a sample's dimensions, for those of the tensor. */
function spreadOver(x: Value, numbers: readonly number[], otherwise: number): readonly number[] {
  const place = placesIn(x);
  return x.tensor.shape.map((_, d) => numbers[place.indexOf(d)] ?? otherwise);
}

function asPlanes(scope: Scope, x: Value): Value {
  if (x.planes || x.tensor.shape.length < 3) return x;
  const last = x.tensor.shape.length - 1;
  const between = x.tensor.shape.slice(2, -1).map((_, d) => d + 2);
  return { ...x, planes: true, tensor: op.transpose(scope, x.tensor, [0, last, ...between, 1]) };
}

function asRows(scope: Scope, x: Value): Value {
  if (!x.planes) return x;
  const last = x.tensor.shape.length - 1;
  const between = x.tensor.shape.slice(2, -1).map((_, d) => d + 2);
  return { ...x, planes: false, tensor: op.transpose(scope, x.tensor, [0, last, ...between, 1]) };
}

function stepped(
  scope: Scope,
  x: Tensor,
  begin: readonly number[],
  counts: readonly number[],
  strides: readonly number[],
): Tensor {
  const end = counts.map((count, d) => (begin[d] ?? 0) + (count - 1) * (strides[d] ?? 1) + 1);
  return op.stridedSlice(scope, x, begin, end, strides);
}

/** Over dimensions of a sample, which go: what is left stands in the usual order. */
function reducedBy(
  reduce: typeof op.sum,
  scope: Scope,
  x: Value,
  dimensions: readonly number[],
): Value {
  const rank = sampleOf(x).length;
  const { tensor, planes, shared } = x;
  if (!planes) {
    return {
      tensor: reduce(
        scope,
        tensor,
        dimensions.map((d) => d + 2),
      ),
      planes,
      shared,
    };
  }
  const place = placesIn(x);
  const gone = dimensions.map((d) => place[d] ?? 0);
  const left = reduce(scope, tensor, gone);
  // What is left: networks, perhaps channels, positions, images.
  const order = [0, left.shape.length - 1];
  const channels = dimensions.includes(rank - 1) ? [] : [1];
  const positions = left.shape
    .slice(channels.length + 1, -1)
    .map((_, d) => d + channels.length + 1);
  return {
    tensor: op.transpose(scope, left, [...order, ...positions, ...channels]),
    planes: false,
    shared,
  };
}
