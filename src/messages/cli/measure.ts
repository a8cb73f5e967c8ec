import { counted } from '../counted.js';
import { problem } from '../problem.js';

/** Nothing of the front is kept, or there is no front. */
export function noModelToMeasure(sweep: string, front: number): string {
  return problem({
    what: `${sweep} has no kept model of its front`,
    got:
      front === 0 ? 'no complete configuration' : `${counted(front, 'configuration')} without one`,
    advice:
      front === 0
        ? 'run its spec to the end first'
        : 'sweep save TRIAL says for each what to do; a run keeps them unless save is none',
  });
}

export function withoutModel(names: readonly string[]): string {
  return `Not measured, since no model is kept: ${names.join(', ')}.`;
}

export function measuringRound(round: number, rounds: number, models: number): string {
  return `Round ${round} of ${rounds}: ${counted(models, 'model')}, one after the other.`;
}

export function batchesExpected(got: string): string {
  return problem({
    what: `--batch: got ${JSON.stringify(got)}`,
    expected: 'whole numbers from 1 to 100000, e.g. --batch 1,256',
  });
}
