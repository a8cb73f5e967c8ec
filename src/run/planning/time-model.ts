import { goneJobs } from '../../store/holder.js';
import { openForReading } from '../../store/open.js';
import { type PastJob, readMembers, readPastJobs, readStatuses } from '../../store/read.js';
import type { Status } from '../../trial/trial.js';
import { isGone } from '../executing/holder.js';
import type { EngineCandidate, EngineName } from '../../native/engine.js';
import type { CardSpeeds } from '../../native/cards.js';
import { readSpeeds } from '../../native/speeds.js';
import { fitTimeModel, REFERENCES, type TimeModel, type Timing } from '../../plan/estimate.js';
import {
  type CompileChoice,
  type CompileCosts,
  costsOf,
  REFERENCE_COSTS,
} from '../../plan/compilation.js';

/** What a database knows before a run: of the sweep, of these trials, and of this host's speed. */
export interface Past {
  readonly statuses: ReadonlyMap<string, Status>;
  readonly jobs: readonly PastJob[];
  /** The trials that the sweep has so far; those that a constraint leaves out are not among them. */
  readonly members: ReadonlyMap<string, Status>;
}

/** Jobs that an estimate is made from, the newest. */
const PAST_JOBS = 200;

/** Reads a database and changes nothing; empty where there is none yet. */
export function readPast(
  database: string,
  sweep: string,
  ids: readonly string[],
  host: string,
): Past {
  const db = openForReading(database);
  if (db === undefined) return { statuses: new Map(), jobs: [], members: new Map() };
  try {
    return {
      // As a run finds them once it has closed what dead processes left.
      statuses: readStatuses(db, ids, goneJobs(db, isGone)),
      jobs: readPastJobs(db, host, PAST_JOBS),
      members: readMembers(db, sweep),
    };
  } finally {
    db.close();
  }
}

/** What trials are trained on, as far as it decides how they are packed and how long they take. */
export interface Resources {
  readonly engine: EngineName;
  readonly gpus: number;
  readonly workers: number | 'auto';
  readonly compile: CompileChoice;
  /** What XLA costs and gains here. */
  readonly costs: CompileCosts;
  /** What programs of the benchmark took here; empty where it was not run. */
  readonly benchmark: readonly Timing[];
  /** What is known of the GPU; null on processors, and where it was never used. */
  readonly card: CardSpeeds | null;
  /** Memory of the smallest GPU, in bytes; Infinity where nobody has asked. */
  readonly gpuBytes: number;
}

/**
 * How fast programs are: as `sweep doctor --bench` has measured it on this machine, and a GPU's first
 * use there; else as it was on another.
 */
export function programSpeeds(
  candidate: EngineCandidate | undefined,
  card: CardSpeeds | null,
): Pick<Resources, 'costs' | 'benchmark' | 'card'> {
  const onProcessors = candidate === undefined ? undefined : readSpeeds(candidate);
  const programs = (card ?? onProcessors)?.programs ?? [];
  const [small, large] = programs;
  const costs =
    small === undefined || large === undefined ? REFERENCE_COSTS : costsOf(small, large);
  const together = (card?.together ?? []).map(({ networks, step_flop, step_seconds }) => ({
    steps: networks,
    flop: networks * step_flop,
    seconds: step_seconds,
  }));
  const mixed = programs.flatMap(({ networks, step_flop, xla_step_seconds }) =>
    step_flop === undefined
      ? []
      : [{ steps: networks, flop: step_flop, seconds: xla_step_seconds }],
  );
  return { costs, benchmark: card === null ? mixed : together, card };
}

/** What trains, as far as its speed goes. */
export type Speed = keyof typeof REFERENCES;

/**
 * How long a worker takes here: fitted to the past jobs of its kind (of programs, those that XLA
 * compiled), else to the benchmark's programs, else what was seen elsewhere.
 */
export function timeModel(
  past: readonly PastJob[],
  speed: Speed,
  benchmark: readonly Timing[] = [],
): TimeModel {
  const own = past
    .filter((job) => speedOfJob(job) === speed && job.compilation !== 'graph')
    .map(({ steps, flop, train_seconds, evaluate_seconds }) => ({
      steps,
      flop,
      seconds: train_seconds + evaluate_seconds,
    }));
  const programs = speed === 'compiled' || speed === 'gpu_programs' ? benchmark : [];
  const elsewhere = fitTimeModel(programs, REFERENCES[speed], 'benchmark');
  return fitTimeModel(own, elsewhere);
}

function speedOfJob({ trainer, engine, device }: PastJob): Speed {
  return speedOf(engine, device === 'gpu' ? 1 : 0, trainer);
}

export function speedOf(engine: string, gpus: number, trainer: string): Speed {
  if (gpus > 0) return trainer === 'compiled' ? 'gpu_programs' : 'gpu';
  if (trainer === 'compiled' || trainer === 'fused') return trainer;
  return engine === 'wasm' ? 'wasm' : 'native';
}
