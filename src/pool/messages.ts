import { brief } from '../text/values.js';
import { problem } from '../text/problem.js';

const NO_MESSAGE = 'the worker sent an invalid message';

/** A worker sent what the pool has no word for. */
export function strayMessage(message: unknown): string {
  return problem({ what: NO_MESSAGE, got: brief(message) });
}

/** @param where the part of the message that is wrong: `epoch: metrics.loss`. */
export function malformedMessage(where: string, got: unknown, expected: string): string {
  return problem({ what: `${NO_MESSAGE}: ${where}`, got: brief(got), expected });
}

/** @param thrown as Node prints it. */
export function noErrorThrown(thrown: string): string {
  return `the worker threw ${thrown}, which is not an Error`;
}
