import { philox4x32 } from './philox.js';

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
