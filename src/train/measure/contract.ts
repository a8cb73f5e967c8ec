import type { DeviceRequest, EngineReport } from '../../native/engine.js';
import type { Timing } from './time-runs.js';

/** What a measuring process is asked, as JSON. */
export interface MeasureRequest {
  /** Folder of a kept model. */
  readonly folder: string;
  readonly device: DeviceRequest;
  readonly batches: readonly number[];
  readonly timing: Timing;
}

/** What it answers. */
export interface MeasureAnswer {
  readonly engine: EngineReport;
  /** Of each batch size in turn: milliseconds of every timed run, of the whole batch. */
  readonly times: readonly (readonly number[])[];
  /** Of each batch size: the most that the process has held in memory for it or a smaller one. */
  readonly peak_memory_bytes: readonly number[];
}
