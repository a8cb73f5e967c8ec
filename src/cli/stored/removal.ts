import { existsSync, rmSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { SWEEP_NAME } from '../../spec/words/names.js';
import { realPath } from '../../store/real-path.js';
import { databaseOfModel, MODELS_FOLDER, trialOfModel } from '../../trial/model-path.js';
import { reportPath } from '../arguments/options.js';
import { isOwnPage } from './own-page.js';
import { expectedSweep, expectedTrial } from './messages.js';
import { readSeedsOf, readSweepNames } from '../../store/lookup.js';
import type { Connection } from '../../store/sqlite.js';
import type { RemovalRequest } from '../../store/plan-removal.js';
import { UsageError } from '../command.js';
import { findStored } from './find.js';

/** The stored pages of these sweeps that are there, and are this program's; a name that no spec can have is no file's. */
export function pagesOf(database: string, sweeps: readonly string[]): string[] {
  return sweeps
    .filter((sweep) => SWEEP_NAME.test(sweep))
    .map((sweep) => reportPath(database, sweep))
    .filter(isOwnPage);
}

/** Folders of kept models, and paths in the database that name none of its own. */
export interface ModelFolders {
  readonly folders: readonly string[];
  readonly refused: readonly string[];
}

/**
 * The folders of the models of these trials, as paths. What a database says is believed only where it
 * is what `modelPath` gives for one of the trials: somebody may have changed it, and what it names is
 * read or removed.
 */
export function modelFolders(
  database: string,
  models: readonly string[],
  trials: readonly string[],
): ModelFolders {
  const known = new Set(trials);
  const places = homesOf(database);
  const folders: string[] = [];
  const refused: string[] = [];
  for (const model of models) {
    const trial = trialOfModel(model);
    if (trial === null || !known.has(trial)) refused.push(model);
    else {
      const named = places.map((place) => join(place, dirname(model)));
      folders.push(
        ...named
          .filter((folder) => existsSync(folder))
          .concat(named)
          .slice(0, 1),
      );
    }
  }
  return { folders, refused };
}

/**
 * Those of the folders that this database may remove. A link on the way may lead anywhere; and a copy
 * of a database names what is still the model of the other one beside it.
 */
export function removableFolders(database: string, models: ModelFolders): ModelFolders {
  const own = new Set([basename(database), basename(realPath(database))]);
  const isOwn = (folder: string): boolean => {
    const home = dirname(dirname(folder));
    const owner = databaseOfModel(basename(folder));
    return (
      realPath(folder) === join(realPath(home), MODELS_FOLDER, basename(folder)) &&
      (own.has(owner) || !existsSync(join(home, owner)))
    );
  };
  const others = models.folders.filter((folder) => !isOwn(folder));
  return {
    folders: models.folders.filter(isOwn),
    refused: [...models.refused, ...others],
  };
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

/** What `sweep rm` was told. */
export interface AskedRemoval {
  readonly words: readonly string[];
  readonly old: boolean;
  readonly configuration: boolean;
}

/** @throws UsageError for a word that names nothing, or that an option does not go with. */
export function requestOf(
  db: Connection,
  database: string,
  { words, old, configuration }: AskedRemoval,
): RemovalRequest {
  const found = words.map((word) => ({ word, named: findStored(db, database, word) }));
  const sweeps: string[] = [];
  const trials: string[] = [];
  for (const { word, named } of found) {
    if (named.kind === 'sweep') {
      if (configuration) throw new UsageError(expectedTrial(word, '--configuration'));
      sweeps.push(named.sweep);
    } else {
      if (old) throw new UsageError(expectedSweep(word, '--old'));
      trials.push(...(configuration ? readSeedsOf(db, named.id) : [named.id]));
    }
  }
  if (!old) return { sweeps, trials: [...new Set(trials)], old: [] };
  return { sweeps: [], trials: [], old: words.length === 0 ? readSweepNames(db) : sweeps };
}

/** A path as seen from a folder, empty for the folder itself; null where it is not inside. */
export function pathInside(folder: string, path: string): string | null {
  const inside = relative(resolve(folder), resolve(path));
  return isAbsolute(inside) || inside.split(sep)[0] === '..' ? null : inside;
}
