/** What random numbers are for; each purpose has numbers of its own. */
export const PURPOSES = { weights: 1, order: 2, dropout: 3, search: 4, split: 5 } as const;
export type Purpose = keyof typeof PURPOSES;

/** An endless sequence of 32-bit numbers of one seed, purpose and index (a layer, an epoch, a step). */
export class RandomStream {
  readonly #key: readonly [number, number];
  readonly #purpose: number;
  #index: number;
  readonly #second: number;
  readonly #block = new Uint32Array(4);
  #next = 4;
  #blocks = 0;

  /**
   * @param seed an integer from 0 to 2^53 - 1.
   * @param second a further index, of 32 bits like the first.
   */
  constructor(seed: number, purpose: Purpose, index: number, second = 0) {
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new RangeError(`Expected \`seed\` to be an integer from 0 to 2^53 - 1, got ${seed}`);
    }
    this.#key = [seed >>> 0, Math.floor(seed / 0x1_0000_0000)];
    this.#purpose = PURPOSES[purpose];
    this.#index = index;
    this.#second = second;
  }

  /** Goes to the beginning of the stream of another index: many short ones need not be made anew. */
  moveTo(index: number): this {
    this.#index = index;
    this.#next = 4;
    this.#blocks = 0;
    return this;
  }

  /** The next integer of 0 to 2^32 - 1. */
  uint32(): number {
    if (this.#next === 4) {
      philox4x32(
        [this.#blocks++, this.#index, this.#purpose, this.#second],
        this.#key,
        this.#block,
      );
      this.#next = 0;
    }
    return this.#block[this.#next++] ?? 0;
  }

  /** The next number of [0, 1), a multiple of 2^-24 (exact in float32). */
  unit(): number {
    return (this.uint32() >>> 8) / 0x100_0000;
  }

  /** The next number of a standard normal distribution (Box and Muller, 1958). */
  normal(): number {
    // 1 - u is in (0, 1]: its logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - this.unit()));
    return radius * Math.cos(2 * Math.PI * this.unit());
  }

  /** The next integer of [0, bound), every one equally likely; 1 <= bound <= 2^32. */
  below(bound: number): number {
    const limit = 0x1_0000_0000 - (0x1_0000_0000 % bound);
    let value = this.uint32();
    while (value >= limit) value = this.uint32();
    return value % bound;
  }
}

/**
 * Philox4x32-10, a counter-based generator (Salmon et al., "Parallel random numbers: as easy as
 * 1, 2, 3", SC 2011): the block of a counter depends on nothing but key and counter, so that any
 * trainer, in any order and any process, draws the same numbers.
 */
const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;
const ROUNDS = 10;

export type Counter = readonly [number, number, number, number];
export type Key = readonly [number, number];

/** Writes the four 32-bit words of one block to `out`. */
export function philox4x32(counter: Counter, key: Key, out: Uint32Array): void {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < ROUNDS; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, c0);
    const low0 = Math.imul(MULTIPLIER_0, c0) >>> 0;
    const high1 = multiplyHigh(MULTIPLIER_1, c2);
    const low1 = Math.imul(MULTIPLIER_1, c2) >>> 0;
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0;
    k0 = (k0 + WEYL_0) >>> 0;
    k1 = (k1 + WEYL_1) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

/** High 32 bits of the product of two unsigned 32-bit integers. */
function multiplyHigh(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const low = aLow * bLow;
  const middle = aHigh * bLow + (low >>> 16);
  const cross = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(cross / 0x10000)) >>> 0;
}
