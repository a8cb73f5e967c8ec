import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatasetError } from '../dataset/error.js';
import { inspectLabels, type InspectedDataset } from '../dataset/inspect.js';
import type { DatasetSource } from '../dataset/source.js';
import { noFolderOfSpec } from '../messages/dataset/files.js';
import { expandSpec, type Expansion } from '../spec/expand.js';
import { parseSpec } from '../spec/parse.js';
import type { Spec } from '../spec/spec.js';
import { SpecError } from '../spec/spec-error.js';
import { notesOnClasses, problemAt } from './notes-on-classes.js';

/** A spec with all that can be known before training, and where its data is. */
export interface PreparedSweep {
  readonly expansion: Expansion;
  readonly source: DatasetSource;
  /** What its author should know of the data, a line each. */
  readonly notes: readonly string[];
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
  const { facts, labels } = inspected(spec, source);
  const expansion = expandSpec(spec, facts);
  return { expansion, source, notes: labels === null ? [] : notesOnClasses(expansion, labels) };
}

function sourceOf(spec: Spec): DatasetSource {
  const { name, path, set } = spec.dataset;
  if (path === null) return { kind: 'catalog', name };
  const folder = resolve(dirname(spec.file), path);
  if (!existsSync(folder)) {
    throw new SpecError([problemAt(spec, 'path', noFolderOfSpec(folder))]);
  }
  return { kind: 'folder', path: folder, ...(set === null ? {} : { set }) };
}

/** @throws SpecError where the data is not what the spec says, and saying something else mends it. */
function inspected(spec: Spec, source: DatasetSource): InspectedDataset {
  try {
    return inspectLabels(source);
  } catch (error) {
    if (!(error instanceof DatasetError) || error.key === undefined) throw error;
    throw new SpecError([problemAt(spec, error.key, error.message)]);
  }
}
