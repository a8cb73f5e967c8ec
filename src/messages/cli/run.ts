import { configurationInWords } from '../configuration-name.js';
import { counted } from '../counted.js';

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
  const back = `run the spec as it was to have ${trials === 1 ? 'it' : 'them'} back`;
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
  const most = budget === null ? '' : `; the budget is ${budget}`;
  return ` on ${counted(workers, 'worker')}${sharing}, about ${estimate}${most}`;
}

/** What an estimate of time is from. @param jobs null where nothing was measured. */
export function estimateBasis(jobs: number | null): string {
  return jobs === null
    ? 'a guess, until something was trained here'
    : `from ${counted(jobs, 'past job')} here`;
}

/** @param takes and @param has with their prefixes, `5.2 G`. */
export function tooLargeText(name: string, takes: string, has: string): string {
  return `${name} takes about ${takes}B of memory to train, and there are ${has}B: its trials will fail.`;
}

export function planHeading(file: string, convention: string): string {
  return `${file}: FLOPs per image, forward, and training FLOPs of one seed (convention ${convention})`;
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
  return `Waiting for process ${pid} on ${host}, which trains a trial of this sweep too.`;
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
  return '; trying again';
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
  return `Stopped. ${sweep}: ${counts}. The same command goes on.`;
}

export function nothingLeft(sweep: string, counts: string): string {
  return `Nothing to train: every trial of ${sweep} has its result (${counts}).`;
}

export function nothingAskedFor(sweep: string, counts: string): string {
  return `Nothing to train that was asked for of ${sweep} (${counts}).`;
}

export function trainedText(sweep: string, ran: number, time: string, counts: string): string {
  return `${sweep}: trained ${counted(ran, 'trial')} in ${time} (${counts}).`;
}
