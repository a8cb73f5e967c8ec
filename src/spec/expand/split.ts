import type { DatasetFacts, DatasetSplit } from '../../data/facts.js';
import {
  batchBeyondTraining,
  limitBeyondFile,
  testBeyondFile,
  validationTakesAll,
} from '../schema/dataset.js';
import { type Path, SpecError, type SpecProblem } from '../spec-error.js';
import { positionOf, type Spec } from '../spec.js';
import { type Point, valuesOf } from '../search/space.js';

/** MNIST's own: 10,000 of 60,000. */
const USUAL_VALIDATION = 10_000;
const LARGE_ENOUGH = 2 * USUAL_VALIDATION;

export interface SplitResult {
  readonly split: DatasetSplit;
  readonly problems: readonly SpecProblem[];
}

/**
 * Which images of the data set a spec uses: validation is the end of the training file, training
 * the first `limit` of what stands before it, test the first `test` of the test file, all of that
 * after a shuffle where one is asked for. The split is of use only when there are no problems.
 */
export function splitDataset(spec: Spec, facts: DatasetFacts): SplitResult {
  const { dataset } = spec;
  const problems: SpecProblem[] = [];
  const report = (path: Path, message: string): void => {
    problems.push({ file: spec.file, ...positionOf(spec, path), message });
  };
  const validation = dataset.validation ?? usualValidation(facts.trainImages);
  const before = facts.trainImages - validation;
  const train = Math.min(dataset.limit ?? before, before);
  const test = Math.min(dataset.test ?? facts.testImages, facts.testImages);
  const { limit } = dataset;
  if (limit !== null && limit > before && before >= 1) {
    report(['dataset', 'limit'], limitBeyondFile(limit, before));
  }
  if (dataset.test !== null && dataset.test > facts.testImages && facts.testImages >= 1) {
    report(['dataset', 'test'], testBeyondFile(dataset.test, facts.testImages));
  }
  if (before < 1 || validation < 1) {
    report(['dataset', 'validation'], validationTakesAll(validation, facts.trainImages));
  }
  const { shuffleSeed } = dataset;
  const split = { train, validation, test, ...(shuffleSeed === null ? {} : { shuffleSeed }) };
  return { split, problems };
}

/** 10,000 where that is at most half of the file, else a sixth, which is MNIST's share. */
function usualValidation(trainImages: number): number {
  return trainImages >= LARGE_ENOUGH ? USUAL_VALIDATION : Math.floor(trainImages / 6);
}

/** @throws SpecError where a point's batches are larger than the training set. */
export function refuseLargeBatch(spec: Spec, { train }: DatasetSplit, point: Point): void {
  const batchSize = Number(point.value('batch_size'));
  if (batchSize <= train) return;
  const axis = point.model.axes.find(({ name }) => name === 'batch_size');
  const path = axis?.path ?? ['parameters', 'batch_size'];
  const listed = valuesOf(axis).length === 1 ? [] : ['values', valuesOf(axis).indexOf(batchSize)];
  throw new SpecError([
    {
      file: spec.file,
      ...positionOf(spec, [...path, ...listed]),
      message: batchBeyondTraining(batchSize, train),
    },
  ]);
}
