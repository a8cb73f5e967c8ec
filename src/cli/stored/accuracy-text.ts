import { writePercent } from '../../front/numbers.js';
import type { Statistics } from '../../front/statistics.js';

/** `97.51 % ± 0.25 (5 seeds)`: the mean, the sample standard deviation in points, the seeds. */
export function accuracyText(statistics: Statistics | null): string {
  if (statistics === null) return 'unknown';
  const { mean, sd, n } = statistics;
  const spread = sd === null ? '' : ` ± ${(sd * 100).toFixed(2)}`;
  return `${writePercent(mean)}${spread} (${n === 1 ? 'one seed' : `${n} seeds`})`;
}
