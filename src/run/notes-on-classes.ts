import { checkClasses, type UnevenPart } from '../dataset/check-parts.js';
import type { FileLabels } from '../dataset/labels.js';
import {
  classesMissing,
  classesNotTested,
  classesRare,
  labelsBeginAt,
  outputsWithoutImages,
} from '../messages/dataset/classes.js';
import type { Expansion } from '../spec/expand.js';
import { positionOf, type DatasetChoice, type Spec } from '../spec/spec.js';
import { problemText, SpecError, type SpecProblem } from '../spec/spec-error.js';

/** The key of a dataset that says how many images a part has. */
const KEYS = { train: 'limit', validation: 'validation', test: 'test' } as const;

/**
 * What is said of the classes of a dataset and of the parts it is split into, a line each.
 *
 * @throws SpecError where a part lacks classes: what is trained on it, or measured, means nothing.
 */
export function notesOnClasses(
  { spec, facts, split }: Pick<Expansion, 'spec' | 'facts' | 'split'>,
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
