import { driverNotLoaded, gpuIsSlower } from './messages.js';
import { hasOwnCuda } from '../native/cuda-libraries.js';
import {
  EngineError,
  type DeviceRequest,
  type EngineCandidate,
  type Gpu,
  type PassedOver,
} from '../native/engine.js';
import { findCpuEngine, type FoundEngine } from '../native/find-engine.js';
import { hasGpuDriver, requireGpus, type FoundGpus, type GpuChoice } from '../native/gpus.js';
import { runSeconds } from '../plan/estimate.js';
import type { TrialWorkload } from '../plan/jobs.js';
import type { PastJob } from '../store/read.js';
import type { CardSpeeds } from '../native/cards.js';
import { meetGpu } from './measuring/speeds.js';
import { smallestGpu } from './planning/packing.js';
import { programSpeeds, type Resources } from './planning/time-model.js';
import { divideWork } from './planning/work.js';
import { thisMachine, type Machine } from './executing/workers.js';

/** What the workers of a run train on. */
export interface Devices {
  readonly device: DeviceRequest;
  readonly candidate: EngineCandidate;
  /** Better engines that do not load, and why. */
  readonly passedOver: readonly PassedOver[];
  /** Whether the engine was taken since it has loaded here before. */
  readonly untried: boolean;
  /** Empty where they train on the CPU. */
  readonly gpus: readonly Gpu[];
  /** What was found when the GPUs were first used; null where there are none. */
  readonly card: CardSpeeds | null;
  /** Why `auto` takes no GPU of a machine that has one; null where nothing is to be said. */
  readonly gpuPassedOver: string | null;
}

/** How to find out about GPUs; others in tests. */
export interface GpuQuestions {
  readonly ask?: ((choice: GpuChoice) => Promise<FoundGpus>) | undefined;
  readonly hasDriver?: (() => boolean) | undefined;
  readonly findCpu?: (() => Promise<FoundEngine>) | undefined;
  /** What a GPU does with programs; tries and times it where nobody has. */
  readonly meet?: typeof meetGpu | undefined;
  /** Before that takes its half a minute. */
  readonly onMeasure?: ((gpu: Gpu) => void) | undefined;
}

/** The requested device: flags override the spec, and GPUs named by a flag imply a GPU. */
export function askedDevices(
  spec: { readonly device: DeviceRequest; readonly gpus: GpuChoice },
  flags: { readonly device?: DeviceRequest; readonly gpus?: GpuChoice },
): { readonly device: DeviceRequest; readonly gpus: GpuChoice } {
  const named = flags.gpus !== undefined && flags.gpus !== 'auto';
  return {
    device: flags.device ?? (named ? 'gpu' : spec.device),
    gpus: flags.gpus ?? (flags.device === 'cpu' ? 'auto' : spec.gpus),
  };
}

/** GPUs that can be had, and what the first of them was found to do with programs. */
export interface KnownGpus extends FoundGpus {
  readonly card: CardSpeeds;
}

/**
 * Why `auto` leaves the GPUs idle: by what was measured on both here, the processors end first. Null
 * where the GPUs are estimated to be faster.
 */
export function whyNoGpu(
  trials: readonly TrialWorkload[],
  past: readonly PastJob[],
  { workers, compile }: Pick<Resources, 'workers' | 'compile'>,
  { candidate, gpus, card }: KnownGpus,
  machine: Machine = thisMachine(),
): string | null {
  const estimate = (count: number): number => {
    const resources: Resources = {
      engine: 'tfjs-node-gpu',
      gpus: count,
      gpuBytes: smallestGpu(gpus),
      workers,
      compile,
      ...programSpeeds(candidate, count > 0 ? card : null),
    };
    const run = { order: 'given', fuse: 'auto' } as const;
    const { seconds, slots } = divideWork(trials, run, resources, past, machine);
    return runSeconds(seconds, slots);
  };
  const [onGpus, onProcessors] = [estimate(gpus.length), estimate(0)];
  return onGpus <= onProcessors ? null : gpuIsSlower(onGpus / onProcessors);
}

/**
 * Settles `auto` before the run: GPUs where the machine has a driver, TensorFlow registers them and
 * they are the faster ones for this sweep.
 *
 * @param whyNot says of GPUs why the processors are faster; null where they are not.
 * @throws EngineError if GPUs are requested, by `device` or by `gpus`, and not available.
 */
export async function chooseDevices(
  { device, gpus }: { readonly device: DeviceRequest; readonly gpus: GpuChoice },
  whyNot: (found: KnownGpus) => string | null,
  {
    ask = requireGpus,
    hasDriver = hasGpuDriver,
    findCpu = findCpuEngine,
    meet = meetGpu,
    onMeasure = () => undefined,
  }: GpuQuestions = {},
): Promise<Devices> {
  const known = async (found: FoundGpus): Promise<KnownGpus> => ({
    ...found,
    card: await meet(found.candidate, found.gpus[0] as Gpu, onMeasure),
  });
  const onGpus = (found: KnownGpus): Devices => ({
    device: 'gpu',
    ...found,
    passedOver: [],
    untried: false,
    gpuPassedOver: null,
  });
  const onCpu = async (gpuPassedOver: string | null): Promise<Devices> => ({
    device,
    ...(await findCpu()),
    gpus: [],
    card: null,
    gpuPassedOver,
  });
  if (device === 'cpu') return onCpu(null);
  if (device === 'gpu' || gpus !== 'auto') return onGpus(await known(await ask(gpus)));
  if (!hasDriver()) {
    const chosen = await onCpu(null);
    return hasOwnCuda(chosen.candidate.path)
      ? { ...chosen, gpuPassedOver: driverNotLoaded() }
      : chosen;
  }
  try {
    const found = await known(await ask(gpus));
    const reason = whyNot(found);
    return reason === null ? onGpus(found) : await onCpu(reason);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return onCpu(error.message);
  }
}
