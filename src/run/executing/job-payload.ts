import type { DeviceRequest } from '../../native/engine.js';
import type { PlannedJob } from '../../plan/jobs.js';
import type { Job, JobTrial, ModelsPlace } from '../../train/contract.js';
import type { PreparedSweep } from '../planning/prepare.js';

/** The job as its worker gets it, with those of its trials that were claimed. */
export function jobPayload(
  { expansion, source }: PreparedSweep,
  job: PlannedJob,
  claimed: readonly string[],
  device: DeviceRequest,
  xlaRequired = false,
  models: ModelsPlace | null = null,
): Job {
  const ours = new Set(claimed);
  const mine = job.trials.filter(({ trial }) => ours.has(trial.id));
  const flop = mine.reduce((sum, one) => sum + Number(one.flop), 0);
  const trials = mine.flatMap(({ trial, flop: own }): JobTrial[] => {
    const planned = expansion.byId.get(trial.configuration.id);
    if (planned === undefined) return [];
    const { id: _id, model: _model, ...training } = trial.configuration;
    return [
      {
        trial: trial.id,
        network: planned.network,
        seed: trial.seed,
        order_seed: trial.data_seed ?? trial.seed,
        ...training,
        share: flop === 0 ? 1 / mine.length : Number(own) / flop,
      },
    ];
  });
  return {
    trainer: job.trainer,
    device,
    compile: job.compile,
    xlaRequired,
    dataset: source,
    facts: expansion.facts,
    split: expansion.split,
    trials,
    models,
  };
}
