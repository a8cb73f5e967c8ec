import { keysOf } from './table.js';

/** What a measure is computed from: a network's answers to some images, by an executor's arrays. */
export interface Answers<A> {
  /** Outputs before the softmax, one per image and class. */
  readonly logits: A;
  /** Those of the images' own classes; they stretch over the classes. */
  readonly ofLabel: A;
}

/** Operations on numbers per image and class, and per image. */
export interface PerImage<A> {
  /** 0 where a <= b, else 1: also where one of them is no number. */
  readonly notAtMost: (a: A, b: A) => A;
  /** 1 where x < limit, else 0. */
  readonly below: (x: A, limit: number) => A;
  /** Per image. */
  readonly sumOverClasses: (x: A) => A;
}

/** What each executor has its own operations for, in training too. */
export const TRAINING_MEASURES = ['loss', 'accuracy'] as const;
export type TrainingMeasure = (typeof TRAINING_MEASURES)[number];

type OfImage = <A>(x: PerImage<A>, answers: Answers<A>) => A;

/** Number per image of a measure, which is its mean over a part's images. */
const COMPUTED = {
  top5_accuracy: topK(5),
} as const satisfies Readonly<Record<string, OfImage>>;

export type ComputedMeasure = keyof typeof COMPUTED;
export const COMPUTED_MEASURES = keysOf(COMPUTED);

/**
 * Whether fewer than k classes have a larger output than the image's own: as `in_top_k` of
 * TensorFlow and Keras, which counts what ties with the k-th, and nothing that is no number.
 */
function topK(k: number): OfImage {
  return (x, { logits, ofLabel }) => x.below(x.sumOverClasses(x.notAtMost(logits, ofLabel)), k);
}

/** What is measured of a network's answers, in the order of columns. */
export type Measure = TrainingMeasure | ComputedMeasure;
export const MEASURES: readonly Measure[] = [...TRAINING_MEASURES, ...COMPUTED_MEASURES];

/** The numbers per image of a measure, as an executor's operations make them. */
export function measured<A>(name: ComputedMeasure, x: PerImage<A>, answers: Answers<A>): A {
  return COMPUTED[name](x, answers);
}
