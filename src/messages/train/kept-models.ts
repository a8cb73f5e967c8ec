import { problem } from '../problem.js';

/** A model that cannot be written while a sweep runs. */
export function modelNotWritten(folder: string, reason: string): string {
  return problem({
    what: `a trained model cannot be kept in ${folder}`,
    got: reason,
    advice: 'see to space and rights there, or keep none: --save none',
  });
}
