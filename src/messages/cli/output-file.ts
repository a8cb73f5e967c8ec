import { problem } from '../problem.js';

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
    what: `${option}: ${path} is a device, or the system's`,
    expected: 'a file, or - for stdout',
  });
}

export function outIsSpec(option: string, path: string): string {
  return problem({
    what: `${option}: ${path} exists and may be a spec`,
    advice: 'name another file, or delete it first',
  });
}
