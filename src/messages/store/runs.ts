import { problem } from '../problem.js';

export function alreadyRunning(
  sweep: string,
  { pid, host, since }: { readonly pid: number; readonly host: string; readonly since: string },
): string {
  return problem({
    what: `the sweep ${sweep} is already running (process ${pid} on ${host}, since ${since})`,
    advice: 'wait for it or stop it, then run the same command again',
  });
}

/** Another host has taken a run for dead, and its trials with it. */
export function givenUp(): string {
  return problem({
    what: 'another host has given this run up, since it had not been heard of for a minute',
    advice: 'what was trained stays, and the same command goes on',
  });
}

/** A result has come for a trial that is not its job's any more. */
export function notItsTrial(trial: string): string {
  return problem({
    what: `a result of trial ${trial} cannot be stored: the database has given the trial to another job`,
    advice: 'what was trained before stays, and the same command goes on',
  });
}

// Why a trial was interrupted.

export function sweepStopped(): string {
  return 'the sweep was stopped';
}

export function processGone(): string {
  return 'its process ended without a word (killed?)';
}
