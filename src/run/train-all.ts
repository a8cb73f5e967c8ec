import { programCache } from '../native/program-cache.js';
import { runSeconds } from '../plan/estimate.js';
import type { PlannedTrial } from '../plan/planned-trial.js';
import { Progress } from '../plan/progress.js';
import { WorkerPool } from '../pool/worker-pool.js';
import type { Holder } from '../store/holder.js';
import type { PastJob } from '../store/read.js';
import type { Writer } from '../store/writer.js';
import type { Devices } from './devices.js';
import { JobRunner } from './job-runner.js';
import { MemoryGate } from './memory-gate.js';
import { memoryForTraining } from './packing.js';
import { skippedTrials } from './planned-sweep.js';
import type { PreparedSweep } from './prepare.js';
import { compileCosts } from './resources.js';
import type { RunOptions } from './options.js';
import { divideWork } from './work.js';
import { thisMachine, workerEnvironments } from './workers.js';

/** What a run trains, and where it is kept. */
export interface Pass {
  readonly prepared: PreparedSweep;
  readonly options: RunOptions;
  readonly writer: Writer;
  readonly run: number;
  readonly holder: Holder;
  readonly past: readonly PastJob[];
  readonly remaining: readonly PlannedTrial[];
}

/**
 * Divides what remains among workers on these devices and trains it.
 *
 * @returns how many trials were trained to a result.
 * @throws what a worker finds wrong with engine or dataset.
 */
export async function trainAll(
  { prepared, options, writer, run, holder, past, remaining }: Pass,
  devices: Devices | undefined,
): Promise<number> {
  const { expansion } = prepared;
  const { run: choice } = expansion.spec;
  const { compile = 'auto', onEvent = () => undefined } = options;
  const gpus = devices?.gpus ?? [];
  const machine = thisMachine();
  const work = divideWork(
    remaining,
    choice,
    {
      engine: devices?.candidate.engine ?? 'wasm',
      gpus: gpus.length,
      workers: options.workers ?? choice.workers,
      compile,
      costs: compileCosts(devices?.candidate),
    },
    past,
    machine,
  );
  const { jobs, slots } = work;
  onEvent({
    type: 'planned',
    sweep: expansion.name,
    trials: expansion.trials.length - skippedTrials(expansion),
    skipped: skippedTrials(expansion),
    remaining: remaining.length,
    workers: slots,
    gpus,
    gpuPassedOver: devices?.gpuPassedOver ?? null,
    estimateSeconds: runSeconds(work.seconds, slots),
  });
  if (jobs.length === 0 || devices === undefined) return 0;
  const environments = workerEnvironments(work.workers, {
    ...devices,
    programs: programCache(devices.candidate),
  });
  const runner = new JobRunner({
    prepared,
    writer,
    run,
    holder,
    devices,
    xlaRequired: compile === 'xla',
    retries: choice.retries,
    timeoutMs: choice.timeoutSeconds === null ? undefined : choice.timeoutSeconds * 1000,
    progress: new Progress(
      jobs.map((job, index) => [job, work.seconds[index] ?? 0] as const),
      slots,
    ),
    trials: remaining.length,
    memory: new MemoryGate(memoryForTraining(machine, gpus)),
    pool: new WorkerPool({
      module: options.workerModule ?? new URL('../train/worker.js', import.meta.url),
      slots,
      environment: (slot) => environments[slot] ?? {},
    }),
    onEvent,
  });
  return runner.runAll(jobs, options.stop, options.kill);
}
