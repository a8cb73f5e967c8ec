/**
 * Loops over arrays of 32-bit elements as WebAssembly: what is computed element by element is one
 * pass over memory, four elements at a time. Truth values are int32 masks, 0 or -1.
 */
export interface Loop {
  /** Sizes, outermost first. */
  readonly dims: readonly number[];
  /** Elements from one to the next along each dimension, of inputs and then of outputs. */
  readonly inputs: readonly (readonly number[])[];
  readonly outputs: readonly (readonly number[])[];
  /** Each may use those before it. */
  readonly code: readonly Instruction[];
  /** Of each output, the index of the instruction that it holds. */
  readonly stores: readonly number[];
}

/** An operation on inputs (`input`: index), bits that are the same everywhere, or instructions. */
export type Instruction =
  | { readonly kind: 'input'; readonly input: number }
  | { readonly kind: 'bits'; readonly bits: number }
  | { readonly kind: 'apply'; readonly name: string; readonly args: readonly number[] };

/** What is used of WebAssembly, which the types of Node.js do not have. */
export interface Memory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}
interface Platform {
  readonly Memory: new (size: { readonly initial: number }) => Memory;
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: object,
  ) => { readonly exports: Readonly<Record<string, Compiled>> };
}
export const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: Platform };

/** A compiled loop: addresses of inputs, then of outputs. */
export type Compiled = (...addresses: number[]) => void;

// Opcodes of https://webassembly.github.io/spec/core/binary/instructions.html.
const I32 = 0x7f;
const V128 = 0x7b;
const SIMD = 0xfd;
const LOAD = 0;
const LOAD_SPLAT = 9;
const STORE = 11;
const CONST = 12;
const EXTRACT_F32 = 31;

const BITS = new DataView(new ArrayBuffer(4));

/** The bits of a float32, as an int32. */
export function bitsOf(value: number): number {
  BITS.setFloat32(0, value, true);
  return BITS.getInt32(0, true);
}

/** Bytes of a function's body. Values are v128 on the stack; `let` keeps one in a new local. */
class Body {
  readonly bytes: number[] = [];
  /** Types of locals after the parameters. */
  readonly locals: number[] = [];
  readonly #params: number;

  constructor(params: number) {
    this.#params = params;
  }

  local(type: number): number {
    this.locals.push(type);
    return this.#params + this.locals.length - 1;
  }

  get(local: number): this {
    return this.op(0x20, ...unsigned(local));
  }

  set(local: number): this {
    return this.op(0x21, ...unsigned(local));
  }

  op(...bytes: number[]): this {
    this.bytes.push(...bytes);
    return this;
  }

  simd(code: number, ...rest: number[]): this {
    return this.op(SIMD, ...unsigned(code), ...rest);
  }

  integer(value: number): this {
    return this.op(0x41, ...signed(value));
  }

  /** local += value. */
  advance(local: number, value: number): void {
    if (value !== 0) this.get(local).integer(value).op(0x6a).set(local);
  }

  /** The same 32 bits in all lanes. */
  bits(bits: number): this {
    const lane = [bits, bits >> 8, bits >> 16, bits >> 24].map((byte) => byte & 0xff);
    return this.simd(CONST, ...lane, ...lane, ...lane, ...lane);
  }

  number(value: number): this {
    return this.bits(bitsOf(value));
  }

  /** Repeats what `round` writes so many times, at least once. */
  repeat(count: number, round: () => void): void {
    if (count === 1) {
      round();
      return;
    }
    const left = this.local(I32);
    this.integer(count).set(left).op(0x03, 0x40);
    round();
    this.get(left)
      .integer(1)
      .op(0x6b)
      .op(0x22, ...unsigned(left))
      .op(0x0d, 0)
      .op(0x0b);
  }
}

/** Writes what computes a value of locals, which stays on the stack. */
type Emit = (body: Body, ...args: number[]) => void;

