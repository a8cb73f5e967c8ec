import type { LatencyRecord } from '../trial/records.js';
import type { Connection } from './sqlite.js';
import { rows } from './read.js';
import { assertFileUnchanged } from './real-path.js';
import type { Writer } from './writer.js';

/** What was measured of a trial's model at a batch size; the rest of a row is the trial's. */
export type Latency = Omit<
  LatencyRecord,
  'sweep' | 'configuration' | 'hidden' | 'seed' | 'flops' | 'params' | 'val_accuracy' | 'measured'
>;

/** Stores measurements in one transaction; an earlier one of the same model, batch, engine, device and host is replaced. */
export function recordLatencies({ db, now }: Writer, latencies: readonly Latency[]): void {
  const measured = now();
  const insert = db.prepare(
    `INSERT OR REPLACE INTO stored_latencies (trial_id, batch, median_ms, lower_quartile_ms,
       upper_quartile_ms, runs, peak_memory_bytes, engine, engine_version, library, device,
       device_name, threads, host, version, measured)
     SELECT id, @batch, @median_ms, @lower_quartile_ms, @upper_quartile_ms, @runs,
       @peak_memory_bytes, @engine, @engine_version, @library, @device, @device_name, @threads,
       @host, @version, @measured FROM stored_trials WHERE id = @trial`,
  );
  db.transaction(() => {
    assertFileUnchanged(db);
    for (const latency of latencies) insert.run({ ...latency, measured });
  }).immediate();
}

/** The rows of the `latencies` view, in the order of the spec. */
export function readLatencies(db: Connection, sweep: string): LatencyRecord[] {
  return rows(db, 'SELECT * FROM latencies WHERE sweep = ?', sweep) as unknown as LatencyRecord[];
}
