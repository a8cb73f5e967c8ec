import { METRIC_WORDS } from '../../front/quantities.js';
import type { Statistics } from '../../front/statistics.js';
import type { Metric } from '../../trial/objective.js';

/** `97.51 % (95 % CI (t) 97.35 to 97.67 %, 5 seeds)`. */
export function statisticsText(metric: Metric, statistics: Statistics | null): string {
  if (statistics === null) return 'unknown';
  const { mean, interval, n } = statistics;
  const { write } = METRIC_WORDS[metric];
  const spread = interval === null ? '' : `95 % CI (t) ${intervalText(metric, statistics) ?? ''}, `;
  return `${write(mean)} (${spread}${n === 1 ? 'one seed' : `${n} seeds`})`;
}

/** `97.35 to 97.67 %`; null for one seed. */
export function intervalText(metric: Metric, statistics: Statistics | null): string | null {
  const interval = statistics?.interval ?? null;
  return interval === null
    ? null
    : METRIC_WORDS[metric].writeInterval([interval.low, interval.high]);
}

/** `97.51 %`, null where a completed trial lacks it or none is. */
export function meanText(metric: Metric, statistics: Statistics | null): string | null {
  return statistics === null ? null : METRIC_WORDS[metric].write(statistics.mean);
}