const F32 = {
  eq: 65, ne: 66, lt: 67, gt: 68, le: 69, ge: 70, nearest: 106, abs: 224, neg: 225, sqrt: 227,
  add: 228, sub: 229, mul: 230, div: 231, min: 232, max: 233,
} as const; // prettier-ignore
const INT = {
  eq: 55, ne: 56, lt: 57, gt: 59, le: 61, ge: 63, abs: 160, neg: 161, shl: 171, shr: 173, add: 174,
  sub: 177, mul: 181, min: 182, max: 184,
} as const; // prettier-ignore
const NOT = 77;
const AND = 78;
const OR = 80;
const SELECT = 82;
const TO_INT = 248;
const TO_FLOAT = 250;

const direct =
  (code: number): Emit =>
  (b, ...args) => {
    for (const arg of args) b.get(arg);
    b.simd(code);
  };

/** a0 + x (a1 + x (a2 + ...)), of the local x. */
function polynomial(b: Body, x: number, coefficients: readonly number[]): Body {
  coefficients.toReversed().forEach((coefficient, index) => {
    if (index === 0) b.number(coefficient);
    else b.get(x).simd(F32.mul).number(coefficient).simd(F32.add);
  });
  return b;
}

function keep(b: Body, emit: () => void): number {
  const local = b.local(V128);
  emit();
  b.set(local);
  return local;
}

/** x = n ln 2 + r: n, and exp(r) - 1 (Cephes, expf; |r| <= ln 2 / 2). */
function reduced(b: Body, x: number): { readonly n: number; readonly above: number } {
  const clamped = keep(b, () => b.get(x).number(-104).simd(F32.max).number(89).simd(F32.min));
  const n = keep(b, () => b.get(clamped).number(Math.LOG2E).simd(F32.mul).simd(F32.nearest));
  const r = keep(b, () => {
    b.get(clamped).get(n).number(0.693359375).simd(F32.mul).simd(F32.sub);
    b.get(n).number(-2.1219444e-4).simd(F32.mul).simd(F32.sub);
  });
  const above = keep(b, () => {
    polynomial(
      b,
      r,
      [
        5.0000001201e-1, 1.6666665459e-1, 4.1665795894e-2, 8.3334519073e-3, 1.3981999507e-3,
        1.98756915e-4,
      ],
    );
    b.get(r).simd(F32.mul).get(r).simd(F32.mul).get(r).simd(F32.add);
  });
  return { n: keep(b, () => b.get(n).simd(TO_INT)), above };
}

/** 2^n of a local of int32, -126 to 127. */
function powerOfTwo(b: Body, n: number): Body {
  return b.get(n).bits(127).simd(INT.add).integer(23).simd(INT.shl);
}

const exponential: Emit = (b, x) => {
  const { n, above } = reduced(b, x);
  // In two steps, so that neither leaves the range of exponents before the result does.
  const half = keep(b, () => b.get(n).integer(1).simd(172));
  const rest = keep(b, () => b.get(n).get(half).simd(INT.sub));
  b.get(above).number(1).simd(F32.add);
  powerOfTwo(b, half).simd(F32.mul);
  powerOfTwo(b, rest).simd(F32.mul);
};

/** exp(x) - 1 for x <= 0, without cancellation. */
function exponentialLessOne(b: Body, x: number): void {
  const bounded = keep(b, () => b.get(x).number(0).simd(F32.min).number(-80).simd(F32.max));
  const { n, above } = reduced(b, bounded);
  const power = keep(b, () => powerOfTwo(b, n));
  b.get(power).get(above).simd(F32.mul).get(power).number(1).simd(F32.sub).simd(F32.add);
}

