import { problem } from '../problem.js';

/** Of a process that said nothing of its failure. */
export function noReason(): string {
  return 'no reason given';
}

export function measuringFailed(engine: string, folder: string, reason: string): string {
  return problem({
    what: `the model in ${folder} could not be measured on ${engine}`,
    got: reason,
    advice: 'sweep doctor shows what loads',
  });
}

/** Of how fast an engine is. */
export function engineNotMeasured(engine: string, reason: string): string {
  return problem({
    what: `${engine} could not be measured`,
    got: reason,
    advice: 'sweep doctor shows what loads',
  });
}
