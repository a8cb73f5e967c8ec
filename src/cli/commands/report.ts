import type { Command } from '../command.js';
import { reportPath } from '../database-path.js';
import { EXIT } from '../exit-code.js';
import { DB_OPTION, textArgument } from '../options.js';
import { databaseFrom } from '../run-options.js';

export const REPORT: Command = {
  name: 'report',
  usage: 'report <sweep>',
  summary: 'Write the page of a stored sweep again',
  positionals: { sweep: { describe: 'Name of the sweep, as sweep list shows it' } },
  options: {
    out: {
      type: 'string',
      requiresArg: true,
      describe: 'Where to; default: <sweep>.html beside the database',
    },
    db: DB_OPTION,
  },
  examples: [['sweep report mlp --out mlp-today.html', 'also while the sweep still runs']],
  run: async (args, terminal) => {
    const database = databaseFrom(args, terminal.env);
    const sweep = textArgument(args, 'sweep') ?? '';
    const { writeSweepReport } = await import('../write-sweep-report.js');
    const out = textArgument(args, 'out') ?? reportPath(database, sweep);
    await writeSweepReport(database, sweep, out);
    terminal.out(out);
    return EXIT.done;
  },
};