/** Cephes, logf; NaN below 0, -Infinity at 0. */
const logarithm: Emit = (b, x) => {
  const smallest = 2 ** -126;
  // Subnormal numbers have no exponent to take apart.
  const isTiny = keep(b, () => b.get(x).number(smallest).simd(F32.lt));
  const scaled = keep(b, () =>
    b
      .get(x)
      .number(2 ** 24)
      .simd(F32.mul)
      .get(x)
      .get(isTiny)
      .simd(SELECT),
  );
  const exponent = keep(b, () => {
    b.get(scaled).integer(23).simd(INT.shr).bits(126).simd(INT.sub);
    b.get(isTiny).bits(24).simd(AND).simd(INT.sub).simd(TO_FLOAT);
  });
  const mantissa = keep(b, () => b.get(scaled).bits(0x007fffff).simd(AND).number(0.5).simd(OR));
  const isSmall = keep(b, () => b.get(mantissa).number(Math.SQRT1_2).simd(F32.lt));
  const e = keep(b, () => b.get(exponent).get(isSmall).number(1).simd(AND).simd(F32.sub));
  const m = keep(b, () => {
    b.get(mantissa).get(mantissa).get(isSmall).simd(AND).simd(F32.add).number(1).simd(F32.sub);
  });
  const z = keep(b, () => b.get(m).get(m).simd(F32.mul));
  const finite = keep(b, () => {
    polynomial(
      b,
      m,
      [
        3.3333331174e-1, -2.4999993993e-1, 2.0000714765e-1, -1.6668057665e-1, 1.4249322787e-1,
        -1.2420140846e-1, 1.167699874e-1, -1.151461031e-1, 7.0376836292e-2,
      ],
    );
    b.get(m).simd(F32.mul).get(z).simd(F32.mul);
    b.get(e).number(-2.1219444e-4).simd(F32.mul).simd(F32.add);
    b.get(z).number(-0.5).simd(F32.mul).simd(F32.add).get(m).simd(F32.add);
    b.get(e).number(0.693359375).simd(F32.mul).simd(F32.add);
  });
  const ordinary = keep(b, () => {
    b.number(-Infinity).get(finite).get(x).number(0).simd(F32.eq).simd(SELECT);
  });
  const bounded = keep(b, () => {
    b.get(x).get(ordinary).get(x).number(Infinity).simd(F32.eq).simd(SELECT);
  });
  b.get(bounded).number(NaN).get(x).number(0).simd(F32.ge).simd(SELECT);
};

/** log(u) + (x - (u - 1)) / u of u = 1 + x, rounded. */
const logarithmOfOneMore: Emit = (b, x) => {
  const u = keep(b, () => b.get(x).number(1).simd(F32.add));
  const log = keep(b, () => logarithm(b, u));
  const lost = keep(b, () => {
    b.get(x).get(u).number(1).simd(F32.sub).simd(F32.sub).get(u).simd(F32.div);
  });
  // At both ends, where nothing was lost, the difference is NaN.
  b.get(log).get(lost).simd(F32.add).get(log).get(lost).get(lost).simd(F32.eq).simd(SELECT);
};

const sigmoid: Emit = (b, x) => {
  const minus = keep(b, () => b.get(x).simd(F32.neg));
  const power = keep(b, () => exponential(b, minus));
  b.number(1).get(power).number(1).simd(F32.add).simd(F32.div);
};

/** Odd and even parts of a quotient of polynomials, as Eigen has them for tanh and erf. */
const rational =
  (bound: number, odd: readonly number[], even: readonly number[]): Emit =>
  (b, x) => {
    const clamped = keep(b, () =>
      b.get(x).number(-bound).simd(F32.max).number(bound).simd(F32.min),
    );
    const square = keep(b, () => b.get(clamped).get(clamped).simd(F32.mul));
    polynomial(b, square, odd).get(clamped).simd(F32.mul);
    polynomial(b, square, even).simd(F32.div);
  };

const tanh: Emit = (b, x) => {
  rational(
    7.90531110763549805,
    [
      4.89352455891786e-3, 6.37261928875436e-4, 1.48572235717979e-5, 5.12229709037114e-8,
      -8.60467152213735e-11, 2.00018790482477e-13, -2.76076847742355e-16,
    ],
    [4.89352518554385e-3, 2.268434632439e-3, 1.18534705686654e-4, 1.19825839466702e-6],
  )(b, x);
};

const erf: Emit = (b, x) => {
  rational(
    4,
    [
      -1.60960333262415e-2, -2.95459980854025e-3, -7.34990630326855e-4, -5.69250639462346e-5,
      -2.10102402082508e-6, 2.77068142495902e-8, -2.72614225801306e-10,
    ],
    [
      -1.42647390514189e-2, -7.37332916720468e-3, -1.68282697438203e-3, -2.13374055278905e-4,
      -1.45660718464996e-5,
    ],
  )(b, x);
};

const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

/** `above` (of x) where x > 0, else `below`. */
function piecewise(b: Body, x: number, above: () => void, below: () => void): void {
  const [yes, no] = [keep(b, above), keep(b, below)];
  b.get(yes).get(no).get(x).number(0).simd(F32.gt).simd(SELECT);
}

