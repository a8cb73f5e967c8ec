import { closeSync, existsSync, lstatSync, openSync, readSync, statSync } from 'node:fs';
import { pageIsFolder, pageIsOther } from '../../messages/cli/report.js';
import type { Command } from '../command.js';
import { reportPath } from '../database-path.js';
import { EXIT } from '../exit-code.js';
import { DB_OPTION, textArgument, wordArguments } from '../options.js';
import { databaseFrom } from '../run-options.js';
import { UsageError } from '../usage-error.js';

export const REPORT: Command = {
  name: 'report',
  usage: 'report <sweep..>',
  summary: 'Write the page of a stored sweep again, or one page of several',
  positionals: {
    sweep: {
      describe:
        'Names of sweeps, as sweep list shows them; several share one chart and one front, under the objectives of the first',
    },
  },
  options: {
    out: {
      type: 'string',
      requiresArg: true,
      describe: 'Where to; default: <sweep>.html, or <sweep>+<sweep>.html, beside the database',
    },
    db: DB_OPTION,
  },
  examples: [
    ['sweep report mlp --out mlp-today.html', 'also while the sweep still runs'],
    ['sweep report notebook mlp', 'two sweeps of one dataset and convention on one chart'],
  ],
  run: async (args, terminal) => {
    const database = databaseFrom(args, terminal.env);
    const sweeps = wordArguments(args, 'sweep');
    const [{ writeCombinedReport }, { objectiveNotes }] = await Promise.all([
      import('../write-sweep-report.js'),
      import('../../front/objective-notes.js'),
    ]);
    const out = textArgument(args, 'out') ?? reportPath(database, sweeps.join('+'));
    refuseOtherFile(out);
    const stored = await writeCombinedReport(database, sweeps, out);
    for (const { sweep } of stored) {
      for (const note of objectiveNotes(sweep.sweep, sweep.objectives)) {
        terminal.message(`${note}\n`);
      }
    }
    terminal.out(out);
    return EXIT.done;
  },
};

/** A page may be written over; a spec or a database that was named by mistake may not. */
function refuseOtherFile(path: string): void {
  if (!existsSync(path)) return;
  if (statSync(path).isDirectory()) throw new UsageError(pageIsFolder(path));
  // A page takes the place of what is there: never that of a device, nor of the link /dev/stdout.
  if (!lstatSync(path).isFile()) throw new UsageError(pageIsOther(path));
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(15);
    const length = readSync(file, head, 0, head.length, 0);
    if (length === 0 || /^<!doctype html/i.test(head.toString('latin1'))) return;
  } finally {
    closeSync(file);
  }
  throw new UsageError(pageIsOther(path));
}
