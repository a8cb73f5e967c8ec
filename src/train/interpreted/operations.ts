import { type Constant, GraphError, type Node, shapeText, sizeOf } from '../../graph/node.js';
import { philox4x32 } from '../../random/stream.js';
import type { Block, Heap } from './heap.js';
import { bitsOf, collapsed, type Instruction, type Loop, type Loops } from './loops.js';

// How each operation is run. What works element by element, what moves elements, sums over rows and
// products are loops in WebAssembly (`loops.ts`); all else is JavaScript on the same memory. Kernels of
// tfjs-backend-wasm are not called. It has none for UnsortedSegmentSum, the lists, Philox, the
// cross-entropy with its gradient, gradients of activations but Elu's, and Mean, Min, Max, Sum, Softmax
// and ArgMax take a call that costs more than such small arrays do. Its products pack an operand
// first, which takes longer than to multiply those of a training step, and are slow where one is
// transposed or where there are many; each elementwise kernel is a pass of its own.

/** What a node gives or takes. */
export type Value = ArrayValue | BytesValue | VariableValue | ListValue;

/** An array of 32-bit elements in the heap, or of the 64-bit integers of a random generator. */
export interface ArrayValue {
  readonly kind: 'array';
  readonly shape: readonly number[];
  readonly dtype: string;
  /** Asked for only by who needs it in memory. */
  readonly address: number;
  /** Undefined for what lives as long as the session. */
  readonly block: Block | undefined;
  /** What every element is, as bits, or all elements, where that is known beforehand. */
  readonly bits?: number;
  readonly known?: readonly number[];
  /** Of what is fed: the array itself. */
  readonly fed?: { array: Float32Array | Int32Array };
}

/** uint8 lies outside of the heap: images are large, and are only gathered and cast. */
export interface BytesValue {
  readonly kind: 'bytes';
  readonly shape: readonly number[];
  readonly box: () => Uint8Array;
  /** Whether the array is nobody else's, so that a variable may keep it. */
  readonly lasts: boolean;
}

export interface VariableValue {
  readonly kind: 'variable';
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Its array, which stays where it is. */
  readonly array: ArrayValue | undefined;
  bytes: Uint8Array;
}

/** A list of arrays of one shape, one after the other; changed in place, since one follows another. */
export interface ListValue {
  readonly kind: 'list';
  readonly array: ArrayValue;
}

export type Step = () => void;

/** What the way to run a node is made with. */
export interface Context {
  readonly heap: Heap;
  readonly loops: Loops;
  readonly steps: Step[];
  readonly node: Node;
  readonly inputs: readonly Value[];
  /** A new array for output `index`, or the one that it is to be written to. */
  readonly output: (index?: number) => ArrayValue;
  /** A new array that an output holds. */
  readonly allocate: (shape: readonly number[], dtype: string) => ArrayValue;
  /** Memory for the node's own use. */
  readonly scratch: (size: number) => ArrayValue;
}

type Run = (context: Context) => readonly Value[];

export function arrayOf(value: Value | undefined): ArrayValue {
  if (value?.kind !== 'array') throw new GraphError(`no array: ${value?.kind ?? 'nothing'}`);
  return value;
}

function bytesOf(value: Value | undefined): BytesValue {
  if (value?.kind !== 'bytes') throw new GraphError('no bytes');
  return value;
}

function knownOf({ node, inputs }: Context, index: number): readonly number[] {
  const { known } = arrayOf(inputs[index]);
  if (known === undefined) throw new GraphError(`${node.op}: input ${index} must be constant`);
  return known;
}

export function shapeOf(node: Node, index = 0): readonly number[] {
  const shape = node.outputs[index]?.shape ?? [];
  sizeOf(shape);
  return shape as readonly number[];
}

export function sizeOfShape(shape: readonly number[]): number {
  return shape.reduce((size, dimension) => size * dimension, 1);
}

/** Elements from one to the next along each dimension of an array that lies row by row. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides: number[] = new Array<number>(shape.length).fill(1);
  for (let d = shape.length - 2; d >= 0; d--) {
    strides[d] = (strides[d + 1] ?? 1) * (shape[d + 1] ?? 1);
  }
  return strides;
}

/** Strides of an array that stretches to `shape`. */
export function stretched(own: readonly number[], shape: readonly number[]): number[] {
  const strides = stridesOf(own);
  return shape.map((_, d) => {
    const index = d - shape.length + own.length;
    return index < 0 || own[index] === 1 ? 0 : (strides[index] ?? 0);
  });
}

/** Adds a loop as a step; addresses are those of its inputs, then of its outputs. */
export function addLoop(
  { loops, steps }: Pick<Context, 'loops' | 'steps'>,
  loop: Loop,
  addresses: readonly number[],
): void {
  if (loop.dims.includes(0)) return;
  const run = loops.add(loop);
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = addresses;
  switch (addresses.length) {
    case 1:
      steps.push(() => run()(a));
      return;
    case 2:
      steps.push(() => run()(a, b));
      return;
    case 3:
      steps.push(() => run()(a, b, c));
      return;
    case 4:
      steps.push(() => run()(a, b, c, d));
      return;
    case 5:
      steps.push(() => run()(a, b, c, d, e));
      return;
    case 6:
      steps.push(() => run()(a, b, c, d, e, f));
      return;
    default:
      steps.push(() => run()(...addresses));
  }
}

const COPY = { code: [{ kind: 'input', input: 0 }], stores: [0] } as const;

