import { type Connection, whyNotLoaded } from './sqlite.js';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import {
  companionIsNoFile,
  databaseDamaged,
  databaseIsFolder,
  databaseChanged,
  databaseOutOfReach,
  diskFailed,
  newerSchema,
  noDatabaseFile,
  noRegularFile,
  otherProgram,
  sqliteNotLoaded,
  strangeSchema,
  tablesMissing,
} from './messages.js';
import { openCopy, openReadable } from './open-readable.js';
import { realPath, rememberFile } from './real-path.js';
import {
  VERSION_1,
  VERSION_2,
  VERSION_3,
  VERSION_4,
  VERSION_5,
  VERSION_6,
} from './schema/versions.js';
import { RESULT_TRIGGER, VIEWS, VIEW_NAMES } from './schema/views.js';
import { StoreError } from './store-error.js';
import { analyseAll } from './verdicts.js';

/** Statements that lead from each schema version to the next; the first makes version 1. */
export const MIGRATIONS: readonly string[] = [
  VERSION_1,
  VERSION_2,
  VERSION_3,
  VERSION_4,
  VERSION_5,
  VERSION_6,
];
export const SCHEMA_VERSION = MIGRATIONS.length;

/** In the file's header, so that `file` and we can tell whose it is: "swep" in ASCII. */
const APPLICATION_ID = 0x73776570;

/** How long a statement waits for another process's transaction. */
const BUSY_TIMEOUT_MS = 30_000;

/**
 * Opens the database for writing; makes or migrates it first.
 *
 * @param programVersion is kept in the file, for the message that a newer schema gives; what stands
 *   there stays if left out.
 * @param name of the file in messages, where a copy is opened.
 * @throws StoreError when the file is no database, newer than this program, or cannot be written.
 */
export function openForWriting(
  path: string,
  programVersion?: string,
  name: string = path,
): Connection {
  return guarded(name, () => {
    mkdirSync(dirname(path), { recursive: true });
    const db = new Database(path, { timeout: BUSY_TIMEOUT_MS });
    try {
      refuseForeign(db, name);
      refuseOther(db, name);
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = FULL');
      db.pragma('foreign_keys = ON');
      db.transaction(() => {
        migrate(db, programVersion, name);
        // Those of a large sweep whose run was killed, and all after a migration.
        analyseAll(db);
      }).immediate();
      rememberFile(db);
    } catch (error) {
      db.close();
      throw error;
    }
    return db;
  });
}

/**
 * Opens an existing database for reading only; undefined when there is none. One of an older schema
 * is brought up to date first (or a copy of it, where it may not be written): its views lack what is
 * asked for. Nothing else changes a file that is read.
 *
 * @throws StoreError as `openForWriting` does.
 */
export function openForReading(path: string): Connection | undefined {
  if (!existsSync(path)) return undefined;
  const found = guarded(path, (): Connection | 'older' | undefined => {
    const db = openReadable(path, BUSY_TIMEOUT_MS);
    try {
      refuseForeign(db, path);
      refuseOther(db, path);
      // Views appear in the transaction that makes the first version.
      if (version(db) === 0) {
        db.close();
        return undefined;
      }
      if (version(db) < SCHEMA_VERSION) {
        db.close();
        return 'older';
      }
      refuseIncomplete(db, path);
    } catch (error) {
      db.close();
      throw error;
    }
    return db;
  });
  if (found !== 'older') return found;
  try {
    openForWriting(path).close();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    // Where the file may not be changed, a copy is brought up to date and read.
    return guarded(path, () => openCopy(path, (copy) => openForWriting(copy, undefined, path)));
  }
  return openForReading(path);
}

function migrate(db: Connection, programVersion: string | undefined, name: string): void {
  // Another process may have migrated, even beyond us, while this one waited for its turn.
  refuseOther(db, name);
  const from = version(db);
  if (from === SCHEMA_VERSION) refuseIncomplete(db, name);
  for (const statements of MIGRATIONS.slice(from)) db.exec(statements);
  const before = db.prepare("SELECT value FROM meta WHERE key = 'written_by'").pluck().get();
  const written = programVersion === undefined ? before : `flopsweep ${programVersion}`;
  if (from === SCHEMA_VERSION && before === written) return;
  for (const view of [...VIEW_NAMES].reverse()) db.exec(`DROP VIEW IF EXISTS ${view}`);
  db.exec(VIEWS);
  db.exec(`DROP TRIGGER IF EXISTS result_changed; ${RESULT_TRIGGER}`);
  // Another version may judge otherwise.
  db.exec('DELETE FROM sweep_analyses');
  db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('written_by', ?)").run(written);
  db.pragma(`application_id = ${APPLICATION_ID}`);
  db.pragma(`user_version = ${SCHEMA_VERSION}`);
}

