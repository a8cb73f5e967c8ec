import { existsSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { SWEEP_NAME } from '../../spec/words/sweep-name.js';
import { realPath } from '../../store/real-path.js';
import { reportPath } from '../database-path.js';
import { isOwnPage } from './own-page.js';
import { pathInside } from './path-inside.js';

/** The stored pages of these sweeps that are there, and are this program's; a name that no spec can have is no file's. */
export function pagesOf(database: string, sweeps: readonly string[]): string[] {
  return sweeps
    .filter((sweep) => SWEEP_NAME.test(sweep))
    .map((sweep) => reportPath(database, sweep))
    .filter(isOwnPage);
}

/**
 * The folders of kept models, as paths. One that is not strictly inside the database's folder is left
 * out: a database that somebody changed must not have other files removed.
 */
export function modelFolders(database: string, models: readonly string[]): string[] {
  const places = homesOf(database);
  return models.flatMap((model) => {
    const folders = places.flatMap((place) => {
      const home = resolve(place);
      const inside = pathInside(home, dirname(resolve(home, model)));
      return inside === null || inside === '' ? [] : [join(place, inside)];
    });
    return folders.find((folder) => existsSync(folder)) ?? folders[0] ?? [];
  });
}

/**
 * The folders whose models a database has: that of the file itself and, where a link led to it, that
 * of the link, where earlier versions kept them.
 */
function homesOf(database: string): readonly string[] {
  const link = dirname(database);
  const real = dirname(realPath(database));
  return realPath(link) === real ? [link] : [real, link];
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
