/**
 * The public entry. Counting loads nothing but itself; `runSweep` loads
 * SQLite and the workers when it is called.
 */
import type { RunOptions } from './run/options.js';
import type { PreparedSweep } from './run/prepare.js';
import type { RunSummary } from './run/run-sweep.js';

export { CONVENTIONS, type ConventionName } from './flops/conventions.js';
export { countFlops, type CountOptions } from './flops/count.js';
export {
  flopsReportJson,
  type FlopsReport,
  type FlopsReportJson,
  type LayerFlops,
} from './flops/report.js';
export { trainingFlops, type Training } from './flops/training.js';
export { mlpNetwork, type Mlp } from './model/mlp.js';
export type { Layer, Network } from './model/network.js';
export { networkFromTopology } from './model/topology.js';
export type { RunEvent } from './run/events.js';
export { prepareSweep, type PreparedSweep } from './run/prepare.js';
export type { RunOptions } from './run/options.js';
export type { RunSummary } from './run/run-sweep.js';
export { SpecError } from './spec/spec-error.js';

/** Trains what is missing of a sweep: see run/run-sweep.ts. */
export async function runSweep(prepared: PreparedSweep, options: RunOptions): Promise<RunSummary> {
  return (await import('./run/run-sweep.js')).runSweep(prepared, options);
}
