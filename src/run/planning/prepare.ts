import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DatasetError } from '../../data/error.js';
import { type InspectedDataset, inspectLabels } from '../../data/inspect.js';
import type { DatasetSource } from '../../data/source.js';
import {
  classesMissing,
  classesNotTested,
  classesRare,
  labelsBeginAt,
  noFolderOfSpec,
  outputsWithoutImages,
} from '../../data/messages.js';
import { expandSpec, type ExpandedSpec } from '../../spec/expand.js';
import { parseSpec } from '../../spec/parse.js';
import { type DatasetChoice, positionOf, type Spec } from '../../spec/spec.js';
import { problemText, SpecError, type SpecProblem } from '../../spec/spec-error.js';
import { checkClasses, type UnevenPart } from '../../data/classes.js';
import type { FileLabels } from '../../data/split.js';

/** A spec with all that can be known before training, and where its data is. */
export interface PreparedSweep {
  readonly expansion: ExpandedSpec;
  readonly source: DatasetSource;
  /** What its author should know of the data, a line each. */
  readonly notes: readonly string[];
}

/**
 * Reads a spec to the end: text, dataset, grid, costs. Writes nothing.
 *
 * @param settings `key=value` each, overriding the text.
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

/** The key of a dataset that says how many images a part has. */
const KEYS = { train: 'limit', validation: 'validation', test: 'test' } as const;

/**
 * Notes on the classes of a dataset and of its parts, a line each.
 *
 * @throws SpecError where a part lacks classes: what is trained on it, or measured, means nothing.
 */
export function notesOnClasses(
  { spec, facts, split }: Pick<ExpandedSpec, 'spec' | 'facts' | 'split'>,
  labels: FileLabels,
): readonly string[] {
  const { classes, firstLabel } = facts;
  const { parts, notTested, gaps } = checkClasses(labels, split, classes, firstLabel);
  const at = ({ part }: UnevenPart, message: string): SpecProblem =>
    problemAt(spec, KEYS[part], message);
  const problems = parts.flatMap((part) =>
    part.missing.length === 0 ? [] : [at(part, classesMissing(part, part.missing))],
  );
  if (problems.length > 0) throw new SpecError(problems);
  const here = (message: string): string => problemText(problemAt(spec, 'path', message));
  return [
    ...(firstLabel === 0 ? [] : [here(labelsBeginAt(firstLabel, classes))]),
    ...(gaps.length === 0 ? [] : [here(outputsWithoutImages(gaps))]),
    ...(notTested.length === 0 ? [] : [here(classesNotTested(notTested))]),
    ...parts.map((part) => problemText(at(part, classesRare(part, part.rare)))),
  ];
}

/** A problem of the spec's dataset, at a key of it or, where that is not given, at all of it. */
export function problemAt(spec: Spec, key: keyof DatasetChoice, message: string): SpecProblem {
  return { file: spec.file, ...positionOf(spec, ['dataset', key]), message };
}
