import type { Command } from '../command.js';
import { EXIT } from '../exit-code.js';
import { DB_OPTION, JSON_OPTION } from '../options.js';
import { databaseFrom } from '../run-options.js';
import { textTable } from '../terminal/text-table.js';

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
      terminal.message(`${database} holds no sweep yet; try sweep experiments/smoke.yaml\n`);
    } else {
      terminal.out(
        textTable(
          ['sweep', 'trials', 'completed', 'failed', 'updated'],
          summaries.map(({ sweep, trials, completed, failed, updated }) => [
            sweep,
            trials,
            completed,
            failed,
            updated,
          ]),
        ),
      );
    }
    return EXIT.done;
  },
};
