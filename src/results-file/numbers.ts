import type { Count } from '../quantity/costs.js';

/** What a cell holds that was to be a number. */
export type CellNumber =
  /** `isPerCent` where a `%` stands behind it: `value` is as written. */
  | { readonly kind: 'number'; readonly value: Count; readonly isPerCent: boolean }
  /** NaN or infinite: of a run that diverged. */
  | { readonly kind: 'non-finite' }
  /** Empty, or a word for it. */
  | { readonly kind: 'missing' }
  | { readonly kind: 'text' };

/** What stands between whole and decimal digits; the other one may stand between thousands. */
export type DecimalMark = '.' | ',';

const MISSING = /^(|na|n\/a|#n\/a|<na>|null|none|nil|-+)$/i;
const NON_FINITE = /^[+-]?(nan|inf(inity)?)$|^-?1\.#(inf|ind|qnan)/i;
/** Sign, whole digits, decimals, exponent. */
const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d{1,4}))?$/i;
/** `1.2 GFLOPs`, `25.6M`: a prefix and, maybe, what is counted. */
const SUFFIX = /(?<=[\d.]) ?([kKMGTPEB])(?:FLOP[sS]?|flops?|MACs?|macs?|[Pp]aram(?:eter)?s?)?$/;
const POWERS: Readonly<Record<string, number>> = { K: 3, M: 6, G: 9, B: 9, T: 12, P: 15, E: 18 };
/** A space, an apostrophe or an underscore before three digits. */
const GROUP = /(?<=\d)[ \u00a0\u202f'’_](?=\d{3}(?!\d))/g;
const GROUPED = {
  ',': /^[+-]?[1-9]\d{0,2}(,\d{3})+(?!\d|,)/,
  '.': /^[+-]?[1-9]\d{0,2}(\.\d{3})+(?!\d|\.)/,
};

/** Exact: a whole number beyond 2^53 - 1 is a bigint. `-` and such words are no number but missing. */
export function readNumber(text: string, mark: DecimalMark): CellNumber {
  const own = text.trim();
  if (MISSING.test(own)) return { kind: 'missing' };
  if (NON_FINITE.test(own)) return { kind: 'non-finite' };
  const isPerCent = own.endsWith('%');
  const bare = isPerCent ? own.slice(0, -1).trimEnd() : own;
  const [suffix, prefix] = SUFFIX.exec(bare) ?? [];
  const digits = suffix === undefined ? bare : bare.slice(0, -suffix.length);
  const power = prefix === undefined ? 0 : (POWERS[prefix.toUpperCase()] ?? 0);
  const value = exactValue(withPoint(digits, mark), power);
  if (value === null) return { kind: 'text' };
  return typeof value === 'bigint' || Number.isFinite(value)
    ? { kind: 'number', value, isPerCent }
    : { kind: 'non-finite' };
}

/**
 * What the cells of a file have between whole and decimal digits; `ambiguous` is a cell that could be
 * meant either way, as `179,050` where no other cell tells and no comma separates fields.
 */
export function decimalMarkOf(
  cells: Iterable<string>,
  delimiter: string,
): { readonly mark: DecimalMark } | { readonly ambiguous: string } {
  const found = new Set<DecimalMark>();
  let ambiguous: string | undefined;
  for (const cell of cells) {
    const text = cell.trim().replace(/ ?%$/, '');
    if (!/^[+-]?\d*[.,]\d[\d.,]*(e[+-]?\d+)?$/i.test(text)) continue;
    const [mark = '.', ...others] = text.match(/[.,]/g)?.reverse() as DecimalMark[];
    if (others.some((other) => other !== mark)) found.add(mark);
    // The same mark several times, or once before three digits, may group thousands.
    else if (!GROUPED[mark].test(text)) found.add(mark);
    else if (others.length > 0) found.add(mark === ',' ? '.' : ',');
    else if (mark === ',') ambiguous ??= cell;
  }
  if (found.has('.')) return { mark: '.' };
  if (found.has(',')) return { mark: ',' };
  // A lone `1.234` is a number as programs write it; so is a quoted `1,234` between commas.
  return ambiguous === undefined || delimiter === ',' ? { mark: '.' } : { ambiguous };
}

/** With a point for decimals and nothing between thousands; with an `x` where it has both wrongly. */
function withPoint(text: string, mark: DecimalMark): string {
  const ungrouped = text.replace(GROUP, '');
  const other = mark === '.' ? ',' : '.';
  const plain = GROUPED[other].test(ungrouped) ? ungrouped.replaceAll(other, '') : ungrouped;
  return plain.includes(other) ? 'x' : plain.replace(',', '.');
}

/** Null where it is no number. @param power of ten that it is multiplied by. */
function exactValue(text: string, power: number): Count | null {
  const [, sign = '', whole = '', decimals = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
  if (whole === '' && decimals === '') return null;
  const shift = Number(exponent) + power;
  const kept = decimals.replace(/0+$/, '');
  const value = Number(`${sign}${whole}.${decimals}0e${shift}`);
  // Whole numbers that a double has exactly need no digits.
  if (kept.length > shift || Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
  if (!Number.isFinite(value)) return value;
  const count = BigInt(whole + kept) * 10n ** BigInt(shift - kept.length);
  return sign === '-' ? -count : count;
}
