import { closeSync, openSync, readSync, statSync } from 'node:fs';

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