/** What can be computed element by element; `i32.` stands before those of int32. */
export const ELEMENTWISE: Readonly<Record<string, Emit>> = {
  identity: (b, x) => b.get(x),
  add: direct(F32.add),
  sub: direct(F32.sub),
  mul: direct(F32.mul),
  div: direct(F32.div),
  min: direct(F32.min),
  max: direct(F32.max),
  abs: direct(F32.abs),
  neg: direct(F32.neg),
  sqrt: direct(F32.sqrt),
  eq: direct(F32.eq),
  ne: direct(F32.ne),
  lt: direct(F32.lt),
  gt: direct(F32.gt),
  le: direct(F32.le),
  ge: direct(F32.ge),
  'i32.add': direct(INT.add),
  'i32.sub': direct(INT.sub),
  'i32.mul': direct(INT.mul),
  'i32.min': direct(INT.min),
  'i32.max': direct(INT.max),
  'i32.abs': direct(INT.abs),
  'i32.neg': direct(INT.neg),
  'i32.eq': direct(INT.eq),
  'i32.ne': direct(INT.ne),
  'i32.lt': direct(INT.lt),
  'i32.gt': direct(INT.gt),
  'i32.le': direct(INT.le),
  'i32.ge': direct(INT.ge),
  not: direct(NOT),
  and: direct(AND),
  or: direct(OR),
  select: (b, condition, yes, no) => b.get(yes).get(no).get(condition).simd(SELECT),
  'float of mask': (b, x) => b.get(x).number(1).simd(AND),
  'int of mask': (b, x) => b.get(x).bits(1).simd(AND),
  'float of int': direct(TO_FLOAT),
  'int of float': direct(TO_INT),
  'mask of float': (b, x) => b.get(x).number(0).simd(F32.ne),
  'mask of int': (b, x) => b.get(x).bits(0).simd(INT.ne),
  square: (b, x) => b.get(x).get(x).simd(F32.mul),
  'i32.square': (b, x) => b.get(x).get(x).simd(INT.mul),
  squaredDifference: (b, x, y) => {
    const difference = keep(b, () => b.get(x).get(y).simd(F32.sub));
    b.get(difference).get(difference).simd(F32.mul);
  },
  rsqrt: (b, x) => b.number(1).get(x).simd(F32.sqrt).simd(F32.div),
  reciprocal: (b, x) => b.number(1).get(x).simd(F32.div),
  sign: (b, x) => {
    const sign = keep(b, () => {
      b.get(x).number(0).simd(F32.gt).number(1).simd(AND);
      b.get(x).number(0).simd(F32.lt).number(1).simd(AND).simd(F32.sub);
    });
    b.get(sign).get(x).get(x).get(x).simd(F32.eq).simd(SELECT);
  },
  exp: exponential,
  log: logarithm,
  log1p: logarithmOfOneMore,
  sigmoid,
  tanh,
  erf,
  relu: (b, x) => b.get(x).number(0).simd(F32.max),
  elu: (b, x) =>
    piecewise(
      b,
      x,
      () => b.get(x),
      () => exponentialLessOne(b, x),
    ),
  selu: (b, x) =>
    piecewise(
      b,
      x,
      () => b.get(x).number(SELU_SCALE).simd(F32.mul),
      () => {
        exponentialLessOne(b, x);
        b.number(SELU_SCALE * SELU_ALPHA).simd(F32.mul);
      },
    ),
  softplus: (b, x) => {
    const minus = keep(b, () => b.get(x).simd(F32.abs).simd(F32.neg));
    const power = keep(b, () => exponential(b, minus));
    logarithmOfOneMore(b, power);
    b.get(x).number(0).simd(F32.max).simd(F32.add);
  },
  reluGrad: (b, gradient, x) => b.get(gradient).get(x).number(0).simd(F32.gt).simd(AND),
  eluGrad: (b, gradient, y) => {
    b.get(gradient).get(y).number(0).simd(F32.min).number(1).simd(F32.add).simd(F32.mul);
  },
  seluGrad: (b, gradient, y) => {
    b.get(y)
      .number(SELU_SCALE * SELU_ALPHA)
      .simd(F32.add)
      .number(SELU_SCALE);
    b.get(y).number(0).simd(F32.lt).simd(SELECT).get(gradient).simd(F32.mul);
  },
  sigmoidGrad: (b, y, gradient) => {
    b.get(gradient).get(y).simd(F32.mul).number(1).get(y).simd(F32.sub).simd(F32.mul);
  },
  tanhGrad: (b, y, gradient) => {
    b.get(gradient).number(1).get(y).get(y).simd(F32.mul).simd(F32.sub).simd(F32.mul);
  },
  softplusGrad: (b, gradient, x) => {
    sigmoid(b, x);
    b.get(gradient).simd(F32.mul);
  },
};

