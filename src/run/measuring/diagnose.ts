import { readFileSync } from 'node:fs';
import { type CATALOG, PARTS } from '../../data/catalog.js';
import { type DatasetSource, readPart, sourceFolder } from '../../data/source.js';
import { engineCandidates } from '../../native/candidates.js';
import { DRIVER_LIBRARY } from '../../native/cuda-libraries.js';
import {
  type EngineCandidate,
  type EngineName,
  ENGINES,
  type PassedOver,
} from '../../native/engine.js';
import { hasGpuDriver, registeredGpus } from '../../native/gpus.js';
import { type EngineProbe, probeEngine } from '../../native/probe.js';
import { type CardSpeeds, readCards } from '../../native/cards.js';
import { readSpeeds, type Speeds } from '../../native/speeds.js';
import { stagedPackage } from '../../native/staging/cache.js';
import { probeSqlite, type SqliteProbe } from '../../store/sqlite.js';
import { measureGpu, measureSpeeds } from './speeds.js';
import { workerCount } from '../executing/workers.js';

/** What is here and what loads; the keys are a contract with other programs. */
export interface Diagnosis {
  readonly node: {
    readonly version: string;
    readonly required: string;
    readonly supported: boolean;
  };
  readonly engines: readonly {
    readonly name: EngineName;
    readonly available: boolean;
    /** Why it does not load, or why a better package of it does not. */
    readonly reason: string | null;
    readonly library: string | null;
    readonly version: string | null;
    /** As the library registered them, with the names that it gives. */
    readonly devices: readonly string[];
    /** The package's folder. */
    readonly path: string | null;
    /** CUDA's libraries that cannot be opened, the driver's among them. */
    readonly missing: readonly string[];
    /** As `--bench` has measured it here on the processors; null where it never has. */
    readonly speeds: Speeds | null;
    /** By its name, what each GPU was found to do with programs: see `CardSpeeds`. */
    readonly cards: Readonly<Record<string, CardSpeeds>>;
  }[];
  /** The engine that `device: auto` takes; null when none loads. */
  readonly chosen: EngineName | null;
  /** What databases are written with. */
  readonly sqlite: SqliteProbe;
  readonly dataset: {
    readonly name: string;
    readonly available: boolean;
    readonly path: string | null;
    readonly reason: string | null;
  };
  /** What would give a faster engine here, each a sentence; empty where there is nothing to do. */
  readonly advice: readonly string[];
}

/**
 * Loads every engine in a process of its own and verifies MNIST's files.
 *
 * @param bench measures those that load, one after the other.
 */
export async function diagnose({ bench = false } = {}): Promise<Diagnosis> {
  const { present, absent } = engineCandidates();
  const probes = await Promise.all(
    present.map((candidate) => probeEngine(candidate, { gpus: 'all', logsDevices: true })),
  );
  if (bench) await measureAll(present, probes);
  const { engines } = JSON.parse(
    readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
  ) as { engines: { node: string } };
  const sqlite = probeSqlite();
  const rows = ENGINES.map((name) => engineRow(name, probes, absent));
  return {
    node: {
      version: process.versions.node,
      required: engines.node,
      supported: isAtLeast(process.versions.node, engines.node.replace('>=', '')),
    },
    engines: rows,
    chosen: rows.find(({ available }) => available)?.name ?? null,
    sqlite,
    dataset: diagnoseDataset('mnist'),
    advice: adviceFor(probes, {
      canStage: process.platform === 'linux' && process.arch === 'x64',
      hasGpuDriver: hasGpuDriver(),
      hasCuda: stagedPackage(process.env, 'gpu') !== undefined,
    }),
  };
}

/** One after the other: they would slow each other down. */
async function measureAll(
  candidates: readonly EngineCandidate[],
  probes: readonly EngineProbe[],
): Promise<void> {
  for (const [index, candidate] of candidates.entries()) {
    const probe = probes[index];
    if (probe?.available !== true) continue;
    await measureSpeeds(candidate, workerCount('auto', 0));
    const names = new Map(registeredGpus(probe.log).map((gpu) => [gpu.name, gpu]));
    for (const gpu of names.values()) await measureGpu(candidate, gpu);
  }
}

