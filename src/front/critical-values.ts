import { NORMAL_DF, upperT, upperTQuantile } from './distributions.js';

/**
 * Of the 5 % in which a statement may be false, each kind has its part: that a cheaper configuration
 * is better ("dominated"), that a dearer one is ("front"), and that one loses little against the best.
 */
const SHARES = { dominated: 0.02, front: 0.01, loss: 0.02 } as const;
/** Beyond it groups are joined, see `coarse`. */
const MOST_GROUPS = 500;

export type Kind = keyof typeof SHARES;

/** Tail probabilities of one comparison, for `upperTQuantile`. */
export type Tails = Readonly<Record<Kind, number>>;

/**
 * Which tail of Student's t one comparison may take, so that statements over all configurations
 * together hold in 95 % of sweeps.
 *
 * - `dominated`: every cheaper (or equally cheap) configuration over every dearer one. The largest of
 *   these differences of equal means has the distribution of Hayter's one-sided studentized range
 *   (Hayter 1990), which is narrower than Tukey's.
 * - `front`: each configuration over the best of those that cost no more, one comparison each. To be
 *   told falsely it must beat that one too, whichever it is; comparisons with a common partner are
 *   positively correlated, so that Sidak's bound holds (Slepian).
 * - `loss`: each configuration against the best, whichever that is: Hsu's multiple comparisons with
 *   the best, likewise by Sidak's bound.
 *
 * Unequal variances have degrees of freedom of their own; each comparison takes the t quantile of its
 * own (`Quantiles`) at the tail that is right for the normal distribution.
 *
 * @param groups sizes of the groups of equal cost, cheapest first; together 1 or more.
 */
export function simultaneousTails(groups: readonly number[]): Tails {
  const key = groups.join();
  const known = tailsByGroups.get(key);
  if (known !== undefined) return known;
  const tails = tailsOf(groups);
  // A bound on memory for programs that run for long.
  if (tailsByGroups.size >= 100) tailsByGroups.clear();
  tailsByGroups.set(key, tails);
  return tails;
}

/** A sweep is analysed again with each result, and its costs stay. */
const tailsByGroups = new Map<string, Tails>();

function tailsOf(groups: readonly number[]): Tails {
  const count = total(groups);
  const others = Math.max(count - 1, 1);
  const sidak = (share: number): number => -Math.expm1(Math.log1p(-share) / others);
  return {
    dominated: count < 2 ? SHARES.dominated : upperNormal(orderedRangeQuantile(coarse(groups))),
    front: sidak(SHARES.front),
    loss: sidak(SHARES.loss),
  };
}

function upperNormal(z: number): number {
  return upperT(z, NORMAL_DF);
}

/** Knots of degrees of freedom lie two per cent apart: quantiles between them are those of the fewer. */
const KNOT = Math.log(1.02);

/** The t quantiles of a tail by degrees of freedom, worked out once each; infinite below one. */
export class Quantiles {
  readonly #tail: number;
  readonly #knots: number[] = [];

  constructor(tail: number) {
    this.#tail = tail;
  }

  at(df: number): number {
    if (!(df >= 1)) return Infinity;
    const knot = Math.floor(Math.log(Math.min(df, NORMAL_DF)) / KNOT + 1e-9);
    return (this.#knots[knot] ??= upperTQuantile(this.#tail, Math.exp(knot * KNOT)));
  }
}

/** The c that (Z_j - Z_i) / sqrt(2) exceeds for any j no dearer than i with the share's probability. */
function orderedRangeQuantile(groups: readonly number[]): number {
  const count = total(groups);
  // Logarithms of tails are nearly straight in c, so that regula falsi needs few steps.
  const excess = (c: number): number =>
    Math.log((1 - orderedRangeProbability(groups, c * Math.SQRT2)) / SHARES.dominated);
  // One comparison is the least that there can be; all pairs one by one bound it from above.
  let low = upperTQuantile(SHARES.dominated, NORMAL_DF) - 0.01;
  let high = upperTQuantile(SHARES.dominated / (count * (count - 1)), NORMAL_DF) + 0.01;
  let [above, below] = [excess(low), excess(high)];
  for (let step = 0; step < 50; step++) {
    const c = low + ((high - low) * above) / (above - below);
    const value = excess(c);
    if (Math.abs(value) < 1e-4) return c;
    // The Illinois rule: an end that stays is weighted less, or the other one would never move.
    if (value > 0) [low, above, below] = [c, value, below / 2];
    else [high, below, above] = [c, value, above / 2];
  }
  throw new Error(`no critical value found for ${groups.length} groups of equal cost`);
}

/** Neighbours taken for equally dear are compared both ways: a little stricter, and much faster. */
function coarse(groups: readonly number[]): readonly number[] {
  const together = Math.ceil(groups.length / MOST_GROUPS);
  return together < 2
    ? groups
    : Array.from({ length: Math.ceil(groups.length / together) }, (_, index) =>
        total(groups.slice(index * together, (index + 1) * together)),
      );
}

function total(groups: readonly number[]): number {
  return groups.reduce((sum, size) => sum + size, 0);
}

const FROM = -6;
const TO = 9;
const CELLS = 600;
const STEP = (TO - FROM) / CELLS;
const GRID = Array.from({ length: CELLS + 1 }, (_, index) => FROM + index * STEP);
const DENSITY = GRID.map((z) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI));

/**
 * P(Z_j - Z_i <= h for all j no dearer than i) of independent standard normal numbers.
 *
 * Going from cheap to dear it is enough to know the largest number so far: all of a group must lie at
 * most h below the larger of that and their own largest. With g(m) the density of the largest so far,
 * where nothing has failed yet, and A(m) = P(m - h <= Z <= m), a group of s makes of it
 * g(m) A(m)^s + G(m) s phi(m) A(m)^(s - 1), G being g's integral up to m. Groups of one are Hayter's
 * recursion; one group of all is the range of Tukey.
 */
export function orderedRangeProbability(groups: readonly number[], h: number): number {
  const inside = GRID.map((z) => normalBetween(z - h, z));
  const powers = new Map<number, { readonly stay: Float64Array; readonly rise: Float64Array }>();
  let density: Float64Array | null = null;
  for (const size of groups) {
    let power = powers.get(size);
    if (power === undefined) {
      const others = inside.map((share) => share ** (size - 1));
      power = {
        stay: Float64Array.from(others, (share, index) => share * (inside[index] as number)),
        rise: Float64Array.from(
          others,
          (share, index) => share * size * (DENSITY[index] as number),
        ),
      };
      powers.set(size, power);
    }
    const { stay, rise } = power;
    if (density === null) {
      density = Float64Array.from(rise);
      continue;
    }
    let [below, last] = [0, 0];
    for (let index = 0; index <= CELLS; index++) {
      const here = density[index] as number;
      below += ((last + here) / 2) * STEP;
      last = here;
      density[index] = here * (stay[index] as number) + below * (rise[index] as number);
    }
  }
  return density === null ? 1 : density.reduce((sum, value) => sum + value, 0) * STEP;
}

function normalBetween(from: number, to: number): number {
  return normalCdf(to) - normalCdf(from);
}

/** Marsaglia's series ("Evaluating the normal distribution", 2004), to double precision. */
function normalCdf(z: number): number {
  if (z < -8) return 0;
  if (z > 8) return 1;
  let [sum, term] = [z, z];
  for (let odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum) && odd < 600; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}
