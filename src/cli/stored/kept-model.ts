import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  modelFilesGone,
  modelNotKept,
  outIsKept,
  outIsNoFolder,
  outIsNoModel,
} from './messages.js';
import type { ComparedTrial } from '../../trial/records.js';
import {
  databaseOfModel,
  MODEL_FILE,
  MODELS_FOLDER,
  trialOfModel,
  WEIGHTS_FILE,
} from '../../trial/model-path.js';
import { realPath } from '../../store/real-path.js';
import { refuseOutput } from '../files/output-file.js';
import { UsageError } from '../command.js';
import { modelFolders, pathInside } from './removal.js';
import { databaseOption } from '../arguments/options.js';

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
 * @throws UsageError where the folder holds anything else, keeps the models of a database, or a file of
 *   it is what no output may be (`refuseOutput`).
 */
export function copyModel(folder: string, out: string): void {
  const facts = statSync(out, { throwIfNoEntry: false });
  if (facts !== undefined && !facts.isDirectory()) throw new UsageError(outIsNoFolder(out));
  refuseOutput(out, '--out');
  const place = realPath(out);
  if (realPath(folder) === place) return;
  // Other models are there, each of its own trial.
  if (pathInside(dirname(realPath(folder)), place) !== null || isKept(place)) {
    throw new UsageError(outIsKept(out));
  }
  const files = FILES.map((file) => join(out, file));
  for (const file of files) refuseOutput(file, '--out');
  if (facts !== undefined && !mayReplace(out)) throw new UsageError(outIsNoModel(out));
  mkdirSync(out, { recursive: true });
  // Not written over: what is there may have another name elsewhere.
  for (const file of files) rmSync(file, { force: true });
  // The topology comes last: whoever reads it finds its weights.
  for (const file of [WEIGHTS_FILE, MODEL_FILE]) {
    copyFileSync(join(folder, file), join(out, file), constants.COPYFILE_EXCL);
  }
}

/** True of the folder in which a database, whichever it is, keeps the model of a trial. */
function isKept(place: string): boolean {
  const [name, models] = [basename(place), dirname(place)];
  return (
    basename(models) === MODELS_FOLDER &&
    trialOfModel(`${MODELS_FOLDER}/${name}/${MODEL_FILE}`) !== null &&
    existsSync(join(dirname(models), databaseOfModel(name)))
  );
}

/** Links may lead to files that nobody meant. */
function mayReplace(out: string): boolean {
  const entries = readdirSync(out, { withFileTypes: true });
  if (entries.length === 0) return true;
  const areFiles = entries.every((entry) => entry.isFile() && FILES.includes(entry.name));
  return areFiles && isOurs(join(out, MODEL_FILE));
}

function isOurs(path: string): boolean {
  try {
    const json = JSON.parse(readFileSync(path, 'utf8')) as { readonly generatedBy?: unknown };
    return json.generatedBy === 'flopsweep';
  } catch {
    return false;
  }
}
