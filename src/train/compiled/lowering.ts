import type { LayerOperations } from '../../layers/forward.js';
import type { Call } from '../../layers/layer-class.js';
import type { Shape } from '../../layers/shape.js';
import type { Tensor } from '../../graph/node.js';
import * as op from '../../graph/ops.js';
import { scan } from '../../graph/scan.js';
import type { Scope } from '../../graph/scope.js';
import type { Network, TensorRef } from '../../network/network.js';
import { classOfLayer, withoutSoftmax } from '../grouped/view.js';
import { layerNumbers } from '../seeded.js';
import { volume } from './layout.js';
import { graphOperations } from './operations.js';

// Layers as nodes of a graph, for all networks of a stack at once: [networks, images, ...sample], where
// either is 1 of what is the same for all.

/** What a layer reads or makes. */
export interface Value {
  readonly tensor: Tensor;
  /** Whether it is made of images alone, so that it is the same for all networks. */
  readonly shared: boolean;
}

/** What the layers of one stack's network need of the program around them. */
export interface StackContext {
  /** Networks of the stack, and images of the batch. */
  readonly networks: number;
  readonly images: number;
  readonly training: boolean;
  /** Of a layer's weight by its place: float32 [networks, ...shape]. */
  readonly weightOf: (layer: number, place: number) => Tensor;
  /** Of a training step: what sums over the batch are multiplied with to be means, [images]. */
  readonly scale: Tensor | null;
  /** What dropout multiplies a layer's outputs with: [networks, images, size]; `number` as the layer draws. */
  readonly maskOf: (number: number, size: number, rate: number) => Tensor;
  readonly replace: (layer: number, place: number, tensor: Tensor) => void;
  /**
   * A product of what all networks share with the kernels of this stack, and a bias; null where it is
   * not made together with others: [networks, images x positions, units].
   */
  readonly wide: (
    layer: number,
    rows: Tensor,
    kernel: number,
    bias: number | null,
  ) => Tensor | null;
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
  return stretchNetworks(scope, valueOf(outputs[0]).tensor, context.networks);
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
  const unary =
    (f: (x: Tensor) => Tensor) =>
    ({ tensor, shared }: Value): Value => ({ tensor: f(tensor), shared });
  const binary =
    (f: (a: Tensor | number, b: Tensor | number) => Tensor) =>
    (a: Value | number, b: Value | number): Value => {
      const [left, right] = aligned(scope, a, b);
      return { tensor: f(left, right), shared: isShared(a) && isShared(b) };
    };
  const { networks, images } = context;
  const own = (tensor: Tensor): Value => ({ tensor, shared: false });

  /** [..., n] of each network, row by row, times its matrix [n, m]. */
  const rowsTimes = (x: Tensor, matrix: Tensor, bias: Tensor | null): Tensor => {
    const shape = sizes(x);
    const [n, m] = [shape.at(-1) ?? 1, sizes(matrix).at(-1) ?? 1];
    const [count, rows] = [shape[0] ?? 1, volume(shape.slice(1, -1))];
    const product =
      networks === 1
        ? op.matMul(
            scope,
            op.reshape(scope, x, [count * rows, n]),
            op.reshape(scope, matrix, [n, m]),
          )
        : op.batchMatMul(
            scope,
            op.reshape(scope, stretchNetworks(scope, x, networks), [networks, rows, n]),
            op.reshape(scope, matrix, [networks, n, m]),
          );
    const added =
      bias === null
        ? product
        : op.add(scope, product, op.reshape(scope, bias, networks === 1 ? [m] : [networks, 1, m]));
    return op.reshape(scope, added, [networks, ...shape.slice(1, -1), m]);
  };