/** Copies elements; strides in elements, addresses in bytes. */
function addCopy(
  context: Pick<Context, 'loops' | 'steps'>,
  dims: readonly number[],
  from: { readonly address: number; readonly strides: readonly number[] },
  to: { readonly address: number; readonly strides: readonly number[] },
): void {
  const loop = { ...COPY, dims, inputs: [from.strides], outputs: [to.strides] };
  addLoop(context, loop, [from.address, to.address]);
}

/** Fills an array, or copies one of the same size. */
export function addAssign(
  context: Pick<Context, 'loops' | 'steps'>,
  value: ArrayValue,
  target: ArrayValue,
): void {
  const dims = [elementsOf(target)];
  if (value.bits !== undefined) {
    const code: Instruction[] = [{ kind: 'bits', bits: value.bits }];
    addLoop(context, { dims, inputs: [], outputs: [[1]], code, stores: [0] }, [target.address]);
    return;
  }
  if (value.address === target.address) return;
  addCopy(
    context,
    dims,
    { address: value.address, strides: [1] },
    { address: target.address, strides: [1] },
  );
}

/** Of 32 bits. */
export function elementsOf({ dtype, shape }: ArrayValue): number {
  return sizeOfShape(shape) * (dtype.endsWith('64') ? 2 : 1);
}

/** The same elements, from element `offset` on, in another shape. */
function viewOf(
  value: ArrayValue,
  shape: readonly number[],
  offset = 0,
  dtype = value.dtype,
): ArrayValue {
  const isWhole = offset === 0 && sizeOfShape(shape) === sizeOfShape(value.shape);
  return {
    kind: 'array',
    shape,
    dtype,
    get address() {
      return value.address + 4 * offset;
    },
    block: value.block,
    ...(value.bits === undefined ? {} : { bits: value.bits }),
    ...(value.known === undefined || !isWhole ? {} : { known: value.known }),
    ...(value.fed === undefined || !isWhole ? {} : { fed: value.fed }),
  };
}

function bytesBox(shape: readonly number[]): BytesValue {
  const array = new Uint8Array(sizeOfShape(shape));
  return { kind: 'bytes', shape, box: () => array, lasts: false };
}

/** A dimension that is counted from the end if negative. */
function dimensionOf(axis: number, rank: number): number {
  return axis < 0 ? axis + rank : axis;
}

/** Sizes before, of, and after a dimension. */
function around(shape: readonly number[], dimension: number): [number, number, number] {
  return [
    sizeOfShape(shape.slice(0, dimension)),
    shape[dimension] ?? 1,
    sizeOfShape(shape.slice(dimension + 1)),
  ];
}

function intAttribute({ attributes }: Node, name: string): number {
  const attribute = attributes[name];
  return attribute?.kind === 'int' ? attribute.value : 0;
}

function boolAttribute({ attributes }: Node, name: string): boolean {
  const attribute = attributes[name];
  return attribute?.kind === 'bool' && attribute.value;
}

// Operations that are only a view of what is there, or a constant.

const reshape: Run = ({ node, inputs: [x] }) => {
  const shape = shapeOf(node);
  if (x?.kind === 'bytes') return [{ ...x, shape }];
  return [viewOf(arrayOf(x), shape)];
};

const identity: Run = ({ inputs: [x] }) => [x as Value];

const bitcast: Run = ({ node, inputs: [input] }) => {
  const shape = shapeOf(node);
  const dtype = node.outputs[0]?.dtype ?? '';
  const x = arrayOf(input);
  if (dtype !== 'uint8') return [viewOf(x, shape, 0, dtype)];
  const { fed } = x;
  if (fed === undefined) throw new GraphError(`${node.name}: bytes of what is not fed`);
  return [
    {
      kind: 'bytes',
      shape,
      lasts: true,
      box: () => new Uint8Array(fed.array.buffer, fed.array.byteOffset, fed.array.byteLength),
    },
  ];
};

// What moves elements.

/** A part of each array, by strides that may be constants of a step (negative ones go backwards). */
function part(
  context: Context,
  begin: readonly number[],
  steps: readonly number[],
  sizes: readonly number[],
): readonly Value[] {
  const x = arrayOf(context.inputs[0]);
  const strides = stridesOf(x.shape);
  const offset = begin.reduce((sum, at, d) => sum + at * (strides[d] ?? 0), 0);
  const own = strides.map((stride, d) => stride * (steps[d] ?? 1));
  if (own.every((stride, d) => sizes[d] === 1 || stride === strides[d]) && isRun(sizes, x.shape)) {
    return [viewOf(x, shapeOf(context.node), offset)];
  }
  const out = context.output();
  addCopy(
    context,
    sizes,
    { address: x.address + 4 * offset, strides: own },
    { address: out.address, strides: stridesOf(sizes) },
  );
  return [out];
}

/** Whether a block of these sizes lies in one piece in an array of that shape. */
function isRun(sizes: readonly number[], shape: readonly number[]): boolean {
  const first = sizes.findIndex((size) => size !== 1);
  return first < 0 || sizes.every((size, d) => d <= first || size === shape[d]);
}

const stridedSlice: Run = (context) => {
  const { node, inputs } = context;
  const { shape } = arrayOf(inputs[0]);
  const masks = ['begin_mask', 'end_mask', 'ellipsis_mask', 'new_axis_mask', 'shrink_axis_mask'];
  for (const mask of masks) {
    if (intAttribute(node, mask) !== 0) throw new GraphError(`${node.name}: ${mask} is not 0`);
  }
  const [begin, end, steps] = [1, 2, 3].map((index) => knownOf(context, index)) as [
    readonly number[],
    readonly number[],
    readonly number[],
  ];
  const from = shape.map((size, d) => within(begin[d] ?? 0, size, steps[d] ?? 1));
  const sizes = shape.map((size, d) => {
    const step = steps[d] ?? 1;
    const to = d < end.length ? within(end[d] ?? 0, size, step) : size;
    return Math.max(0, Math.ceil((to - (from[d] ?? 0)) / step));
  });
  return part(
    context,
    from,
    shape.map((_, d) => steps[d] ?? 1),
    sizes,
  );
};

