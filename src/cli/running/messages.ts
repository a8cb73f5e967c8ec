import { configurationInWords } from '../../front/messages.js';
import { counted } from '../../text/values.js';

/** `mlp: 130 trials, 4 excluded by constraints, 9 done, 121 to train`. */
export function trialsText(
  sweep: string,
  { trials, excluded = 0, done }: { trials: number; excluded?: number; done: number },
  toTrain: string,
): string {
  const without = excluded > 0 ? `, ${excluded} excluded by constraints` : '';
  return `${sweep}: ${counted(trials, 'trial')}${without}, ${done} done, ${toTrain}`;
}

/** Trials that the spec, as it now is, does not want any more. @param trained those with a result. */
export function leavingText(
  sweep: string,
  { trials, trained }: { readonly trials: number; readonly trained: number },
): string {
  const head = `${counted(trials, 'trial')} ${trials === 1 ? 'is' : 'are'} no longer part of ${sweep}`;
  const back = `run the previous spec to include ${trials === 1 ? 'it' : 'them'} again`;
  if (trained === 0) return `${head}; not trained yet`;
  if (trained === trials) return `${head}; still stored (${back})`;
  return `${head}; the ${trained} with a result are still stored (${back})`;
}

/** ` on 2 workers sharing 2 GPUs, about 3 min 05 s; the budget is 10 min`. */
export function workText(
  workers: number,
  {
    gpus = 0,
    estimate,
    budget = null,
  }: { gpus?: number; estimate: string; budget?: string | null },
): string {
  const sharing = gpus > 1 ? ` sharing ${Math.min(gpus, workers)} GPUs` : '';
  const most = budget === null ? '' : `; budget ${budget}`;
  return ` on ${counted(workers, 'worker')}${sharing}, about ${estimate}${most}`;
}

/** What an estimate of time is from. @param jobs null where nothing was measured. */
export function estimateBasis(jobs: number | null): string {
  return jobs === null
    ? 'a rough guess before any training on this machine'
    : `from ${counted(jobs, 'past job')} on this machine`;
}

/** @param takes and @param has with their prefixes, `5.2 G`. */
export function tooLargeText(name: string, takes: string, has: string): string {
  return `${name} needs about ${takes}B of memory to train, but only ${has}B are available: its trials will fail.`;
}

export function planHeading(file: string, convention: string): string {
  return `${file}: forward FLOPs per image, training FLOPs per seed (convention ${convention})`;
}

export function layerByLayerText(trials: number, reason: string): string {
  return `Layer by layer: ${counted(trials, 'trial')}, because ${reason}`;
}

export function measuringText(gpu: string): string {
  return `First use of ${gpu}: it trains 50 steps as the CPU does, and is timed (once, half a minute or so)`;
}

/** @param reason what the library said. */
export function fellBackText(to: 'graph' | 'layers', reason: string): string {
  return to === 'graph'
    ? `Not compiled: XLA compiles no program here, so TensorFlow runs the plain graph (${reason})`
    : `Layer by layer: TensorFlow runs no program here (${reason})`;
}

export function notOnGpu(reason: string): string {
  return `Not on a GPU: ${reason}`;
}

/** What was taken, and why nothing better. @param others `engine: reason` of each. */
export function engineTaken(
  engine: { readonly engine: string; readonly version: string; readonly device: string },
  deviceName: string | null,
  others: readonly string[],
): string {
  const name = deviceName === null ? '' : ` (${deviceName})`;
  const instead = others.length === 0 ? '' : `; not ${others.join('; not ')}`;
  return `Engine: ${engine.engine} ${engine.version} on ${engine.device}${name}${instead}`;
}

export function epochText(epoch: number, epochs: number, accuracy: string): string {
  return `epoch ${epoch}/${epochs}  val_accuracy ${accuracy}`;
}

export function startingText(): string {
  return 'starting';
}

export function waitingForProcess(pid: number, host: string): string {
  return `Waiting for process ${pid} on ${host}, which is training a trial of this sweep.`;
}

export function overallProgress(
  fraction: number,
  ended: number,
  trials: number,
  left: string,
): string {
  return `${Math.floor(fraction * 100)} % of the work, ${ended}/${trials} trials, ${left} left`;
}

export function timeLeft(left: string): string {
  return `${left} left`;
}

/** ` and 7 more`, of the trials that one job trains together. */
export function andMore(others: number): string {
  return others === 0 ? '' : ` and ${others} more`;
}

/** ` (8 together)`, of what a job of so many trials has in common. */
export function forTogether(together: number): string {
  return together > 1 ? ` (${together} together)` : '';
}

/** `On the front: 16  val_accuracy 95.12 %  25,450 FLOPs  3 seeds`. */
export function joinsFront(name: string, figures: readonly string[], seeds: number): string {
  return `On the front: ${[configurationInWords(name), ...figures, counted(seeds, 'seed')].join('  ')}`;
}

