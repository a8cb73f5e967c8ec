import { rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { reportPath } from '../database-path.js';
import { isOwnPage } from './own-page.js';
import { pathInside } from './path-inside.js';

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