/** An index as StridedSlice takes it: from the end if negative, no farther than the ends. */
function within(index: number, size: number, step: number): number {
  const counted = index < 0 ? index + size : index;
  const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
  return Math.min(high, Math.max(low, counted));
}

const slice: Run = (context) => {
  const { heap, steps, loops, node, inputs } = context;
  const sizes = shapeOf(node);
  const [first, second] = inputs;
  const begin = arrayOf(second);
  if (first?.kind === 'bytes') {
    const { box, shape, lasts } = first;
    const strides = stridesOf(shape);
    if (!isRun(sizes, shape)) throw new GraphError(`${node.name}: bytes that are apart`);
    const size = sizeOfShape(sizes);
    const { known } = begin;
    const startOf = (at: ArrayLike<number>, from: number): number =>
      strides.reduce((sum, stride, d) => sum + (at[from + d] ?? 0) * stride, 0);
    return [
      {
        kind: 'bytes',
        shape: sizes,
        lasts,
        box: () => {
          const start = known ? startOf(known, 0) : startOf(heap.now.i32, begin.address >>> 2);
          return box().subarray(start, start + size);
        },
      },
    ];
  }
  const x = arrayOf(first);
  if (begin.known !== undefined) return part(context, begin.known, [], sizes);
  const out = context.output();
  const strides = stridesOf(x.shape);
  if (sizes.includes(0)) return [out];
  const run = loops.add({
    ...COPY,
    dims: sizes,
    inputs: [strides],
    outputs: [stridesOf(sizes)],
  });
  const at = begin.address >>> 2;
  const limits = x.shape.map((size, d) => size - (sizes[d] ?? 0));
  steps.push(() => {
    const { i32 } = heap.now;
    let offset = 0;
    for (let d = 0; d < strides.length; d++) {
      const from = i32[at + d] as number;
      if (from < 0 || from > (limits[d] as number)) {
        throw new RangeError(`${node.name}: slice from ${from} of ${shapeText(x.shape)}`);
      }
      offset += from * (strides[d] as number);
    }
    run()(x.address + 4 * offset, out.address);
  });
  return [out];
};

const transpose: Run = (context) => {
  const order = knownOf(context, 1);
  const x = arrayOf(context.inputs[0]);
  const kept = order.filter((d) => x.shape[d] !== 1);
  const shape = shapeOf(context.node);
  if (kept.every((d, index) => index === 0 || d > (kept[index - 1] ?? 0)))
    return [viewOf(x, shape)];
  const out = context.output();
  const strides = stridesOf(x.shape);
  addCopy(
    context,
    shape,
    { address: x.address, strides: order.map((d) => strides[d] ?? 0) },
    { address: out.address, strides: stridesOf(shape) },
  );
  return [out];
};

const reverse: Run = (context) => {
  const x = arrayOf(context.inputs[0]);
  const axes = knownOf(context, 1).map((axis) => dimensionOf(axis, x.shape.length));
  const begin = x.shape.map((size, d) => (axes.includes(d) ? Math.max(0, size - 1) : 0));
  return part(
    context,
    begin,
    x.shape.map((_, d) => (axes.includes(d) ? -1 : 1)),
    x.shape,
  );
};

const tile: Run = (context) => {
  const x = arrayOf(context.inputs[0]);
  const out = context.output();
  const strides = stridesOf(x.shape);
  const times = knownOf(context, 1);
  const dims = x.shape.flatMap((size, d) => [times[d] ?? 1, size]);
  addCopy(
    context,
    dims,
    { address: x.address, strides: strides.flatMap((stride) => [0, stride]) },
    { address: out.address, strides: stridesOf(dims) },
  );
  return [out];
};

/** Parts of an array along a dimension, of these sizes. */
function parts(
  context: Context,
  dimension: number,
  sizes: readonly number[],
  x: ArrayValue,
): Value[] {
  const strides = stridesOf(x.shape);
  const [before] = around(x.shape, dimension);
  let begin = 0;
  return sizes.map((size, index) => {
    const offset = begin * (strides[dimension] ?? 1);
    begin += size;
    const shape = shapeOf(context.node, index);
    if (before === 1) return viewOf(x, shape, offset);
    const out = context.output(index);
    const own = x.shape.map((whole, d) => (d === dimension ? size : whole));
    addCopy(
      context,
      own,
      { address: x.address + 4 * offset, strides },
      { address: out.address, strides: stridesOf(own) },
    );
    return out;
  });
}

/** Arrays side by side along a dimension of what they become, of these sizes. */
function joined(
  context: Context,
  arrays: readonly ArrayValue[],
  dimension: number,
): readonly Value[] {
  const out = context.output();
  const [before, , after] = around(out.shape, dimension);
  const row = (out.shape[dimension] ?? 1) * after;
  let offset = 0;
  for (const x of arrays) {
    const width = sizeOfShape(x.shape) / Math.max(1, before);
    addCopyOf(context, x, [before, width], {
      address: out.address + 4 * offset,
      strides: [row, 1],
    });
    offset += width;
  }
  return [out];
}

