import { counted } from '../../text/values.js';
import { malformedMessage } from '../../pool/messages.js';

// Messages of a worker that come out of turn.

export function startedTwice(): string {
  return malformedMessage('started', 'a second one', 'one for a job');
}

/** @param type of the message. */
export function trialOfNoJob(type: string, trial: string): string {
  return malformedMessage(`${type}: trial`, trial, 'a trial of its job');
}

export function afterItsEnd(type: string, status: string): string {
  return malformedMessage(`${type} of a trial that has ended`, status, 'no more of it');
}

export function progressAfterTheEnd(fraction: number): string {
  return malformedMessage(
    'progress of a job whose trials have all ended',
    fraction,
    'no more of it',
  );
}

export function epochTooMany(epoch: number, epochs: number): string {
  return malformedMessage(
    'epoch: metrics.epoch',
    epoch,
    `no more than ${counted(epochs, 'epoch')}`,
  );
}

export function epochOutOfTurn(epoch: number, next: number): string {
  return malformedMessage('epoch: metrics.epoch', epoch, `epoch ${next}`);
}

export function endTooEarly(epoch: number, epochs: number): string {
  return malformedMessage(
    'completed before its last epoch',
    epoch,
    `${counted(epochs, 'epoch')} before it`,
  );
}

/**
 * @param kind the type of the message, or `result`.
 * @param path of the part that is wrong; empty where it is the whole.
 */
export function wrongPart(
  kind: string,
  path: readonly PropertyKey[],
  got: unknown,
  expected: string,
): string {
  return malformedMessage(
    [kind, ...(path.length === 0 ? [] : [path.join('.')])].join(': '),
    got,
    expected,
  );
}

// What a part of a message should have been.

export function aMessage(): string {
  return 'an object whose type is started, fell-back, progress, epoch, completed or diverged';
}

export function anEngine(): string {
  return "an engine's report";
}

export function anEngineName(names: readonly string[]): string {
  return `one of ${names.join(', ')}`;
}

export function aDevice(): string {
  return 'cpu or gpu';
}

export function aSpeed(): string {
  return 'a speed or null';
}

export function threadCount(): string {
  return 'a number of threads or null';
}

export function metricsOfEpoch(): string {
  return 'metrics of an epoch';
}

export function metricsOfTest(): string {
  return 'metrics of the test';
}

export function timesOfJob(): string {
  return "the job's times";
}

export function aCompilation(): string {
  return 'xla, graph or null';
}

export function aWayToTrain(): string {
  return 'graph or layers';
}

/** Of a job whose program is run already. */
export function fellBackTooLate(): string {
  return 'fell-back after the first epoch of a trial';
}

export function aFiniteNumber(): string {
  return 'a finite number';
}

export function aWholeNumber(): string {
  return 'a whole number';
}

export function aShare(): string {
  return 'a share from 0 to 1';
}

export function someSeconds(): string {
  return 'seconds from 0 and up';
}

export function someText(): string {
  return 'text';
}

export function textOrNull(): string {
  return 'text or null';
}

/** Where nothing better is known. */
export function anotherValue(): string {
  return 'another one';
}
