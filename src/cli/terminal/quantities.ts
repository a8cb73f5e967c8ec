import { writeCount, writePercent } from '../../front/numbers.js';
import { type Cost, COST_ROWS, type Count, isCost } from '../../quantity/costs.js';
import { type Metric, metricRow } from '../../quantity/metrics.js';

/**
 * An estimate of a duration, which is never good to a tenth: `4 s`, `3 min 05 s` in steps of 5 s,
 * `23 min`, `2 h 10 min` in steps of 5 min.
 */
export function writeEstimate(seconds: number): string {
  if (seconds < 0.5) return 'under 1 s';
  const inSteps = (step: number): number => Math.round(seconds / step) * step;
  if (inSteps(1) < 60) return `${inSteps(1)} s`;
  if (inSteps(5) < 600) return writeDuration(inSteps(5));
  if (inSteps(60) < 3600) return `${inSteps(60) / 60} min`;
  return writeDuration(inSteps(300));
}

/** A duration for people: `0.4 s`, `42 s`, `3 min 05 s`, `2 h 10 min`. */
export function writeDuration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** A stored time for people: `2026-01-02 05:00:00 UTC`; nothing where there is none. */
export function writeTime(iso: string | null): string {
  return iso === null ? '' : iso.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC');
}

/** A metric with its value as a terminal shows it: `97.51 %`, `0.0831`, `12 s`. */
export function metricText(name: Metric, value: number): string {
  switch (metricRow(name).scale) {
    case 'share':
      return writePercent(value);
    case 'nats':
      return value.toFixed(4);
    case 'seconds':
      return writeDuration(value);
  }
}

/** An objective with its value: `val_accuracy 97.51 %`, `179,050 FLOPs`; unknown where there is none. */
export function objectiveText(name: Metric | Cost, value: Count | null): string {
  if (value === null) return `${name} unknown`;
  if (isCost(name)) return `${writeCount(value)} ${COST_ROWS[name].noun}`;
  const text = metricText(name, Number(value));
  return metricRow(name).scale === 'seconds' ? text : `${name} ${text}`;
}
