import { fitTimeModel, REFERENCES, type TimeModel } from '../plan/estimate.js';
import type { PastJob } from '../store/read.js';

/** What trains, as far as its speed goes. */
export type Speed = keyof typeof REFERENCES;

/**
 * How long a worker takes here: fitted to the past jobs of its kind (of programs, those that XLA
 * compiled), else what was seen elsewhere.
 */
export function timeModel(past: readonly PastJob[], speed: Speed): TimeModel {
  return fitTimeModel(
    past
      .filter((job) => speedOfJob(job) === speed && job.compilation !== 'graph')
      .map(({ steps, flop, train_seconds, evaluate_seconds }) => ({
        steps,
        flop,
        seconds: train_seconds + evaluate_seconds,
      })),
    REFERENCES[speed],
  );
}

function speedOfJob({ trainer, engine, device }: PastJob): Speed {
  return speedOf(engine, device === 'gpu' ? 1 : 0, trainer);
}

export function speedOf(engine: string, gpus: number, trainer: string): Speed {
  if (gpus > 0) return 'gpu';
  if (trainer === 'compiled' || trainer === 'fused') return trainer;
  return engine === 'wasm' ? 'wasm' : 'native';
}
