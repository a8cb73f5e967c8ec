import type { SweepSummary } from '../../store/read.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-code.js';
import { DB_OPTION, JSON_OPTION } from '../options.js';
import { databaseFrom } from '../run-options.js';
import { printText } from '../terminal/print.js';
import { textTable } from '../terminal/text-table.js';
import { noSweepYet } from '../../messages/cli/views.js';

/** Shown only where some sweep has such a trial. */
const SELDOM = ['timeout', 'running', 'pending', 'interrupted', 'diverged', 'skipped'] as const;

export const LIST: Command = {
  name: 'list',
  usage: 'list',
  summary: 'List the sweeps of the database, the newest first',
  positionals: {},
  options: { db: DB_OPTION, json: JSON_OPTION },
  examples: [['sweep list', 'what has been run here']],
  run: async (args, terminal) => {
    const database = databaseFrom(args, terminal.env);
    const [{ openForReading }, { readSummaries }] = await Promise.all([
      import('../../store/open.js'),
      import('../../store/read.js'),
    ]);
    const db = openForReading(database);
    const summaries = db === undefined ? [] : readSummaries(db);
    db?.close();
    if (args['json'] === true) {
      terminal.out(JSON.stringify(summaries, null, 2));
    } else if (summaries.length === 0) {
      terminal.message(`${noSweepYet(database)}\n`);
    } else {
      printText(terminal, (width) => summariesTable(summaries, width));
    }
    return EXIT.done;
  },
};

function summariesTable(summaries: readonly SweepSummary[], width: number): string {
  const columns = [
    'sweep',
    'trials',
    'completed',
    'failed',
    ...SELDOM.filter((status) => summaries.some((summary) => summary[status] > 0)),
    'updated',
  ] as const;
  return textTable(
    columns,
    summaries.map((summary) => columns.map((column) => summary[column])),
    { width, optional: ['updated', ...SELDOM.toReversed(), 'failed', 'completed'] },
  );
}