/** Dimensions without those of size 1, neighbours that all operands run through in one go as one. */
export function collapsed(
  dims: readonly number[],
  operands: readonly (readonly number[])[],
): { readonly dims: number[]; readonly operands: number[][] } {
  const kept: number[] = [];
  const strides: number[][] = operands.map(() => []);
  dims.forEach((size, dimension) => {
    if (size === 1) return;
    const last = kept.length - 1;
    const joins =
      last >= 0 &&
      operands.every((own, at) => strides[at]?.[last] === (own[dimension] ?? 0) * size);
    if (joins) kept[last] = (kept[last] ?? 1) * size;
    else kept.push(size);
    operands.forEach((own, at) => {
      const list = strides[at] as number[];
      list[kept.length - 1] = own[dimension] ?? 0;
    });
  });
  return { dims: kept, operands: strides };
}

/** Matrices [count, m, k] x [count, k, n]; B and the result lie row by row, A as its strides say. */
export interface Product {
  readonly count: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  /** Elements of A from one row to the next, and from one column to the next. */
  readonly row: number;
  readonly column: number;
}

/** Rows of B that are gone through before the next rows of A: few enough to stay in the cache. */
const CHUNK = 64;
/** Rows and vectors of the part of the result that is held in registers. */
const TILE_ROWS = 4;
const TILE_VECTORS = 2;

/**
 * Sums of products, without packing any operand first: for the products of a training step, which
 * are used once, packing takes longer than multiplying.
 */
