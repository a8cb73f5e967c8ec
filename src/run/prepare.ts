import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { inspectDataset } from '../dataset/inspect.js';
import type { DatasetSource } from '../dataset/source.js';
import { noFolderOfSpec } from '../messages/dataset/files.js';
import { expandSpec, type Expansion } from '../spec/expand.js';
import { parseSpec } from '../spec/parse.js';
import { positionOf, type Spec } from '../spec/spec.js';
import { SpecError } from '../spec/spec-error.js';

/** A spec with all that can be known before training, and where its data is. */
export interface PreparedSweep {
  readonly expansion: Expansion;
  readonly source: DatasetSource;
}

/**
 * Reads a spec to the end: text, dataset, grid, costs. Writes nothing.
 *
 * @param settings `key=value` each, in the place of what the text says.
 * @param file the spec's path: for messages, and what `dataset.path` is relative to.
 * @throws SpecError for what the spec's author can mend, DatasetError for damaged data.
 */
export function prepareSweep(
  text: string,
  file: string,
  settings: readonly string[] = [],
): PreparedSweep {
  const spec = parseSpec(text, file, settings);
  const source = sourceOf(spec);
  return { expansion: expandSpec(spec, inspectDataset(source)), source };
}

function sourceOf(spec: Spec): DatasetSource {
  const { name, path } = spec.dataset;
  if (path === null) return { kind: 'catalog', name };
  const folder = resolve(dirname(spec.file), path);
  if (!existsSync(folder)) {
    throw new SpecError([
      {
        file: spec.file,
        ...positionOf(spec, ['dataset', 'path']),
        message: noFolderOfSpec(folder),
      },
    ]);
  }
  return { kind: 'folder', path: folder };
}
