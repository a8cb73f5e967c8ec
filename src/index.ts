/**
 * The public entry. Counting loads nothing but itself; `prepareSweep` loads the reader of specs when
 * it is called, `runSweep` SQLite and the workers.
 */
import type { RunOptions } from './run/options.js';
import type { PreparedSweep } from './run/planning/prepare.js';
import type { RunSummary } from './run/executing/run-sweep.js';

export {
  CONVENTIONS,
  COUNTED_LOSSES,
  type ConventionName,
  type LossName,
  type Overrides,
} from './flops/conventions.js';
export { COUNTED_OPTIMIZERS, type OptimizerName } from './elementary/optimizers.js';
export { OPERATIONS, type Operation } from './layers/operations.js';
export type { Losses } from './flops/compiled.js';
export { countFlops, type CountOptions } from './flops/count.js';
export {
  flopsReportJson,
  type FlopsReport,
  type FlopsReportJson,
  type LayerFlops,
} from './flops/report.js';
export { runTotals, trainingFlops, type RunTotals, type Training } from './flops/training.js';
export { mlpNetwork, type Mlp } from './network/mlp.js';
export type { Layer, Network } from './network/network.js';
export { networkFromTopology, type InputOptions } from './network/keras/topology.js';
export { TopologyError } from './layers/shape.js';
export {
  analyseFront,
  type FrontAnalysis,
  type FrontAnswer,
  type FrontConfiguration,
  type FrontOptions,
  type FrontRow,
  type Verdict,
} from './front/analyse-front.js';
export type { RunEvent } from './run/executing/events.js';
export type { PreparedSweep } from './run/planning/prepare.js';
export type { RunOptions } from './run/options.js';
export type { RunSummary } from './run/executing/run-sweep.js';
export { SpecError } from './spec/spec-error.js';

/** Reads a spec's text; `file` is its path, for messages and relative paths; `settings` are `key=value`: see run/planning/prepare.ts. */
export async function prepareSweep(
  text: string,
  file: string,
  settings: readonly string[] = [],
): Promise<PreparedSweep> {
  return (await import('./run/planning/prepare.js')).prepareSweep(text, file, settings);
}

/** Trains what is missing of a sweep: see run/executing/run-sweep.ts. */
export async function runSweep(prepared: PreparedSweep, options: RunOptions): Promise<RunSummary> {
  return (await import('./run/executing/run-sweep.js')).runSweep(prepared, options);
}
