import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { CATALOG, PARTS, type Part } from './catalog.js';
import { DatasetError } from './error.js';
import { inflate } from './idx.js';

/** Where a dataset's files come from: a name of the catalog, or a folder of IDX files. */
export type DatasetSource =
  | { readonly kind: 'catalog'; readonly name: string }
  | { readonly kind: 'folder'; readonly path: string };

/** One file's plain bytes, their SHA-256 and where they were read. */
export interface PartBytes {
  readonly bytes: Uint8Array;
  readonly sha256: string;
  readonly path: string;
}

const FILE_NAMES: Readonly<Record<Part, readonly RegExp[]>> = {
  'train-images': [/^train-images[-.]idx3-ubyte(\.gz)?$/],
  'train-labels': [/^train-labels[-.]idx1-ubyte(\.gz)?$/],
  'test-images': [/^(t10k|test)-images[-.]idx3-ubyte(\.gz)?$/],
  'test-labels': [/^(t10k|test)-labels[-.]idx1-ubyte(\.gz)?$/],
};

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
    throw new DatasetError(
      `${path}: SHA-256 is ${sha256}, expected ${expected}; the file is damaged: install the package again`,
      path,
    );
  }
  return { bytes, sha256, path };
}

/** The folder that holds a source's files. */
export function sourceFolder(source: DatasetSource): string {
  if (source.kind === 'folder') return source.path;
  const entry = CATALOG[source.name];
  if (entry === undefined) throw new DatasetError(`unknown dataset: ${source.name}`, source.name);
  const require = createRequire(import.meta.url);
  try {
    return join(dirname(require.resolve(`${entry.npmPackage}/package.json`)), 'data');
  } catch {
    throw new DatasetError(
      `the npm package ${entry.npmPackage}, which holds ${source.name}, is not installed: run npm install`,
      entry.npmPackage,
    );
  }
}

function partPath(source: DatasetSource, part: Part): string {
  const folder = sourceFolder(source);
  if (!existsSync(folder)) throw new DatasetError(`${folder}: no such folder`, folder);
  let names: string[];
  try {
    names = readdirSync(folder).sort();
  } catch (error) {
    throw new DatasetError(`${folder}: cannot be read (${(error as Error).message})`, folder);
  }
  const found = names.find((name) => FILE_NAMES[part].some((pattern) => pattern.test(name)));
  if (found === undefined) {
    const index = PARTS.indexOf(part);
    const usual = [
      'train-images-idx3-ubyte',
      'train-labels-idx1-ubyte',
      't10k-images-idx3-ubyte',
      't10k-labels-idx1-ubyte',
    ];
    throw new DatasetError(
      `${folder}: no ${part} file; expected ${usual[index]} or ${usual[index]}.gz among the folder's files`,
      folder,
    );
  }
  return join(folder, found);
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new DatasetError(`${path}: cannot be read (${(error as Error).message})`, path);
  }
}
