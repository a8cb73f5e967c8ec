import { nothingToQuery } from '../../store/messages.js';
import { type Command, EXIT, UsageError } from '../command.js';
import { choiceOf, refuseJson, DB_OPTION, RAW_OPTION, textArgument } from '../arguments/options.js';
import { databaseFrom } from '../arguments/run-options.js';
import { outWidth, printParts } from '../terminal/print.js';
import { rowsLines, ROW_FORMATS } from '../terminal/rows-text.js';

export const QUERY: Command = {
  name: 'query',
  usage: 'query <sql>',
  summary: 'Run a read-only SQL query on the database',
  positionals: {
    sql: {
      describe:
        'One SELECT over sweeps, trials, configurations, fronts, epochs or latencies; for columns see docs/database.md',
    },
  },
  options: {
    format: {
      type: 'string',
      requiresArg: true,
      describe: `${ROW_FORMATS.join(', ')} (default table)`,
    },
    json: { type: 'boolean', default: false, describe: 'Same as --format json' },
    raw: RAW_OPTION,
    db: DB_OPTION,
  },
  examples: [
    ['sweep query "select hidden, flops, val_accuracy from fronts"', 'the Pareto front'],
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
    const [{ readingAlong }, { queryRows }, { nearest }] = await Promise.all([
      import('../stored/reading.js'),
      import('../../store/query.js'),
      import('../../spec/words/names.js'),
    ]);
    const raw = args['raw'] === true;
    await readingAlong(database, (db) =>
      printParts(
        terminal,
        rowsLines(queryRows(db, sql, nearest), format, outWidth(terminal), raw),
        raw,
      ),
    );
    return EXIT.done;
  },
};
