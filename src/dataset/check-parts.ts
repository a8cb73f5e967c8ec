import { unevenClasses } from './class-shares.js';
import { SPLIT_PARTS, type DatasetSplit, type SplitPart } from './facts.js';
import { countEach, type FileLabels } from './labels.js';
import { splitRows, takeRows } from './split-rows.js';

/** A class of which a part has other than its share. */
export interface ClassCount {
  readonly label: number;
  /** Images of the class in the part, and in what the part was taken from. */
  readonly count: number;
  readonly whole: number;
}

/** Classes that a part of the split lacks, or has less than half their share of; of one of them there are some. */
export interface UnevenPart {
  readonly part: SplitPart;
  /** Images of the part, and of the file that it was taken from. */
  readonly images: number;
  readonly fileImages: number;
  readonly missing: readonly ClassCount[];
  readonly rare: readonly ClassCount[];
}

/** What of a dataset's classes its user should know. */
export interface ClassCheck {
  /** Parts that the split made uneven; a shuffle mends them. */
  readonly parts: readonly UnevenPart[];
  /** Labels of the training file that the whole test file lacks, more than chance would. */
  readonly notTested: readonly number[];
  /** Labels between the smallest and the largest of the training file that no image has. */
  readonly gaps: readonly number[];
}

/** @param firstLabel the label of class 0; what is found is told by label. */
export function checkClasses(
  labels: FileLabels,
  split: DatasetSplit,
  classes: number,
  firstLabel: number,
): ClassCheck {
  const training = countEach(labels.training);
  const test = countEach(labels.test);
  const rows = splitRows(labels, split);
  const parts = SPLIT_PARTS.flatMap((part): UnevenPart[] => {
    const [file, whole] = part === 'test' ? [labels.test, test] : [labels.training, training];
    const counts = countEach(takeRows(file, rows[part]));
    const { missing, rare } = unevenClasses(whole, counts);
    if (missing.length === 0 && rare.length === 0) return [];
    const told = (label: number): ClassCount => ({
      label: label + firstLabel,
      count: counts[label] ?? 0,
      whole: whole[label] ?? 0,
    });
    return [
      {
        part,
        images: rows[part].count,
        fileImages: file.length,
        missing: missing.map(told),
        rare: rare.map(told),
      },
    ];
  });
  const both = training.map((count, label) => count + (test[label] ?? 0));
  return {
    parts,
    notTested: unevenClasses(both, test).missing.map((label) => label + firstLabel),
    gaps: Array.from({ length: classes }, (_, label) => label)
      .filter((label) => training[label] === 0)
      .map((label) => label + firstLabel),
  };
}