function addCopyOf(
  context: Context,
  x: ArrayValue,
  dims: readonly number[],
  to: { readonly address: number; readonly strides: readonly number[] },
): void {
  if (x.bits === undefined) {
    addCopy(context, dims, { address: x.address, strides: stridesOf(dims) }, to);
    return;
  }
  const code: Instruction[] = [{ kind: 'bits', bits: x.bits }];
  addLoop(context, { dims, inputs: [], outputs: [to.strides], code, stores: [0] }, [to.address]);
}

const pad: Run = (context) => {
  const x = arrayOf(context.inputs[0]);
  const out = context.output();
  const widths = knownOf(context, 1);
  const [value = 0] = context.inputs.length > 2 ? knownOf(context, 2) : [0];
  const filler = { ...viewOf(out, out.shape), bits: bitsIn(out.dtype, value) };
  addAssign(context, filler, out);
  const strides = stridesOf(out.shape);
  const offset = strides.reduce((sum, stride, d) => sum + stride * (widths[2 * d] ?? 0), 0);
  addCopy(
    context,
    x.shape,
    { address: x.address, strides: stridesOf(x.shape) },
    { address: out.address + 4 * offset, strides },
  );
  return [out];
};

const gather: Run = (context) => {
  const { heap, steps, node, inputs } = context;
  if (intAttribute(node, 'batch_dims') !== 0) throw new GraphError(`${node.name}: batch_dims`);
  const [x, second] = inputs;
  const indices = arrayOf(second);
  const count = sizeOfShape(indices.shape);
  const { shape } = x as ArrayValue | BytesValue;
  const dimension = dimensionOf(knownOf(context, 2)[0] ?? 0, shape.length);
  const [before, size, after] = around(shape, dimension);
  const at = indices.address >>> 2;
  const checked = (index: number): number => {
    if (index >= 0 && index < size) return index;
    throw new RangeError(`${node.name}: index ${index} of ${size}`);
  };
  if (x?.kind === 'bytes') {
    if (before !== 1) throw new GraphError(`${node.name}: bytes that are apart`);
    const out = bytesBox(shapeOf(node));
    const found = out.box();
    steps.push(() => {
      const { i32 } = heap.now;
      const all = x.box();
      for (let row = 0; row < count; row++) {
        const from = checked(i32[at + row] as number) * after;
        found.set(all.subarray(from, from + after), row * after);
      }
    });
    return [out];
  }
  const from = arrayOf(x).address;
  const out = context.output();
  const [source, target] = [from >>> 2, out.address >>> 2];
  steps.push(() => {
    const { i32, u8 } = heap.now;
    for (let outer = 0; outer < before; outer++) {
      for (let row = 0; row < count; row++) {
        const index = outer * size + checked(i32[at + row] as number);
        const place = outer * count + row;
        if (after === 1) i32[target + place] = i32[source + index] as number;
        else {
          const start = from + 4 * after * index;
          u8.copyWithin(out.address + 4 * after * place, start, start + 4 * after);
        }
      }
    }
  });
  return [out];
};

// Products.

/** [count, m, k] x [count, k, n], after transpositions. */
function products(context: Context, transposeA: boolean, transposeB: boolean): readonly Value[] {
  const { steps } = context;
  const out = context.output();
  const [a, b] = context.inputs.map(arrayOf) as [ArrayValue, ArrayValue];
  const [m, n] = out.shape.slice(-2) as [number, number];
  const k = a.shape.at(transposeA ? -2 : -1) ?? 0;
  const count = sizeOfShape(out.shape.slice(0, -2));
  if (a.dtype !== 'float32') throw new GraphError(`${context.node.name}: ${a.dtype}`);
  if (sizeOfShape(a.shape) !== count * m * k || sizeOfShape(b.shape) !== count * k * n) {
    throw new GraphError(`${context.node.name}: ${shapeText(a.shape)} x ${shapeText(b.shape)}`);
  }
  if (k === 0) {
    addAssign(context, { ...viewOf(out, out.shape), bits: 0 }, out);
    return [out];
  }
  // A may lie either way; B is read along its rows.
  const right = transposeB ? swapped(context, b) : b.address;
  const [row, column] = transposeA ? [1, m] : [k, 1];
  const run = context.loops.product({ count, m, k, n, row, column });
  steps.push(() => run()(a.address, right, out.address));
  return [out];
}

/** Address of matrices with their last two dimensions exchanged. */
function swapped(context: Context, x: ArrayValue): number {
  const [rows = 1, columns = 1] = x.shape.slice(-2);
  if (rows === 1 || columns === 1) return x.address;
  const count = sizeOfShape(x.shape.slice(0, -2));
  const { address } = context.scratch(sizeOfShape(x.shape));
  addCopy(
    context,
    [count, columns, rows],
    { address: x.address, strides: [rows * columns, 1, columns] },
    { address, strides: [rows * columns, rows, 1] },
  );
  return address;
}

// Reductions.

interface Reduction {
  readonly start: number;
  readonly name: string;
  readonly of: (a: number, b: number) => number;
}

const REDUCTIONS: Readonly<Record<string, Reduction>> = {
  Sum: { start: 0, name: 'add', of: (a, b) => a + b },
  Mean: { start: 0, name: 'add', of: (a, b) => a + b },
  Max: { start: -Infinity, name: 'max', of: Math.max },
  Min: { start: Infinity, name: 'min', of: Math.min },
};