/** Another program's database is left alone; an empty file may become ours. */
function refuseForeign(db: Connection, path: string): void {
  // One transaction, so that what another process makes at this moment is seen whole or not at all.
  const isOurs = db.transaction((): boolean => {
    const tables = db.prepare('SELECT count(*) FROM sqlite_master').pluck().get() as number;
    const id = db.pragma('application_id', { simple: true });
    return id === APPLICATION_ID || (tables === 0 && version(db) === 0);
  });
  if (isOurs()) return;
  throw new StoreError(otherProgram(path));
}

/** A version that this program cannot read, or that none of its versions has written. */
function refuseOther(db: Connection, path: string): void {
  // The tables and the number are written in one transaction, and so they are read.
  const { found, isEmpty } = db.transaction(() => ({
    found: version(db),
    isEmpty: db.prepare('SELECT count(*) FROM sqlite_master').pluck().get() === 0,
  }))();
  if (found < 0 || (found === 0 && !isEmpty)) throw new StoreError(strangeSchema(path, found));
  if (found <= SCHEMA_VERSION) return;
  const writer = db.prepare("SELECT value FROM meta WHERE key = 'written_by'").pluck().get();
  const name = typeof writer === 'string' ? writer : null;
  throw new StoreError(newerSchema(path, found, SCHEMA_VERSION, name));
}

const TABLES = MIGRATIONS.flatMap((statements) =>
  [...statements.matchAll(/CREATE TABLE (\w+)/g)].map(([, table = '']) => table),
);

/** Says at once what is missing, where another program has dropped it. */
function refuseIncomplete(db: Connection, path: string): void {
  const found = db.prepare('SELECT name FROM sqlite_master').pluck().all();
  const missing = [...TABLES, ...VIEW_NAMES].filter((name) => !found.includes(name));
  if (missing.length > 0) throw new StoreError(tablesMissing(path, missing));
}

function version(db: Connection): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/** What SQLite opens beside a database: by its real name, and a copy is made by the one it was given. */
function companionsOf(path: string): readonly string[] {
  return [...new Set([path, realPath(path)])].flatMap((name) =>
    ['-wal', '-shm', '-journal'].map((end) => `${name}${end}`),
  );
}

const DATABASE_NAME = /\.(db3?|sqlite3?)$/i;

/** Turns what SQLite and the file system say into one message with the file's name. */
function guarded<T>(path: string, open: () => T): T {
  const facts = statSync(path, { throwIfNoEntry: false });
  if (facts?.isDirectory() === true) {
    const [inside] = readdirSync(path).filter((name) => DATABASE_NAME.test(name));
    throw new StoreError(databaseIsFolder(path, inside === undefined ? null : join(path, inside)));
  }
  // SQLite would wait for a pipe's writer, or read a device without an end.
  if (facts?.isFile() === false) throw new StoreError(noRegularFile(path));
  const strange = companionsOf(path).find(
    (name) => statSync(name, { throwIfNoEntry: false })?.isFile() === false,
  );
  if (strange !== undefined) throw new StoreError(companionIsNoFile(path, strange));
  try {
    return patiently(open);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    const unbuilt = whyNotLoaded(error);
    if (unbuilt !== undefined) throw new StoreError(sqliteNotLoaded(unbuilt));
    const { message, code } = error as Error & { code?: string };
    throw new StoreError(whyNotOpened(code ?? '')(path, message));
  }
}

/**
 * Of two processes that turn a new file to WAL at the same moment, SQLite refuses one at once,
 * whatever its timeout, since they would wait for each other.
 */
function patiently<T>(open: () => T): T {
  const end = performance.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      return open();
    } catch (error) {
      const { code } = error as { code?: unknown };
      const isBusy = typeof code === 'string' && code.startsWith('SQLITE_BUSY');
      if (!isBusy || performance.now() > end) throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5 + 20 * Math.random());
  }
}

function whyNotOpened(code: string): (path: string, reason: string) => string {
  if (code === 'SQLITE_NOTADB') return noDatabaseFile;
  // A statement of ours that fails on what is there.
  if (code === 'SQLITE_ERROR') return databaseChanged;
  if (code.startsWith('SQLITE_IOERR')) return diskFailed;
  return code.startsWith('SQLITE_CORRUPT') ? databaseDamaged : databaseOutOfReach;
}
