import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { keptConfigurations } from '../../front/front.js';
import { ModelFileError, modelNotWritten, unfinishedName } from '../../train/kept-model.js';
import type { SaveChoice } from '../../spec/spec.js';
import { forgetModels, removeUnkept } from '../../store/models.js';
import { realPath } from '../../store/real-path.js';
import type { Writer } from '../../store/writer.js';
import type { ModelsPlace } from '../../train/contract.js';
import { MODEL_FILE, modelFolder, modelPath, MODELS_FOLDER } from '../../trial/model-path.js';

/** Where models for this database are: beside the file itself, whichever link led to it. */
export function modelsPlace(database: string): ModelsPlace {
  const place = realPath(database);
  return { folder: join(dirname(place), MODELS_FOLDER), database: basename(place) };
}

/**
 * Makes the folder before anything is trained for it.
 *
 * @throws ModelFileError where it cannot be made.
 */
export function prepareModels({ folder }: ModelsPlace): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new ModelFileError(modelNotWritten(folder, (error as Error).message));
  }
}

/** The path of a trial's model as the database keeps it; null where there is none. */
export function keptModelOf(place: ModelsPlace | null, trial: string): string | null {
  if (place === null) return null;
  const { folder, database } = place;
  const isThere = existsSync(join(folder, modelFolder(trial, database), MODEL_FILE));
  return isThere ? modelPath(trial, database) : null;
}

/**
 * Removes the models that a sweep does not keep, and what a process that was killed has left: first
 * from the database, then every folder that no trial has. A folder that cannot be removed waits for
 * the next run.
 */
export function tidyModels(
  writer: Writer,
  sweep: string,
  save: SaveChoice,
  place: ModelsPlace,
): void {
  if (save === 'front') forgetModels(writer, sweep, keptConfigurations);
  const folders = ownFolders(place);
  removeUnkept(writer, [...folders.keys()], (trial) => {
    for (const path of folders.get(trial) ?? []) removeQuietly(path);
  });
  try {
    rmdirSync(place.folder);
  } catch {
    // It is not empty, or not there.
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // See above.
  }
}

/** This database's folders by trial; what else lies there is another's. */
function ownFolders({ folder, database }: ModelsPlace): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const name of namesIn(folder)) {
    const trial = /^\.?([0-9a-f]{16})(\.|$)/.exec(name)?.[1];
    if (trial === undefined) continue;
    const path = join(folder, name);
    const isOwn =
      name === unfinishedName(trial, database) ||
      (name === modelFolder(trial, database) && databaseOf(join(path, MODEL_FILE)) === database);
    if (isOwn) found.set(trial, [...(found.get(trial) ?? []), path]);
  }
  return found;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // It is not there, or nothing to be read.
    return [];
  }
}

/** The database for which a model was written; undefined where nothing says so. */
function databaseOf(path: string): unknown {
  try {
    const json = JSON.parse(readFileSync(path, 'utf8')) as {
      readonly userDefinedMetadata?: { readonly database?: unknown };
    };
    return json.userDefinedMetadata?.database;
  } catch {
    return undefined;
  }
}
