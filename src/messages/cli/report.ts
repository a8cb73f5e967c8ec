import { problem } from '../problem.js';

/** Sweeps whose numbers one chart must not show together. */
export function incomparableSweeps({
  what,
  first,
  other,
}: {
  readonly what: string;
  readonly first: { readonly sweep: string; readonly value: string };
  readonly other: { readonly sweep: string; readonly value: string };
}): string {
  return problem({
    what: `${what} differs, so the sweeps cannot be compared on one page`,
    got: `${first.value} of ${first.sweep}, ${other.value} of ${other.sweep}`,
    advice: 'write a page for each',
  });
}

/** @param reason what the system says. */
export function pageNotWritten(page: string, sweep: string, reason: string): string {
  return problem({
    what: `${page} could not be written (${reason})`,
    advice: `what was trained is stored; make room, then sweep report ${sweep} writes the page`,
  });
}

/** @param named whether `--out` said so; else it is the page that a command writes by itself. */
export function pageIsFolder(path: string, named: boolean): string {
  return problem({
    what: `${named ? '--out' : 'page'}: ${path} is a folder`,
    expected: 'a file, e.g. page.html',
  });
}

export function pageIsDatabase(path: string): string {
  return problem({
    what: `the page of the sweep would be ${path}, which --db names as the database`,
    advice: 'name the database otherwise, e.g. sweep.db',
  });
}

export function pageInTheWay(path: string): string {
  return problem({
    what: `${path}, where the page of the sweep goes, exists and is no page that sweep made`,
    advice: 'move it away, or name a database in another folder with --db',
  });
}

/** A name in a database that no spec can have, and that might lead anywhere as a path. */
export function sweepIsNoFile(database: string, sweep: string): string {
  return problem({
    what: `${database} has a sweep called ${JSON.stringify(sweep)}, which names no file`,
    advice: 'name a file: sweep report with --out',
  });
}

export function pageIsOther(path: string): string {
  return problem({
    what: `${path} exists and is no page that sweep made`,
    advice: 'name another file with --out, or delete it first',
  });
}
