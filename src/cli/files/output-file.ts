import {
  closeSync,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { writeReport } from '../../report/write.js';
import { realPath } from '../../store/real-path.js';
import { isOwnDescriptor, PIPE, STDIN } from './read-spec.js';
import { UsageError } from '../command.js';
import { problem } from '../../text/problem.js';

/** True of `--out -`: to stdout, as other programs understand it. A parsed dash is called as the input is. */
export function isStdout(path: string | undefined): boolean {
  return path === PIPE || path === STDIN;
}

/**
 * Writes a file of data, whole or not at all, over what was there, as `>` does. A link or a pipe stays
 * what it is and is written into.
 *
 * @throws UsageError for a folder, a spec, and what `refuseOutput` refuses.
 */
export async function writeDataFile(path: string, text: string, option = '--out'): Promise<void> {
  const facts = statSync(path, { throwIfNoEntry: false });
  if (facts?.isDirectory() === true) throw new UsageError(outIsFolder(option, path));
  refuseOutput(path, option);
  if (facts !== undefined && isSpec(path)) throw new UsageError(outIsSpec(option, path));
  const own = lstatSync(path, { throwIfNoEntry: false });
  // A rename would put a file in the place of the link /dev/stdout.
  if (own !== undefined && !own.isFile()) writeFileSync(path, text);
  else await writeReport(path, text);
}

/**
 * Refuses what no file may take the place of, whatever it is called and through whichever link: a
 * database, its log or journal, there or to come, and what is the system's. The command's own
 * outputs (/dev/stdout, /dev/fd/63 of a shell's `>(..)`), pipes and /dev/null are written into.
 *
 * @throws UsageError
 */
export function refuseOutput(path: string, option: string): void {
  const place = realPath(path);
  const facts = statSync(path, { throwIfNoEntry: false });
  if (facts?.isFile() === true && isOfSqlite(path)) {
    throw new UsageError(outIsDatabase(option, path));
  }
  const database = databaseOf(path) ?? databaseOf(place);
  if (database !== undefined) throw new UsageError(outIsOfDatabase(option, path, database));
  if (facts?.isFIFO() === true || isOwnStream(path)) return;
  const isSystems = [path, place].some((name) => /^\/(proc|sys|dev(?!\/shm\/))(\/|$)/.test(name));
  const isOther = facts !== undefined && !facts.isFile() && !facts.isDirectory();
  if (isSystems || isOther) throw new UsageError(outIsDevice(option, path));
}

/** True of a file that is called like a spec, or holds what each spec has at its top. */
function isSpec(path: string): boolean {
  if ([path, realPath(path)].some((name) => /\.ya?ml$/i.test(name))) return true;
  if (!statSync(path).isFile() || statSync(path).size > LONGEST_SPEC_BYTES) return false;
  const text = readFileSync(path, 'utf8');
  return /^\s*\{/.test(text) ? hasParameters(text) : /^(["']?)parameters\1\s*:/m.test(text);
}

function hasParameters(json: string): boolean {
  try {
    return 'parameters' in (JSON.parse(json) as object);
  } catch {
    return false;
  }
}

/** Of 200,000 characters at most. */
const LONGEST_SPEC_BYTES = 800_000;

/** What is never replaced, however it is opened. */
function isOwnStream(path: string): boolean {
  return path === '/dev/null' || isOwnDescriptor(path);
}

/** The database to which a file of that name belongs, there or by its name to come. */
function databaseOf(path: string): string | undefined {
  const name = /^(.+)-(?:wal|shm|journal)$/is.exec(path)?.[1];
  if (name === undefined) return undefined;
  const isThere = statSync(name, { throwIfNoEntry: false })?.isFile() === true && isOfSqlite(name);
  return isThere || /\.(db3?|sqlite3?)$/i.test(name) ? name : undefined;
}

/** https://www.sqlite.org/fileformat.html: a database, a log in either byte order, a journal. */
const HEADS = [
  Buffer.from('SQLite format 3\0', 'latin1'),
  Buffer.from('377f0682', 'hex'),
  Buffer.from('377f0683', 'hex'),
  Buffer.from('d9d505f920a163d7', 'hex'),
];

function isOfSqlite(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(16);
    const length = readSync(file, head, 0, head.length, 0);
    return HEADS.some((start) => head.subarray(0, length).indexOf(start) === 0);
  } finally {
    closeSync(file);
  }
}

/** Of what the option `--out`, `--chart` or a page's name says. */
export function outIsFolder(option: string, path: string): string {
  return problem({
    what: `${option}: ${path} is a folder`,
    expected: 'a file, e.g. trials.csv',
  });
}

export function outIsDatabase(option: string, path: string): string {
  return problem({
    what: `${option}: ${path} is a database or its log`,
    advice: 'name another file: writing there would destroy it',
  });
}

/** Its log, its index of the log or its journal, which SQLite would take for its own. */
export function outIsOfDatabase(option: string, path: string, database: string): string {
  return problem({
    what: `${option}: ${path} belongs to the database ${database}`,
    advice: 'name another file: SQLite would read it as its own, or lose what it holds',
  });
}

export function outIsDevice(option: string, path: string): string {
  return problem({
    what: `${option}: ${path} is a device or a system file`,
    expected: 'a file, or - for stdout',
  });
}

export function outIsSpec(option: string, path: string): string {
  return problem({
    what: `${option}: ${path} exists and may be a spec`,
    advice: 'name another file, or delete it first',
  });
}