  return {
    training: context.training,
    add: binary(elementary.add),
    subtract: binary(elementary.subtract),
    multiply: binary(elementary.multiply),
    divide: binary(elementary.divide),
    minimum: binary(elementary.minimum),
    maximum: binary((a, b) => op.maximum(scope, a as Tensor, b as Tensor)),
    square: unary(elementary.square),
    squareRoot: unary(elementary.squareRoot),
    inverseSquareRoot: unary((x) => op.inverseSquareRoot(scope, x)),
    exponential: unary(elementary.exponential),
    errorFunction: unary(elementary.errorFunction),
    tanh: unary(elementary.tanh),
    sigmoid: unary(elementary.sigmoid),
    relu: unary(elementary.relu),
    elu: unary(elementary.elu),
    selu: unary(elementary.selu),
    softplus: unary(elementary.softplus),
    select: (z, above, otherwise) =>
      own(elementary.select(z.tensor, above, aligned(scope, z, otherwise)[1] as Tensor)),
    gate: (gradient, z) => own(elementary.gate(gradient.tensor, z.tensor)),
    shapeOf: ({ tensor }) => sizes(tensor).slice(2),
    constant: (values, shape) => ({
      tensor: op.constant(scope, 'float32', values, [1, 1, ...shape]),
      shared: true,
    }),
    reshape: ({ tensor, shared }, shape) => ({
      tensor: op.reshape(scope, tensor, [...sizes(tensor).slice(0, 2), ...shape]),
      shared,
    }),
    transpose: ({ tensor, shared }, order) => ({
      tensor: op.transpose(scope, tensor, [0, 1, ...order.map((d) => d + 2)]),
      shared,
    }),
    slice: ({ tensor, shared }, begin, size, strides = []) => {
      const all = sizes(tensor).slice(0, 2);
      if (strides.every((stride) => stride === 1)) {
        const first = op.constant(scope, 'int32', [0, 0, ...begin], [begin.length + 2]);
        return { tensor: op.slice(scope, tensor, first, [...all, ...size]), shared };
      }
      const end = size.map((count, d) => (begin[d] ?? 0) + (count - 1) * (strides[d] ?? 1) + 1);
      const cut = [
        [0, 0, ...begin],
        [...all, ...end],
        [1, 1, ...strides],
      ] as const;
      return { tensor: op.stridedSlice(scope, tensor, ...cut), shared };
    },
    pad: ({ tensor, shared }, borders, value) => ({
      tensor: op.pad(scope, tensor, [[0, 0], [0, 0], ...borders], value),
      shared,
    }),
    join: (parts) => {
      const [first] = parts as readonly [Value];
      const last = first.tensor.shape.length - 1;
      const tensors = parts.map(({ tensor }) => tensor);
      return { tensor: op.concat(scope, tensors, last), shared: parts.every(isShared) };
    },
    sum: ({ tensor, shared }, dimensions) => ({
      tensor: op.sum(
        scope,
        tensor,
        dimensions.map((d) => d + 2),
      ),
      shared,
    }),
    largest: ({ tensor, shared }, dimensions) => ({
      tensor: op.largest(
        scope,
        tensor,
        dimensions.map((d) => d + 2),
      ),
      shared,
    }),
    batchMean: ({ tensor, shared }) => {
      const shape = sizes(tensor);
      const inner = shape.slice(2, -1);
      const weights = op.reshape(scope, context.scale as Tensor, [
        1,
        images,
        ...shape.slice(2).map(() => 1),
      ]);
      const total = op.sum(scope, op.multiply(scope, tensor, weights), [
        1,
        ...inner.map((_, d) => d + 2),
      ]);
      const mean = elementary.multiply(total, 1 / volume(inner));
      const channels = shape.at(-1) ?? 1;
      return { tensor: op.reshape(scope, mean, [shape[0] ?? 1, 1, channels]), shared };
    },
    dropout: (x, rate) => {
      if (!context.training || rate === 0) return x;
      const shape = sizes(x.tensor).slice(2);
      const mask = context.maskOf(number, volume(shape), rate);
      const like = op.reshape(scope, mask, [networks, images, ...shape]);
      return own(op.multiply(scope, x.tensor, like));
    },
    weight: (place) => {
      const weight = context.weightOf(layer, place);
      const [count = 1, ...shape] = sizes(weight);
      return own(op.reshape(scope, weight, [count, 1, ...shape]));
    },
    replaceWeight: (place, { tensor }) => {
      const [, , ...shape] = sizes(tensor);
      const whole = stretchNetworks(scope, tensor, networks);
      context.replace(layer, place, op.reshape(scope, whole, [networks, ...shape]));
    },
    affine: (x, kernel, bias) => {
      const shape = sizes(x.tensor);
      if (x.shared) {
        const rows = op.reshape(scope, x.tensor, [volume(shape.slice(0, -1)), shape.at(-1) ?? 1]);
        const product = context.wide(layer, rows, kernel, bias);
        if (product !== null) {
          const units = sizes(product).at(-1) ?? 1;
          return own(op.reshape(scope, product, [networks, ...shape.slice(1, -1), units]));
        }
      }
      const offset = bias === null ? null : context.weightOf(layer, bias);
      return own(rowsTimes(x.tensor, context.weightOf(layer, kernel), offset));
    },
    product: ({ tensor }, matrix) => own(rowsTimes(tensor, matrix.tensor, null)),
    lookUp: ({ tensor }, place) => {
      const table = context.weightOf(layer, place);
      const [, n = 1, m = 1] = sizes(table);
      const [, ...places] = sizes(tensor);
      const numbers = op.reshape(scope, tensor, places);
      if (networks === 1) {
        const found = op.gather(scope, op.reshape(scope, table, [n, m]), numbers);
        return own(op.reshape(scope, found, [1, ...places, m]));
      }
      const found = op.gather(scope, op.transpose(scope, table, [1, 0, 2]), numbers);
      const rank = places.length;
      const order = [rank, ...places.map((_, d) => d), rank + 1];
      return own(op.transpose(scope, found, order));
    },
    scan: (sequence, state, matrices, round, returnSequences) => {
      const whole = stretchNetworks(scope, sequence.tensor, networks);
      const [, , rounds = 0, ...part] = sizes(whole);
      const rest = part.map((_, d) => d + 3);
      const inTime = op.transpose(scope, whole, [2, 0, 1, ...rest]);
      const { state: last, outputs } = scan(
        scope,
        'rounds',
        {
          initial: state.map((shape) => op.fill(scope, [networks, images, ...shape], 0)),
          sequences: [inTime],
          invariants: matrices.map(({ tensor }) => {
            const [, , n = 1, m = 1] = sizes(tensor);
            return op.reshape(scope, tensor, networks === 1 ? [n, m] : [networks, n, m]);
          }),
          rounds,
          differentiable: context.training,
        },
        (inner, before, [own], kernels) => {
          const value = (tensor: Tensor): Value => ({ tensor, shared: false });
          const next = round(
            layerOperations(inner, context, layer, number),
            value(own as Tensor),
            before.map(value),
            kernels.map(value),
          );
          return {
            state: next.state.map(({ tensor }) => tensor),
            outputs: returnSequences ? [next.output.tensor] : [],
          };
        },
      );
      const [all] = outputs;
      if (all === undefined) return own(last[0] as Tensor);
      const width = sizes(all)
        .slice(3)
        .map((_, d) => d + 3);
      return own(op.transpose(scope, all, [1, 2, 0, ...width]));
    },
  };
}

function isShared(x: Value | number): boolean {
  return typeof x === 'number' || x.shared;
}

/** Operands whose samples have as many dimensions: ones in front of the smaller one's. */
function aligned(
  scope: Scope,
  a: Value | number,
  b: Value | number,
): readonly [Tensor | number, Tensor | number] {
  if (typeof a === 'number' || typeof b === 'number') {
    return [typeof a === 'number' ? a : a.tensor, typeof b === 'number' ? b : b.tensor];
  }
  const rank = Math.max(a.tensor.shape.length, b.tensor.shape.length);
  const raised = ({ tensor }: Value): Tensor => {
    const [networks = 1, images = 1, ...sample] = sizes(tensor);
    const ones = new Array<number>(rank - sample.length - 2).fill(1);
    if (ones.length === 0) return tensor;
    return op.reshape(scope, tensor, [networks, images, ...ones, ...sample]);
  };
  return [raised(a), raised(b)];
}

export function sizes({ shape, reference }: Tensor): readonly number[] {
  if (shape.includes(null)) throw new RangeError(`unknown size of ${reference}`);
  return shape as readonly number[];
}
