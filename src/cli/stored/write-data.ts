import { closeSync, lstatSync, openSync, readSync, statSync, writeFileSync } from 'node:fs';
import { outIsDatabase, outIsFolder, outIsSpec } from '../../messages/cli/export.js';
import { writeReport } from '../../report/write.js';
import { UsageError } from '../usage-error.js';

/**
 * Writes a file of data, whole or not at all, over what was there, as `>` does; only a
 * database and a spec are not written over. A link, a device or a pipe stays what it is and is written into.
 *
 * @throws UsageError for a folder, a database or a spec.
 */
export async function writeDataFile(path: string, text: string): Promise<void> {
  const facts = statSync(path, { throwIfNoEntry: false });
  if (facts?.isDirectory() === true) throw new UsageError(outIsFolder(path));
  if (facts?.isFile() === true && isDatabase(path)) throw new UsageError(outIsDatabase(path));
  if (facts !== undefined && /\.ya?ml$/i.test(path)) throw new UsageError(outIsSpec(path));
  const own = lstatSync(path, { throwIfNoEntry: false });
  // A rename would put a file in the place of the link /dev/stdout.
  if (own !== undefined && !own.isFile()) writeFileSync(path, text);
  else await writeReport(path, text);
}

function isDatabase(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(15);
    readSync(file, head, 0, head.length, 0);
    return head.toString('latin1') === 'SQLite format 3';
  } finally {
    closeSync(file);
  }
}