function productOf({ count, m, k, n, row, column }: Product): Body {
  const [a, b, out] = [0, 1, 2];
  const code = new Body(3);
  const panel = code.local(I32);
  const [left, right, target] = [code.local(I32), code.local(I32), code.local(I32)];
  const sums = Array.from({ length: TILE_ROWS * TILE_VECTORS }, () => code.local(V128));
  const vectors = Array.from({ length: TILE_VECTORS }, () => code.local(V128));
  const factor = code.local(V128);
  /** A part of the result: rows from `left` on, and so many vectors, or a single column, of B. */
  const tile = (rows: number, width: number, inner: number, isFirst: boolean): void => {
    const held = Math.max(1, width / 4);
    const sumAt = (r: number, v: number): number => sums[r * TILE_VECTORS + v] as number;
    const each = (use: (r: number, v: number) => void): void => {
      for (let r = 0; r < rows; r++) for (let v = 0; v < held; v++) use(r, v);
    };
    const load = (offset: number): Body =>
      code.simd(width === 1 ? LOAD_SPLAT : LOAD, 2, ...unsigned(offset));
    each((r, v) => {
      if (isFirst) code.number(0);
      else {
        code.get(target);
        load(4 * (r * n + 4 * v));
      }
      code.set(sumAt(r, v));
    });
    const unrolled = [4, 2, 1].find((times) => inner % times === 0) ?? 1;
    code.repeat(inner / unrolled, () => {
      for (let u = 0; u < unrolled; u++) {
        for (let v = 0; v < held; v++) {
          code.get(right);
          load(4 * (u * n + 4 * v));
          code.set(vectors[v] as number);
        }
        for (let r = 0; r < rows; r++) {
          code
            .get(left)
            .simd(LOAD_SPLAT, 2, ...unsigned(4 * (r * row + u * column)))
            .set(factor);
          for (let v = 0; v < held; v++) {
            code
              .get(sumAt(r, v))
              .get(factor)
              .get(vectors[v] as number);
            code.simd(F32.mul).simd(F32.add).set(sumAt(r, v));
          }
        }
      }
      code.advance(left, 4 * unrolled * column);
      code.advance(right, 4 * unrolled * n);
    });
    code.advance(left, -4 * inner * column);
    code.advance(right, -4 * inner * n);
    each((r, v) => {
      const offset = unsigned(4 * (r * n + 4 * v));
      code.get(target).get(sumAt(r, v));
      if (width === 1) code.simd(EXTRACT_F32, 0).op(0x38, 2, ...offset);
      else code.simd(STORE, 2, ...offset);
    });
  };
  /** All rows of A with columns of B from `panel` on. */
  const columnsOf = (width: number, inner: number, isFirst: boolean): void => {
    const rowsOf = (rows: number, times: number): void => {
      if (times === 0) return;
      code.repeat(times, () => {
        tile(rows, width, inner, isFirst);
        code.advance(left, 4 * rows * row);
        code.advance(target, 4 * rows * n);
      });
    };
    code.get(a).set(left);
    code.get(b).get(panel).op(0x6a).set(right);
    code.get(out).get(panel).op(0x6a).set(target);
    rowsOf(TILE_ROWS, Math.floor(m / TILE_ROWS));
    rowsOf(1, m % TILE_ROWS);
    code.advance(panel, 4 * width);
  };
  const chunk = (inner: number, isFirst: boolean): void => {
    code.integer(0).set(panel);
    let done = 0;
    for (const width of [4 * TILE_VECTORS, 4, 1]) {
      const times = Math.floor((n - done) / width);
      if (times > 0) code.repeat(times, () => columnsOf(width, inner, isFirst));
      done += times * width;
    }
    code.advance(a, 4 * inner * column);
    code.advance(b, 4 * inner * n);
  };
  if (m === 0 || n === 0 || k === 0 || count === 0) return code;
  code.repeat(count, () => {
    const first = Math.min(CHUNK, k);
    chunk(first, true);
    const chunks = Math.floor((k - first) / CHUNK);
    if (chunks > 0) code.repeat(chunks, () => chunk(CHUNK, false));
    const rest = (k - first) % CHUNK;
    if (rest > 0) chunk(rest, false);
    // Columns are through; A and B go on with the next matrices.
    code.advance(a, 4 * (m * k - k * column));
    code.advance(out, 4 * m * n);
  });
  return code;
}

/** Loops of a session, compiled together. */
export class Loops {
  readonly #bodies: { readonly body: Body; readonly params: number }[] = [];
  readonly #indices = new Map<string, number>();
  #compiled: readonly Compiled[] = [];

  /** Adds a loop; equal ones are one. @returns how it is called once all are compiled. */
  add(loop: Loop): () => Compiled {
    const params = loop.inputs.length + loop.outputs.length;
    return this.#once(JSON.stringify(loop), params, () => bodyOf(loop));
  }

  /** The same with a product: of the addresses of A, B and the result. */
  product(product: Product): () => Compiled {
    return this.#once(JSON.stringify(product), 3, () => productOf(product));
  }