const reduce: Run = (context) => {
  const { heap, steps, node } = context;
  const x = arrayOf(context.inputs[0]);
  const out = context.output();
  const { start, name, of } = REDUCTIONS[node.op] as Reduction;
  if (x.dtype !== 'float32' && (x.dtype !== 'int32' || node.op === 'Mean')) {
    throw new GraphError(`${node.name}: ${node.op} of ${x.dtype}`);
  }
  const axes = knownOf(context, 1).map((axis) => dimensionOf(axis, x.shape.length));
  const shape = x.shape.map((size, d) => (axes.includes(d) ? 1 : size));
  const own = stretched(shape, x.shape);
  const all = collapsed(x.shape, [stridesOf(x.shape), own]);
  const [strides = [], outStrides = []] = all.operands;
  const prefix = x.dtype === 'int32' ? 'i32.' : '';
  const reduced = sizeOfShape(x.shape) / Math.max(1, sizeOfShape(shape));
  const begin = { ...viewOf(out, out.shape), bits: bitsIn(x.dtype, bounded(x.dtype, start)) };
  if (outStrides.at(-1) === 1) {
    // Sums of rows: each row is added to the sum as a whole.
    addAssign(context, begin, out);
    const code: Instruction[] = [
      { kind: 'input', input: 0 },
      { kind: 'input', input: 1 },
      { kind: 'apply', name: `${prefix}${name}`, args: [1, 0] },
    ];
    addLoop(
      context,
      { dims: all.dims, inputs: [strides, outStrides], outputs: [outStrides], code, stores: [2] },
      [x.address, out.address, out.address],
    );
  } else {
    const length = all.dims.at(-1) ?? 1;
    const starts = offsetsOf(all.dims.slice(0, -1), [strides, outStrides]);
    const [from = [], to = []] = starts;
    const size = sizeOfShape(out.shape);
    const [source, target] = [x.address >>> 2, out.address >>> 2];
    const isFloat = x.dtype === 'float32';
    const length1 = sizeOfShape(x.shape) === 0 ? 0 : length;
    // In float64, and rounded once; but what is added row by row where rows are longer is so where
    // they are of one element, too: who else is in a program changes no bit.
    const sums = axes.includes(x.shape.length - 1)
      ? new Float64Array(size)
      : new Float32Array(size);
    steps.push(() => {
      const { f32, i32 } = heap.now;
      const read = isFloat ? f32 : i32;
      sums.fill(start);
      for (let row = 0; row < from.length; row++) {
        const at = source + (from[row] as number);
        let sum = sums[to[row] as number] as number;
        if (name === 'add' && sums instanceof Float32Array) {
          for (let index = 0; index < length1; index++) {
            sum = Math.fround(sum + (read[at + index] as number));
          }
        } else if (name === 'add') {
          for (let index = 0; index < length1; index++) sum += read[at + index] as number;
        } else {
          for (let index = 0; index < length1; index++) sum = of(sum, read[at + index] as number);
        }
        sums[to[row] as number] = sum;
      }
      for (let index = 0; index < size; index++) read[target + index] = sums[index] as number;
    });
  }
  if (node.op === 'Mean') {
    const code: Instruction[] = [
      { kind: 'input', input: 0 },
      { kind: 'bits', bits: bitsOf(reduced) },
      { kind: 'apply', name: 'div', args: [0, 1] },
    ];
    const dims = [sizeOfShape(out.shape)];
    addLoop(context, { dims, inputs: [[1]], outputs: [[1]], code, stores: [2] }, [
      out.address,
      out.address,
    ]);
  }
  return [out];
};

/** Of int32 there is no infinity. */
function bounded(dtype: string, value: number): number {
  return dtype === 'float32' ? value : Math.min(2 ** 31 - 1, Math.max(-(2 ** 31), value));
}

/** Where each row of a loop over `dims` begins, in elements, by operand. */
function offsetsOf(dims: readonly number[], operands: readonly (readonly number[])[]): number[][] {
  return operands.map((strides) =>
    dims.reduce<number[]>(
      (offsets, size, d) =>
        offsets.flatMap((offset) =>
          Array.from({ length: size }, (_, index) => offset + index * (strides[d] ?? 0)),
        ),
      [0],
    ),
  );
}

const argMax: Run = (context) => {
  const { heap, steps } = context;
  const x = arrayOf(context.inputs[0]);
  const out = context.output();
  const axis = dimensionOf(knownOf(context, 1)[0] ?? 0, x.shape.length);
  const [before, size, after] = around(x.shape, axis);
  const [source, target] = [x.address >>> 2, out.address >>> 2];
  const isFloat = x.dtype === 'float32';
  steps.push(() => {
    const { f32, i32 } = heap.now;
    const read = isFloat ? f32 : i32;
    for (let outer = 0; outer < before; outer++) {
      for (let inner = 0; inner < after; inner++) {
        const from = source + outer * size * after + inner;
        let best = 0;
        for (let index = 1; index < size; index++) {
          const [value, high] = [read[from + index * after], read[from + best * after]];
          if ((value as number) > (high as number)) best = index;
        }
        i32[target + outer * after + inner] = best;
      }
    }
  });
  return [out];
};

const softmax: Run = (context) => {
  const { heap, steps } = context;
  const x = arrayOf(context.inputs[0]);
  const out = context.output();
  const size = x.shape.at(-1) ?? 1;
  const rows = sizeOfShape(x.shape) / Math.max(1, size);
  const [source, target] = [x.address >>> 2, out.address >>> 2];
  steps.push(() => {
    const { f32 } = heap.now;
    for (let row = 0; row < rows; row++) {
      const [from, to] = [source + row * size, target + row * size];
      const { sum } = exponentials(f32, from, to, size);
      for (let index = 0; index < size; index++)
        f32[to + index] = (f32[to + index] as number) / sum;
    }
  });
  return [out];
};

