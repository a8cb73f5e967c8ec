import { readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Database } from 'better-sqlite3';
import { gone } from './messages.js';
import { StoreError } from './store-error.js';

/** As many links as Linux follows. */
const MOST_LINKS = 40;

/** The path that a name leads to through links; what is not there yet stays as it is called. */
export function realPath(path: string, links = MOST_LINKS): string {
  try {
    return realpathSync(path);
  } catch {
    const whole = resolve(path);
    const folder = dirname(whole);
    if (folder === whole) return whole;
    try {
      if (links > 0) return realPath(resolve(folder, readlinkSync(whole)), links - 1);
    } catch {
      // No link.
    }
    return join(realPath(folder, links), basename(whole));
  }
}

/** Which file a connection was opened on: on Unix, a file that was removed can still be written. */
const INODES = new WeakMap<Database, number>();

export function rememberFile(db: Database): void {
  INODES.set(db, statSync(db.name).ino);
}

/** @throws StoreError when the file was removed or replaced: what is written would be lost. */
export function assertFileUnchanged(db: Database): void {
  const opened = INODES.get(db);
  if (opened === undefined) return;
  const now = statSync(db.name, { throwIfNoEntry: false })?.ino;
  if (now === opened) return;
  throw new StoreError(gone(db.name, now === undefined ? 'removed' : 'replaced'));
}
