import { type ConfigurationSummary, summarizeConfigurations } from '../../front/configurations.js';
import { frontOf } from '../../front/front.js';
import type { Objective } from '../../trial/objective.js';
import type { TrialRecord } from '../../trial/records.js';
import { programCache } from '../../native/program-cache.js';
import { runSeconds } from '../../plan/estimate.js';
import type { TrialWorkload } from '../../plan/jobs.js';
import { Progress } from '../../plan/progress.js';
import { WorkerPool, type WorkerPoolOptions } from '../../pool/worker-pool.js';
import type { Holder } from '../../store/holder.js';
import { type PastJob, readConfigurationTrials, readTrials } from '../../store/read.js';
import type { Writer } from '../../store/writer.js';
import type { ModelsPlace } from '../../train/contract.js';
import type { Devices } from '../devices.js';
import type { Budget } from './budget.js';
import { CLOCK } from './clock.js';
import type { RunEvent } from './events.js';
import { JobRunner, type Ran } from './job-runner.js';
import { MemoryGate } from './memory-gate.js';
import { memoryForTraining, smallestGpu } from '../planning/packing.js';
import { skippedTrials } from '../planning/planned-sweep.js';
import type { PreparedSweep } from '../planning/prepare.js';
import { programSpeeds } from '../planning/time-model.js';
import type { RunOptions } from '../options.js';
import { divideWork } from '../planning/work.js';
import { thisMachine, workerEnvironments } from './workers.js';
import { fewerThanAsked } from '../../spec/expand.js';

/** Rows of a sweep as they are stored now. */
export interface StoredRows {
  readonly all: () => readonly TrialRecord[];
  readonly of: (configuration: string) => readonly TrialRecord[];
}

/**
 * Follows the front of a sweep while it is trained. What a complete configuration has does not change
 * any more, so only the front so far is kept and each newcomer is held against it: the sweep is read
 * once, then the rows of one configuration at a time.
 */
export class FrontWatch {
  readonly #rows: StoredRows;
  readonly #objectives: readonly Objective[];
  #front: readonly ConfigurationSummary[] | undefined;

  constructor(rows: StoredRows, objectives: readonly Objective[]) {
    this.#rows = rows;
    this.#objectives = objectives;
  }

  /**
   * To be asked whenever a trial of the configuration has completed.
   *
   * @returns the configuration where it is complete now and no other complete one dominates it.
   */
  joins(configuration: string): ConfigurationSummary | null {
    const [item] = summarizeConfigurations(this.#rows.of(configuration));
    if (item?.complete !== true) return null;
    this.#front ??= frontOf(summarizeConfigurations(this.#rows.all()), this.#objectives);
    const others = this.#front.filter((other) => other.configuration !== configuration);
    this.#front = frontOf([...others, item], this.#objectives);
    return this.#front.includes(item) ? item : null;
  }
}

/** Follows every event of a completed trial with what it makes of the front. */
function withFront(
  onEvent: (event: RunEvent) => void,
  { expansion }: PreparedSweep,
  { db }: Writer,
): (event: RunEvent) => void {
  const { name: sweep, objectives } = expansion;
  const configurationOf = new Map(
    expansion.trials.map(({ id, configuration }) => [id, configuration.id]),
  );
  const watch = new FrontWatch(
    {
      all: () => readTrials(db, sweep),
      of: (configuration) => readConfigurationTrials(db, sweep, configuration),
    },
    objectives,
  );
  return (event) => {
    onEvent(event);
    if (event.type !== 'trial-ended' || event.status !== 'completed') return;
    const { trial, name } = event.trial;
    const configuration = watch.joins(configurationOf.get(trial) ?? '');
    if (configuration !== null) onEvent({ type: 'front-joined', name, configuration, objectives });
  };
}

/** What a run trains, and where it is kept. */
export interface Pass {
  readonly prepared: PreparedSweep;
  readonly options: RunOptions;
  readonly writer: Writer;
  readonly run: number;
  readonly holder: Holder;
  readonly past: readonly PastJob[];
  /** Trials without a result, and those of them that are to be trained. */
  readonly remaining: number;
  readonly chosen: readonly TrialWorkload[];
  readonly budget: Budget | undefined;
  /** Where models are kept; null where none is. */
  readonly models: ModelsPlace | null;
}

/**
 * Divides what is chosen among workers on these devices and trains it.
 *
 * @throws what a worker finds wrong with engine or dataset.
 */
export async function trainAll(
  { prepared, options, writer, run, holder, past, remaining, chosen, budget, models }: Pass,
  devices: Devices | undefined,
): Promise<Ran> {
  const { expansion } = prepared;
  const { run: choice } = expansion.spec;
  const { compile = 'auto', onEvent = () => undefined, openPool = workerPool } = options;
  const gpus = devices?.gpus ?? [];
  const machine = thisMachine();
  const work = divideWork(
    chosen,
    choice,
    {
      engine: devices?.candidate.engine ?? 'wasm',
      gpus: gpus.length,
      workers: options.workers ?? choice.workers,
      compile,
      ...programSpeeds(devices?.candidate, devices?.card ?? null),
      gpuBytes: smallestGpu(gpus),
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
    fewerDrawn: fewerThanAsked(expansion),
    remaining,
    chosen: chosen.length,
    workers: slots,
    gpus,
    gpuPassedOver: devices?.gpuPassedOver ?? null,
    layerByLayer: work.layerByLayer,
    estimateSeconds: runSeconds(work.seconds, slots),
    budgetSeconds: options.budgetSeconds ?? null,
  });
  if (jobs.length === 0 || devices === undefined) {
    return { ran: 0, failed: 0, end: { reason: 'completed' } };
  }
  const timeoutSeconds = options.timeoutSeconds ?? choice.timeoutSeconds;
  const environments = workerEnvironments(work.workers, {
    ...devices,
    // A GPU's programs may not run on another one.
    programs: gpus.length > 0 ? undefined : programCache(devices.candidate),
  });
  const runner = new JobRunner({
    prepared,
    writer,
    run,
    holder,
    devices,
    xlaRequired: compile === 'xla',
    models,
    retries: options.retries ?? choice.retries,
    timeoutMs: timeoutSeconds === null ? undefined : timeoutSeconds * 1000,
    timeLimit: options.timeoutSeconds === undefined ? 'run.timeout' : '--timeout',
    failFast: options.failFast ?? false,
    budget,
    secondsOf: work.secondsOf,
    progress: new Progress(
      jobs.map((job, index) => [job, work.seconds[index] ?? 0] as const),
      slots,
    ),
    trials: chosen.length,
    memory: new MemoryGate(memoryForTraining(machine, gpus)),
    clock: options.clock ?? CLOCK,
    pool: openPool({
      module: options.workerModule ?? new URL('../../train/worker.js', import.meta.url),
      slots,
      environment: (slot) => environments[slot] ?? {},
    }),
    onEvent: withFront(onEvent, prepared, writer),
  });
  return runner.runAll(jobs, options.stop, options.kill);
}

function workerPool(options: WorkerPoolOptions): WorkerPool {
  return new WorkerPool(options);
}
