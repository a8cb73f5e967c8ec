import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';

/**
 * To read a database in WAL mode, SQLite has to write beside it. Where it may not, a copy is read:
 * the copied name is gone as soon as it is open, or, on Windows, when the system cleans up.
 */
export function openReadable(path: string, timeout: number): Database.Database {
  const options = { readonly: true, timeout };
  const db = new Database(path, options);
  try {
    db.prepare('SELECT count(*) FROM sqlite_master').get();
    return db;
  } catch (error) {
    db.close();
    const { code } = error as { code?: string };
    if (code !== 'SQLITE_CANTOPEN' && !code?.startsWith('SQLITE_READONLY')) throw error;
  }
  return openCopy(path, (copy) => {
    const copied = new Database(copy, options);
    copied.prepare('SELECT count(*) FROM sqlite_master').get();
    return copied;
  });
}

/** Opens a copy of a database, whose name is gone as soon as it is open. */
export function openCopy(
  path: string,
  open: (copy: string) => Database.Database,
): Database.Database {
  const folder = mkdtempSync(join(tmpdir(), 'sweep-read-'));
  try {
    const copy = join(folder, basename(path));
    copyFileSync(path, copy);
    if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`);
    return open(copy);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 1 });
  }
}
