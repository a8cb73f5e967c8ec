import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as messages from './messages.js';
import { otherLength } from './formats/messages.js';
import { CATALOG, catalogEntry, type Part } from './catalog.js';
import { DatasetError } from './error.js';
import { firstBytes } from './formats/file-kind.js';
import { partInFolder } from './formats/folder.js';
import { impliedLength, inflate, parseIdx } from './formats/idx.js';

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
    const facts = statSync(path);
    // A pipe would be waited for, a device never ends.
    if (!facts.isFile()) throw new DatasetError(messages.notRegular(path), path);
    if (facts.size > MUCH) refuseByHead(path, facts.size);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof DatasetError) throw error;
    throw new DatasetError(messages.notReadable(path, (error as Error).message), path);
  }
}

/** Less than this is read whole before its header is looked at. */
const MUCH = 64 * 1024 * 1024;

/** @throws DatasetError for a large file that is no IDX file, or not of the length in its header. */
function refuseByHead(path: string, size: number): void {
  const head = firstBytes(path);
  if (head[0] === 0x1f && head[1] === 0x8b) return;
  const implied = impliedLength(head);
  if (implied?.bytes === size) return;
  if (implied === undefined) parseIdx(head, 1, path);
  else throw new DatasetError(otherLength(path, implied.shape, size), path);
}
