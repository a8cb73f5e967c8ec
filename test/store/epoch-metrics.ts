import { type EpochMetrics, isShare, METRICS } from '../../src/quantity/metrics.js';
import { recordOf } from '../../src/quantity/table.js';

/** An epoch's metrics, 0.5 for shares and 1 for others where nothing is given. */
export function epochMetrics(given: Partial<EpochMetrics> = {}): EpochMetrics {
  return { epoch: 1, ...recordOf(METRICS, (name) => (isShare(name) ? 0.5 : 1)), ...given };
}
