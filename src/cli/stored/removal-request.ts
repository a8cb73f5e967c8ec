import { expectedSweep, expectedTrial } from '../../messages/cli/stored.js';
import { readSeedsOf, readSweepNames } from '../../store/lookup.js';
import type { Connection } from '../../store/open.js';
import type { RemovalRequest } from '../../store/plan-removal.js';
import { UsageError } from '../usage-error.js';
import { findStored } from './find.js';

/** What `sweep rm` was told. */
export interface AskedRemoval {
  readonly words: readonly string[];
  readonly old: boolean;
  readonly configuration: boolean;
}

/** @throws UsageError for a word that names nothing, or that an option does not go with. */
export function requestOf(
  db: Connection,
  database: string,
  { words, old, configuration }: AskedRemoval,
): RemovalRequest {
  const found = words.map((word) => ({ word, named: findStored(db, database, word) }));
  const sweeps: string[] = [];
  const trials: string[] = [];
  for (const { word, named } of found) {
    if (named.kind === 'sweep') {
      if (configuration) throw new UsageError(expectedTrial(word, '--configuration'));
      sweeps.push(named.sweep);
    } else {
      if (old) throw new UsageError(expectedSweep(word, '--old'));
      trials.push(...(configuration ? readSeedsOf(db, named.id) : [named.id]));
    }
  }
  if (!old) return { sweeps, trials: [...new Set(trials)], old: [] };
  return { sweeps: [], trials: [], old: words.length === 0 ? readSweepNames(db) : sweeps };
}
