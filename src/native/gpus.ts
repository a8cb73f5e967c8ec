import { existsSync } from 'node:fs';
import * as messages from './messages.js';
import { engineCandidates } from './candidates.js';
import { DRIVER_LIBRARY, missingText } from './cuda-libraries.js';
import { EngineError, type EngineCandidate, type Gpu } from './engine.js';
import { probeEngine, type EngineProbe } from './probe.js';

/** `auto` is every GPU that is visible; else ids as CUDA_VISIBLE_DEVICES takes them. */
export type GpuChoice = 'auto' | readonly string[];

type Environment = Readonly<Record<string, string | undefined>>;

/** GPUs that can be had, and the engine that has them. */
export interface FoundGpus {
  readonly candidate: EngineCandidate;
  /** One at least. */
  readonly gpus: readonly Gpu[];
}

/** How to ask; others in tests. */
export interface GpuInquiry {
  readonly env?: Environment;
  readonly candidates?: readonly EngineCandidate[];
  readonly probe?: typeof probeEngine;
}

/**
 * The GPUs that can be had, asked of TensorFlow in a process of its own before anything is stored
 * or trained: it falls back to the CPU without an error when one of CUDA's libraries is missing.
 *
 * @throws EngineError with what TensorFlow logged and which library could not be opened.
 */
export async function requireGpus(
  choice: GpuChoice,
  {
    env = process.env,
    candidates = engineCandidates(env).present,
    probe = probeEngine,
  }: GpuInquiry = {},
): Promise<FoundGpus> {
  const asked = choice === 'auto' ? undefined : choice;
  const visible = env['CUDA_VISIBLE_DEVICES']?.split(',').map((id) => id.trim());
  const reasons: string[] = [];
  let explain = messages.gpusNotHad;
  for (const candidate of candidates.filter(({ engine }) => engine === 'tfjs-node-gpu')) {
    const result = await probe(candidate, { gpus: asked ?? 'all', logsDevices: true });
    const broken = result.missing.some((library) => library !== DRIVER_LIBRARY);
    // TensorFlow registers a GPU without some of them, and fails when a network needs one.
    if (broken) explain = messages.cudaBuildBroken;
    if (!result.available || broken) {
      reasons.push(whyNone(result));
      continue;
    }
    const together = registeredGpus(result.log, asked ?? visible);
    const gpus =
      asked !== undefined && together.length < asked.length
        ? await oneByOne(asked, candidate, probe)
        : together;
    if (gpus.length > 0) {
      requireAll(asked ?? [], gpus);
      return { candidate, gpus };
    }
    reasons.push(
      result.report.device === 'gpu' ? messages.unnamedGpu(result.report.library) : whyNone(result),
    );
  }
  if (reasons.length === 0) reasons.push(messages.noCudaBuild());
  throw new EngineError(explain(asked ?? null, reasons));
}

/** CUDA stops at the first id that it does not know, and shows one part of a card at a time. */
async function oneByOne(
  asked: readonly string[],
  candidate: EngineCandidate,
  probe: typeof probeEngine,
): Promise<readonly Gpu[]> {
  const gpus: Gpu[] = [];
  for (const id of asked) {
    const result = await probe(candidate, { gpus: [id], logsDevices: true });
    if (result.available) gpus.push(...registeredGpus(result.log, [id]));
  }
  return gpus;
}

function requireAll(asked: readonly string[], gpus: readonly Gpu[]): void {
  const lost = asked.filter((id) => gpus.every((gpu) => gpu.id !== id));
  if (lost.length > 0) throw new EngineError(messages.someGpusNotHad(lost, gpus));
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

/** What TensorFlow logs when it cannot have a GPU: a library that it could not open, a driver. */
const REASON = /could not|cannot|failed call|error|skipping registering/i;

function whyNone(result: EngineProbe): string {
  const missing = result.missing.map(missingText);
  if (!result.available) return messages.packageFailed(missing, result.reason);
  const { library, device } = result.report;
  if (device === 'gpu') return missing.join(' | ');
  const noDriver = result.missing.includes(DRIVER_LIBRARY);
  const logged = result.log
    .split('\n')
    .filter((line) => REASON.test(line) && !(noDriver && line.includes('cuInit')))
    .map((line) => line.replace(/^[IWEF]\d{4} [^\]]*\] /, '').trim());
  return messages.onlyDevice(library, device, [...missing, ...new Set(logged)]);
}
