import { writeCount } from '../front/numbers.js';
import type { TrialRecord } from '../trial/records.js';
import type { ReportInput, ReportPart } from './input.js';

/** Rows of one stored sweep. */
type Stored = Omit<ReportInput, 'generatedAt' | 'parts'>;

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
  const facts: readonly { what: string; of: (stored: Stored) => string }[] = [
    { what: 'the convention of FLOPs', of: ({ sweep }) => sweep.convention },
    {
      what: 'the dataset',
      of: ({ sweep }) => `${sweep.dataset} (SHA-256 ${sweep.dataset_sha256.slice(0, 12)})`,
    },
    {
      what: 'the split of the dataset',
      of: ({ sweep }) =>
        `${writeCount(sweep.train_images)} training, ${writeCount(sweep.validation_images)} validation, ${writeCount(sweep.test_images)} test images`,
    },
  ];
  for (const { what, of } of facts) {
    const other = sweeps.find((stored) => identity(what, of, stored) !== identity(what, of, first));
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

/** A dataset is its content, whatever it is called. */
function identity(what: string, of: (stored: Stored) => string, stored: Stored): string {
  return what === 'the dataset' ? stored.sweep.dataset_sha256 : of(stored);
}

/**
 * Several sweeps as the input of one page, whose front is under the objectives of the first. A trial
 * that several have is there once: where a constraint excludes it from one, as another has it.
 */
export function mergeSweeps(sweeps: readonly Stored[], generatedAt: string): ReportInput {
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
    epochs: unique(
      sweeps.flatMap((stored) => stored.epochs),
      (row) => `${row.trial} ${row.epoch}`,
    ),
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

function partOf({ sweep, trials }: Stored): ReportPart {
  const wanted = trials.filter(({ status }) => status !== 'skipped');
  return { sweep, configurations: new Set(wanted.map(({ configuration }) => configuration)) };
}

function unique<Row>(rows: readonly Row[], key: (row: Row) => string): Row[] {
  return [
    ...new Map([...rows].reverse().map((row) => [key(row), row] as const)).values(),
  ].reverse();
}