  #once(key: string, params: number, make: () => Body): () => Compiled {
    let index = this.#indices.get(key);
    if (index === undefined) {
      index = this.#bodies.length;
      this.#indices.set(key, index);
      this.#bodies.push({ body: make(), params });
    }
    const at = index;
    return () => this.#compiled[at] as Compiled;
  }

  compile(memory: Memory): void {
    const module = new WebAssembly.Module(moduleOf(this.#bodies));
    const { exports } = new WebAssembly.Instance(module, { sweep: { memory } });
    this.#compiled = this.#bodies.map((_, index) => exports[`loop${index}`] as Compiled);
  }
}

function bodyOf(loop: Loop): Body {
  const { dims, operands } = collapsed(loop.dims, [...loop.inputs, ...loop.outputs]);
  const sizes = dims.length === 0 ? [1] : dims;
  const count = loop.inputs.length;
  const strides = operands.map((own) => (own.length === 0 ? [0] : own));
  const b = new Body(operands.length);
  if (sizes.includes(0)) return b;
  const last = sizes.length - 1;
  const innermost = sizes[last] ?? 1;
  const strideOf = (operand: number, dimension: number): number =>
    strides[operand]?.[dimension] ?? 0;
  const vectors =
    innermost >= 4 &&
    strides.every((own, at) => own[last] === 1 || (own[last] === 0 && at < count));
  const values = loop.code.map(() => b.local(V128));
  // What is alike along the innermost dimension is computed before it.
  const uniform: boolean[] = [];
  for (const one of loop.code) {
    uniform.push(
      one.kind === 'input'
        ? strideOf(one.input, last) === 0
        : one.kind === 'bits' || one.args.every((arg) => uniform[arg] === true),
    );
  }
  const compute = (isUniform: boolean, width: 1 | 4): void =>
    loop.code.forEach((one, at) => {
      if (uniform[at] !== isUniform) return;
      if (one.kind === 'input') {
        const whole = width === 4 && !isUniform;
        b.get(one.input).simd(whole ? LOAD : LOAD_SPLAT, 2, 0);
      } else if (one.kind === 'bits') b.bits(one.bits);
      else {
        const emit = ELEMENTWISE[one.name];
        if (emit === undefined) throw new Error(`no instruction ${one.name}`);
        emit(b, ...one.args.map((arg) => values[arg] as number));
      }
      b.set(values[at] as number);
    });
  const round = (width: 1 | 4): void => {
    compute(false, width);
    loop.stores.forEach((value, output) => {
      b.get(count + output).get(values[value] as number);
      if (width === 4) b.simd(STORE, 2, 0);
      else b.simd(EXTRACT_F32, 0).op(0x38, 2, 0);
    });
    strides.forEach((_, at) => b.advance(at, 4 * width * strideOf(at, last)));
  };
  const inner = (): void => {
    compute(true, 1);
    const fours = vectors ? innermost >> 2 : 0;
    const rest = innermost - 4 * fours;
    if (fours > 0) b.repeat(fours, () => round(4));
    if (rest > 0) b.repeat(rest, () => round(1));
    strides.forEach((_, at) => b.advance(at, -4 * innermost * strideOf(at, last)));
  };
  const nest = (dimension: number): void => {
    if (dimension === last) {
      inner();
      return;
    }
    const size = sizes[dimension] ?? 1;
    b.repeat(size, () => {
      nest(dimension + 1);
      strides.forEach((_, at) => b.advance(at, 4 * strideOf(at, dimension)));
    });
    strides.forEach((_, at) => b.advance(at, -4 * size * strideOf(at, dimension)));
  };
  nest(0);
  return b;
}

function moduleOf(
  bodies: readonly { readonly body: Body; readonly params: number }[],
): Uint8Array<ArrayBuffer> {
  const arities = [...new Set(bodies.map(({ params }) => params))];
  const types = arities.map((arity) => [
    0x60,
    ...unsigned(arity),
    ...new Array<number>(arity).fill(I32),
    0,
  ]);
  const functions = bodies.map(({ params }) => unsigned(arities.indexOf(params)));
  const exported = bodies.map((_, index) => [...text(`loop${index}`), 0, ...unsigned(index)]);
  const code = bodies.map(({ body }) => {
    const locals = vector(body.locals.map((type) => [1, type]));
    return sized([...locals, ...body.bytes, 0x0b]);
  });
  return Uint8Array.from(
    [
      [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
      [1, ...sized(vector(types))],
      [2, ...sized(vector([[...text('sweep'), ...text('memory'), 2, 0, 0]]))],
      [3, ...sized(vector(functions))],
      [7, ...sized(vector(exported))],
      [10, ...sized(vector(code))],
    ].flat(),
  );
}

function vector(items: readonly (readonly number[])[]): number[] {
  return [...unsigned(items.length), ...items.flat()];
}

function sized(bytes: readonly number[]): number[] {
  return [...unsigned(bytes.length), ...bytes];
}

function text(name: string): number[] {
  return sized([...Buffer.from(name)]);
}

/** LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let left = value;
  do {
    const byte = left & 0x7f;
    left >>>= 7;
    bytes.push(left === 0 ? byte : byte | 0x80);
  } while (left !== 0);
  return bytes;
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  let left = value | 0;
  for (;;) {
    const byte = left & 0x7f;
    left >>= 7;
    if ((left === 0 && (byte & 0x40) === 0) || (left === -1 && (byte & 0x40) !== 0)) {
      return [...bytes, byte];
    }
    bytes.push(byte | 0x80);
  }
}
