import { type Cost, COST_ROWS } from '../../quantity/costs.js';
import { type Metric, metricRow, METRICS } from '../../quantity/metrics.js';
import { recordOf } from '../../quantity/table.js';

/**
 * Smallest and largest of those above 0, which alone have a place on a log scale, widened by a share of
 * their ratio so that no mark sits on an edge. Within the numbers there are; 1 to 10 without any value.
 */
export function logDomain(values: readonly number[]): [number, number] {
  const drawn = values.filter((value) => value > 0 && value < Infinity);
  if (drawn.length === 0) return [1, 10];
  const [low, high] = extent(drawn);
  // The quotient itself may be larger than any number.
  const margin = Math.max(1.25, Math.exp(0.08 * (Math.log(high) - Math.log(low))));
  return [Math.max(low / margin, Number.MIN_VALUE), Math.min(high * margin, Number.MAX_VALUE)];
}

/** As logDomain, on a linear scale, kept within the limits of the quantity. */
export function linearDomain(
  values: readonly number[],
  limits: readonly [number, number],
): [number, number] {
  const [low, high] = extent(values);
  const margin = high > low ? (high - low) * 0.08 : Math.max(Math.abs(high) * 0.02, 1e-6);
  return [Math.max(low - margin, limits[0]), Math.min(high + margin, limits[1])];
}

/** Mantissas of ticks, from coarse to fine. */
const MANTISSAS = [
  [1],
  [1, 2, 5],
  [1, 1.5, 2, 3, 5, 7],
  [1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9],
] as const;
const FEWEST_TICKS = 4;

/**
 * Round numbers inside the domain, as few kinds as give four of them. None where the domain is none of
 * a log scale: its logarithms would not be finite, and the powers between them without end.
 */
export function logTicks([low, high]: readonly [number, number]): number[] {
  let ticks: number[] = [];
  if (!(low > 0 && high < Infinity)) return ticks;
  for (const mantissas of MANTISSAS) {
    ticks = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
      for (const mantissa of mantissas) {
        // Through text, because products with powers of ten are not always the nearest doubles.
        const tick = Number(`${mantissa}e${power}`);
        if (tick >= low && tick <= high) ticks.push(tick);
      }
    }
    if (ticks.length >= FEWEST_TICKS) break;
  }
  return ticks;
}

/** What a caption says of them. */
export function zeroCosts(): string {
  return 'Configurations of cost 0 have no place on a log scale and are in the tables only.';
}

function extent(values: readonly number[]): [number, number] {
  return [
    values.reduce((a, b) => Math.min(a, b), Infinity),
    values.reduce((a, b) => Math.max(a, b), -Infinity),
  ];
}

/** How the axis of a metric reads. */
interface MetricAxis {
  readonly title: string;
  readonly format: string;
  readonly limits: readonly [number, number];
}

export const METRIC_AXES: Readonly<Record<Metric, MetricAxis>> = recordOf(METRICS, (name) => {
  const { scale, label } = metricRow(name);
  switch (scale) {
    case 'share':
      return { title: label, format: '~%', limits: [0, 1] };
    case 'nats':
      return { title: `${label} (nats)`, format: '~g', limits: [0, Infinity] };
    case 'seconds':
      return { title: `${label} per trial`, format: '~g', limits: [0, Infinity] };
  }
});

/** How the axis of a cost reads, on two lines, so that a phone shows it whole. */
export function costTitle(cost: Cost, convention: string): string[] {
  const { axis, convention: hasConvention } = COST_ROWS[cost];
  return [axis, hasConvention ? `(${convention} convention, log scale)` : '(log scale)'];
}
