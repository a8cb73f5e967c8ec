import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Holder } from '../../src/store/holder.js';
import type { Latency } from '../../src/store/models.js';
import { openForWriting } from '../../src/store/open.js';
import type { PlannedRow, PlannedSweep } from '../../src/store/runs.js';
import type { Writer } from '../../src/store/writer.js';

/** A database in a folder of its own, with a clock that counts and processes that are told. */
export interface TestStore {
  readonly path: string;
  readonly folder: string;
  /** Another connection to the same file, as another process would have. */
  readonly writer: () => Writer;
  /** Pids of the processes that live. */
  readonly living: Set<number>;
  readonly remove: () => void;
}

export function testStore(): TestStore {
  const folder = mkdtempSync(join(tmpdir(), 'sweep-store-'));
  const path = join(folder, 'sweep.db');
  const living = new Set<number>();
  const writers: Writer[] = [];
  let ticks = 0;
  return {
    path,
    folder,
    living,
    writer: () => {
      const writer: Writer = {
        db: openForWriting(path, '0.0.0-test'),
        now: () => new Date(Date.UTC(2026, 0, 1) + 1000 * ticks++).toISOString(),
        isAlive: ({ pid }) => living.has(pid),
      };
      writers.push(writer);
      return writer;
    },
    remove: () => {
      for (const { db } of writers) db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function holder(pid: number): Holder {
  return { pid, host: 'here', process_start: String(pid) };
}

export function row(id: string, costs: Partial<PlannedRow> = {}): PlannedRow {
  return {
    id,
    family: 'mlp',
    hidden: '10',
    activation: 'relu',
    parameters: '{}',
    dropout: 0,
    optimizer: 'adam',
    learning_rate: 0.001,
    weight_decay: 0,
    batch_size: 32,
    epochs: 2,
    architecture: [],
    params: 100n,
    flops: 200n,
    training_flops: 2000n,
    skipped: null,
    ...costs,
  };
}

/** What was measured of a trial's model on this host's wasm, one image at a time. */
export function latency(trial: string, changes: Partial<Latency> = {}): Latency {
  return {
    trial,
    batch: 1,
    median_ms: 2,
    lower_quartile_ms: 1,
    upper_quartile_ms: 3,
    runs: 30,
    peak_memory_bytes: 1000,
    engine: 'wasm',
    engine_version: '4',
    library: 'none',
    device: 'cpu',
    device_name: null,
    threads: 1,
    host: 'here',
    version: '0.0.0-test',
    ...changes,
  };
}

/** A sweep whose trials are named `configuration/seed`. */
export function planned(
  sweep: string,
  configurations: readonly PlannedRow[],
  seeds: readonly number[],
  changes: Partial<PlannedSweep> = {},
): PlannedSweep {
  return {
    sweep,
    dataset: 'mnist',
    dataset_sha256: 'f00d',
    train_images: 100,
    validation_images: 10,
    test_images: 10,
    convention: 'notebook',
    objectives: [
      { name: 'val_accuracy', goal: 'maximize' },
      { name: 'flops', goal: 'minimize' },
    ],
    spec_path: `${sweep}.yaml`,
    spec_text: `name: ${sweep}`,
    version: '0.0.0-test',
    git_commit: null,
    save: 'front',
    configurations,
    trials: configurations.flatMap(({ id }) =>
      seeds.map((seed) => ({ id: `${id}/${seed}`, configuration: id, seed })),
    ),
    ...changes,
  };
}
