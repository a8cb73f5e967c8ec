import { join } from 'node:path';
import { hasOwnCuda } from './cuda-libraries.js';
import type { EngineCandidate, Gpu } from './engine.js';
import { CUDA_FOLDER } from './staging/wheel-layout.js';

/** The package that a process is told to load, as JSON. */
export const ENGINE_VARIABLE = 'SWEEP_ENGINE';

/** The name of the one GPU that a process sees, as TensorFlow registered it. */
export const GPU_NAME_VARIABLE = 'SWEEP_GPU_NAME';

/** What TensorFlow may take of its memory, in MiB. */
export const GPU_MEMORY_VARIABLE = 'SWEEP_GPU_MEMORY';

type Environment = Readonly<Record<string, string | undefined>>;
type Additions = Readonly<Record<string, string>>;

export interface EngineSettings {
  /** The one GPU to see; `none`; `all` that are visible; or those of these ids. */
  readonly gpus: Gpu | 'none' | 'all' | readonly string[];
  /** Threads of one operation. */
  readonly threads?: number;
  /** Folder in which XLA keeps compiled programs. */
  readonly programs?: string | undefined;
  /** Whether TensorFlow shall log which devices it makes, and why it has no GPU. */
  readonly logsDevices?: boolean;
}

/**
 * XLA's own products on a GPU are in TF32 whatever NVIDIA_TF32_OVERRIDE says; cuBLAS's are not. And
 * the same job gives the same numbers: no kernel is chosen by a race.
 */
const GPU_FLAGS = '--xla_gpu_enable_triton_gemm=false --xla_gpu_deterministic_ops=true';

/**
 * What a process that loads an engine gets in its environment, where libtensorflow reads it when it
 * is loaded. What the user has set stays; but for which GPUs there are to see.
 */
export function engineEnvironment(
  candidate: EngineCandidate,
  { gpus, threads, programs, logsDevices = false }: EngineSettings,
  env: Environment = process.env,
): Additions {
  const defaults: Record<string, string> = {
    TF_ENABLE_ONEDNN_OPTS: '0',
    // Else the first of several workers takes all of a card's memory.
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    // Products in single precision, as on every other engine; small networks lose nothing.
    NVIDIA_TF32_OVERRIDE: '0',
    // GPUs count as nvidia-smi counts them, not by speed.
    CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
    // A worker's log says why its GPU is not to be had.
    TF_CPP_MIN_LOG_LEVEL: gpus === 'none' ? '2' : '0',
  };
  // A flag that a library does not know ends its process: those of an older one are left alone.
  if (gpus !== 'none' && hasOwnCuda(candidate.path)) defaults['XLA_FLAGS'] = GPU_FLAGS;
  if (threads !== undefined) {
    defaults['TF_NUM_INTRAOP_THREADS'] = String(threads);
    defaults['TF_NUM_INTEROP_THREADS'] = '1';
    defaults['OMP_NUM_THREADS'] = String(threads);
  }
  // LLVM's further levels take a third of the time to compile and make no step faster.
  if (gpus === 'none') defaults['XLA_FLAGS'] = '--xla_backend_optimization_level=1';
  if (programs !== undefined) {
    // Flags are parted at blanks.
    defaults['TF_XLA_FLAGS'] =
      `--tf_xla_persistent_cache_directory=${/\s/.test(programs) ? `"${programs}"` : programs}`;
  }
  return {
    ...Object.fromEntries(Object.entries(defaults).filter(([name]) => env[name] === undefined)),
    ...(logsDevices ? { TF_CPP_MIN_LOG_LEVEL: '0' } : {}),
    ...libraryPath(candidate, env),
    ...visibleGpus(gpus),
    [ENGINE_VARIABLE]: JSON.stringify(candidate),
  };
}

/** The package's own CUDA comes before one of the system, which may be another version. */
function libraryPath({ path }: EngineCandidate, env: Environment): Additions {
  if (!hasOwnCuda(path)) return {};
  const folder = join(path, CUDA_FOLDER);
  const others = env['LD_LIBRARY_PATH'];
  return { LD_LIBRARY_PATH: others ? `${folder}:${others}` : folder };
}

function visibleGpus(gpus: EngineSettings['gpus']): Additions {
  if (gpus === 'all') return {};
  if (gpus === 'none') return { CUDA_VISIBLE_DEVICES: '-1' };
  if ('id' in gpus) {
    return {
      CUDA_VISIBLE_DEVICES: gpus.id,
      [GPU_NAME_VARIABLE]: gpus.name,
      [GPU_MEMORY_VARIABLE]: String(gpus.memory_mib),
    };
  }
  return { CUDA_VISIBLE_DEVICES: gpus.join(',') };
}

/**
 * What the library prints, at the level of errors, where nothing is wrong: programs from the cache
 * name features that the compiler, not the processor, has (`prefer-no-scatter`), and a cache that is
 * new has entries of no older text.
 */
const USUAL = [
  /cpu_aot_loader\.cc:\d+\] Loading XLA:CPU AOT result\. Target machine feature \+prefer-no-(scatter|gather) is not supported/,
  /Error parsing text-format tensorflow\.XlaSerializedCacheEntry/,
];

/** The lines of a worker's log without those that the native library prints in every run. */
export function stripLogNoise(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !USUAL.some((pattern) => pattern.test(line)));
}
