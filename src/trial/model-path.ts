/** Folder of kept models, beside the database. */
export const MODELS_FOLDER = 'models';

/** The file name of a database that is not called otherwise. */
const USUAL_DATABASE = 'sweep.db';

/** Of a trial's id, which are hexadecimal. */
const TRIAL_DIGITS = 16;

/** A trial's folder there: two databases of one folder may both have the trial. */
export function modelFolder(trial: string, database: string): string {
  return database === USUAL_DATABASE ? trial : `${trial}.${database}`;
}

/** Where a trial's model is kept, from the database's folder. @param database its file name. */
export function modelPath(trial: string, database: string): string {
  return `${MODELS_FOLDER}/${modelFolder(trial, database)}/${MODEL_FILE}`;
}

/** The trial whose model that path is, whatever its database is called; null for a path that is none. */
export function trialOfModel(path: string): string | null {
  const folder = path.split('/')[1] ?? '';
  const trial = folder.slice(0, TRIAL_DIGITS);
  const isModel =
    /^[0-9a-f]+(\.[^\\\0]+)?$/.test(folder) && path === modelPath(trial, databaseOfModel(folder));
  return isModel && trial.length === TRIAL_DIGITS ? trial : null;
}

/** The file name of the database whose model a folder is called after. */
export function databaseOfModel(folder: string): string {
  const at = folder.indexOf('.');
  return at < 0 ? USUAL_DATABASE : folder.slice(at + 1);
}

/** What TensorFlow.js reads: the topology, and which weights lie where in the other file. */
export const MODEL_FILE = 'model.json';
export const WEIGHTS_FILE = 'weights.bin';
