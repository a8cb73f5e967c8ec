import type { RandomStream } from '../../random/stream.js';
import { problem } from '../../text/problem.js';
import { expectation } from '../words/messages.js';

/** W&B's names of distributions of a number. */
export const DISTRIBUTIONS = [
  'constant',
  'categorical',
  'int_uniform',
  'uniform',
  'q_uniform',
  'log_uniform',
  'log_uniform_values',
  'q_log_uniform',
  'q_log_uniform_values',
  'inv_log_uniform',
  'inv_log_uniform_values',
  'normal',
  'q_normal',
  'log_normal',
  'q_log_normal',
] as const;
export type DistributionName = (typeof DISTRIBUTIONS)[number];

/** A distribution of numbers as a spec writes it, by W&B's keys. */
export interface DistributionFields {
  readonly distribution?: DistributionName | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly mu?: number | undefined;
  readonly sigma?: number | undefined;
  readonly q?: number | undefined;
}

/** What draws a number. */
export type Distribution =
  | {
      readonly kind: 'uniform' | 'exponential' | 'reciprocal';
      /** Of what is drawn evenly: the value, its logarithm, or that of its inverse. */
      readonly min: number;
      readonly max: number;
      /** Of the value. */
      readonly least: number;
      readonly most: number;
      readonly q: number | null;
    }
  | { readonly kind: 'integers'; readonly min: number; readonly max: number; readonly q: null }
  | {
      readonly kind: 'normal' | 'log-normal';
      readonly mu: number;
      readonly sigma: number;
      readonly q: number | null;
    };

const KEYS = ['min', 'max', 'mu', 'sigma', 'q'] as const;

/**
 * Reads W&B's keys; without a name two whole numbers are `int_uniform`, others `uniform`. A text is
 * what was expected instead.
 */
export function readDistribution(fields: DistributionFields): Distribution | string {
  const { min, max, mu = 0, sigma = 1 } = fields;
  const whole = Number.isInteger(min) && Number.isInteger(max);
  const name = fields.distribution ?? (whole ? 'int_uniform' : 'uniform');
  if (name === 'constant' || name === 'categorical') return writtenAsValues(name);
  const normal = name.endsWith('normal');
  const quantized = name.startsWith('q_');
  const own = [...(normal ? ['mu', 'sigma'] : ['min', 'max']), ...(quantized ? ['q'] : [])];
  const stray = KEYS.find((key) => fields[key] !== undefined && !own.includes(key));
  if (stray !== undefined) return strayKey(name, own, stray);
  const q = quantized ? (fields.q ?? 1) : null;
  if (q !== null && !(q > 0)) return keyAboveZero('q');
  if (normal) {
    if (!(sigma > 0)) return keyAboveZero('sigma');
    return { kind: name.includes('log') ? 'log-normal' : 'normal', mu, sigma, q };
  }
  if (min === undefined || max === undefined) return boundsNeeded(name);
  if (!(min < max)) return minBelowMax(min, max);
  if (name === 'int_uniform') {
    return whole ? { kind: 'integers', min, max, q: null } : wholeBounds();
  }
  if (!name.includes('log')) {
    if (q !== null && Math.floor(max / q) * q < min) return noMultiple(q, min, max);
    return { kind: 'uniform', min, max, least: min, most: max, q };
  }
  const values = name.endsWith('_values');
  if (values && !(min > 0)) return minAboveZero(name);
  const inverse = name.startsWith('inv');
  // As the spec writes them where it does: exp(log(0.1)) need not be 0.1.
  const [least, most] = values
    ? [min, max]
    : inverse
      ? [Math.exp(-max), Math.exp(-min)]
      : [Math.exp(min), Math.exp(max)];
  const [low, high] = values ? [Math.log(min), Math.log(max)] : [min, max];
  if (!inverse) return { kind: 'exponential', min: low, max: high, least, most, q };
  // W&B: log(1/x) is uniform, between the exponents, or between log(1/max) and log(1/min).
  return values
    ? { kind: 'reciprocal', min: -high, max: -low, least, most, q }
    : { kind: 'reciprocal', min: low, max: high, least, most, q };
}

/** Longer ones are refused as hidden layers; an array of a drawn length must not take all memory. */
const MOST_DEPTH = 101;

/** Hidden layers of the nearest whole depth and width. */
export function hiddenOf(depth: number, width: number): readonly number[] {
  const layers = Math.max(0, Math.round(depth));
  return new Array<number>(Math.min(layers, MOST_DEPTH)).fill(Math.round(width));
}

/**
 * How often q each of its values is, or the whole numbers that its values are nearest to: the first and
 * the last, between which all of them may be drawn. Null where the distribution has no bounds.
 */
export function wholeRange(distribution: Distribution): readonly [number, number] | null {
  switch (distribution.kind) {
    case 'integers':
      return [distribution.min, distribution.max];
    case 'uniform':
    case 'exponential':
    case 'reciprocal': {
      const { kind, least, most, q } = distribution;
      if (kind === 'uniform' && q !== null) return multiplesWithin(distribution, q);
      return [Math.round(least / (q ?? 1) - CLOSE), Math.round(most / (q ?? 1) + CLOSE)];
    }
    case 'normal':
    case 'log-normal':
      return null;
  }
}

