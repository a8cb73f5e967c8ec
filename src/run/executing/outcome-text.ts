import { EngineError } from '../../native/engine.js';
import { sweepStopped } from '../../store/messages.js';
import type { Outcome, WorkerError } from '../../pool/protocol.js';
import { ExplainedError } from '../../text/problem.js';

/** What a spec or a command line calls the longest time of a trial. */
export type TimeLimit = 'run.timeout' | '--timeout';

/** What an attempt's end means for the trials that have no result. */
export interface Explained {
  readonly status: 'completed' | 'failed' | 'timeout' | 'interrupted';
  readonly error: string;
}

/**
 * @param trials that shared the worker.
 * @param limit what its time was limited by.
 */
export function explainOutcome(
  outcome: Outcome,
  trials = 1,
  limit: TimeLimit = 'run.timeout',
): Explained {
  switch (outcome.state) {
    case 'finished':
      return { status: 'completed', error: endedWithoutResult() };
    case 'threw':
      // Of the machine, not of the trial: nothing has failed, and the run ends.
      if (machineError(outcome) !== undefined) {
        return { status: 'interrupted', error: outcome.error.message };
      }
      return { status: 'failed', error: errorText(outcome.error) };
    case 'crashed':
      return { status: 'failed', error: crashText(outcome) };
    case 'refused':
      return { status: 'failed', error: outcome.reason };
    case 'timeout':
      return {
        status: 'timeout',
        error: tookTooLong(outcome.afterMs / 1000, limit, trials),
      };
    case 'cancelled':
      return { status: 'interrupted', error: sweepStopped() };
    case 'withdrawn':
      return { status: 'interrupted', error: notNeeded() };
  }
}

/** An error of a worker's machine, by the name that it had there. */
class MachineError extends ExplainedError {
  readonly blame = 'environment';

  constructor(
    override readonly name: string,
    message: string,
  ) {
    super(message);
  }
}

/** The error of an outcome that no other trial would escape here: no engine, damaged data, a full disk. */
export function machineError(outcome: Outcome): Error | undefined {
  if (outcome.state !== 'threw' || outcome.error.blame !== 'environment') return undefined;
  const { name, message, code } = outcome.error;
  return code === EngineError.code ? new EngineError(message) : new MachineError(name, message);
}

/** Whether the same job must end the same way, as one that needs more memory than there is. */
export function isHopeless(outcome: Outcome): boolean {
  return outcome.state === 'threw' && outcome.error.blame === 'input';
}

/** Names that say nothing besides the message are left out. */
function errorText({ name, message, blame }: WorkerError): string {
  return name === 'Error' || blame !== undefined ? message : `${name}: ${message}`;
}

/** V8 says so before it aborts, some thirty lines before its last one. */
const HEAP_FULL = /JavaScript heap out of memory/;

function crashText({ code, signal, log }: Extract<Outcome, { state: 'crashed' }>): string {
  if (log.some((line) => HEAP_FULL.test(line))) return heapFull();
  if (signal === 'SIGKILL') return killed();
  return signal === null ? exited(code) : endedBy(signal);
}

// Why an attempt ended without a result, as the database keeps it.

export function endedWithoutResult(): string {
  return 'the worker finished its job without a result for this trial';
}

/** @param limit the key or option that limits it; `trials` share the worker. */
export function tookTooLong(seconds: number, limit: string, trials: number): string {
  const each = trials === 1 ? '' : ` for each of the ${trials} trained together`;
  return `it took longer than ${seconds} s (${limit}${each}) and was stopped`;
}

export function notNeeded(): string {
  return 'it was no longer needed';
}

export function heapFull(): string {
  return 'the worker ran out of memory (JavaScript heap out of memory)';
}

/** By the kernel, mostly. */
export function killed(): string {
  return 'the worker was killed (SIGKILL): out of memory, or killed by hand';
}

export function endedBy(signal: string): string {
  return `the worker was killed by ${signal}`;
}

export function exited(code: number | null): string {
  return `the worker exited with code ${code ?? 'unknown'} before it had a result`;
}
