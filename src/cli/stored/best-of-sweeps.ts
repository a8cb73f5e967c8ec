import { bestOf } from '../../front/best.js';
import { subjectOf, type Subject } from '../../front/sweep-analysis.js';
import { summarizeConfigurations } from '../../front/configurations.js';
import { nameConfigurations } from '../../front/names.js';
import {
  readConfigurationMeans,
  readObjectives,
  type ConfigurationMeans,
} from '../../store/configuration-means.js';
import type { Connection } from '../../store/open.js';
import { readConfigurationTrials } from '../../store/read.js';
import type { Metric, Objective } from '../../trial/objective.js';

/** The best complete configuration of a sweep by the metric of its objectives. */
export interface SweepBest {
  readonly configuration: string;
  readonly name: string;
  readonly objective: Metric;
  readonly goal: Objective['goal'];
  /** Its mean over seeds. */
  readonly value: number;
}

/** Means that differ by less are equal to whoever decides (see statistics.ts), whatever summed them. */
const EQUAL = 2e-9;

/**
 * The best of every sweep that has a complete configuration. SQL finds those that may be it, of all
 * sweeps at once; which of them it is, `sweep best` and this decide alike.
 */
export function bestOfSweeps(db: Connection): ReadonlyMap<string, SweepBest> {
  const sweeps = new Map<string, ConfigurationMeans[]>();
  for (const row of readConfigurationMeans(db)) {
    const own = sweeps.get(row.sweep);
    if (own === undefined) sweeps.set(row.sweep, [row]);
    else own.push(row);
  }
  const found = new Map<string, SweepBest>();
  for (const [sweep, objectives] of readObjectives(db)) {
    const subject = subjectOf(objectives);
    const { metric, goal } = subject;
    const configurations = sweeps.get(sweep) ?? [];
    const best = bestOf(
      summarizeConfigurations(
        contenders(configurations, subject).flatMap(({ configuration }) =>
          readConfigurationTrials(db, sweep, configuration),
        ),
      ),
      { subject },
      { most: {}, min_accuracy: null, within: null },
    );
    if (best.state !== 'found') continue;
    const { configuration, means } = best.best;
    const value = means[metric]?.mean;
    if (value === undefined) continue;
    const name = nameConfigurations(configurations).get(configuration) ?? configuration;
    found.set(sweep, { configuration, name, objective: metric, goal, value });
  }
  return found;
}

/** The complete configurations that no other is better than, by more than a mean's rounding. */
function contenders(
  configurations: readonly ConfigurationMeans[],
  { metric, goal }: Subject,
): readonly ConfigurationMeans[] {
  const complete = configurations.filter(
    (item) => item.complete === 1 && Number.isFinite(item[metric] ?? NaN),
  );
  const worth = (item: ConfigurationMeans): number =>
    goal === 'maximize' ? Number(item[metric]) : -Number(item[metric]);
  const most = complete.reduce((best, item) => Math.max(best, worth(item)), -Infinity);
  return complete.filter((item) => worth(item) >= most - EQUAL);
}
