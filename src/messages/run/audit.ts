import { problem } from '../problem.js';

/** @param said what TensorFlow.js said of it; null where it only ended. */
export function auditFailed(said: string | null, exitCode: number | null): string {
  return problem({
    what: 'TensorFlow.js 4.22 could not build the model and run a step of it',
    got: said ?? `exit code ${exitCode ?? 'of a signal'}`,
    advice: 'leave --audit out to count the FLOPs alone',
  });
}
