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

/** 1, 2 and 5 times powers of ten; powers of ten alone when the domain spans more than four. */
export function logTicks([low, high]: readonly [number, number]): number[] {
  const decades = Math.log10(high / low);
  const steps = decades > 4 ? [1] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const step of steps) {
      // Through text, because 10 ** 23 and 5 * 10 ** -5 are not the nearest doubles.
      const tick = Number(`${step}e${power}`);
      if (tick >= low && tick <= high) ticks.push(tick);
    }
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