/** Writes exp(x - high) of a row, high being the largest; their sum. */
function exponentials(
  f32: Float32Array,
  from: number,
  to: number,
  size: number,
): { readonly high: number; readonly sum: number } {
  let high = -Infinity;
  for (let index = 0; index < size; index++) {
    const value = f32[from + index] as number;
    // NaN is greater than nothing, and must not get lost.
    if (!(value <= high)) high = value;
  }
  let sum = 0;
  for (let index = 0; index < size; index++) {
    const power = Math.exp((f32[from + index] as number) - high);
    f32[to + index] = power;
    sum += power;
  }
  return { high, sum };
}

/** Of logits [rows, classes] and labels [rows]: loss and gradient, as TensorFlow's. */
const crossEntropy: Run = (context) => {
  const { heap, steps } = context;
  const [logits, labels] = context.inputs.map(arrayOf) as [ArrayValue, ArrayValue];
  const [loss, gradient] = [context.output(0), context.output(1)];
  const [rows = 0, classes = 0] = logits.shape;
  const [source, label] = [logits.address >>> 2, labels.address >>> 2];
  const [losses, target] = [loss.address >>> 2, gradient.address >>> 2];
  steps.push(() => {
    const { f32, i32 } = heap.now;
    for (let row = 0; row < rows; row++) {
      const [from, to] = [source + row * classes, target + row * classes];
      const own = i32[label + row] as number;
      if (own < 0 || own >= classes) {
        throw new RangeError(`${context.node.name}: label ${own} of ${classes} classes`);
      }
      const { high, sum } = exponentials(f32, from, to, classes);
      for (let index = 0; index < classes; index++) {
        f32[to + index] = (f32[to + index] as number) / sum;
      }
      f32[losses + row] = Math.log(sum) + high - (f32[from + own] as number);
      f32[to + own] = (f32[to + own] as number) - 1;
    }
  });
  return [loss, gradient];
};

// What is written to places that are known only then.

const oneHot: Run = (context) => {
  const { heap, steps, node } = context;
  const indices = arrayOf(context.inputs[0]);
  const [on, off] = [arrayOf(context.inputs[2]), arrayOf(context.inputs[3])];
  const out = context.output();
  const axis = node.attributes['axis'] === undefined ? -1 : intAttribute(node, 'axis');
  const [before, depth, after] = around(out.shape, dimensionOf(axis, out.shape.length));
  const [source, target] = [indices.address >>> 2, out.address >>> 2];
  const [yes, no] = [on.address >>> 2, off.address >>> 2];
  steps.push(() => {
    const { i32 } = heap.now;
    i32.fill(i32[no] as number, target, target + before * depth * after);
    for (let outer = 0; outer < before; outer++) {
      for (let inner = 0; inner < after; inner++) {
        const index = i32[source + outer * after + inner] as number;
        if (index < 0 || index >= depth) continue;
        i32[target + (outer * depth + index) * after + inner] = i32[yes] as number;
      }
    }
  });
  return [out];
};

/** Rows whose number is negative are left out, as in TensorFlow. */
const segmentSum: Run = (context) => {
  const { heap, steps, node } = context;
  const [data, segments] = context.inputs.map(arrayOf) as [ArrayValue, ArrayValue];
  const out = context.output();
  const count = sizeOfShape(segments.shape);
  const row = sizeOfShape(data.shape) / Math.max(1, count);
  const groups = out.shape[0] ?? 0;
  const [source, at, target] = [data.address, segments.address, out.address].map(
    (a) => a >>> 2,
  ) as [number, number, number];
  const isFloat = data.dtype === 'float32';
  steps.push(() => {
    const { f32, i32 } = heap.now;
    const array = isFloat ? f32 : i32;
    array.fill(0, target, target + groups * row);
    for (let index = 0; index < count; index++) {
      const group = i32[at + index] as number;
      if (group < 0) continue;
      if (group >= groups) throw new RangeError(`${node.name}: segment ${group} of ${groups}`);
      const [to, from] = [target + group * row, source + index * row];
      for (let element = 0; element < row; element++) {
        array[to + element] = (array[to + element] as number) + (array[from + element] as number);
      }
    }
  });
  return [out];
};

const scatterUpdate: Run = (context) => {
  const { heap, steps, node } = context;
  const [x, indices, updates] = context.inputs.map(arrayOf) as [ArrayValue, ArrayValue, ArrayValue];
  const out = context.output();
  addAssign(context, x, out);
  const depth = indices.shape.at(-1) ?? 1;
  const count = sizeOfShape(indices.shape.slice(0, -1));
  const row = sizeOfShape(x.shape.slice(depth));
  const strides = stridesOf(x.shape);
  const at = indices.address >>> 2;
  steps.push(() => {
    const { i32, u8 } = heap.now;
    for (let index = 0; index < count; index++) {
      let offset = 0;
      for (let d = 0; d < depth; d++) {
        const place = i32[at + index * depth + d] as number;
        if (place < 0 || place >= (x.shape[d] ?? 0)) {
          throw new RangeError(`${node.name}: index ${place} of ${x.shape[d] ?? 0}`);
        }
        offset += place * (strides[d] as number);
      }
      const from = updates.address + 4 * index * row;
      u8.copyWithin(out.address + 4 * offset, from, from + 4 * row);
    }
  });
  return [out];
};

