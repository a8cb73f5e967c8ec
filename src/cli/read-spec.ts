import { readFileSync, statSync } from 'node:fs';
import { UsageError } from './usage-error.js';
import { fileIsFolder, fileTooLarge, fileUnreadable, noSuchFile } from '../messages/cli/files.js';

/** Larger than any spec or topology that a person or a program would write. */
const MOST_BYTES = 64 * 1024 * 1024;

/** A spec that comes in by a pipe, as people write it and as it is called. */
export const PIPE = '-';
export const STDIN = '<stdin>';

/** The text of a file that the command line names, and that holds what `expected` says. */
export function readTextFile(path: string, expected = 'a YAML spec'): string {
  try {
    if (path === STDIN) return readFileSync(0, 'utf8');
    const facts = statSync(path);
    if (facts.isDirectory()) {
      throw new UsageError(fileIsFolder(path));
    }
    if (facts.size > MOST_BYTES) throw new UsageError(fileTooLarge(path, facts.size, MOST_BYTES));
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new UsageError(noSuchFile(path, expected));
    }
    throw new UsageError(fileUnreadable(path, message));
  }
}
