import { fitTimeModel, type TimeModel } from '../plan/estimate.js';
import type { PastJob } from '../store/read.js';

/** How long training takes here: fitted to the past jobs of the engine that was used last. */
export function timeModel(past: readonly PastJob[]): TimeModel {
  const engine = past[0]?.engine;
  return fitTimeModel(
    past
      .filter((job) => job.engine === engine)
      .map(({ steps, flop, train_seconds, evaluate_seconds }) => ({
        steps,
        flop,
        seconds: train_seconds + evaluate_seconds,
      })),
  );
}
