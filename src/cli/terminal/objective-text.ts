import { writeCount, writePercent } from '../../front/numbers.js';
import { type Cost, COST_ROWS, type Count, isCost } from '../../quantity/costs.js';
import { type Metric, metricRow } from '../../quantity/metrics.js';
import { writeDuration } from './times.js';

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
