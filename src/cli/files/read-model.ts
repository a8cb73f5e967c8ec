import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { InputOptions } from '../../network/keras/topology.js';
import type { Network } from '../../network/network.js';
import { isOfSystem, MOST_BYTES, readTextFile } from './read-spec.js';
import { UsageError } from '../command.js';
import {
  archiveDamaged,
  archiveWithoutTopology,
  fileTooLarge,
  inFile,
  inputShapeUnknown,
  modelIsHdf5,
  modelIsNoJson,
} from './messages.js';

/** A file that `flops` was given: a model's topology, or a spec's text. */
export type ModelFile =
  | { readonly kind: 'model'; readonly json: unknown }
  | { readonly kind: 'spec'; readonly text: string };

/** Reads a spec, the JSON of a model, or a `.keras` file. */
export async function readModelFile(path: string): Promise<ModelFile> {
  const start = firstBytes(path);
  if (start.startsWith('PK')) return { kind: 'model', json: parsed(await kerasConfig(path), path) };
  if (start.startsWith('\u0089HDF')) {
    throw new UsageError(modelIsHdf5(path));
  }
  const text = readTextFile(path, "a YAML spec or a model's file");
  // A byte order mark is no JSON.
  const json = text.replace(/^\uFEFF/, '');
  return /^\s*[{[]/.test(json) || /\.(json|keras|h5)$/.test(path)
    ? { kind: 'model', json: parsed(json, path) }
    : { kind: 'spec', text };
}

/** The network of a topology; what is missing is named with the option that gives it. */
export async function networkOf(
  json: unknown,
  path: string,
  options: InputOptions,
): Promise<Network> {
  const [{ networkFromTopology }, { TopologyError }, { UnknownShapeError }] = await Promise.all([
    import('../../network/keras/topology.js'),
    import('../../layers/shape.js'),
    import('../../network/keras/input-shape.js'),
  ]);
  try {
    return networkFromTopology(json, options);
  } catch (error) {
    if (error instanceof UnknownShapeError) {
      const example = error.stated
        .map((shape) => (shape ?? [null]).map((size) => size ?? 128).join(','))
        .join('/');
      const hasUnknownSizes = !error.stated.includes(null);
      throw new UsageError(inputShapeUnknown(path, error.message, example, hasUnknownSizes));
    }
    if (error instanceof TopologyError) throw new UsageError(inFile(path, error.message));
    throw error;
  }
}

function firstBytes(path: string): string {
  try {
    if (isOfSystem(path) || !statSync(path).isFile()) return '';
    const file = openSync(path, 'r');
    try {
      const start = Buffer.alloc(4);
      return start.toString('latin1', 0, readSync(file, start));
    } finally {
      closeSync(file);
    }
  } catch {
    // Whoever reads the whole file says why it cannot be read.
    return '';
  }
}

/** The topology in a `.keras` file, which is a zip archive; its weights stay packed. */
async function kerasConfig(path: string): Promise<string> {
  const { openPromise } = await import('yauzl');
  try {
    const zip = await openPromise(path, { lazyEntries: true });
    try {
      for await (const entry of zip.eachEntry()) {
        if (entry.fileName !== 'config.json') continue;
        const { uncompressedSize: size } = entry;
        if (size > MOST_BYTES) {
          throw new UsageError(fileTooLarge(`${path}/config.json`, size, MOST_BYTES));
        }
        // The reader ends where there is more than the size that was stated.
        const parts: Buffer[] = [];
        for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Buffer);
        return Buffer.concat(parts).toString('utf8');
      }
    } finally {
      zip.close();
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(archiveDamaged(path, (error as Error).message));
  }
  throw new UsageError(archiveWithoutTopology(path));
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new UsageError(modelIsNoJson(path, (error as Error).message));
  }
}
