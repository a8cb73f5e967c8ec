import { readFileSync } from 'node:fs';
import { PARTS, type CATALOG } from '../dataset/catalog.js';
import { readPart, sourceFolder, type DatasetSource } from '../dataset/source.js';
import { ENGINES, type EngineName } from '../native/engine.js';
import { probeEngine, type EngineProbe } from '../native/probe.js';

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
    readonly reason: string | null;
    readonly library: string | null;
    readonly version: string | null;
    readonly devices: readonly string[];
  }[];
  /** The engine that `device: auto` takes; null when none loads. */
  readonly chosen: EngineName | null;
  readonly dataset: {
    readonly name: string;
    readonly available: boolean;
    readonly path: string | null;
    readonly reason: string | null;
  };
}

/** Loads every engine in a process of its own and verifies MNIST's files. */
export async function diagnose(): Promise<Diagnosis> {
  const probes = await Promise.all(ENGINES.map((name) => probeEngine(name)));
  const { engines } = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  ) as { engines: { node: string } };
  return {
    node: {
      version: process.versions.node,
      required: engines.node,
      supported: isAtLeast(process.versions.node, engines.node.replace('>=', '')),
    },
    engines: probes.map(engineRow),
    chosen: probes.find(({ available }) => available)?.name ?? null,
    dataset: diagnoseDataset('mnist'),
  };
}

function engineRow(probe: EngineProbe): Diagnosis['engines'][number] {
  if (!probe.available) {
    const { name, reason } = probe;
    return { name, available: false, reason, library: null, version: null, devices: [] };
  }
  const { library, version, device, device_name } = probe.report;
  const devices = [device_name === null ? device : `${device} (${device_name})`];
  return { name: probe.name, available: true, reason: null, library, version, devices };
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