const power: Run = (context) => {
  const { heap, steps } = context;
  const [a, b] = context.inputs.map(arrayOf) as [ArrayValue, ArrayValue];
  const out = context.output();
  const isFloat = a.dtype === 'float32';
  const operands = [stretched(a.shape, out.shape), stretched(b.shape, out.shape)];
  const [left = [], right = []] = offsetsOf(out.shape, operands);
  const [base, exponent, target] = [a, b, out].map(({ address }) => address >>> 2) as [
    number,
    number,
    number,
  ];
  steps.push(() => {
    const { f32, i32 } = heap.now;
    const array = isFloat ? f32 : i32;
    for (let index = 0; index < left.length; index++) {
      array[target + index] =
        (array[base + (left[index] as number)] as number) **
        (array[exponent + (right[index] as number)] as number);
    }
  });
  return [out];
};

/** uint8 to 32 bits; all other casts are loops. */
const castBytes: Run = (context) => {
  const { heap, steps, node } = context;
  const x = bytesOf(context.inputs[0]);
  const out = context.output();
  if (out.dtype !== 'float32' && out.dtype !== 'int32') {
    throw new GraphError(`${node.name}: uint8 to ${out.dtype}`);
  }
  const isFloat = out.dtype === 'float32';
  const target = out.address >>> 2;
  steps.push(() => {
    const { f32, i32 } = heap.now;
    (isFloat ? f32 : i32).set(x.box(), target);
  });
  return [out];
};

const randomWords: Run = (context) => {
  const { heap, steps, node } = context;
  const [, keyed, counted] = context.inputs.map(arrayOf) as [ArrayValue, ArrayValue, ArrayValue];
  if (knownOf(context, 3)[0] !== 1) throw new GraphError(`${node.name}: not Philox`);
  const out = context.output();
  const size = sizeOfShape(out.shape);
  const [keyAt, counterAt, target] = [keyed, counted, out].map(({ address }) => address >>> 2) as [
    number,
    number,
    number,
  ];
  const block = new Uint32Array(4);
  steps.push(() => {
    const { i32 } = heap.now;
    const key = [(i32[keyAt] as number) >>> 0, (i32[keyAt + 1] as number) >>> 0] as const;
    const counter = [0, 1, 2, 3].map((word) => (i32[counterAt + word] as number) >>> 0) as [
      number,
      number,
      number,
      number,
    ];
    for (let index = 0; index < size; index += 4) {
      philox4x32(counter, key, block);
      const words = Math.min(4, size - index);
      for (let word = 0; word < words; word++) i32[target + index + word] = block[word] as number;
      // The counter is one number of 128 bits.
      for (let word = 0; word < 4; word++) {
        const next = ((counter[word] as number) + 1) >>> 0;
        counter[word] = next;
        if (next !== 0) break;
      }
    }
  });
  return [out];
};

// Lists.

function listOf(value: Value | undefined): ListValue {
  if (value?.kind !== 'list') throw new GraphError('no list');
  return value;
}

const reserveList: Run = (context) => {
  const shape = [...knownOf(context, 1), ...knownOf(context, 0)];
  const dtype = context.node.attributes['element_dtype'];
  const array = context.allocate(shape, dtype?.kind === 'type' ? dtype.value : 'float32');
  addAssign(context, { ...array, bits: 0 }, array);
  return [{ kind: 'list', array }];
};

const listFromTensor: Run = (context) => {
  const x = arrayOf(context.inputs[0]);
  const array = context.allocate(x.shape, x.dtype);
  addAssign(context, x, array);
  return [{ kind: 'list', array }];
};

/** Address of an element of a list, when it is asked for. */
function elementOf({ heap, node, inputs }: Context): {
  readonly at: () => number;
  readonly bytes: number;
} {
  const { array } = listOf(inputs[0]);
  const [count = 0, ...rest] = array.shape;
  const bytes = 4 * sizeOfShape(rest);
  const index = arrayOf(inputs[1]).address >>> 2;
  return {
    at: () => {
      const place = heap.now.i32[index] as number;
      if (place < 0 || place >= count) throw new RangeError(`${node.name}: ${place} of ${count}`);
      return array.address + bytes * place;
    },
    bytes,
  };
}

const setItem: Run = (context) => {
  const { heap, steps, inputs } = context;
  const { at, bytes } = elementOf(context);
  const { address } = arrayOf(inputs[2]);
  steps.push(() => void heap.now.u8.copyWithin(at(), address, address + bytes));
  return [listOf(inputs[0])];
};

const getItem: Run = (context) => {
  const { heap, steps } = context;
  const { at, bytes } = elementOf(context);
  const out = context.output();
  steps.push(() => {
    const from = at();
    heap.now.u8.copyWithin(out.address, from, from + bytes);
  });
  return [out];
};

const stackList: Run = ({ node, inputs }) => [viewOf(listOf(inputs[0]).array, shapeOf(node))];

const split =
  (axis: number, x: number, sizes?: number): Run =>
  (context) => {
    const whole = arrayOf(context.inputs[x]);
    const dimension = dimensionOf(knownOf(context, axis)[0] ?? 0, whole.shape.length);
    const count = context.node.outputs.length;
    const equal = new Array<number>(count).fill((whole.shape[dimension] ?? 0) / count);
    return parts(context, dimension, sizes === undefined ? equal : knownOf(context, sizes), whole);
  };

