import { closeSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { reportPath } from '../database-path.js';
import { pathInside } from './path-inside.js';

/** Enough to hold the line that says who made a page. */
const HEAD_BYTES = 4096;

/** The stored pages of these sweeps that are there, and are this program's. */
export function pagesOf(database: string, sweeps: readonly string[]): string[] {
  return sweeps.map((sweep) => reportPath(database, sweep)).filter(isOwnPage);
}

/**
 * The folders of kept models, as paths. One that is not strictly inside the database's folder is left
 * out: a database that somebody changed must not have other files removed.
 */
export function modelFolders(database: string, models: readonly string[]): string[] {
  const home = resolve(dirname(database));
  return models.flatMap((model) => {
    const inside = pathInside(home, dirname(resolve(home, model)));
    return inside === null || inside === '' ? [] : [join(dirname(database), inside)];
  });
}

/** Removes files and folders; what cannot be removed, with the reason. */
export function removePaths(
  paths: readonly string[],
): readonly { readonly path: string; readonly reason: string }[] {
  return paths.flatMap((path) => {
    try {
      rmSync(path, { recursive: true, force: true });
      return [];
    } catch (error) {
      return [{ path, reason: (error as Error).message }];
    }
  });
}

function isOwnPage(path: string): boolean {
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
