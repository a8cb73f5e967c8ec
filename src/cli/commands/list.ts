import { bestOf } from '../../front/best.js';
import { subjectOf } from '../../front/sweep-analysis.js';
import { summarizeConfigurations } from '../../front/configurations.js';
import { objectiveValue } from '../../front/front.js';
import { nameConfigurations } from '../../front/names.js';
import {
  type ConfigurationMeans,
  readConfigurationMeans,
  readObjectives,
} from '../../store/configuration-means.js';
import type { Connection } from '../../store/sqlite.js';
import { readConfigurationTrials, type SweepSummary } from '../../store/read.js';
import type { Objective } from '../../trial/objective.js';
import type { Count } from '../../quantity/costs.js';
import { type Command, EXIT } from '../command.js';
import { DB_OPTION, JSON_OPTION } from '../arguments/options.js';
import { databaseFrom } from '../arguments/run-options.js';
import { printText } from '../terminal/print.js';
import { objectiveText, writeTime } from '../terminal/quantities.js';
import { type Cell, textTable } from '../terminal/text-table.js';
import { configurationInWords } from '../../front/messages.js';
import { noSweepYet } from '../stored/messages.js';
import { jsonText } from '../../text/printable.js';

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

/** Shown only where some sweep has such a trial. */
const SELDOM = ['timeout', 'running', 'pending', 'interrupted', 'diverged', 'skipped'] as const;

export const LIST: Command = {
  name: 'list',
  usage: 'list',
  summary: 'List stored sweeps with the best result of each, newest first',
  positionals: {},
  options: { db: DB_OPTION, json: JSON_OPTION },
  examples: [['sweep list', 'all sweeps so far']],
  run: async (args, terminal) => {
    const database = databaseFrom(args, terminal.env);
    const [
      { readingIfThere },
      { readSummaries },
      { readObjectives },
      { bestOfSweeps },
      { objectiveNotes },
    ] = await Promise.all([
      import('../stored/reading.js'),
      import('../../store/read.js'),
      import('../../store/configuration-means.js'),
      import('./list.js'),
      import('../../front/messages.js'),
    ]);
    const { summaries, notes } = readingIfThere(database, (db, gone) =>
      // One snapshot, whatever is trained meanwhile.
      db.transaction(() => {
        const best = bestOfSweeps(db);
        return {
          notes: [...readObjectives(db)].flatMap(([sweep, objectives]) =>
            objectiveNotes(sweep, objectives),
          ),
          summaries: readSummaries(db, gone).map((row): Listed => ({
            ...row,
            best: best.get(row.sweep) ?? null,
          })),
        };
      })(),
    ) ?? { summaries: [], notes: [] };
    for (const note of notes) terminal.message(`${note}\n`);
    if (args['json'] === true) {
      terminal.out(jsonText(summaries, 2));
    } else if (summaries.length === 0) {
      terminal.message(`${noSweepYet(database)}\n`);
    } else {
      printText(terminal, (width) => summariesTable(summaries, width));
    }
    return EXIT.done;
  },
};

/** A row of the list: counts, and the best so far. */
type Listed = SweepSummary & { readonly best: SweepBest | null };

function summariesTable(summaries: readonly Listed[], width: number): string {
  const columns = [
    'sweep',
    'trials',
    'completed',
    'failed',
    ...SELDOM.filter((status) => summaries.some((summary) => summary[status] > 0)),
    'updated',
    'best',
  ] as const;
  return textTable(
    columns,
    summaries.map(({ best, updated, ...counts }) =>
      columns.map((column): Cell => {
        if (column === 'updated') return writeTime(updated);
        return column === 'best' ? bestText(best) : counts[column];
      }),
    ),
    { width, optional: ['updated', ...SELDOM.toReversed(), 'failed', 'completed'] },
  );
}

/** By the first objective: its name, then what it has; nothing while none is complete. */
function bestText(best: SweepBest | null): string {
  return best === null
    ? ''
    : `${configurationInWords(best.name)}, ${objectiveText(best.objective, best.value)}`;
}