/** All operations that are not loops over elements. */
export const OPERATIONS: Readonly<Record<string, Run>> = {
  Reshape: reshape,
  Squeeze: reshape,
  ExpandDims: reshape,
  Identity: identity,
  Bitcast: bitcast,
  Slice: slice,
  StridedSlice: stridedSlice,
  Transpose: transpose,
  ReverseV2: reverse,
  Tile: tile,
  SplitV: split(2, 0, 1),
  Split: split(0, 1),
  Unpack: (context) => {
    const x = arrayOf(context.inputs[0]);
    const dimension = dimensionOf(intAttribute(context.node, 'axis'), x.shape.length);
    return parts(context, dimension, new Array<number>(x.shape[dimension] ?? 0).fill(1), x);
  },
  ConcatV2: (context) => {
    const arrays = context.inputs.slice(0, -1).map(arrayOf);
    const axis = knownOf(context, arrays.length)[0] ?? 0;
    return joined(context, arrays, dimensionOf(axis, arrays[0]?.shape.length ?? 0));
  },
  Pack: (context) => {
    const rank = shapeOf(context.node).length;
    const dimension = dimensionOf(intAttribute(context.node, 'axis'), rank);
    return joined(context, context.inputs.map(arrayOf), dimension);
  },
  PadV2: pad,
  GatherV2: gather,
  MatMul: (context) =>
    products(
      context,
      boolAttribute(context.node, 'transpose_a'),
      boolAttribute(context.node, 'transpose_b'),
    ),
  BatchMatMulV2: (context) =>
    products(context, boolAttribute(context.node, 'adj_x'), boolAttribute(context.node, 'adj_y')),
  Sum: reduce,
  Mean: reduce,
  Max: reduce,
  Min: reduce,
  ArgMax: argMax,
  Softmax: softmax,
  SparseSoftmaxCrossEntropyWithLogits: crossEntropy,
  OneHot: oneHot,
  UnsortedSegmentSum: segmentSum,
  TensorScatterUpdate: scatterUpdate,
  Pow: power,
  Cast: castBytes,
  StatelessRandomUniformFullIntV2: randomWords,
  TensorListReserve: reserveList,
  TensorListFromTensor: listFromTensor,
  TensorListSetItem: setItem,
  TensorListGetItem: getItem,
  TensorListStack: stackList,
};

/** Names of outputs of operations that have several; all others have one, which may be a list. */
export const OUTPUTS: Readonly<Record<string, readonly string[]>> = {
  SparseSoftmaxCrossEntropyWithLogits: ['loss', 'backprop'],
};

/** A number of that type in an array of 32-bit elements. */
export function bitsIn(dtype: Constant['dtype'] | string, value: number): number {
  if (dtype === 'float32') return bitsOf(value);
  if (dtype === 'bool') return value === 0 ? 0 : -1;
  return value | 0;
}

const FLOAT_OR_INT: Readonly<Record<string, string>> = {
  AddV2: 'add',
  Add: 'add',
  Sub: 'sub',
  Mul: 'mul',
  Minimum: 'min',
  Maximum: 'max',
  Less: 'lt',
  LessEqual: 'le',
  Greater: 'gt',
  GreaterEqual: 'ge',
  Equal: 'eq',
  NotEqual: 'ne',
  Abs: 'abs',
  Neg: 'neg',
  Square: 'square',
};

const FLOAT: Readonly<Record<string, string>> = {
  RealDiv: 'div',
  BiasAdd: 'add',
  SquaredDifference: 'squaredDifference',
  Sqrt: 'sqrt',
  Rsqrt: 'rsqrt',
  Reciprocal: 'reciprocal',
  Sign: 'sign',
  Exp: 'exp',
  Log: 'log',
  Log1p: 'log1p',
  Tanh: 'tanh',
  Sigmoid: 'sigmoid',
  Erf: 'erf',
  Relu: 'relu',
  Elu: 'elu',
  Selu: 'selu',
  Softplus: 'softplus',
  ReluGrad: 'reluGrad',
  EluGrad: 'eluGrad',
  SeluGrad: 'seluGrad',
  SigmoidGrad: 'sigmoidGrad',
  TanhGrad: 'tanhGrad',
  SoftplusGrad: 'softplusGrad',
};

/** Of any type of 32 bits. */
const BITWISE: Readonly<Record<string, string>> = {
  BitwiseAnd: 'and',
  LogicalAnd: 'and',
  LogicalOr: 'or',
  LogicalNot: 'not',
  BroadcastTo: 'identity',
  SelectV2: 'select',
};

const CASTS: Readonly<Record<string, string>> = {
  'bool float32': 'float of mask',
  'bool int32': 'int of mask',
  'int32 float32': 'float of int',
  'float32 int32': 'int of float',
  'float32 bool': 'mask of float',
  'int32 bool': 'mask of int',
};

/** The instruction that an operation is, element by element; undefined where it is another kind. */
export function instructionOf(node: Node, dtype: string): string | undefined {
  const { op } = node;
  if (op === 'Cast') {
    const to = node.outputs[0]?.dtype ?? '';
    return to === dtype ? 'identity' : CASTS[`${dtype} ${to}`];
  }
  if (op === 'AddN') return dtype === 'float32' ? 'add' : 'i32.add';
  const either = FLOAT_OR_INT[op];
  // Of masks there is only whether they are equal.
  if (either !== undefined) return dtype === 'float32' ? either : `i32.${either}`;
  return (dtype === 'float32' ? FLOAT[op] : undefined) ?? BITWISE[op];
}

/** How many inputs of an operation stretch over its output; BroadcastTo's second is a shape. */
export function operandsOf({ op, inputs }: Node): number {
  return op === 'BroadcastTo' ? 1 : inputs.filter((input) => !input.startsWith('^')).length;
}
