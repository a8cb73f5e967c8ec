import type { TrialLabel } from '../planning/planned-sweep.js';
import type { LayerByLayer } from '../planning/work.js';
import type { ConfigurationSummary } from '../../front/configurations.js';
import type { EngineReport, Gpu, PassedOver } from '../../native/engine.js';
import type { EpochMetrics } from '../../quantity/metrics.js';
import type { Status } from '../../trial/trial.js';
import type { Objective } from '../../trial/objective.js';
import type { LeavingTrials } from './leaving.js';

/** How far the whole run is; the share and the time left come from FLOPs and steps. */
export interface RunProgress {
  readonly fraction: number;
  readonly remainingSeconds: number;
  /** Trials of this run that have ended, of those that it set out to train. */
  readonly ended: number;
  readonly trials: number;
}

/** Trials, and the jobs that they were in. */
export interface TrialsInJobs {
  readonly trials: number;
  readonly jobs: number;
}

/** What happens in a run, in order. */
export type RunEvent =
  /** Before anything trains: trials that the sweep had, and that the spec as it now is leaves out. */
  | ({ readonly type: 'leaving'; readonly sweep: string } & LeavingTrials)
  | {
      readonly type: 'planned';
      readonly sweep: string;
      /** Trials of the sweep, the skipped ones left out. */
      readonly trials: number;
      readonly skipped: number;
      /** Set if a random search found fewer configurations than requested; else null. */
      readonly fewerDrawn: { readonly asked: number; readonly found: number } | null;
      /** Without a result, and those of them that this run sets out to train. */
      readonly remaining: number;
      readonly chosen: number;
      readonly workers: number;
      /** Those that the workers share; empty on the CPU. */
      readonly gpus: readonly Gpu[];
      /** Why `device: auto` takes no GPU of a machine that has one. */
      readonly gpuPassedOver: string | null;
      /** Trials that no program trains, and why; null where there are none. */
      readonly layerByLayer: LayerByLayer | null;
      /** Of those that are chosen. */
      readonly estimateSeconds: number;
      /** Wall time that the run may take; null for any. */
      readonly budgetSeconds: number | null;
    }
  /** A GPU is used for the first time, and is tried and timed before. */
  | { readonly type: 'measuring'; readonly gpu: Gpu }
  /** Once, when the first worker says what it runs on. */
  | {
      readonly type: 'engine';
      readonly report: EngineReport;
      readonly passedOver: readonly PassedOver[];
    }
  /** Programs cannot be run as planned, and what is taken instead; once for each reason. */
  | {
      readonly type: 'fell-back';
      readonly to: 'graph' | 'layers';
      readonly reason: string;
    }
  | {
      readonly type: 'trial-started';
      readonly trial: TrialLabel;
      readonly attempt: number;
      /** The job that it is trained in. */
      readonly job: number;
    }
  | {
      readonly type: 'progress';
      /** The first of its job's trials that has not ended: those of a job go on side by side. */
      readonly trial: TrialLabel;
      /** Of the job, 0 to 1. */
      readonly fraction: number;
      readonly progress: RunProgress;
    }
  | {
      readonly type: 'epoch';
      readonly trial: TrialLabel;
      readonly metrics: EpochMetrics;
      readonly epochs: number;
    }
  | {
      readonly type: 'trial-ended';
      readonly trial: TrialLabel;
      readonly status: Status;
      readonly val_accuracy: number | null;
      /** Since its job began, which so many trials share. */
      readonly seconds: number;
      readonly together: number;
      /** Why it has no result; null where it has. */
      readonly error: string | null;
      readonly log: readonly string[];
      readonly retried: boolean;
      readonly progress: RunProgress;
    }
  /** A configuration's last seed has completed, and no other complete one dominates it. */
  | {
      readonly type: 'front-joined';
      readonly name: string;
      readonly configuration: ConfigurationSummary;
      readonly objectives: readonly Objective[];
    }
  /** Another process trains a trial of this sweep too; its result will serve both. */
  | { readonly type: 'waiting'; readonly pid: number; readonly host: string }
  /** Running jobs are being stopped, for this reason. */
  | { readonly type: 'stopping'; readonly reason: Exclude<RunEnd['reason'], 'completed'> }
  /** All that ran has been stopped; `lost` was in training, of which nothing is kept. */
  | { readonly type: 'stopped'; readonly completed: number; readonly lost: TrialsInJobs }
  /** At the end: what was stopped since it took too long, of which nothing is kept either. */
  | { readonly type: 'timed-out'; readonly lost: TrialsInJobs };

/** Why a run ended; `completed`: it trained everything it was asked to. */
export type RunEnd =
  | { readonly reason: 'completed' }
  | { readonly reason: 'signal' }
  /** `reached`: what ran was stopped; else nothing more was estimated to fit. */
  | { readonly reason: 'budget'; readonly reached: boolean }
  /** The first trial that failed for good. */
  | { readonly reason: 'failure'; readonly trial: TrialLabel; readonly error: string };
