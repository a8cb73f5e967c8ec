import { fitTimeModel, REFERENCES, type TimeModel } from '../plan/estimate.js';
import type { PastJob } from '../store/read.js';

/** What trains, as far as its speed goes. */
export type Speed = keyof typeof REFERENCES;

/** How long a worker takes here: fitted to the past jobs of its kind, else what was seen elsewhere. */
export function timeModel(past: readonly PastJob[], speed: Speed): TimeModel {
  return fitTimeModel(
    past
      .filter((job) => speedOf(job) === speed)
      .map(({ steps, flop, train_seconds, evaluate_seconds }) => ({
        steps,
        flop,
        seconds: train_seconds + evaluate_seconds,
      })),
    REFERENCES[speed],
  );
}

function speedOf({ trainer, engine, device }: PastJob): Speed {
  if (device === 'gpu') return 'gpu';
  if (trainer === 'compiled') return 'compiled';
  return engine === 'wasm' ? 'wasm' : 'native';
}
