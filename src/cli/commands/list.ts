import type { SweepSummary } from '../../store/read.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit.js';
import { DB_OPTION, JSON_OPTION } from '../arguments/options.js';
import { databaseFrom } from '../arguments/run-options.js';
import { printText } from '../terminal/print.js';
import { writeTime } from '../terminal/times.js';
import type { SweepBest } from '../stored/best-of-sweeps.js';
import { objectiveText } from '../terminal/objective-text.js';
import { textTable, type Cell } from '../terminal/text-table.js';
import { configurationInWords } from '../../front/messages.js';
import { noSweepYet } from '../stored/messages.js';
import { jsonText } from '../../text/printable.js';

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
      import('../stored/best-of-sweeps.js'),
      import('../../front/objective-notes.js'),
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
