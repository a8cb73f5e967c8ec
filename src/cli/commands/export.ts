import { type Command, EXIT } from '../command.js';
import {
  choiceOf,
  refuseJson,
  DB_OPTION,
  RAW_OPTION,
  textArgument,
  wordArguments,
} from '../arguments/options.js';
import { isStdout, writeDataFile } from '../files/output-file.js';
import { databaseFrom } from '../arguments/run-options.js';
import { printData } from '../terminal/print.js';
import { rowsText } from '../terminal/rows-text.js';

const VIEWS = ['trials', 'configurations', 'fronts', 'epochs', 'latencies'] as const;
const FORMATS = ['csv', 'json', 'jsonl', 'markdown'] as const;

export const EXPORT: Command = {
  name: 'export',
  usage: 'export <sweep..>',
  summary: 'Write the rows of sweeps as CSV, JSON or Markdown',
  positionals: {
    sweep: { describe: 'Names of sweeps; the column sweep says which a row belongs to' },
  },
  options: {
    what: {
      type: 'string',
      requiresArg: true,
      describe: `Which rows: ${VIEWS.join(', ')} (default trials)`,
    },
    format: {
      type: 'string',
      requiresArg: true,
      describe: `${FORMATS.join(', ')} (default csv)`,
    },
    json: { type: 'boolean', default: false, describe: 'Same as --format json' },
    raw: RAW_OPTION,
    out: {
      type: 'string',
      requiresArg: true,
      describe: 'Output file, replaced atomically, e.g. --out mlp.csv; - is stdout',
    },
    db: DB_OPTION,
  },
  examples: [
    ['sweep export mlp --out mlp.csv', 'one row per trial'],
    ['sweep export mlp --what fronts --format markdown', 'the front, to paste'],
    ['sweep export mlp smoke --what epochs --format jsonl', 'learning curves of two sweeps'],
  ],
  run: async (args, terminal) => {
    const database = databaseFrom(args, terminal.env);
    const what = choiceOf('--what', textArgument(args, 'what'), VIEWS) ?? 'trials';
    const named = choiceOf('--format', textArgument(args, 'format'), FORMATS);
    if (named !== undefined) refuseJson(args);
    const format = named ?? (args['json'] === true ? 'json' : 'csv');
    const out = textArgument(args, 'out');
    const [{ reading }, { requireSweep }, { readView }] = await Promise.all([
      import('../stored/reading.js'),
      import('../stored/find.js'),
      import('../../store/lookup.js'),
    ]);
    const text = reading(database, (db, gone) => {
      const sweeps = wordArguments(args, 'sweep').map((name) => requireSweep(db, database, name));
      return rowsText(readView(db, what, sweeps, gone), format, Infinity, args['raw'] === true);
    });
    // Of no rows, JSON lines have not even an end of line.
    const ended = text === '' ? '' : `${text}\n`;
    if (out === undefined || isStdout(out)) {
      if (ended !== '') printData(terminal, text, args['raw'] === true);
      return EXIT.done;
    }
    await writeDataFile(out, ended);
    terminal.message(`${out}\n`);
    return EXIT.done;
  },
};
