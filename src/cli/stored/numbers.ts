import type { Cost } from '../../quantity/costs.js';
import { UsageError } from '../command.js';
import { problem } from '../../text/problem.js';

const PREFIXES = { k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 } as const;
const COUNT = /^(\d{1,3}(?:,\d{3})+|\d{1,30})(?:\.(\d{1,30}))?(?:e\+?(\d{1,2}))?([kMGTPE])?$/;
const DECIMAL = /^(?:\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})$/;

/**
 * A whole number as people write large ones: `84550`, `84,550`, `1e5`, `1.5e6`, `100k`, `2M`. Exact
 * however large.
 *
 * @throws UsageError also where it is no whole number, as `1.5`.
 */
export function countArgument(name: string, text: string | undefined): bigint | undefined {
  if (text === undefined) return undefined;
  const found = COUNT.exec(text.trim().replace(/ (?=[kMGTPE]$)/, ''));
  const [, whole = '', decimals = '', exponent = '0', prefix] = found ?? [];
  const power =
    Number(exponent) + (prefix === undefined ? 0 : PREFIXES[prefix as keyof typeof PREFIXES]);
  // Zeros at the end of the decimals say nothing.
  const digits = decimals.replace(/0+$/, '');
  if (found === null || digits.length > power) throw new UsageError(badCount(name, text));
  return BigInt(whole.replaceAll(',', '') + digits) * 10n ** BigInt(power - digits.length);
}

/** A fraction from 0 to 1, written as `0.97` or `97%`. */
export function fractionArgument(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, number = '', percent] = /^\s*(\S+?)\s*(%)?\s*$/.exec(text) ?? [];
  const value = DECIMAL.test(number) ? Number(number) / (percent === undefined ? 1 : 100) : NaN;
  if (!(value >= 0 && value <= 1)) throw new UsageError(badFraction(name, text));
  return value;
}

/** Percentage points from 0 to 100, written as `1` or `1%`, as the fraction that they are. */
export function pointsArgument(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, number = ''] = /^\s*(\S+?)\s*%?\s*$/.exec(text) ?? [];
  const value = DECIMAL.test(number) ? Number(number) / 100 : NaN;
  if (!(value >= 0 && value <= 1)) throw new UsageError(badPoints(name, text));
  return value;
}

/** A number from 0 up in the unit of what it is about, `0.01` or `1e-3`. */
export function amountArgument(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\s*(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : NaN;
  if (!Number.isFinite(value)) throw new UsageError(badAmount(name, text));
  return value;
}

/** Of an option that takes a count. */
export function badCount(name: string, text: string): string {
  return problem({
    what: `--${name} is no whole number`,
    got: JSON.stringify(text),
    expected: 'a number such as 84550, 1e5, 100k or 2M',
  });
}

/** Of an option that takes a fraction; a number that is one in per cent is told so. */
export function badFraction(name: string, text: string): string {
  const number = Number(text);
  return problem({
    what: `--${name} is not a fraction`,
    got: JSON.stringify(text),
    expected: 'a number from 0 to 1 such as 0.97, or 97%',
    ...(number > 1 && number <= 100 ? { advice: `did you mean ${text.trim()}%?` } : {}),
  });
}

/** Of an option that takes percentage points. */
export function badPoints(name: string, text: string): string {
  return problem({
    what: `--${name} is not a number of percentage points`,
    got: JSON.stringify(text),
    expected: 'a number from 0 to 100 such as 0.5 or 0.5%',
  });
}

export function badAmount(option: string, got: string): string {
  return problem({
    what: `--${option}: not a number`,
    got,
    expected: 'a number from 0 up, in the unit of the metric, such as 0.01',
  });
}

/** The option that limits a cost: `max-training-flops`. */
export function limitOption(cost: Cost): string {
  return `max-${cost.replaceAll('_', '-')}`;
}
