import type { DeviceRequest } from '../native/engine.js';
import { hasGpuDriver, requireGpus, type Gpu, type GpuChoice } from '../native/gpus.js';

/** What the workers of a run are told to train on. */
export interface Devices {
  readonly device: DeviceRequest;
  /** Empty where they train on the CPU. */
  readonly gpus: readonly Gpu[];
  /** Why `auto` takes no GPU of a machine that has one; null where nothing is to be said. */
  readonly passedOver: string | null;
}

/** What is asked for: flags before the spec, and GPUs named by a flag mean a GPU. */
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
 * Settles `auto` before the run: GPUs where the machine has a driver and TensorFlow registers them.
 *
 * @throws EngineError where GPUs are asked for, by `device` or by `gpus`, and cannot be had.
 */
export async function chooseDevices(
  { device, gpus }: { readonly device: DeviceRequest; readonly gpus: GpuChoice },
  ask: typeof requireGpus = requireGpus,
  hasDriver: () => boolean = hasGpuDriver,
): Promise<Devices> {
  if (device === 'cpu') return { device, gpus: [], passedOver: null };
  if (device === 'gpu' || gpus !== 'auto') {
    return { device: 'gpu', gpus: await ask(gpus), passedOver: null };
  }
  if (!hasDriver()) return { device, gpus: [], passedOver: null };
  try {
    return { device: 'gpu', gpus: await ask(gpus), passedOver: null };
  } catch (error) {
    if ((error as Error).name !== 'EngineError') throw error;
    return { device, gpus: [], passedOver: (error as Error).message };
  }
}
