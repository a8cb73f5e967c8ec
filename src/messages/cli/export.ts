import { problem } from '../problem.js';

export function outIsFolder(path: string): string {
  return problem({
    what: `--out: ${path} is a folder`,
    expected: 'a file, e.g. trials.csv',
  });
}

export function outIsDatabase(path: string): string {
  return problem({
    what: `--out: ${path} is a database`,
    advice: 'name another file: writing there would destroy it',
  });
}

export function outIsSpec(path: string): string {
  return problem({
    what: `--out: ${path} exists and may be a spec`,
    advice: 'name another file, or delete it first',
  });
}
