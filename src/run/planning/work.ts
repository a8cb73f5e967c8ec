import type { TrainerName } from '../../train/contract.js';
import { programsOn } from '../../native/cards.js';
import { jobSeconds, type TimeModel } from '../../plan/estimate.js';
import { planJobs, type PlannedJob, type TrialWorkload } from '../../plan/jobs.js';
import type { RunChoice } from '../../spec/spec.js';
import type { PastJob } from '../../store/read.js';
import { type Resources, speedOf, timeModel } from './time-model.js';
import { packingFor, runOfPrograms } from './packing.js';
import * as messages from '../messages.js';
import { type Machine, thisMachine, workerCount } from '../executing/workers.js';

/** Trials that the layers trainer takes, one at a time. */
export interface LayerByLayer {
  readonly trials: number;
  readonly reason: string;
}

/** Trials divided into jobs, and how long these take. */
export interface Work {
  readonly jobs: readonly PlannedJob[];
  /** Estimated, of each job. */
  readonly seconds: readonly number[];
  /** The same of any job, as of a part of one. */
  readonly secondsOf: (job: PlannedJob) => number;
  /** By which the first of them is estimated. */
  readonly model: TimeModel;
  /** Trials that no program trains, and why; null where there are none. */
  readonly layerByLayer: LayerByLayer | null;
  /** Workers that the run has, and those of them that find work. */
  readonly workers: number;
  readonly slots: number;
}

/** Divides what is left to train, for a run that does it and for a plan that only says so. */
export function divideWork(
  trials: readonly TrialWorkload[],
  { order, fuse }: Pick<RunChoice, 'order' | 'fuse'>,
  resources: Resources,
  past: readonly PastJob[],
  machine: Machine = thisMachine(),
): Work {
  const { engine, gpus, benchmark } = resources;
  const together = runOfPrograms(resources) !== null;
  const workers = workerCount(resources.workers, gpus, machine, together);
  const packing = packingFor(resources, fuse, workers, machine);
  const jobs = planJobs(trials, order, packing);
  const models = new Map<TrainerName, TimeModel>();
  const modelOf = (trainer: TrainerName): TimeModel => {
    const model = models.get(trainer) ?? timeModel(past, speedOf(engine, gpus, trainer), benchmark);
    models.set(trainer, model);
    return model;
  };
  const secondsOf = (job: PlannedJob): number =>
    jobSeconds(job, modelOf(job.trainer), resources.costs);
  return {
    jobs,
    seconds: jobs.map(secondsOf),
    secondsOf,
    model: modelOf(jobs[0]?.trainer ?? packing?.trainer ?? 'layers'),
    layerByLayer: layerByLayer(jobs, resources),
    workers,
    slots: Math.max(1, Math.min(workers, jobs.length)),
  };
}

function layerByLayer(
  jobs: readonly PlannedJob[],
  { compile, card }: Pick<Resources, 'compile' | 'card'>,
): LayerByLayer | null {
  const trials = jobs.flatMap((job) => (job.trainer === 'layers' ? job.trials : []));
  const [first] = trials;
  if (first === undefined) return null;
  const own = trials.find(({ programLacks }) => programLacks !== null)?.programLacks ?? null;
  const found = card === null ? null : programsOn(card);
  const lacks = found !== null && 'lacks' in found ? found.lacks : null;
  const reason =
    compile === 'off' ? messages.askedLayerByLayer() : (own ?? lacks ?? messages.fewSteps());
  return { trials: trials.length, reason };
}
