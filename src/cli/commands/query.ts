import { nothingToQuery } from '../../messages/store/query.js';
import { UsageError } from '../usage-error.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-code.js';
import { choiceOf, refuseJson, DB_OPTION, textArgument } from '../options.js';
import { databaseFrom } from '../run-options.js';
import { printText } from '../terminal/print.js';
import { rowsText, ROW_FORMATS } from '../terminal/rows-text.js';

export const QUERY: Command = {
  name: 'query',
  usage: 'query <sql>',
  summary: 'Ask the database; it is only read',
  positionals: {
    sql: {
      describe:
        'One SELECT over sweeps, trials, configurations, fronts, epochs or latencies; docs/database.md has their columns',
    },
  },
  options: {
    format: {
      type: 'string',
      requiresArg: true,
      describe: `${ROW_FORMATS.join(', ')} (default table)`,
    },
    json: { type: 'boolean', default: false, describe: 'Same as --format json' },
    db: DB_OPTION,
  },
  examples: [
    [
      'sweep query "select hidden, flops, val_accuracy from fronts"',
      'what no other configuration beats',
    ],
    [
      'sweep query "select * from epochs where seed = 0" --format csv > epochs.csv',
      'learning curves for a spreadsheet',
    ],
  ],
  run: async (args, terminal) => {
    const named = choiceOf('--format', textArgument(args, 'format'), ROW_FORMATS);
    if (named !== undefined) refuseJson(args);
    const format = named ?? (args['json'] === true ? 'json' : 'table');
    const sql = String(args['sql'] ?? '');
    if (sql.trim() === '') throw new UsageError(nothingToQuery());
    const database = databaseFrom(args, terminal.env);
    const [{ reading }, { query }, { nearest }] = await Promise.all([
      import('../stored/reading.js'),
      import('../../store/query.js'),
      import('../../spec/words/nearest.js'),
    ]);
    const found = reading(database, (db) => query(db, sql, nearest));
    if (format === 'table') printText(terminal, (width) => rowsText(found, format, width));
    else terminal.out(rowsText(found, format));
    return EXIT.done;
  },
};
