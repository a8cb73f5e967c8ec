import type { DeviceRequest } from '../native/engine.js';
import { fitTimeModel, REFERENCES, type TimeModel } from '../plan/estimate.js';
import type { PastJob } from '../store/read.js';

/** How long a worker takes here: fitted to the past jobs of the device's engine used last. */
export function timeModel(past: readonly PastJob[], device: DeviceRequest): TimeModel {
  const kind = device === 'gpu' ? 'gpu' : 'cpu';
  const mine = past.filter((job) => job.device === kind);
  return fitTimeModel(
    mine
      .filter(({ engine }) => engine === mine[0]?.engine)
      .map(({ steps, flop, train_seconds, evaluate_seconds }) => ({
        steps,
        flop,
        seconds: train_seconds + evaluate_seconds,
      })),
    REFERENCES[kind],
  );
}
