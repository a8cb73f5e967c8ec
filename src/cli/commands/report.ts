import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import type { Command } from '../command.js';
import { reportPath } from '../database-path.js';
import { EXIT } from '../exit-code.js';
import { DB_OPTION, textArgument } from '../options.js';
import { databaseFrom } from '../run-options.js';
import { UsageError } from '../usage-error.js';

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
    refuseOtherFile(out);
    await writeSweepReport(database, sweep, out);
    terminal.out(out);
    return EXIT.done;
  },
};

/** A page may be written over; a spec or a database that was named by mistake may not. */
function refuseOtherFile(path: string): void {
  if (!existsSync(path)) return;
  if (statSync(path).isDirectory()) {
    throw new UsageError(`--out: ${path} is a folder; expected a file, e.g. page.html`);
  }
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(15);
    const length = readSync(file, head, 0, head.length, 0);
    if (length === 0 || /^<!doctype html/i.test(head.toString('latin1'))) return;
  } finally {
    closeSync(file);
  }
  throw new UsageError(
    `--out: ${path} exists and is no page; name another file, or delete it first`,
  );
}
