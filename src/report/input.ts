import type {
  AttemptRecord,
  EpochRecord,
  JobRecord,
  SweepRecord,
  TrialRecord,
} from '../trial/records.js';

/** All rows of one sweep, and nothing of another. */
export interface ReportInput {
  readonly sweep: SweepRecord;
  /** The trials that the spec wants now. */
  readonly trials: readonly TrialRecord[];
  readonly epochs: readonly EpochRecord[];
  readonly jobs: readonly JobRecord[];
  readonly attempts: readonly AttemptRecord[];
  /** ISO-8601 in UTC. */
  readonly generatedAt: string;
}