/** The first package of this engine that loads, and what is wrong with those before it. */
function engineRow(
  name: EngineName,
  probes: readonly EngineProbe[],
  absent: readonly PassedOver[],
): Diagnosis['engines'][number] {
  const mine = probes.filter((probe) => probe.name === name);
  const failed = mine.flatMap((probe) => (probe.available ? [] : [probe.reason]));
  const missing = mine.flatMap((probe) => probe.missing);
  const reasons = [
    ...failed,
    ...absent.flatMap(({ engine, reason }) => (engine === name ? [reason] : [])),
  ];
  const reason = reasons.length === 0 ? null : reasons.join('; ');
  const loaded = mine.find((probe) => probe.available);
  if (loaded?.available !== true) {
    const nothing = { library: null, version: null, devices: [], path: null };
    return { name, available: false, reason, ...nothing, missing, speeds: null, cards: {} };
  }
  const { library, version, path, device, device_name } = loaded.report;
  const gpus = registeredGpus(loaded.log);
  const devices = gpus.length > 0 ? gpus.map(gpuText) : [deviceText(device, device_name)];
  const candidate = { engine: name, path };
  const found = { speeds: readSpeeds(candidate) ?? null, cards: readCards(candidate) };
  return { name, available: true, reason, library, version, devices, path, missing, ...found };
}

/** What decides about advice, besides what loads. */
export interface Surroundings {
  /** `sweep setup` works on this platform. */
  readonly canStage: boolean;
  readonly hasGpuDriver: boolean;
  /** A CUDA build is staged. */
  readonly hasCuda: boolean;
}

/** What to do for a faster engine, seen what loads: sentences, none where there is nothing to do. */
export function adviceFor(
  probes: readonly EngineProbe[],
  { canStage, hasGpuDriver: hasDriver, hasCuda }: Surroundings,
): readonly string[] {
  const advice: string[] = [];
  const missing = probes.flatMap((probe) => probe.missing);
  const libraries = missing.filter((library) => library !== DRIVER_LIBRARY);
  const failed = probes.some((probe) => !probe.available && probe.name === 'tfjs-node-gpu');
  if (libraries.length > 0 || (failed && hasCuda)) {
    advice.push(makeCudaAgain());
  }
  const native = probes.find((probe) => probe.available && probe.name !== 'wasm');
  const onGpu = native?.available === true && native.report.device === 'gpu';
  if (native === undefined && advice.length === 0) {
    advice.push(canStage ? getNative(hasDriver) : getNativeElsewhere());
  } else if (hasDriver && !hasCuda && !onGpu) {
    advice.push(getCuda());
  }
  if (missing.includes(DRIVER_LIBRARY)) {
    advice.push(installDriver());
  }
  return advice;
}

function diagnoseDataset(name: keyof typeof CATALOG): Diagnosis['dataset'] {
  const source: DatasetSource = { kind: 'catalog', name };
  try {
    for (const part of PARTS) readPart(source, part);
    return { name, available: true, path: sourceFolder(source), reason: null };
  } catch (error) {
    return { name, available: false, path: null, reason: (error as Error).message };
  }
}

function isAtLeast(version: string, least: string): boolean {
  const [a, b] = [version, least].map((text) => text.split('.').map(Number));
  for (let part = 0; part < 3; part++) {
    const difference = (a?.[part] ?? 0) - (b?.[part] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

// What sweep doctor says of this machine.

export function deviceText(device: string, name: string | null): string {
  return name === null ? device : `${device} (${name})`;
}

export function gpuText(gpu: {
  readonly id: string;
  readonly name: string;
  readonly memory_mib: number;
  readonly compute_capability: string;
}): string {
  const memory = `${(gpu.memory_mib / 1024).toFixed(0)} GiB`;
  return `gpu ${gpu.id} (${gpu.name}, ${memory} free, compute capability ${gpu.compute_capability})`;
}

// What to do for a faster engine.

export function makeCudaAgain(): string {
  return 'sweep setup --gpu reinstalls the complete CUDA build';
}

export function getNative(withGpu: boolean): string {
  return `sweep setup${withGpu ? ' --gpu' : ''} installs the native library, which is several times faster`;
}

/** Where `sweep setup` does not work. */
export function getNativeElsewhere(): string {
  return 'on Linux x86-64, sweep setup installs the native library, which is several times faster';
}

export function getCuda(): string {
  return 'there is an NVIDIA driver: sweep setup --gpu installs the CUDA build';
}

export function installDriver(): string {
  return 'the CUDA build is installed but no NVIDIA driver: install one to train on a GPU';
}