/** A quotient such as 0.3 / 0.1 is a bit below the whole number that it is. */
const CLOSE = 1e-9;

/** Digits of a drawn number, few enough to write down again. */
const DIGITS = 4;

/** Numbers that bounds have between them at least; narrow ones take more digits. */
const LEAST_NUMBERS = 100;

/**
 * The next number, within the bounds that its distribution has; one that is not whole by its
 * distribution is rounded to four digits, or more between narrow bounds.
 */
export function draw(distribution: Distribution, random: RandomStream): number {
  const { q } = distribution;
  const value = rawDraw(distribution, random);
  // A multiple of q, without the last bits that multiplying brings (0.30000000000000004).
  if (q !== null) return multipleOf(wholeWithin(distribution, value / q, q), q);
  switch (distribution.kind) {
    case 'integers':
      return value;
    case 'normal':
    case 'log-normal':
      return Number(value.toPrecision(DIGITS));
    case 'uniform':
    case 'exponential':
    case 'reciprocal': {
      const { least, most } = distribution;
      const rounded = Number(value.toPrecision(digitsOf(value, most - least)));
      return Math.min(most, Math.max(least, rounded));
    }
  }
}

export function multipleOf(times: number, q: number): number {
  return Number((times * q).toPrecision(12));
}

/** Digits with which steps of the value are a hundredth of the range or less. */
function digitsOf(value: number, range: number): number {
  const step = Math.log10(range / LEAST_NUMBERS);
  const digits = Math.ceil(Math.floor(Math.log10(Math.abs(value))) + 1 - step);
  // 15 is what any binary number keeps; of 0 and an endless range nothing is known.
  return Number.isFinite(digits) ? Math.min(15, Math.max(DIGITS, digits)) : DIGITS;
}

/** How often q the value is, the nearest that is not beyond the bounds of a uniform distribution. */
function wholeWithin(distribution: Distribution, times: number, q: number): number {
  const nearest = Math.round(times);
  if (distribution.kind !== 'uniform') return nearest;
  const [least, most] = multiplesWithin(distribution, q);
  return Math.min(most, Math.max(least, nearest));
}

/** How often q the least and the most multiple of it between the bounds are. */
function multiplesWithin(
  { min, max }: { readonly min: number; readonly max: number },
  q: number,
): readonly [number, number] {
  return [Math.ceil(min / q - CLOSE), Math.floor(max / q + CLOSE)];
}

function rawDraw(distribution: Distribution, random: RandomStream): number {
  switch (distribution.kind) {
    case 'integers':
      return (
        distribution.min + Math.floor(random.unit() * (distribution.max - distribution.min + 1))
      );
    case 'uniform':
      return between(distribution, random);
    case 'exponential':
      return Math.exp(between(distribution, random));
    case 'reciprocal':
      return Math.exp(-between(distribution, random));
    case 'normal':
      return distribution.mu + distribution.sigma * random.normal();
    case 'log-normal':
      return Math.exp(distribution.mu + distribution.sigma * random.normal());
  }
}

function between(
  { min, max }: { readonly min: number; readonly max: number },
  random: RandomStream,
): number {
  return min + random.unit() * (max - min);
}

/** Of `constant` and `categorical`, which are ways to write values. */
export function writtenAsValues(distribution: string): string {
  return expectation(`values with ${named(distribution)}`, 'write {value: ...} or {values: [...]}');
}

/** @param own its keys, @param stray one that it has not. */
export function strayKey(distribution: string, own: readonly string[], stray: string): string {
  return expectation(`${own.join(', ')} with ${named(distribution)}`, `delete ${stray}`);
}

export function boundsNeeded(distribution: string): string {
  return expectation(`min and max with ${named(distribution)}`, 'add what is missing');
}

export function minBelowMax(min: number, max: number): string {
  return expectation('a min below max', min === max ? `write {value: ${min}}` : 'swap them');
}

export function wholeBounds(): string {
  return expectation('a whole-number min and max', 'or write distribution: uniform');
}

export function minAboveZero(distribution: string): string {
  return `${keyAboveZero('min')} with ${named(distribution)}`;
}

export function keyAboveZero(key: 'q' | 'sigma' | 'min'): string {
  return `a ${key} above 0`;
}

/** A distribution of which a parameter can have no value. */
export function drawsNothing(where: string): string {
  return problem({
    what: `${where} never draws an allowed value`,
    got: 'a thousand values of its distribution',
    expected: 'an allowed value of the parameter',
    advice: 'change min and max, or mu and sigma',
  });
}

function named(distribution: string): string {
  return `distribution: ${distribution}`;
}

/** Of a random search. */
export function drawsOnlyExcluded(): string {
  return problem({
    what: 'exclude leaves nothing to draw',
    expected: 'at least one point left',
    advice: 'delete an entry',
  });
}

/** @param q of a distribution between bounds. */
export function noMultiple(q: number, min: number, max: number): string {
  return expectation(`a multiple of q (${q}) from ${min} to ${max}`, 'choose a smaller q');
}
