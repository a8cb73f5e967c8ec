import { closeSync, lstatSync, openSync, readSync, statSync } from 'node:fs';
import { SWEEP_NAME } from '../../spec/words/names.js';
import { reportPath } from '../arguments/options.js';
import { isStdout, refuseOutput } from '../files/output-file.js';
import type { Terminal } from '../terminal/terminal.js';
import { UsageError } from '../command.js';
import { writeReport } from '../../report/write.js';
import { problem } from '../../text/problem.js';

/** Enough to hold the line that says who made a page. */
const HEAD_BYTES = 4096;

/** True of a file that is a page of this program, of whatever version. */
export function isOwnPage(path: string): boolean {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const length = readSync(file, head, 0, head.length, 0);
    return /^<!doctype html>[^]*<meta name="generator" content="flopsweep /i.test(
      head.toString('utf8', 0, length),
    );
  } finally {
    closeSync(file);
  }
}

/**
 * Where the page of stored sweeps lies.
 *
 * @throws UsageError for a name in the database that no spec can have: it might lead anywhere.
 */
export function storedPagePath(database: string, sweeps: readonly string[]): string {
  const strange = sweeps.find((sweep) => !SWEEP_NAME.test(sweep));
  if (strange !== undefined) throw new UsageError(sweepIsNoFile(database, strange));
  return reportPath(database, sweeps.join('+'));
}

/**
 * A page may be written over; a spec, a database, what is the system's or another program's page may not.
 *
 * @param named whether `--out` named it.
 */
export function refuseOtherFile(path: string, named: boolean): void {
  const facts = statSync(path, { throwIfNoEntry: false });
  if (facts?.isDirectory() === true) throw new UsageError(pageIsFolder(path, named));
  refuseOutput(path, named ? '--out' : 'page');
  if (facts === undefined) return;
  // A page takes the place of what is there: never that of a device, nor of the link /dev/stdout.
  if (lstatSync(path).isFile() && (facts.size === 0 || isOwnPage(path))) return;
  throw new UsageError(named ? pageIsOther(path) : pageInTheWay(path));
}

/** Writes a page whole or not at all, and says where; to stdout where `--out` is a dash. */
export async function writePage(path: string, page: string, terminal: Terminal): Promise<void> {
  if (isStdout(path)) {
    (terminal.raw ?? terminal.out)(page);
    return;
  }
  await writeReport(path, page);
  terminal.out(path);
}

/** @param named whether `--out` said so; else it is the page that a command writes by itself. */
export function pageIsFolder(path: string, named: boolean): string {
  return problem({
    what: `${named ? '--out' : 'page'}: ${path} is a folder`,
    expected: 'a file, e.g. page.html',
  });
}

export function pageInTheWay(path: string): string {
  return problem({
    what: `${path}, the path of the sweep's page, exists and was not written by sweep`,
    advice: 'move it, or use a database in another folder with --db',
  });
}

/** A name in a database that no spec can have, and that might lead anywhere as a path. */
export function sweepIsNoFile(database: string, sweep: string): string {
  return problem({
    what: `${database} has a sweep named ${JSON.stringify(sweep)}, which cannot be a file name`,
    advice: 'pass a file: sweep report --out FILE',
  });
}

export function pageIsOther(path: string): string {
  return problem({
    what: `${path} exists and was not written by sweep`,
    advice: 'choose another file with --out, or delete it first',
  });
}
