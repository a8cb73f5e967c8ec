import type { DatasetFacts, DatasetSplit } from '../data/facts.js';
import type { DatasetSource } from '../data/source.js';
import type { Network } from '../network/network.js';
import type { DeviceRequest, EngineReport } from '../native/engine.js';
import type { Hyperparameters } from '../quantity/hyperparameters.js';
import type { EpochMetrics, TestMetrics } from '../quantity/metrics.js';

/** Ways to train a job; a further one is a folder beside this file and a line in trainer.ts. */
export const TRAINER_NAMES = ['layers', 'compiled', 'fused'] as const;
export type TrainerName = (typeof TRAINER_NAMES)[number];

/** How a program is run: compiled by XLA, which takes seconds, or as a plain graph. */
export type Compilation = 'xla' | 'graph';

/** What a trainer has to know of one trial. */
export interface JobTrial extends Hyperparameters {
  readonly trial: string;
  readonly network: Network;
  /** Decides initial weights and dropout masks. */
  readonly seed: number;
  /** Decides the order of the data. */
  readonly order_seed: number;
  /** Of the job's training FLOP, 0 to 1: its part of the job's seconds. */
  readonly share: number;
}

/** Where models are kept, and for which database. */
export interface ModelsPlace {
  /** Absolute path of the folder that has a folder for each trial. */
  readonly folder: string;
  /** Name of the database's file: several in a folder share `models/`. */
  readonly database: string;
}

/** What one worker trains in one go. Plain data: it is sent to another process. */
export interface Job {
  readonly trainer: TrainerName;
  readonly device: DeviceRequest;
  /** For the trainer `compiled`. */
  readonly compile: Compilation;
  /** Whether a library without XLA is an error; else the plain graph is taken. */
  readonly xlaRequired: boolean;
  readonly dataset: DatasetSource;
  readonly facts: DatasetFacts;
  readonly split: DatasetSplit;
  readonly trials: readonly JobTrial[];
  /** Where the models of trials that complete are kept; null where none is. */
  readonly models: ModelsPlace | null;
}

/** What a worker tells while it trains; the messages of one trial come in this order. */
export type JobMessage =
  /** Once per job, when engine and dataset are loaded. */
  | {
      readonly type: 'started';
      readonly engine: EngineReport;
      /** Matrix peak of this worker, measured when its engine was loaded. */
      readonly peak_flops_per_second: number | null;
    }
  /** Before its first epoch: its program cannot be run as planned, and what is taken instead. */
  | {
      readonly type: 'fell-back';
      /** The plain graph, or the trainer that needs no program. */
      readonly to: 'graph' | 'layers';
      readonly reason: string;
    }
  /** Now and then: the share of the job's training that is done, 0 to 1, however many its trials are. */
  | { readonly type: 'progress'; readonly fraction: number }
  | { readonly type: 'epoch'; readonly trial: string; readonly metrics: EpochMetrics }
  /** Every trial ends with one of these two, or the job fails as a whole. */
  | { readonly type: 'completed'; readonly trial: string; readonly test: TestMetrics }
  | { readonly type: 'diverged'; readonly trial: string; readonly reason: string };

/** Seconds of wall time that the job spent on each part. */
export interface JobTimes {
  /** Loading library and dataset; 0 where the worker had them already. */
  readonly load_seconds: number;
  /** Building or compiling the networks. */
  readonly compile_seconds: number;
  /** Optimizer steps, with the gathering of their batches. */
  readonly train_seconds: number;
  /** Validation after each epoch and the test at the end. */
  readonly evaluate_seconds: number;
  /** How the program was run; null where there was none. */
  readonly compilation: Compilation | null;
}

/** Images per forward pass of an evaluation; results do not depend on it but for the last bits. */
export const EVALUATION_BATCH = 500;

/** As in Keras, probabilities are clipped to [CLIP, 1 - CLIP] before their logarithm is taken. */
export const CLIP = 1e-7;
