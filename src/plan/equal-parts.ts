/** What an item of a sequence adds to the part that it is in. */
export interface Weight {
  /** Above 0. */
  readonly work: number;
  readonly params: number;
  readonly bytes: number;
}

/** What a part may hold at most; an item that is more than that by itself is alone. */
export interface PartLimits {
  readonly params: number;
  readonly bytes: number;
  readonly items: number;
}

/** The items from `start` to before `end`. */
export type Part = readonly [start: number, end: number];

/** A share of rounding that sums of a hundred thousand numbers stay within. */
const ROUNDING = 1e-9;

/**
 * A sequence that is to be cut into parts of equal work, none beyond the limits. Where each part must
 * end is looked up, so that many numbers of parts can be tried: a cut takes as many steps as there
 * are parts, not items.
 */
export class EqualParts {
  readonly #limits: PartLimits;
  readonly #total: number;
  /** The work up to the middle of each item: a part ends before the first that is beyond its share. */
  readonly #middles: Float64Array;
  /** Where a part that begins at an item ends at the latest. */
  readonly #ends: Int32Array;
  /** How many parts the limits ask for at least, from an item on; one longer than the sequence. */
  readonly #fewest: Int32Array;

  constructor(items: readonly Weight[], limits: PartLimits) {
    this.#limits = limits;
    this.#middles = new Float64Array(items.length);
    let done = 0;
    for (const [index, { work }] of items.entries()) {
      this.#middles[index] = done + work / 2;
      done += work;
    }
    this.#total = done;
    this.#ends = this.#latestEnds(items);
    this.#fewest = new Int32Array(items.length + 1);
    for (let start = items.length - 1; start >= 0; start -= 1) {
      this.#fewest[start] = 1 + at(this.#fewest, at(this.#ends, start));
    }
  }

  /** Into as few parts as the limits allow, each as full as can be. */
  fewest(): readonly Part[] {
    return this.#cut(1, Infinity) ?? [];
  }

  /**
   * Into the smallest multiple of `step` for which parts of equal work keep the limits; into single
   * items where none below their number does.
   */
  multipleOf(step: number): readonly Part[] {
    const { length } = this.#middles;
    for (
      let count = step * Math.ceil(this.#leastOfEqualWork() / step);
      count < length;
      count += step
    ) {
      const parts = this.#cut(count, count);
      if (parts !== null) return parts;
    }
    return Array.from({ length }, (_, index) => [index, index + 1] as const);
  }

  /**
   * Cuts where each part has its share of `count`, earlier where the limits ask for it; null as soon
   * as it is clear that this gives more than `most` parts.
   */
  #cut(count: number, most: number): readonly Part[] | null {
    const { length } = this.#middles;
    const parts: Part[] = [];
    for (let start = 0; start < length;) {
      if (parts.length + at(this.#fewest, start) > most) return null;
      const share = (this.#total * (parts.length + 1)) / count;
      const enough = parts.length + 1 < count ? this.#firstBeyond(share, start + 1) : length;
      const end = Math.min(at(this.#ends, start), enough);
      parts.push([start, end]);
      start = end;
    }
    return parts;
  }

  /** The first item from `from` on whose middle is beyond the share; else the sequence's length. */
  #firstBeyond(share: number, from: number): number {
    let [low, high] = [from, this.#middles.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (at(this.#middles, middle) > share) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** A number of parts below which none keeps the limits, and often the first that does. */
  #leastOfEqualWork(): number {
    let [low, high] = [at(this.#fewest, 0), this.#middles.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#mayKeepLimits(middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /**
   * False where so many parts of equal work cannot keep the limits; more parts may if fewer may.
   *
   * Let the items from `last` on need M parts at least, and those after it fewer: then the part number
   * count - M + 1 must begin after `last`. It does so if it begins where its share does; or d items
   * later, where the d parts before it hold an item each since their shares end within one. So for some
   * d the middle of item last - d must lie within the first count - M + 1 - d shares.
   */
  #mayKeepLimits(count: number): boolean {
    const total = this.#total;
    // The largest, so far, of what an item has the more the later it stands and the less comes before.
    let reached = -total;
    for (const [last, middle] of this.#middles.entries()) {
      reached = Math.max(reached, total * last - count * middle);
      const needed = at(this.#fewest, last);
      if (needed === at(this.#fewest, last + 1) || needed === 1) continue;
      const wanted = total * (needed - 1 + last - count);
      if (reached < wanted - ROUNDING * total * count) return false;
    }
    return true;
  }

  #latestEnds(items: readonly Weight[]): Int32Array {
    const ends = new Int32Array(items.length);
    let [end, params, bytes] = [0, 0, 0];
    for (const [start, item] of items.entries()) {
      for (let next = items[end]; next !== undefined; next = items[end]) {
        const full =
          end - start >= this.#limits.items ||
          params + next.params > this.#limits.params ||
          bytes + next.bytes > this.#limits.bytes;
        if (full && end > start) break;
        params += next.params;
        bytes += next.bytes;
        end += 1;
      }
      ends[start] = end;
      params -= item.params;
      bytes -= item.bytes;
    }
    return ends;
  }
}

function at(numbers: Int32Array | Float64Array, index: number): number {
  return numbers[index] ?? 0;
}
