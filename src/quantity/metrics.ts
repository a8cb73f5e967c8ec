import { type Measure, MEASURES, type TrainingMeasure } from './measures.js';
import { keysOf, recordOf } from './table.js';

/** Parts of the images over which a measure is taken, in the order of an epoch's columns. */
const PARTS = ['training', 'validation', 'test'] as const;
type MeasuredPart = (typeof PARTS)[number];

/** What a metric's numbers are. */
export type MetricScale =
  /** Of images, 0 to 1: written in per cent, differences in percentage points. */
  | 'share'
  /** Mean categorical cross-entropy. */
  | 'nats'
  | 'seconds';

/** A number that training a trial gives. */
export interface MetricRow {
  /** Over which images, and of which measure; null for what is not measured on images. */
  readonly of:
    | { readonly part: 'training'; readonly measure: TrainingMeasure }
    | { readonly part: 'validation' | 'test'; readonly measure: Measure }
    | null;
  readonly scale: MetricScale;
  readonly better: 'larger' | 'smaller';
  /** Of columns and axes; its first letter small, how it stands in a sentence. */
  readonly label: string;
  /** Whether the view `configurations` has its standard deviation too. */
  readonly spread: boolean;
  /** Whether the page's table of trials has it, whatever the objectives are. */
  readonly listed: boolean;
  /** What other tools call it. */
  readonly aliases: readonly string[];
}

/**
 * What may choose: known of every completed trial, and compared by fronts, answers and limits. The
 * order is that of views, means and lists of names.
 */
export const METRIC_ROWS = {
  /** Of the last epoch, never the best; over the validation images, as val_loss. */
  val_accuracy: {
    of: { part: 'validation', measure: 'accuracy' },
    scale: 'share',
    better: 'larger',
    label: 'Validation accuracy',
    spread: true,
    listed: true,
    aliases: ['val_acc', 'validation_accuracy', 'accuracy', 'acc', 'test_accuracy'],
  },
  val_loss: {
    of: { part: 'validation', measure: 'loss' },
    scale: 'nats',
    better: 'smaller',
    label: 'Validation loss',
    spread: true,
    listed: true,
    aliases: ['validation_loss', 'loss', 'test_loss'],
  },
  val_top5_accuracy: {
    of: { part: 'validation', measure: 'top5_accuracy' },
    scale: 'share',
    better: 'larger',
    label: 'Validation top-5 accuracy',
    spread: true,
    listed: false,
    aliases: [
      'top5',
      'top_5',
      'top5_accuracy',
      'top_5_accuracy',
      'val_top_5_accuracy',
      'top_k_categorical_accuracy',
      'sparse_top_k_categorical_accuracy',
    ],
  },
  /** Running mean over the epoch's batches, weighted by their size, as Keras prints it; so is loss. */
  accuracy: {
    of: { part: 'training', measure: 'accuracy' },
    scale: 'share',
    better: 'larger',
    label: 'Training accuracy',
    spread: false,
    listed: true,
    aliases: [],
  },
  loss: {
    of: { part: 'training', measure: 'loss' },
    scale: 'nats',
    better: 'smaller',
    label: 'Training loss',
    spread: false,
    listed: false,
    aliases: [],
  },
  /** Wall time: of an epoch its training and validation, of a trial its share of its job's. */
  seconds: {
    of: null,
    scale: 'seconds',
    better: 'smaller',
    label: 'Seconds',
    spread: false,
    listed: true,
    aliases: [],
  },
} as const satisfies Readonly<Record<string, MetricRow>>;

/** Taken once per trial, from the last weights; never used for selection, so none is a `Metric`. */
export const TEST_METRIC_ROWS = {
  test_accuracy: {
    of: { part: 'test', measure: 'accuracy' },
    scale: 'share',
    better: 'larger',
    label: 'Test accuracy',
    spread: true,
    listed: true,
    aliases: [],
  },
  test_loss: {
    of: { part: 'test', measure: 'loss' },
    scale: 'nats',
    better: 'smaller',
    label: 'Test loss',
    spread: false,
    listed: true,
    aliases: [],
  },
} as const satisfies Readonly<Record<string, MetricRow>>;

export type Metric = keyof typeof METRIC_ROWS;
export type TestMetric = keyof typeof TEST_METRIC_ROWS;

/** Measured per trial; test accuracy is deliberately not among them: it must not choose anything. */
export const METRICS = keysOf(METRIC_ROWS);
export const TEST_METRICS = keysOf(TEST_METRIC_ROWS);

const ROWS: Readonly<Record<Metric | TestMetric, MetricRow>> = {
  ...METRIC_ROWS,
  ...TEST_METRIC_ROWS,
};

export function isTestMetric(name: string): name is TestMetric {
  return Object.hasOwn(TEST_METRIC_ROWS, name);
}

export function metricRow(name: Metric | TestMetric): MetricRow {
  return ROWS[name];
}

/** Whether it is a share of images, 0 to 1, whose differences are written in points. */
export function isShare(name: Metric | TestMetric): boolean {
  return ROWS[name].scale === 'share';
}

/** Whether it says how good a network is; `seconds` depend on what trains beside it. */
export function isOfImages(name: Metric): boolean {
  return ROWS[name].of !== null;
}

/** Columns of a trial's results, in the order of the view `trials`: of the time, what is last. */
export const RESULT_COLUMNS: readonly (Metric | TestMetric)[] = [
  ...METRICS.filter(isOfImages),
  ...TEST_METRICS,
  'seconds',
];

/** Columns of an epoch, in the order of the view `epochs`: as Keras prints them, then the time. */
export const EPOCH_COLUMNS: readonly Metric[] = [...METRICS].sort(
  (a, b) => placeInEpoch(a) - placeInEpoch(b),
);

function placeInEpoch(name: Metric): number {
  const { of } = ROWS[name];
  if (of === null) return Infinity;
  return PARTS.indexOf(of.part) * MEASURES.length + MEASURES.indexOf(of.measure);
}

/** One epoch of one trial. */
export type EpochMetrics = {
  /** Counted from 1. */
  readonly epoch: number;
} & Readonly<Record<Metric, number>>;

export type TestMetrics = Readonly<Record<TestMetric, number>>;

/** Means of measures over the images of a part. */
export type Scores = Readonly<Partial<Record<Measure, number>>>;

/** The metrics of these names, from what was measured over each part; NaN where it was not. */
export function metricsFrom<Name extends Metric | TestMetric>(
  names: readonly Name[],
  scores: Readonly<Partial<Record<MeasuredPart, Scores>>>,
  seconds = NaN,
): Readonly<Record<Name, number>> {
  return recordOf(names, (name) => {
    const { of } = ROWS[name];
    return of === null ? seconds : (scores[of.part]?.[of.measure] ?? NaN);
  });
}
