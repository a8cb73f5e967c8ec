import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import {
  modelFilesGone,
  modelNotKept,
  outIsKept,
  outIsNoFolder,
  outIsNoModel,
} from '../../messages/cli/models.js';
import type { ComparedTrial } from '../../trial/records.js';
import { MODEL_FILE, WEIGHTS_FILE } from '../../trial/model-path.js';
import { refuseOutput } from '../output-file.js';
import { UsageError } from '../usage-error.js';
import { pathInside } from './path-inside.js';
import { modelFolders } from './removal-files.js';
import { databaseOption } from '../database-path.js';

const FILES = [MODEL_FILE, WEIGHTS_FILE];

/**
 * The folder of a trial's model.
 *
 * @throws UsageError where it is not kept, or not there.
 */
export function keptModelFolder(database: string, { trial, status, model }: ComparedTrial): string {
  if (model === null) throw new UsageError(modelNotKept(trial, status, databaseOption(database)));
  const [folder] = modelFolders(database, [model], [trial]).folders;
  if (folder === undefined || !FILES.every((file) => existsSync(join(folder, file)))) {
    throw new UsageError(modelFilesGone(trial, folder ?? dirname(model), databaseOption(database)));
  }
  return folder;
}

/**
 * Copies a model into a folder, which is made; an earlier model of ours there is replaced.
 *
 * @throws UsageError where the folder holds anything else.
 */
export function copyModel(folder: string, out: string): void {
  const facts = statSync(out, { throwIfNoEntry: false });
  if (facts !== undefined && !facts.isDirectory()) throw new UsageError(outIsNoFolder(out));
  if (facts !== undefined && !mayReplace(out)) throw new UsageError(outIsNoModel(out));
  refuseOutput(out, '--out');
  if (resolve(folder) === resolve(out)) return;
  // Other models are there, each of its own trial.
  if (pathInside(dirname(folder), out) !== null) throw new UsageError(outIsKept(out));
  mkdirSync(out, { recursive: true });
  // The topology comes last: whoever reads it finds its weights.
  for (const file of [WEIGHTS_FILE, MODEL_FILE]) copyFileSync(join(folder, file), join(out, file));
}

function mayReplace(out: string): boolean {
  const names = readdirSync(out);
  if (names.length === 0) return true;
  return names.every((name) => FILES.includes(name)) && isOurs(join(out, MODEL_FILE));
}

function isOurs(path: string): boolean {
  try {
    const json = JSON.parse(readFileSync(path, 'utf8')) as { readonly generatedBy?: unknown };
    return json.generatedBy === 'flopsweep';
  } catch {
    return false;
  }
}
