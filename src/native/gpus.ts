import { existsSync } from 'node:fs';
import { DRIVER_LIBRARY } from './cuda-libraries.js';
import { EngineError } from './engine.js';
import { probeEngine, type EngineProbe } from './probe.js';

/** A GPU that TensorFlow has registered, as it says itself. */
export interface Gpu {
  /** What CUDA_VISIBLE_DEVICES calls it: a number as nvidia-smi counts, or a UUID. */
  readonly id: string;
  readonly name: string;
  /** What TensorFlow may take of its memory, in MiB. */
  readonly memory_mib: number;
  readonly compute_capability: string;
}

/** `auto` is every GPU that is visible; else ids as CUDA_VISIBLE_DEVICES takes them. */
export type GpuChoice = 'auto' | readonly string[];

type Environment = Readonly<Record<string, string | undefined>>;
type Probe = typeof probeEngine;

/** GPUs count as nvidia-smi counts them, not by speed. */
const ORDER = { CUDA_DEVICE_ORDER: 'PCI_BUS_ID' } as const;

/** Makes TensorFlow log its devices, or the reason why it has no GPU. */
export const DEVICE_LOG = { ...ORDER, TF_CPP_MIN_LOG_LEVEL: '0' } as const;

/** What a worker must have in its environment to see one GPU alone. */
export function gpuEnvironment(gpu: Gpu): Readonly<Record<string, string>> {
  return { ...ORDER, CUDA_VISIBLE_DEVICES: gpu.id };
}

/**
 * The GPUs that can be had, asked of TensorFlow in a process of its own before anything is stored
 * or trained: it falls back to the CPU without an error when one of CUDA's libraries is missing.
 *
 * @throws EngineError with what TensorFlow logged and which library could not be opened.
 */
export async function requireGpus(
  choice: GpuChoice,
  env: Environment = process.env,
  probe: Probe = probeEngine,
): Promise<readonly Gpu[]> {
  const asked = askedFor(choice, env);
  const result = await probe('tfjs-node-gpu', {
    ...DEVICE_LOG,
    ...(asked === undefined ? {} : { CUDA_VISIBLE_DEVICES: asked.join(',') }),
  });
  const broken = result.missing.filter((library) => library !== DRIVER_LIBRARY);
  // TensorFlow registers a GPU without some of them, and fails when a network needs one.
  if (!result.available || result.report.device !== 'gpu' || broken.length > 0) {
    throw new EngineError(
      `device gpu cannot be had: ${whyNone(result)}; ` +
        (broken.length > 0
          ? 'sweep setup --gpu makes the CUDA build again'
          : 'sweep doctor shows what can'),
    );
  }
  const gpus = registeredGpus(result.log, asked);
  const missing =
    choice === 'auto' ? [] : choice.filter((id) => gpus.every((gpu) => gpu.id !== id));
  if (missing.length > 0) {
    const found = gpus.map(({ id, name }) => `${id} (${name})`).join(', ');
    throw new EngineError(
      `gpus: ${missing.join(', ')} cannot be had; TensorFlow registered ${found || 'none of them'}`,
    );
  }
  return gpus;
}

/**
 * The GPUs that TensorFlow logged when it made its devices, with the ids of `asked` where only
 * those were visible.
 */
export function registeredGpus(log: string, asked?: readonly string[]): readonly Gpu[] {
  const line =
    /\/device:GPU:(\d+) with (\d+) MB memory: +-> device: (\d+), name: (.+?), pci bus id: \S+, compute capability: ([\w.]+)/g;
  const found = new Map<string, Gpu>();
  for (const [, , memory = '', index = '', name = '', capability = ''] of log.matchAll(line)) {
    const id = asked === undefined ? index : (asked[Number(index)] ?? index);
    found.set(id, { id, name, memory_mib: Number(memory), compute_capability: capability });
  }
  return [...found.values()];
}

/** Whether an NVIDIA driver is loaded here, without asking it: `auto` looks no further if not. */
export function hasGpuDriver(env: Environment = process.env): boolean {
  if (/^(-1|)$/.test(env['CUDA_VISIBLE_DEVICES'] ?? '0')) return false;
  return ['/proc/driver/nvidia/version', '/dev/nvidiactl', '/dev/dxg'].some((path) =>
    existsSync(path),
  );
}

function askedFor(choice: GpuChoice, env: Environment): readonly string[] | undefined {
  if (choice !== 'auto') return choice;
  return env['CUDA_VISIBLE_DEVICES']?.split(',').map((id) => id.trim());
}

/** What TensorFlow logs when it cannot have a GPU: a library that it could not open, a driver. */
const REASON = /could not|cannot|failed call|error|skipping registering/i;

function whyNone(result: EngineProbe): string {
  const missing = result.missing.map(missingText);
  if (!result.available) return [...missing, `tfjs-node-gpu: ${result.reason}`].join(' | ');
  const { library, device } = result.report;
  if (device === 'gpu') return missing.join(' | ');
  const logged = result.log
    .split('\n')
    .filter((line) => REASON.test(line))
    .map((line) => line.replace(/^[IWEF]\d{4} [^\]]*\] /, '').trim());
  const reasons = [...missing, ...new Set(logged)];
  const said =
    reasons.length === 0 ? ' (sweep setup --gpu gets the CUDA build)' : `: ${reasons.join(' | ')}`;
  return `${library} registered only a ${device}${said}`;
}

/** A library of CUDA's that cannot be opened, as people read it. */
export function missingText(library: string): string {
  return library === DRIVER_LIBRARY
    ? `no NVIDIA driver is installed (${library})`
    : `${library} cannot be opened`;
}
