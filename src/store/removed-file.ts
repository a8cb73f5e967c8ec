import { statSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { gone } from '../messages/store/database.js';
import { StoreError } from './store-error.js';

/** Which file a connection was opened on: on Unix, a file that was removed can still be written. */
const INODES = new WeakMap<Database, number>();

export function rememberFile(db: Database): void {
  INODES.set(db, statSync(db.name).ino);
}

/** @throws StoreError when the file was removed or replaced: what is written would be lost. */
export function refuseRemoved(db: Database): void {
  const opened = INODES.get(db);
  if (opened === undefined) return;
  const now = statSync(db.name, { throwIfNoEntry: false })?.ino;
  if (now === opened) return;
  throw new StoreError(gone(db.name, now === undefined ? 'removed' : 'replaced'));
}
