import { ExplainedError } from '../text/explained-error.js';

/** A value that equals another one that is written differently: `64`, `64.0`, `6.4e1`; `1e-3`, `0.001`. */
export function canonical(text: string): string {
  const own = text.trim();
  const [, sign = '', whole] = /^([+-]?)(\d+)(?:\.0*)?$/.exec(own) ?? [];
  // Seeds of 64 bits are more than a double holds.
  if (whole !== undefined) return String(BigInt(whole) * (sign === '-' ? -1n : 1n));
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(own)) return own;
  const number = Number(own);
  return Number.isFinite(number) ? String(number) : own;
}

/** For JSON: a number where it is one, null where the cell is empty. */
export function jsonValueOf(text: string): string | number | boolean | null {
  const own = text.trim();
  if (own === '') return null;
  if (/^(true|false)$/i.test(own)) return own.toLowerCase() === 'true';
  const number = Number(canonical(own));
  return Number.isFinite(number) && !(Math.abs(number) > Number.MAX_SAFE_INTEGER) ? number : own;
}

const MOST_CHARACTERS = 40;

/** For people: lists of numbers as `100-100`, four digits of a long one, and nothing that fills a line. */
export function shortValue(text: string): string {
  const own = text.trim();
  const [, list] = /^[[(]((?:\d+(?:\.\d+)?,? *)*)[\])]$/.exec(own) ?? [];
  if (list !== undefined) return list.trim().replace(/,$/, '').split(/[, ]+/).join('-') || 'none';
  // A suggested value has more digits than a name needs.
  if (/^[+-]?\d*\.\d{5,}(e[+-]?\d+)?$/i.test(own))
    return String(Number(Number(own).toPrecision(4)));
  return own.length > MOST_CHARACTERS ? `${own.slice(0, MOST_CHARACTERS - 1)}…` : own;
}

/** A file of results that cannot be read as one; the message says where and what to do. */
export class ResultsFileError extends ExplainedError {
  override readonly name = 'ResultsFileError';
  readonly blame = 'input';
}
