/** Folder of kept models, beside the database. */
export const MODELS_FOLDER = 'models';

/** Where a trial's model is kept, from the database's folder. */
export function modelPath(trial: string): string {
  return `${MODELS_FOLDER}/${trial}/${MODEL_FILE}`;
}

/** What TensorFlow.js reads: the topology, and which weights lie where in the other file. */
export const MODEL_FILE = 'model.json';
export const WEIGHTS_FILE = 'weights.bin';
