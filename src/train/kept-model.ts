import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Network } from '../network/network.js';
import { tfjsTopology } from '../network/tfjs-topology.js';
import { MODEL_FILE, modelFolder, WEIGHTS_FILE } from '../trial/model-path.js';
import type { Job, JobTrial, ModelsPlace } from './contract.js';
import { ExplainedError, problem } from '../text/problem.js';

/** A weight by the name that it has in a model of TensorFlow.js. */
export interface NamedWeight {
  readonly name: string;
  readonly shape: readonly number[];
  /** Row-major. */
  readonly values: Float32Array;
}

/** A model cannot be written; the message says where, why and what to do. */
export class ModelFileError extends ExplainedError {
  override readonly name = 'ModelFileError';
  readonly blame = 'environment';
}

/**
 * Writes a trained network, its softmax included, as TensorFlow.js's `loadLayersModel` reads it. The
 * folder appears whole or not at all; one of an earlier attempt is replaced.
 *
 * @throws ModelFileError where it cannot be written.
 */
export function writeKeptModel(
  { folder, database }: ModelsPlace,
  { trial, network }: JobTrial,
  { facts, split }: Pick<Job, 'facts' | 'split'>,
  weights: readonly NamedWeight[],
): void {
  const beside = join(folder, unfinishedName(trial, database));
  const place = join(folder, modelFolder(trial, database));
  try {
    rmSync(beside, { recursive: true, force: true });
    mkdirSync(beside, { recursive: true });
    writeDurably(join(beside, WEIGHTS_FILE), bytesOf(weights));
    const json = JSON.stringify(modelJson(trial, network, { facts, split }, weights, database));
    writeDurably(join(beside, MODEL_FILE), Buffer.from(json));
    rmSync(place, { recursive: true, force: true });
    renameSync(beside, place);
  } catch (error) {
    throw new ModelFileError(modelNotWritten(folder, (error as Error).message));
  }
}

/** Of the folder in which a model is written; one that is left is of a worker that was killed. */
export function unfinishedName(trial: string, database: string): string {
  return `.${trial}.${database}.tmp`;
}

/** The content of model.json; what is ours stands in `userDefinedMetadata`. */
function modelJson(
  trial: string,
  network: Network,
  { facts, split }: Pick<Job, 'facts' | 'split'>,
  weights: readonly NamedWeight[],
  database: string,
): Readonly<Record<string, unknown>> {
  const embeds = network.layers.some((layer) => layer.class === 'Embedding');
  return {
    modelTopology: tfjsTopology(network),
    format: 'layers-model',
    generatedBy: 'flopsweep',
    convertedBy: null,
    weightsManifest: [
      {
        paths: [WEIGHTS_FILE],
        weights: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
      },
    ],
    userDefinedMetadata: {
      trial,
      database,
      dataset: facts.name,
      dataset_sha256: facts.sha256,
      input: embeds ? 'pixels 0 to 255' : 'pixels / 255',
      input_shape: network.inputShapes[0],
      classes: facts.classes,
      // Of each output, as the files have it.
      labels: Array.from({ length: facts.classes }, (_, output) => facts.firstLabel + output),
      split: {
        train_images: split.train,
        validation_images: split.validation,
        test_images: split.test,
        shuffle_seed: split.shuffleSeed ?? null,
      },
    },
  };
}

/** Single precision, little endian, one after the other. */
function bytesOf(weights: readonly NamedWeight[]): Buffer {
  const count = weights.reduce((sum, { values }) => sum + values.length, 0);
  const bytes = Buffer.alloc(count * 4);
  let offset = 0;
  for (const { values } of weights) {
    for (const value of values) offset = bytes.writeFloatLE(value, offset);
  }
  return bytes;
}

/** On the disk before the database says that it is there. */
function writeDurably(path: string, bytes: Buffer): void {
  const file = openSync(path, 'wx');
  try {
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A model that cannot be written while a sweep runs. */
export function modelNotWritten(folder: string, reason: string): string {
  return problem({
    what: `a trained model cannot be kept in ${folder}`,
    got: reason,
    advice: 'check space and permissions there, or keep none: --save none',
  });
}
