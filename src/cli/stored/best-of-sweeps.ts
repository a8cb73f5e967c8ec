import { bestOf } from '../../front/best.js';
import { subjectOf } from '../../front/sweep-analysis.js';
import { summarizeConfigurations } from '../../front/configurations.js';
import { objectiveValue } from '../../front/front.js';
import { nameConfigurations } from '../../front/names.js';
import {
  readConfigurationMeans,
  readObjectives,
  type ConfigurationMeans,
} from '../../store/configuration-means.js';
import type { Connection } from '../../store/sqlite.js';
import { readConfigurationTrials } from '../../store/read.js';
import type { Objective } from '../../trial/objective.js';
import type { Count } from '../../quantity/costs.js';

/** The best complete configuration of a sweep by its first objective. */
export interface SweepBest {
  readonly configuration: string;
  readonly name: string;
  readonly objective: Objective['name'];
  readonly goal: Objective['goal'];
  /** Its mean over seeds, or its cost. */
  readonly value: Count;
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
    const [objective] = objectives;
    const configurations = sweeps.get(sweep) ?? [];
    if (objective === undefined) continue;
    const best = bestOf(
      summarizeConfigurations(
        contenders(configurations, objective).flatMap(({ configuration }) =>
          readConfigurationTrials(db, sweep, configuration),
        ),
      ),
      { objective, subject: subjectOf(objectives) },
      { most: {}, min_accuracy: null, within: null },
    );
    if (best.state !== 'found') continue;
    const { configuration, means } = best.best;
    const { name: by, goal } = objective;
    const value =
      by in means ? means[by as keyof typeof means]?.mean : objectiveValue(best.best, by);
    if (value === undefined || value === null) continue;
    const name = nameConfigurations(configurations).get(configuration) ?? configuration;
    found.set(sweep, { configuration, name, objective: by, goal, value });
  }
  return found;
}

/** The complete configurations that no other is better than, by more than a mean's rounding. */
function contenders(
  configurations: readonly ConfigurationMeans[],
  { name, goal }: Objective,
): readonly ConfigurationMeans[] {
  const complete = configurations.filter(
    (item) => item.complete === 1 && Number.isFinite(Number(item[name] ?? NaN)),
  );
  const worth = (item: ConfigurationMeans): number =>
    goal === 'maximize' ? Number(item[name]) : -Number(item[name]);
  const most = complete.reduce((best, item) => Math.max(best, worth(item)), -Infinity);
  return complete.filter((item) => worth(item) >= most - EQUAL);
}
