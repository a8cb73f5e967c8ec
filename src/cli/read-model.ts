import { readFileSync, statSync } from 'node:fs';
import type { InputOptions } from '../model/keras/topology.js';
import type { Network } from '../model/network.js';
import { readTextFile } from './read-spec.js';
import { UsageError } from './usage-error.js';
import {
  archiveDamaged,
  archiveWithoutTopology,
  inFile,
  inputShapeUnknown,
  modelIsHdf5,
  modelIsNoJson,
} from '../messages/cli/files.js';

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
    import('../model/keras/topology.js'),
    import('../model/topology-error.js'),
    import('../model/keras/input-shape.js'),
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
    return statSync(path).isFile() ? readFileSync(path).subarray(0, 4).toString('latin1') : '';
  } catch {
    // Whoever reads the whole file says why it cannot be read.
    return '';
  }
}

/** The topology in a `.keras` file, which is a zip archive; its weights stay packed. */
async function kerasConfig(path: string): Promise<string> {
  const { unzipSync, strFromU8 } = await import('fflate');
  try {
    const files = unzipSync(readFileSync(path), { filter: ({ name }) => name === 'config.json' });
    const config = files['config.json'];
    if (config !== undefined) return strFromU8(config);
  } catch (error) {
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
