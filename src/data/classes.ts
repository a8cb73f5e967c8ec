import { type DatasetSplit, SPLIT_PARTS, type SplitPart } from './facts.js';
import { countEach, type FileLabels, splitRows, takeRows } from './split.js';

/** A class of which a part has other than its share. */
export interface ClassCount {
  readonly label: number;
  /** Images of the class in the part, and in what the part was taken from. */
  readonly count: number;
  readonly whole: number;
}

/** Classes that a part of the split lacks, or has less than half their share of; of one of them there are some. */
export interface UnevenPart {
  readonly part: SplitPart;
  /** Images of the part, and of the file that it was taken from. */
  readonly images: number;
  readonly fileImages: number;
  readonly missing: readonly ClassCount[];
  readonly rare: readonly ClassCount[];
}

/** What of a dataset's classes its user should know. */
export interface ClassCheck {
  /** Parts that the split made uneven; a shuffle mends them. */
  readonly parts: readonly UnevenPart[];
  /** Labels of the training file that the whole test file lacks, more than chance would. */
  readonly notTested: readonly number[];
  /** Labels between the smallest and the largest of the training file that no image has. */
  readonly gaps: readonly number[];
}

/** @param firstLabel the label of class 0; what is found is told by label. */
export function checkClasses(
  labels: FileLabels,
  split: DatasetSplit,
  classes: number,
  firstLabel: number,
): ClassCheck {
  const training = countEach(labels.training);
  const test = countEach(labels.test);
  const rows = splitRows(labels, split);
  const parts = SPLIT_PARTS.flatMap((part): UnevenPart[] => {
    const [file, whole] = part === 'test' ? [labels.test, test] : [labels.training, training];
    const counts = countEach(takeRows(file, rows[part]));
    const { missing, rare } = unevenClasses(whole, counts);
    if (missing.length === 0 && rare.length === 0) return [];
    const told = (label: number): ClassCount => ({
      label: label + firstLabel,
      count: counts[label] ?? 0,
      whole: whole[label] ?? 0,
    });
    return [
      {
        part,
        images: rows[part].count,
        fileImages: file.length,
        missing: missing.map(told),
        rare: rare.map(told),
      },
    ];
  });
  const both = training.map((count, label) => count + (test[label] ?? 0));
  return {
    parts,
    notTested: unevenClasses(both, test).missing.map((label) => label + firstLabel),
    gaps: Array.from({ length: classes }, (_, label) => label)
      .filter((label) => training[label] === 0)
      .map((label) => label + firstLabel),
  };
}

/**
 * Classes that a part of the images lacks, or has too few of, where chance is excluded: images that
 * are drawn at random come out so in less than one of a million parts.
 */
export interface UnevenClasses {
  readonly missing: readonly number[];
  readonly rare: readonly number[];
}

const UNLIKELY = 1e-6;

/**
 * Compares a part with all the images that it was taken from. A class is missing if the part has
 * none of it, and rare with less than half the share that it has in the whole.
 *
 * A random part is a draw without replacement, whose count of a class is hypergeometric. Chance
 * counts as excluded below one in a million for the part as a whole, however many classes there are:
 * each class's probability is held to its fraction of that, and so is that of each set of missing
 * classes among the sets of its size (Bonferroni).
 *
 * @param whole images of each class, @param part those of them that the part has.
 */
export function unevenClasses(whole: Uint32Array, part: Uint32Array): UnevenClasses {
  const present = [...whole.keys()].filter((label) => (whole[label] ?? 0) > 0);
  const total = sum(whole);
  const draws = sum(part);
  const chance = new Chance(total, draws);
  const missing = present.filter((label) => (part[label] ?? 0) === 0);
  const rare = present.filter((label) => {
    const [marked, count] = [whole[label] ?? 0, part[label] ?? 0];
    return (
      count > 0 &&
      2 * count * total < marked * draws &&
      chance.atMost(count, marked) < UNLIKELY / present.length
    );
  });
  return { missing: isChance(missing, whole, chance, present.length) ? [] : missing, rare };
}

/** Whether a random part lacks these classes, or the largest of them, often enough. */
function isChance(
  missing: readonly number[],
  whole: Uint32Array,
  chance: Chance,
  classes: number,
): boolean {
  const largestFirst = missing.map((label) => whole[label] ?? 0).sort((a, b) => b - a);
  let marked = 0;
  return largestFirst.every((count, index) => {
    marked += count;
    const sets = chance.logChoose(classes, index + 1);
    return chance.logNone(marked) >= Math.log(UNLIKELY / classes) - sets;
  });
}

/** Probabilities of a draw of some of a number of images. */
class Chance {
  readonly #logFactorials: Float64Array;

  constructor(
    readonly total: number,
    readonly draws: number,
  ) {
    // There are at most 256 classes, and they are counted in the same table.
    this.#logFactorials = new Float64Array(Math.max(total, 256) + 1);
    for (let n = 2; n < this.#logFactorials.length; n++) {
      this.#logFactorials[n] = (this.#logFactorials[n - 1] ?? 0) + Math.log(n);
    }
  }

  /** Logarithm of the number of ways to choose `some` of `all`; -Infinity where there is none. */
  logChoose(all: number, some: number): number {
    if (some < 0 || some > all) return -Infinity;
    const log = (n: number): number => this.#logFactorials[n] ?? 0;
    return log(all) - log(some) - log(all - some);
  }

  /** Logarithm of the probability that none of the marked images is drawn. */
  logNone(marked: number): number {
    return this.#logExactly(0, marked);
  }

  /** Probability that at most `count` of the marked images are drawn. */
  atMost(count: number, marked: number): number {
    let probability = 0;
    for (let drawn = 0; drawn <= count; drawn++) {
      probability += Math.exp(this.#logExactly(drawn, marked));
    }
    return probability;
  }

  #logExactly(drawn: number, marked: number): number {
    const { total, draws } = this;
    const ways = this.logChoose(marked, drawn) + this.logChoose(total - marked, draws - drawn);
    return ways - this.logChoose(total, draws);
  }
}

function sum(counts: Uint32Array): number {
  return counts.reduce((all, count) => all + count, 0);
}
