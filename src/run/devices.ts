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
import { REFERENCE_COSTS } from '../plan/compilation.js';
import { runSeconds } from '../plan/estimate.js';
import type { TrialWorkload } from '../plan/jobs.js';
import type { PastJob } from '../store/read.js';
import type { Resources } from './planning/time-model.js';
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
  /** Why `auto` takes no GPU of a machine that has one; null where nothing is to be said. */
  readonly gpuPassedOver: string | null;
}

/** How to find out about GPUs; others in tests. */
export interface GpuQuestions {
  readonly ask?: ((choice: GpuChoice) => Promise<FoundGpus>) | undefined;
  readonly hasDriver?: (() => boolean) | undefined;
  readonly findCpu?: (() => Promise<FoundEngine>) | undefined;
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

/**
 * Why `auto` leaves the GPUs idle: the steps of small networks are over on a processor before a GPU
 * has launched their 150 kernels. Null where the GPUs are estimated to be faster.
 */
export function whyNoGpu(
  trials: readonly TrialWorkload[],
  past: readonly PastJob[],
  workers: number | 'auto',
  gpus: number,
  machine: Machine = thisMachine(),
): string | null {
  const estimate = (count: number): number => {
    const resources: Resources = {
      engine: 'tfjs-node-gpu',
      gpus: count,
      workers,
      compile: 'auto',
      costs: REFERENCE_COSTS,
    };
    const run = { order: 'given', fuse: 'auto' } as const;
    const { seconds, slots } = divideWork(trials, run, resources, past, machine);
    return runSeconds(seconds, slots);
  };
  const [onGpus, onProcessors] = [estimate(gpus), estimate(0)];
  return onGpus <= onProcessors ? null : gpuIsSlower(onGpus / onProcessors);
}

/**
 * Settles `auto` before the run: GPUs where the machine has a driver, TensorFlow registers them and
 * they are the faster ones for this sweep.
 *
 * @param whyNot says for so many GPUs why the processors are faster; null where they are not.
 * @throws EngineError if GPUs are requested, by `device` or by `gpus`, and not available.
 */
export async function chooseDevices(
  { device, gpus }: { readonly device: DeviceRequest; readonly gpus: GpuChoice },
  whyNot: (gpus: number) => string | null,
  { ask = requireGpus, hasDriver = hasGpuDriver, findCpu = findCpuEngine }: GpuQuestions = {},
): Promise<Devices> {
  const onGpus = (found: FoundGpus): Devices => ({
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
    gpuPassedOver,
  });
  if (device === 'cpu') return onCpu(null);
  if (device === 'gpu' || gpus !== 'auto') return onGpus(await ask(gpus));
  if (!hasDriver()) {
    const chosen = await onCpu(null);
    return hasOwnCuda(chosen.candidate.path)
      ? { ...chosen, gpuPassedOver: driverNotLoaded() }
      : chosen;
  }
  try {
    const found = await ask(gpus);
    const reason = whyNot(found.gpus.length);
    return reason === null ? onGpus(found) : await onCpu(reason);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return onCpu(error.message);
  }
}
