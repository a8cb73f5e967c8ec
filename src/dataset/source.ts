import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as messages from '../messages/dataset/files.js';
import { CATALOG, catalogEntry, type Part } from './catalog.js';
import { DatasetError } from './error.js';
import { partInFolder } from './folder.js';
import { inflate } from './idx.js';

/** Where a dataset's files come from: a name of the catalog, or a folder of IDX files. */
export type DatasetSource =
  | { readonly kind: 'catalog'; readonly name: string }
  | {
      readonly kind: 'folder';
      readonly path: string;
      /** Which of several sets in it, by the beginning of their files' names; left out for the only one. */
      readonly set?: string;
    };

/** One file's plain bytes, their SHA-256 and where they were read. */
export interface PartBytes {
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly path: string;
}

/**
 * Reads one part, gunzipped, with its SHA-256 (of the plain bytes, so that a gzipped copy is the
 * same dataset). Files of the catalog are checked against their known digest.
 */
export function readPart(source: DatasetSource, part: Part): PartBytes {
  const path = partPath(source, part);
  const bytes = inflate(readBytes(path), path);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const expected = source.kind === 'catalog' ? CATALOG[source.name]?.sha256[part] : undefined;
  if (expected !== undefined && sha256 !== expected) {
    throw new DatasetError(messages.otherDigest(path, sha256, expected), path);
  }
  return { bytes, sha256, path };
}

/** The folder that holds a source's files. */
export function sourceFolder(source: DatasetSource): string {
  if (source.kind === 'folder') return source.path;
  const entry = catalogEntry(source.name);
  const require = createRequire(import.meta.url);
  try {
    return join(dirname(require.resolve(`${entry.npmPackage}/package.json`)), 'data');
  } catch {
    throw new DatasetError(
      messages.packageMissing(entry.npmPackage, source.name),
      entry.npmPackage,
    );
  }
}

function partPath(source: DatasetSource, part: Part): string {
  return partInFolder(
    sourceFolder(source),
    part,
    source.kind === 'folder' ? source.set : undefined,
  );
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new DatasetError(messages.notReadable(path, (error as Error).message), path);
  }
}