export function tryingAgain(): string {
  return '; retrying';
}

/** How every line of a run, and of its logs, calls a trial. */
export function trialName(configuration: string, seed: number): string {
  return `${configurationInWords(configuration)} seed ${seed}`;
}

export function frontHeading(objectives: readonly string[]): string {
  return `The Pareto front of the means: no other configuration dominates these in ${objectives.join(' and ')}.`;
}

export function pageText(page: string): string {
  return `Page: ${page}`;
}

/** @param option ` --db FILE` where it is not the usual one. */
export function databaseText(database: string, option: string): string {
  return `Database: ${database} (sweep query "select * from trials"${option})`;
}

/** @param counts `9 completed, 1 failed`. */
export function stoppedText(sweep: string, counts: string): string {
  return `Stopped. ${sweep}: ${counts}. The same command resumes.`;
}

export function nothingLeft(sweep: string, counts: string): string {
  return `Nothing to train: every trial of ${sweep} has a result (${counts}).`;
}

export function nothingAskedFor(sweep: string, counts: string): string {
  return `Nothing to train: these options select no trial of ${sweep} (${counts}).`;
}

export function trainedText(sweep: string, ran: number, time: string, counts: string): string {
  return `${sweep}: trained ${counted(ran, 'trial')} in ${time} (${counts}).`;
}

/** `9 to train, 4 of them in this run`. */
export function toTrainText(remaining: number, chosen: number): string {
  if (chosen === remaining) return `${remaining} to train`;
  return `${remaining} to train, ${chosen === 0 ? 'none' : chosen} of them in this run`;
}

/** Printed when a run starts to stop. */
export function stoppingText(reason: 'signal' | 'budget' | 'failure'): string {
  switch (reason) {
    case 'signal':
      return 'Stopping: finishing the step. Press Ctrl-C again to force.';
    case 'budget':
      return 'Budget reached: stopping.';
    case 'failure':
      return 'A trial failed (--fail-fast): stopping.';
  }
}

/** What stopping has cost: of a trial in training nothing is kept. */
export function stoppedLosing(
  completed: number,
  { trials, jobs }: { readonly trials: number; readonly jobs: number },
): string {
  const kept = `${counted(completed, 'completed trial')} stored`;
  const lost =
    trials === 0
      ? 'none was in training'
      : `${counted(trials, 'trial')} in training (${counted(jobs, 'job')}) ${beginAnew(trials)}`;
  return `stopped: ${kept}; ${lost}`;
}

/** The same of what took too long. */
export function timedOutLosing({
  trials,
  jobs,
}: {
  readonly trials: number;
  readonly jobs: number;
}): string {
  return `timed out: ${counted(trials, 'trial')} (${counted(jobs, 'job')}) ${beginAnew(trials)}`;
}

const beginAnew = (trials: number): string =>
  `${trials === 1 ? 'starts' : 'start'} over in the next run`;

const remain = (trials: number): string => `${trials} ${trials === 1 ? 'remains' : 'remain'}`;

export function budgetText(budget: string, reached: boolean, remaining: number): string {
  const why = reached
    ? `Budget of ${budget} reached`
    : `No further job is expected to fit the budget of ${budget}`;
  return `${why}: ${remain(remaining)}; the same command resumes.`;
}

export function failFastText(trial: string, error: string, remaining: number): string {
  return (
    `Stopped at the first failure, ${trial}: ${error} (--fail-fast). ${remain(remaining)}; ` +
    'the same command retries it, and with --keep-going continues after failures.'
  );
}

export function maxTrialsText(most: number, remaining: number): string {
  return `${remain(remaining)} (--max-trials ${most}); the same command resumes.`;
}

/** Trials that failed or took too long, and were not to be tried again. */
export function skipFailedText(failed: number): string {
  return `${failed} that failed or timed out earlier ${failed === 1 ? 'was' : 'were'} skipped (--skip-failed).`;
}

/** Trials that had not failed, and were therefore not selected. */
export function retryFailedText(others: number): string {
  return `${remain(others)} that had not failed; omit --retry-failed to train them.`;
}

export function tryAgainText(remaining: number): string {
  return `The same command retries the remaining ${remaining}.`;
}

/**
 * Printed once, below the first failed trial: only the end of its log is shown.
 *
 * @param option names the database where it is not the usual one.
 */
export function logsHint(trial: string, option: string): string {
  return `Full log: sweep logs ${trial}${option}`;
}

/** The search space has fewer points than requested. */
export function fewerDrawn(asked: number, found: number): string {
  return `${found === 1 ? 'Only one configuration' : `Only ${found} different configurations`} could be drawn; run_cap is ${asked}.`;
}
