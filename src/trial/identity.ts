import { createHash } from 'node:crypto';
import type { Hyperparameters } from './configuration.js';

/**
 * Version of what a trainer computes from a trial: initial weights, order of the data, updates,
 * metrics. Raise it when the same trial would give other numbers; stored results are then kept
 * but no longer count as done.
 */
export const TRAINER_SEMANTICS = 1;

/** The data a trial sees: content and split, never a name or a path. */
export interface DatasetIdentity {
  /** SHA-256 over the dataset's files. */
  readonly sha256: string;
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  /** Of the stratified shuffle before the split; undefined where there is none, as before there was such a thing. */
  readonly shuffle_seed?: number | undefined;
}

/** All that decides a configuration's result, except the seed. */
export interface ConfigurationContent extends Hyperparameters {
  /** Layers in order, without their names (`architectureOf` of the model folder). */
  readonly architecture: readonly unknown[];
  readonly dataset: DatasetIdentity;
  readonly data_seed: number | null;
}

/** 16 hexadecimal digits; equal content gives equal ids whatever the order of keys. */
export function configurationId(content: ConfigurationContent): string {
  return contentHash({
    architecture: content.architecture,
    dataset: content.dataset,
    data_seed: content.data_seed,
    optimizer: content.optimizer,
    learning_rate: content.learning_rate,
    // Left out where there is none, as before there was such a thing.
    weight_decay: content.weight_decay === 0 ? undefined : content.weight_decay,
    batch_size: content.batch_size,
    epochs: content.epochs,
    semantics: TRAINER_SEMANTICS,
  });
}

/** 16 hexadecimal digits for one seed of a configuration. */
export function trialId(configuration: string, seed: number): string {
  return contentHash({ configuration, seed });
}

function contentHash(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 16);
}

/** JSON with sorted keys; numbers as JavaScript writes them, so 3e6 and 3000000 are the same. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}
