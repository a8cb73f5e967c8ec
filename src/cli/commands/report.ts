import { existsSync, lstatSync, statSync } from 'node:fs';
import { pageIsFolder, pageIsOther } from '../../messages/cli/report.js';
import type { Command } from '../command.js';
import { reportPath } from '../database-path.js';
import { EXIT } from '../exit-code.js';
import { DB_OPTION, textArgument, wordArguments } from '../options.js';
import { databaseFrom } from '../run-options.js';
import { isOwnPage } from '../stored/own-page.js';
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
    const { writeCombinedReport } = await import('../write-sweep-report.js');
    const out = textArgument(args, 'out') ?? reportPath(database, sweeps.join('+'));
    refuseOtherFile(out);
    await writeCombinedReport(database, sweeps, out);
    terminal.out(out);
    return EXIT.done;
  },
};

/** A page may be written over; a spec, a database or another program's page may not. */
function refuseOtherFile(path: string): void {
  if (!existsSync(path)) return;
  const facts = statSync(path);
  if (facts.isDirectory()) throw new UsageError(pageIsFolder(path));
  // A page takes the place of what is there: never that of a device, nor of the link /dev/stdout.
  if (lstatSync(path).isFile() && (facts.size === 0 || isOwnPage(path))) return;
  throw new UsageError(pageIsOther(path));
}
