import { summarizeConfigurations } from '../../front/configurations.js';
import { frontOf } from '../../front/front.js';
import { nameConfigurations } from '../../front/names.js';
import type { MeasuredModel } from '../../run/measuring/models.js';
import type { StoredSweep } from '../../store/read.js';
import { keptModelFolder } from './kept-model.js';

/**
 * The kept models of a sweep's front, of each configuration that of the smallest seed, cheapest first.
 *
 * @throws UsageError where the files of one are gone.
 */
export function frontModels(
  database: string,
  { sweep, compared }: StoredSweep<'compared'>,
): {
  readonly models: readonly MeasuredModel[];
  /** Names of configurations of the front without a model. */
  readonly without: readonly string[];
  readonly names: ReadonlyMap<string, string>;
} {
  const configurations = summarizeConfigurations(compared);
  const names = nameConfigurations(configurations);
  const models: MeasuredModel[] = [];
  const without: string[] = [];
  for (const { configuration, completed } of frontOf(configurations, sweep.objectives)) {
    const kept = completed.find(({ model }) => model !== null);
    if (kept === undefined) without.push(names.get(configuration) ?? configuration);
    else models.push({ trial: kept.trial, folder: keptModelFolder(database, kept) });
  }
  return { models, without, names };
}
