/** Folder of kept models, beside the database. */
export const MODELS_FOLDER = 'models';

/** The file name of a database that is not called otherwise. */
const USUAL_DATABASE = 'sweep.db';

/** A trial's folder there: two databases of one folder may both have the trial. */
export function modelFolder(trial: string, database: string): string {
  return database === USUAL_DATABASE ? trial : `${trial}.${database}`;
}

/** Where a trial's model is kept, from the database's folder. @param database its file name. */
export function modelPath(trial: string, database: string): string {
  return `${MODELS_FOLDER}/${modelFolder(trial, database)}/${MODEL_FILE}`;
}

/** What TensorFlow.js reads: the topology, and which weights lie where in the other file. */
export const MODEL_FILE = 'model.json';
export const WEIGHTS_FILE = 'weights.bin';
