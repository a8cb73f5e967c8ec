import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { realPath } from '../../store/real-path.js';
import { UsageError } from '../command.js';
import {
  fileIsFolder,
  fileIsNoFile,
  fileTooLarge,
  fileUnreadable,
  noSuchFile,
} from './messages.js';

/** Larger than any spec or topology that a person or a program would write. */
export const MOST_BYTES = 64 * 1024 * 1024;

/** A spec that comes in by a pipe, as people write it and as it is called. */
export const PIPE = '-';
export const STDIN = '<stdin>';

/** The text of a file that the command line names, and that holds what `expected` says. */
export function readTextFile(path: string, expected = 'a YAML spec'): string {
  try {
    if (path === STDIN) return readCapped(0, path);
    if (isOfSystem(path)) throw new UsageError(fileIsNoFile(path));
    const facts = statSync(path);
    if (facts.isDirectory()) {
      throw new UsageError(fileIsFolder(path));
    }
    if (!facts.isFile() && !isOwnDescriptor(path)) throw new UsageError(fileIsNoFile(path));
    if (facts.size > MOST_BYTES) throw new UsageError(fileTooLarge(path, facts.size, MOST_BYTES));
    const file = openSync(path, 'r');
    try {
      return readCapped(file, path);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new UsageError(noSuchFile(path, expected));
    }
    throw new UsageError(fileUnreadable(path, message));
  }
}

/** True of what the shell has opened for this command: `/dev/stdin`, `<(..)`, `>(..)`. */
export function isOwnDescriptor(path: string): boolean {
  return /^\/dev\/(stdin|stdout|stderr|fd\/\d+)$|^\/proc\/self\/fd\/\d+$/.test(path);
}

/** True of files that are none: what is behind them may have no end, whatever they say they are. */
export function isOfSystem(path: string): boolean {
  return !isOwnDescriptor(path) && /^\/(proc|sys)(\/|$)/.test(realPath(path));
}

/** A pipe, or a file of the system, says only at its end how long it is, if it has one. */
function readCapped(file: number, path: string): string {
  const parts: Buffer[] = [];
  let length = 0;
  for (;;) {
    const part = Buffer.allocUnsafe(PART_BYTES);
    const read = readNext(file, part);
    if (read === 0) return Buffer.concat(parts).toString('utf8');
    length += read;
    if (length > MOST_BYTES) throw new UsageError(fileTooLarge(path, null, MOST_BYTES));
    parts.push(part.subarray(0, read));
  }
}

const PART_BYTES = 64 * 1024;

/** Waits where whoever opened the pipe has made it one that does not, and its writer is slower. */
function readNext(file: number, part: Buffer): number {
  for (;;) {
    try {
      return readSync(file, part, 0, part.length, null);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Windows says so at the end of a pipe.
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
    }
  }
}

const RETRY_MS = 10;
