/** An exact fraction; the denominator is above 0. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const SUFFIXES: Readonly<Record<string, bigint>> = {
  '': 1n,
  k: 1000n,
  M: 1000_000n,
  G: 1000_000_000n,
};
const DECIMAL = /^(\d*)\.?(\d*)(?:e([+-]?\d{1,3}))?([kKMG]?)$/;

/** `2e6`, `0.5` or `100k` (k, M, G); undefined for anything else. */
export function readDecimal(text: string): Rational | undefined {
  const [, whole = '', fraction = '', exponent = '0', suffix = ''] = DECIMAL.exec(text) ?? [];
  const factor = SUFFIXES[suffix === 'K' ? 'k' : suffix];
  if (whole + fraction === '' || factor === undefined) return undefined;
  const power = Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction) * factor;
  return power >= 0
    ? { numerator: digits * 10n ** BigInt(power), denominator: 1n }
    : { numerator: digits, denominator: 10n ** BigInt(-power) };
}

/** A finite number as it is written, not as binary has it: 0.1 is a tenth. */
export function rationalOf(value: bigint | number): Rational {
  if (typeof value === 'bigint') return { numerator: value, denominator: 1n };
  const read = readDecimal(String(Math.abs(value)));
  if (read === undefined) throw new RangeError(`no finite number: ${value}`);
  return value < 0 ? { ...read, numerator: -read.numerator } : read;
}

export type Arithmetic = '+' | '-' | '*' | '/';

/** Undefined for a division by 0. */
export function calculate(operator: Arithmetic, a: Rational, b: Rational): Rational | undefined {
  switch (operator) {
    case '+':
    case '-': {
      const right = b.numerator * a.denominator;
      const left = a.numerator * b.denominator;
      return {
        numerator: operator === '+' ? left + right : left - right,
        denominator: a.denominator * b.denominator,
      };
    }
    case '*':
      return {
        numerator: a.numerator * b.numerator,
        denominator: a.denominator * b.denominator,
      };
    case '/': {
      if (b.numerator === 0n) return undefined;
      const sign = b.numerator < 0n ? -1n : 1n;
      return {
        numerator: sign * a.numerator * b.denominator,
        denominator: sign * a.denominator * b.numerator,
      };
    }
  }
}

/** Below 0, 0 or above 0, as a is less than, equal to or more than b. */
export function compare(a: Rational, b: Rational): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
