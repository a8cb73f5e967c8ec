import { createHash, hash, type Hash } from 'node:crypto';
import {
  type HyperparameterRow,
  type Hyperparameters,
  HYPERPARAMETERS,
  TRAINING_NAMES,
} from '../quantity/hyperparameters.js';
import { recordOf } from '../quantity/table.js';

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
  /** Layers in order, without their names (`architectureOf` of the network folder). */
  readonly architecture: readonly unknown[];
  readonly dataset: DatasetIdentity;
  readonly data_seed: number | null;
}

/**
 * The ids of configurations of one architecture, 16 hexadecimal digits each; equal content gives
 * equal ids whatever the order of keys. Of the second id on, what they share is hashed no more.
 *
 * @param texts canonicalJson of parts that many architectures have.
 */
export function configurationIds(
  architecture: ConfigurationContent['architecture'],
  texts: Texts = NO_TEXTS,
): (others: Omit<ConfigurationContent, 'architecture'>) => string {
  // Of all keys it is the first in their order.
  let shared = `{"architecture":${canonicalJson(architecture, texts)},`;
  let begun: Hash | null | undefined;
  return (content) => {
    let others = '';
    for (const [name, quoted] of NAMES) {
      const value = name === 'semantics' ? TRAINER_SEMANTICS : content[name];
      if (value === undefined || value === UNHASHED[name]) continue;
      others += `${others === '' ? '' : ','}${quoted}:${canonicalJson(value)}`;
    }
    others += '}';
    if (begun === undefined) {
      begun = null;
      return shortened(hash('sha256', shared + others, 'buffer'));
    }
    if (begun === null) {
      begun = createHash('sha256').update(shared);
      shared = '';
    }
    return shortened(begun.copy().update(others).digest());
  };
}

/** Values that are left out: as it was before there was such a hyper-parameter. */
const UNHASHED: Readonly<Record<string, unknown>> = recordOf(TRAINING_NAMES, (name) => {
  const row: HyperparameterRow = HYPERPARAMETERS[name];
  return row.unhashed;
});

/** What is hashed after the architecture, in the order of canonical JSON, and as it stands there. */
const NAMES = ([...TRAINING_NAMES, 'dataset', 'data_seed', 'semantics'] as const)
  .toSorted()
  .map((name) => [name, JSON.stringify(name)] as const);

/** 16 hexadecimal digits for one seed of a configuration. */
export function trialId(configuration: string, seed: number): string {
  return shortened(hash('sha256', canonicalJson({ configuration, seed }), 'buffer'));
}

function shortened(digest: Buffer): string {
  return digest.toString('hex', 0, 8);
}

/** What canonicalJson gives of objects, by themselves. */
export type Texts = ReadonlyMap<object, string>;
const NO_TEXTS: Texts = new Map();

/**
 * JSON with sorted keys; numbers as JavaScript writes them, so 3e6 and 3000000 are the same.
 *
 * @param texts of objects in it that are known already.
 */
export function canonicalJson(value: unknown, texts: Texts = NO_TEXTS): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const known = texts.get(value);
  if (known !== undefined) return known;
  if (Array.isArray(value)) {
    let items = '';
    for (const item of value) items += `${items === '' ? '' : ','}${canonicalJson(item, texts)}`;
    return `[${items}]`;
  }
  const record = value as Readonly<Record<string, unknown>>;
  let entries = '';
  for (const key of Object.keys(record).sort()) {
    const item = record[key];
    if (item === undefined) continue;
    entries += `${entries === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(item, texts)}`;
  }
  return `{${entries}}`;
}
