import { hostname } from 'node:os';
import { quartilesOf } from '../../front/statistics.js';
import { measuredOnProcessors, measuringFailed, noReason } from '../messages.js';
import { type DeviceRequest, EngineError } from '../../native/engine.js';
import type { Latency } from '../../store/models.js';
import type { MeasureAnswer, MeasureRequest } from '../../train/measure/contract.js';
import { epochOrder } from '../../train/seeded.js';
import { askProcess, failureOf } from './speeds.js';
import { chooseDevices, type Devices } from '../devices.js';
import { PROGRAM_VERSION } from '../planning/planned-sweep.js';
import { workerEnvironments } from '../executing/workers.js';

/** A kept model that is to be measured. */
export interface MeasuredModel {
  readonly trial: string;
  /** Folder of its files. */
  readonly folder: string;
}

export interface MeasureOptions {
  /** Images at once. */
  readonly batches: readonly number[];
  /** Timed runs of each model and batch size at least. */
  readonly runs: number;
  readonly device: DeviceRequest;
  readonly onRound?: (round: number, rounds: number) => void;
  /** Runs the process; another one in tests. */
  readonly ask?: (request: MeasureRequest, devices: Devices) => Promise<MeasureAnswer>;
}

/** Every model is measured once in each, so that what changes meanwhile changes all alike. */
export const ROUNDS = 3;
/** Of each model and batch size, in all rounds together. */
const LEAST_SECONDS = 1;
const WARMUPS = 5;

/**
 * Times the models, each in a process of its own and alone on the machine, in rounds whose orders
 * differ.
 *
 * @throws EngineError when the engine cannot be had or a model does not run on it.
 */
export async function measureModels(
  models: readonly MeasuredModel[],
  { batches, runs, device, onRound = () => undefined, ask = askMeasurer }: MeasureOptions,
): Promise<Latency[]> {
  const devices = await chooseDevices({ device, gpus: 'auto' }, measuredOnProcessors);
  const timing = {
    warmups: WARMUPS,
    runs: Math.ceil(runs / ROUNDS),
    seconds: LEAST_SECONDS / ROUNDS,
  };
  const answers = models.map((): MeasureAnswer[] => []);
  for (let round = 1; round <= ROUNDS; round++) {
    onRound(round, ROUNDS);
    for (const index of epochOrder(0, round, models.length)) {
      const { folder = '' } = models[index] ?? {};
      const request = { folder, device: devices.device, batches, timing };
      answers[index]?.push(await ask(request, devices));
    }
  }
  return models.flatMap(({ trial }, index) => latenciesOf(trial, batches, answers[index] ?? []));
}

/** Over the runs of all rounds; the memory is the most of any. */
function latenciesOf(
  trial: string,
  batches: readonly number[],
  answers: readonly MeasureAnswer[],
): Latency[] {
  const [first] = answers;
  if (first === undefined) return [];
  const { engine, version: engine_version, library, device, device_name, threads } = first.engine;
  return batches.map((batch, index) => {
    const times = answers.flatMap((answer) => answer.times[index] ?? []);
    const { lower, median, upper } = quartilesOf(times.map((time) => time / batch));
    return {
      trial,
      batch,
      median_ms: median,
      lower_quartile_ms: lower,
      upper_quartile_ms: upper,
      runs: times.length,
      peak_memory_bytes: Math.max(...answers.map((answer) => answer.peak_memory_bytes[index] ?? 0)),
      engine,
      engine_version,
      library,
      device,
      device_name,
      threads,
      host: hostname(),
      version: PROGRAM_VERSION,
    };
  });
}

async function askMeasurer(request: MeasureRequest, devices: Devices): Promise<MeasureAnswer> {
  const [environment = {}] = workerEnvironments(1, devices);
  try {
    return (await askProcess(new URL('../../train/measure/main.js', import.meta.url), {
      args: [JSON.stringify(request)],
      environment,
    })) as MeasureAnswer;
  } catch (error) {
    const reason = failureOf(error) ?? noReason();
    throw new EngineError(measuringFailed(devices.candidate.engine, request.folder, reason));
  }
}
