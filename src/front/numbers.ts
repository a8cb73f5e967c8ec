import type { Count } from '../trial/records.js';

const NAMES = ['', 'k', 'M', 'G', 'T', 'P', 'E'] as const;

/** An exact count with thousands separators: `179,050`. */
export function writeCount(count: Count): string {
  return count.toString().replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A fraction as per cent: `97.51 %`. */
export function writePercent(fraction: number, digits = 2): string {
  return `${(fraction * 100).toFixed(digits)} %`;
}

/** A difference of fractions in percentage points, without sign: `0.33`. */
export function writePoints(fraction: number): string {
  return Math.abs(fraction * 100).toFixed(2);
}

/** Three significant digits and an SI prefix: `84.6 k`, `2.10 G`. */
export function writeSi(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  // Rounded first, so that 999,999 becomes 1.00 M and never 1000 k.
  const rounded = Number(value.toPrecision(3));
  const power = Math.floor(Math.log10(Math.abs(rounded)) / 3 + 1e-12);
  const index = Math.min(Math.max(power, 0), NAMES.length - 1);
  const scaled = rounded / 1000 ** index;
  return `${scaled.toPrecision(3)} ${NAMES[index] ?? ''}`.trim();
}
