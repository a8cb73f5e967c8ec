import type { Cost, Metric } from '../../trial/objective.js';

/** Smallest and largest, widened by a share of their ratio so that no mark sits on an edge. */
export function logDomain(values: readonly number[]): [number, number] {
  const [low, high] = extent(values);
  const margin = Math.max(1.25, (high / low) ** 0.08);
  return [low / margin, high * margin];
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

/** Round numbers inside the domain, as few kinds as give four of them. */
export function logTicks([low, high]: readonly [number, number]): number[] {
  let ticks: number[] = [];
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

function extent(values: readonly number[]): [number, number] {
  return [
    values.reduce((a, b) => Math.min(a, b), Infinity),
    values.reduce((a, b) => Math.max(a, b), -Infinity),
  ];
}

/** How the axis of a metric reads. */
export const METRIC_AXES: Readonly<
  Record<
    Metric,
    { readonly title: string; readonly format: string; readonly limits: readonly [number, number] }
  >
> = {
  val_accuracy: { title: 'Validation accuracy', format: '~%', limits: [0, 1] },
  accuracy: { title: 'Training accuracy', format: '~%', limits: [0, 1] },
  val_loss: { title: 'Validation loss (nats)', format: '~g', limits: [0, Infinity] },
  loss: { title: 'Training loss (nats)', format: '~g', limits: [0, Infinity] },
  seconds: { title: 'Seconds per trial', format: '~g', limits: [0, Infinity] },
};

/** How the axis of a cost reads, on two lines, so that a phone shows it whole. */
export function costTitle(cost: Cost, convention: string): string[] {
  switch (cost) {
    case 'flops':
      return ['FLOPs per image, forward', `(${convention} convention, log scale)`];
    case 'params':
      return ['Parameters', '(log scale)'];
    case 'training_flops':
      return ['FLOPs of one whole training', `(${convention} convention, log scale)`];
  }
}
