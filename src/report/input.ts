import type {
  AttemptRecord,
  EpochRecord,
  JobRecord,
  LatencyRecord,
  SweepRecord,
  TrialRecord,
} from '../trial/records.js';

/** A sweep of a page that shows several. */
export interface ReportPart {
  readonly sweep: SweepRecord;
  /** Those that it wants and that no constraint of it excludes. */
  readonly configurations: ReadonlySet<string>;
}

/** Where learning curves are got, configuration by configuration: of a large sweep few are drawn. */
export interface EpochSource {
  /** Trials that have any, in the order of the spec. */
  readonly trained: readonly { readonly trial: string; readonly configuration: string }[];
  readonly of: (configurations: readonly string[]) => readonly EpochRecord[];
}

/** All rows of one sweep, or of several that merge.ts put together, and nothing of another. */
export interface ReportInput {
  readonly sweep: SweepRecord;
  /** Left out for one sweep. */
  readonly parts?: readonly ReportPart[];
  /** The trials that the spec wants now. */
  readonly trials: readonly TrialRecord[];
  readonly epochs: readonly EpochRecord[];
  readonly jobs: readonly JobRecord[];
  /** Of trials that went wrong the last is needed; others are not looked at. */
  readonly attempts: readonly AttemptRecord[];
  /** What `sweep measure` has measured; left out for nothing. */
  readonly latencies?: readonly LatencyRecord[];
  /** ISO-8601 in UTC. */
  readonly generatedAt: string;
}

/** The same with epochs that are still where they come from. */
export type ReportSource = Omit<ReportInput, 'epochs'> & {
  readonly epochs: readonly EpochRecord[] | EpochSource;
};

/** Rows that are there as a source of them. */
export function epochSource(epochs: ReportSource['epochs']): EpochSource {
  if (isRows(epochs)) {
    const trained = new Map(epochs.map((row) => [row.trial, row.configuration] as const));
    return {
      trained: [...trained].map(([trial, configuration]) => ({ trial, configuration })),
      of: (configurations) => {
        const wanted = new Set(configurations);
        return epochs.filter(({ configuration }) => wanted.has(configuration));
      },
    };
  }
  return epochs;
}

export function isRows(epochs: ReportSource['epochs']): epochs is readonly EpochRecord[] {
  return Array.isArray(epochs);
}
