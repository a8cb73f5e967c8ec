import { cpus } from 'node:os';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { stagedPackage } from './staging/cache.js';
import { isArray, isNullOrUndefined } from './node-util-shim.js';
import {
  ENGINES,
  EngineError,
  type Device,
  type DeviceRequest,
  type EngineName,
  type EngineReport,
} from './engine.js';

/** Set by `sweep setup` to try a package before it is moved into its place. */
export const STAGED_PACKAGE_VARIABLE = 'SWEEP_STAGED_PACKAGE';

/** Set for a worker that sees one GPU: its name, as TensorFlow registered it. */
export const GPU_NAME_VARIABLE = 'SWEEP_GPU_NAME';

/** Registers an engine's backend with tfjs-core and says what it runs on. */
type Loader = () => Promise<Omit<EngineReport, 'passed_over'>>;

const LOADERS: Readonly<Record<EngineName, Loader>> = {
  'tfjs-node-gpu': () => loadNative('tfjs-node-gpu'),
  'tfjs-node': () => loadNative('tfjs-node'),
  wasm: loadWasm,
};

/**
 * Loads the best engine that this process can have and makes it tfjs-core's backend.
 *
 * @param device `auto` takes the best engine that loads; `cpu` and `gpu` are binding.
 * @throws EngineError when no engine, or none on that device, can be had; the message says why.
 */
export async function loadEngine(device: DeviceRequest): Promise<EngineReport> {
  const passedOver: { engine: EngineName; reason: string }[] = [];
  for (const engine of candidates(device)) {
    try {
      const report = await LOADERS[engine]();
      if (device !== 'auto' && report.device !== device) {
        passedOver.push({ engine, reason: `it registered no ${device}, only a ${report.device}` });
        continue;
      }
      return { ...report, passed_over: passedOver };
    } catch (error) {
      passedOver.push({ engine, reason: shortReason(error as Error) });
    }
  }
  const reasons = passedOver.map(({ engine, reason }) => `${engine}: ${reason}`).join('; ');
  throw new EngineError(
    `device ${device} cannot be had (${reasons}); run sweep doctor to see what can`,
  );
}

/** Loads one engine by name, or rejects with the reason. */
export async function loadNamedEngine(engine: EngineName): Promise<EngineReport> {
  try {
    return { ...(await LOADERS[engine]()), passed_over: [] };
  } catch (error) {
    throw new EngineError(shortReason(error as Error));
  }
}

function candidates(device: DeviceRequest): readonly EngineName[] {
  return device === 'gpu' ? ['tfjs-node-gpu'] : ENGINES;
}

/** What this project uses of the binding's backend. */
interface NativeBackend {
  readonly isUsingGpuDevice: boolean;
  /** What the library itself says. */
  readonly binding: { readonly TF_Version?: string };
}

async function loadNative(
  engine: 'tfjs-node-gpu' | 'tfjs-node',
): Promise<Omit<EngineReport, 'passed_over'>> {
  // tfjs-node 4.22 calls two functions that Node 23 removed.
  const util = require('node:util') as Record<string, unknown>;
  util['isNullOrUndefined'] ??= isNullOrUndefined;
  util['isArray'] ??= isArray;
  const { binding, path } = loadBinding(engine);
  const tf = await import('@tensorflow/tfjs-core');
  if (!(await tf.setBackend('tensorflow'))) throw new Error('its backend does not start');
  const backend = tf.backend() as unknown as NativeBackend;
  const device: Device = backend.isUsingGpuDevice ? 'gpu' : 'cpu';
  const versions = binding.version ?? binding.default?.version;
  const threads = Number(process.env['TF_NUM_INTRAOP_THREADS'] ?? '');
  return {
    engine,
    version: versions['tfjs-node'] ?? versions['tfjs-core'] ?? 'unknown',
    library: `TensorFlow ${backend.binding.TF_Version ?? 'of unknown version'}`,
    path,
    device,
    device_name: device === 'cpu' ? processorName() : (process.env[GPU_NAME_VARIABLE] ?? null),
    threads: threads > 0 ? threads : null,
  };
}

interface BindingModule {
  readonly version: Record<string, string>;
  readonly default?: { readonly version: Record<string, string> };
}

const require = createRequire(import.meta.url);

/**
 * The first package that loads: a CUDA build that `sweep setup` has staged, the one in node_modules,
 * a staged build for the CPU. One process can hold but one of them.
 */
function loadBinding(engine: 'tfjs-node-gpu' | 'tfjs-node'): {
  readonly binding: BindingModule;
  readonly path: string;
} {
  const errors: Error[] = [];
  for (const find of packagesOf(engine)) {
    try {
      const path = find();
      if (path !== undefined) return { binding: require(path) as BindingModule, path };
    } catch (error) {
      errors.push(error as Error);
    }
  }
  throw errors[0] ?? new Error(`the package @tensorflow/${engine} is not installed`);
}

function packagesOf(engine: 'tfjs-node-gpu' | 'tfjs-node'): readonly (() => string | undefined)[] {
  const installed = (): string => dirname(require.resolve(`@tensorflow/${engine}/package.json`));
  if (engine === 'tfjs-node') return [installed];
  const tried = process.env[STAGED_PACKAGE_VARIABLE];
  if (tried !== undefined) return [() => tried];
  return [
    () => stagedPackage(process.env, 'gpu'),
    installed,
    () => stagedPackage(process.env, 'cpu'),
  ];
}

async function loadWasm(): Promise<Omit<EngineReport, 'passed_over'>> {
  const tf = await import('@tensorflow/tfjs-core');
  const wasm = await import('@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend('wasm'))) throw new Error('its backend does not start');
  await tf.ready();
  return {
    engine: 'wasm',
    version: wasm.version_wasm,
    library: `XNNPACK in tfjs-backend-wasm ${wasm.version_wasm}`,
    path: dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')),
    device: 'cpu',
    device_name: processorName(),
    threads: 1,
  };
}

function processorName(): string | null {
  return cpus()[0]?.model.trim() ?? null;
}

/** The first sentence of what can be a page of advice. */
function shortReason(error: Error): string {
  const line = error.message.split('\n').find((text) => text.trim() !== '') ?? error.name;
  return line
    .replace(/^Cannot find module '(@tensorflow\/[^/']+).*$/, 'the package $1 is not installed')
    .replace(
      /^The Node.js native addon module \(([^)]+)\) can not be found.*$/,
      'its native library is not there (sweep setup gets it)',
    )
    .trim();
}
