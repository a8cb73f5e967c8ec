import { problem } from '../problem.js';
import { expectation } from './expectation.js';

/** Of `constant` and `categorical`, which are ways to write values. */
export function writtenAsValues(distribution: string): string {
  return expectation(
    `values beside ${named(distribution)}`,
    'write {value: ...} or {values: [...]}',
  );
}

/** @param own its keys, @param stray one that it has not. */
export function strayKey(distribution: string, own: readonly string[], stray: string): string {
  return expectation(`${own.join(', ')} beside ${named(distribution)}`, `delete ${stray}`);
}

export function boundsNeeded(distribution: string): string {
  return expectation(`min and max beside ${named(distribution)}`, 'add what is missing');
}

export function minBelowMax(min: number, max: number): string {
  return expectation('a min below max', min === max ? `write {value: ${min}}` : 'swap them');
}

export function wholeBounds(): string {
  return expectation('a whole min and max', 'or write distribution: uniform');
}

export function minAboveZero(distribution: string): string {
  return `${keyAboveZero('min')} beside ${named(distribution)}`;
}

export function keyAboveZero(key: 'q' | 'sigma' | 'min'): string {
  return `a ${key} above 0`;
}

/** A distribution of which a parameter can have no value. */
export function drawsNothing(where: string): string {
  return problem({
    what: `${where} draws nothing that it may be`,
    got: 'a thousand values of its distribution',
    expected: 'one that the parameter can have',
    advice: 'change min and max, or mu and sigma',
  });
}

function named(distribution: string): string {
  return `distribution: ${distribution}`;
}

/** Of a random search. */
export function drawsOnlyExcluded(): string {
  return problem({
    what: 'exclude leaves nothing to draw',
    expected: 'at least one point left',
    advice: 'delete an entry',
  });
}

/** A space that is smaller than what was asked for. */
export function fewerDrawn(asked: number, found: number): string {
  return `${found === 1 ? 'Only one configuration' : `Only ${found} different configurations`} could be drawn; run_cap asks for ${asked}.`;
}

/** @param q of a distribution between bounds. */
export function noMultiple(q: number, min: number, max: number): string {
  return expectation(`a multiple of q (${q}) from ${min} to ${max}`, 'choose a smaller q');
}
