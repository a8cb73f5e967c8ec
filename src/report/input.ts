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

/** All rows of one sweep, or of several that merge.ts put together, and nothing of another. */
export interface ReportInput {
  readonly sweep: SweepRecord;
  /** Left out for one sweep. */
  readonly parts?: readonly ReportPart[];
  /** The trials that the spec wants now. */
  readonly trials: readonly TrialRecord[];
  readonly epochs: readonly EpochRecord[];
  readonly jobs: readonly JobRecord[];
  readonly attempts: readonly AttemptRecord[];
  /** What `sweep measure` has measured; left out for nothing. */
  readonly latencies?: readonly LatencyRecord[];
  /** ISO-8601 in UTC. */
  readonly generatedAt: string;
}
