import { jsonCount, type JsonCount } from '../../flops/report.js';
import { type Cost, COSTS } from '../../quantity/costs.js';
import { recordOf } from '../../quantity/table.js';
import { machineMemory, WASM_BYTES } from '../../native/available-memory.js';
import { engineCandidates } from '../../native/candidates.js';
import { type CardSpeeds, readCards } from '../../native/cards.js';
import type { DeviceRequest, EngineCandidate } from '../../native/engine.js';
import type { GpuChoice } from '../../native/gpus.js';
import type { CompileChoice } from '../../plan/compilation.js';
import { runSeconds, type TimeModel } from '../../plan/estimate.js';
import type { PlannedJob } from '../../plan/jobs.js';
import { isSettled, type Status } from '../../trial/trial.js';
import { chosenTrials } from './control.js';
import { leavingTrials, type LeavingTrials } from '../executing/leaving.js';
import { askedDevices } from '../devices.js';
import type { RunControl } from '../options.js';
import { programSpeeds, readPast } from './time-model.js';
import { configurationNames, remainingTrials } from './planned-sweep.js';
import type { PreparedSweep } from './prepare.js';
import { divideWork, type LayerByLayer } from './work.js';
import { fewerThanAsked } from '../../spec/expand.js';

export interface PlannedTrialRow extends Readonly<Record<Cost, JsonCount>> {
  readonly trial: string;
  readonly configuration: string;
  readonly hidden: readonly (number | string)[];
  readonly seed: number;
  readonly status: Status;
  /** Whether this command would train it. */
  readonly to_train: boolean;
}

export interface SweepPlan {
  readonly sweep: string;
  /** In the order of the spec, the skipped ones too. */
  readonly trials: readonly PlannedTrialRow[];
  /** Trials without a result, and those of them that this command would train. */
  readonly remaining: number;
  readonly chosen: number;
  /** Trials that the sweep has so far and would no longer have. */
  readonly leaving: LeavingTrials;
  readonly configurations: readonly ({
    readonly name: string;
    readonly seeds: number;
    readonly done: number;
    readonly skipped: string | null;
  } & Readonly<Record<Cost, bigint>>)[];
  readonly workers: number;
  /** Estimated wall time of what remains. */
  readonly seconds: number;
  readonly timeModel: TimeModel;
  /** Of a random search that found fewer configurations than it was asked for; else null. */
  readonly fewerDrawn: { readonly asked: number; readonly found: number } | null;
  /** Trials that no program trains, and why; null where there are none. */
  readonly layerByLayer: LayerByLayer | null;
  /** Configurations whose training takes more memory than this machine has; bytes. */
  readonly tooLarge: readonly {
    readonly name: string;
    readonly bytes: number;
    readonly memory: number;
  }[];
}

/** What a run would do. Reads the database where there is one, and writes nothing. */
export function planSweep(
  { expansion }: PreparedSweep,
  options: {
    readonly database: string;
    readonly host: string;
    readonly workers?: number | 'auto';
    readonly device?: DeviceRequest;
    readonly gpus?: GpuChoice;
    readonly compile?: CompileChoice | undefined;
  } & Pick<RunControl, 'selection' | 'maxTrials'>,
): SweepPlan {
  const { spec } = expansion;
  const {
    statuses,
    jobs: past,
    members,
  } = readPast(
    options.database,
    expansion.name,
    expansion.trials.map(({ id }) => id),
    options.host,
  );
  const remaining = remainingTrials(expansion, statuses);
  const chosen = chosenTrials(remaining, statuses, spec.run.order, options);
  const chosenIds = new Set(chosen.map(({ trial }) => trial.id));
  const names = configurationNames(expansion);
  const trials: PlannedTrialRow[] = [];
  for (const { id, configuration, seed } of expansion.trials) {
    const planned = expansion.byId.get(configuration.id);
    if (planned === undefined) continue;
    trials.push({
      trial: id,
      configuration: configuration.id,
      hidden: configuration.model.hidden,
      seed,
      ...recordOf(COSTS, (name) => jsonCount(planned.costs[name])),
      status: planned.skipped === null ? (statuses.get(id) ?? 'pending') : 'skipped',
      to_train: chosenIds.has(id),
    });
  }
  const done = new Map<string, number>();
  for (const { configuration, status } of trials) {
    if (status === 'skipped' || !isSettled(status)) continue;
    done.set(configuration, 1 + (done.get(configuration) ?? 0));
  }
  // The best that seems to be here; which of them loads, a run finds out.
  const [candidate] = engineCandidates().present;
  const gpus = gpuCount(askedDevices(spec.run, options));
  const memory = Math.min(machineMemory(), candidate?.engine === 'wasm' ? WASM_BYTES : Infinity);
  const work = divideWork(
    chosen,
    spec.run,
    {
      engine: candidate?.engine ?? 'wasm',
      gpus,
      workers: options.workers ?? spec.run.workers,
      compile: options.compile ?? 'auto',
      ...programSpeeds(candidate, knownCard(candidate, gpus)),
      gpuBytes: Infinity,
    },
    past,
  );
  return {
    sweep: expansion.name,
    trials,
    remaining: remaining.length,
    chosen: chosen.length,
    leaving: leavingTrials(expansion, members),
    configurations: expansion.configurations.map((planned) => ({
      name: names.get(planned.configuration.id) ?? planned.configuration.id,
      ...planned.costs,
      seeds: spec.seeds.length,
      done: done.get(planned.configuration.id) ?? 0,
      skipped: planned.skipped,
    })),
    workers: work.slots,
    seconds: runSeconds(work.seconds, work.slots),
    timeModel: work.model,
    fewerDrawn: fewerThanAsked(expansion),
    layerByLayer: work.layerByLayer,
    tooLarge: gpus > 0 ? [] : tooLarge(work.jobs, names, memory),
  };
}

function tooLarge(
  jobs: readonly PlannedJob[],
  names: ReadonlyMap<string, string>,
  memory: number,
): SweepPlan['tooLarge'] {
  const found = new Map<string, number>();
  for (const { trainer, trials } of jobs) {
    for (const { trial, bytes } of trials) {
      if (bytes[trainer] > memory) found.set(trial.configuration.id, bytes[trainer]);
    }
  }
  return [...found].map(([id, bytes]) => ({ name: names.get(id) ?? id, bytes, memory }));
}

/** One that was used here: which of several a run would take is not asked. */
function knownCard(candidate: EngineCandidate | undefined, gpus: number): CardSpeeds | null {
  if (gpus === 0 || candidate === undefined) return null;
  return Object.values(readCards(candidate))[0] ?? null;
}

/** Without asking TensorFlow, which takes a second: one, unless they are named. */
function gpuCount({ device, gpus }: ReturnType<typeof askedDevices>): number {
  if (device === 'cpu') return 0;
  if (gpus !== 'auto') return gpus.length;
  return device === 'gpu' ? 1 : 0;
}
