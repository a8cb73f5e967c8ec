import { writeCount } from '../front/numbers.js';
import { type EpochRecord, shuffleOf, type TrialRecord } from '../trial/records.js';
import {
  epochSource,
  isRows,
  type ReportInput,
  type ReportPart,
  type ReportSource,
} from './input.js';

/** Rows of one stored sweep. */
type Stored = Omit<ReportSource, 'generatedAt' | 'parts'>;

/** Sweeps that no page can show together, since their numbers would not be comparable. */
export interface Incomparable {
  /** What differs: `the convention of FLOPs`. */
  readonly what: string;
  readonly first: { readonly sweep: string; readonly value: string };
  readonly other: { readonly sweep: string; readonly value: string };
}

/** The first thing that keeps sweeps from one page; null when nothing does. */
export function incomparable(sweeps: readonly Stored[]): Incomparable | null {
  const [first] = sweeps;
  if (first === undefined) return null;
  for (const { what, of, identity = of } of FACTS) {
    const other = sweeps.find((stored) => identity(stored) !== identity(first));
    if (other !== undefined) {
      return {
        what,
        first: { sweep: first.sweep.sweep, value: of(first) },
        other: { sweep: other.sweep.sweep, value: of(other) },
      };
    }
  }
  return null;
}

/** What must be alike, as it reads and, where that is something else, as it is held together. */
const FACTS: readonly {
  readonly what: string;
  readonly of: (stored: Stored) => string;
  readonly identity?: (stored: Stored) => string;
}[] = [
  { what: conventionOfFlops(), of: ({ sweep }) => sweep.convention },
  {
    what: theDataset(),
    of: ({ sweep }) => datasetOf(sweep.dataset, sweep.dataset_sha256),
    // A dataset is its content, whatever it is called.
    identity: ({ sweep }) => sweep.dataset_sha256,
  },
  {
    what: theSplit(),
    of: ({ sweep }) =>
      splitOf(
        writeCount(sweep.train_images),
        writeCount(sweep.validation_images),
        writeCount(sweep.test_images),
        shuffleOf(sweep.dataset),
      ),
  },
];

/**
 * Several sweeps as the input of one page, whose front is under the objectives of the first. A trial
 * that several have is there once: where a constraint excludes it from one, as another has it.
 */
export function mergeSweeps(
  sweeps: readonly Omit<ReportInput, 'generatedAt' | 'parts'>[],
  generatedAt: string,
): ReportInput;
export function mergeSweeps(sweeps: readonly Stored[], generatedAt: string): ReportSource;
export function mergeSweeps(sweeps: readonly Stored[], generatedAt: string): ReportSource {
  const [first] = sweeps;
  if (first === undefined) throw new RangeError('a page needs a sweep');
  if (sweeps.length === 1) return { ...first, generatedAt };
  const trials = new Map<string, TrialRecord>();
  for (const trial of sweeps.flatMap((stored) => stored.trials)) {
    const known = trials.get(trial.trial);
    if (known === undefined || known.status === 'skipped') trials.set(trial.trial, trial);
  }
  const dates = (key: 'created' | 'updated'): string[] =>
    sweeps.map(({ sweep }) => sweep[key]).sort();
  return {
    sweep: {
      ...first.sweep,
      sweep: sweeps.map(({ sweep }) => sweep.sweep).join(', '),
      created: dates('created')[0] ?? first.sweep.created,
      updated: dates('updated').at(-1) ?? first.sweep.updated,
    },
    trials: [...trials.values()],
    epochs: mergeEpochs(sweeps.map(({ epochs }) => epochs)),
    jobs: unique(
      sweeps.flatMap((stored) => stored.jobs),
      (row) => String(row.job),
    ),
    attempts: unique(
      sweeps.flatMap((stored) => stored.attempts),
      (row) => `${row.trial} ${row.attempt}`,
    ),
    latencies: unique(
      sweeps.flatMap(({ latencies = [] }) => latencies),
      ({ trial, batch, engine, device, host }) =>
        JSON.stringify([trial, batch, engine, device, host]),
    ),
    parts: sweeps.map(partOf),
    generatedAt,
  };
}

function mergeEpochs(all: readonly ReportSource['epochs'][]): ReportSource['epochs'] {
  const key = (row: EpochRecord): string => `${row.trial} ${row.epoch}`;
  if (all.every(isRows)) return unique(all.flat(), key);
  const sources = all.map(epochSource);
  return {
    trained: unique(
      sources.flatMap(({ trained }) => trained),
      ({ trial }) => trial,
    ),
    of: (configurations) =>
      unique(
        sources.flatMap((source) => source.of(configurations)),
        key,
      ),
  };
}

function partOf({ sweep, trials }: Stored): ReportPart {
  const wanted = trials.filter(({ status }) => status !== 'skipped');
  return { sweep, configurations: new Set(wanted.map(({ configuration }) => configuration)) };
}

function unique<Row>(rows: readonly Row[], key: (row: Row) => string): Row[] {
  return [
    ...new Map([...rows].reverse().map((row) => [key(row), row] as const)).values(),
  ].reverse();
}

// What must be alike of sweeps on one page, and what each has.

export function conventionOfFlops(): string {
  return 'the convention of FLOPs';
}

export function theDataset(): string {
  return 'the dataset';
}

export function datasetOf(name: string, sha256: string): string {
  return `${name} (SHA-256 ${sha256.slice(0, 12)})`;
}

export function theSplit(): string {
  return 'the split of the dataset';
}

/** Counts as they read: `54,000`. @param shuffled such as `shuffled by seed 0`; may be empty. */
export function splitOf(
  training: string,
  validation: string,
  test: string,
  shuffled: string,
): string {
  const counts = `${training} training, ${validation} validation, ${test} test images`;
  return shuffled === '' ? counts : `${counts}, ${shuffled}`;
}
