import { existsSync, readFileSync, statSync } from 'node:fs';
import { fileUnreadable } from '../files/messages.js';
import {
  noResultsFile,
  notRegularFile,
  resultsFileIsFolder,
  resultsFileTooLarge,
} from './messages.js';
import { readSweepNames } from '../../store/lookup.js';
import { openForReading } from '../../store/open.js';
import { UsageError } from '../command.js';

/** A table of more than a million runs; it would take minutes to read. */
const MOST_BYTES = 64 * 1024 * 1024;

/** True where a word names a file of results: it ends like one or has a folder, and no stored sweep is called so. */
export function namesResultsFile(word: string, database: string): boolean {
  return (/\.(csv|tsv|txt)$/i.test(word) || word.includes('/')) && !isStored(word, database);
}

/**
 * The text of a file of results, also where Windows wrote it as UTF-16.
 *
 * @throws UsageError where there is none, or no regular file of at most 64 MiB that can be read.
 */
export function readResultsText(path: string): string {
  const facts = statSync(path, { throwIfNoEntry: false });
  if (facts === undefined) throw new UsageError(noResultsFile(path));
  if (facts.isDirectory()) throw new UsageError(resultsFileIsFolder(path));
  // A pipe would be waited for, a device never ends.
  if (!facts.isFile()) throw new UsageError(notRegularFile(path));
  if (facts.size > MOST_BYTES)
    throw new UsageError(resultsFileTooLarge(path, facts.size, MOST_BYTES));
  try {
    const bytes = readFileSync(path);
    const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
    return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8', { ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new UsageError(fileUnreadable(path, (error as Error).message));
  }
}

function isStored(word: string, database: string): boolean {
  if (!existsSync(database)) return false;
  const db = openForReading(database);
  if (db === undefined) return false;
  try {
    return readSweepNames(db).includes(word);
  } finally {
    db.close();
  }
}
