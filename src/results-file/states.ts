/** Of a run that came to its end, as Optuna, W&B, MLflow, Ray Tune, Keras Tuner and this program write it. */
const FINISHED = new Set([
  'complete',
  'completed',
  'finished',
  'success',
  'succeeded',
  'done',
  'terminated',
  'ok',
]);

/** Of one that was stopped since it did badly: what is left of its configuration is chosen by its results. */
const STOPPED = new Set(['pruned', 'stopped', 'early_stopped']);

/** Of one whose loss was no number any more. */
const DIVERGED = new Set(['diverged', 'nan']);

const OTHER = new Set([
  'fail',
  'failed',
  'failure',
  'error',
  'errored',
  'crashed',
  'killed',
  'cancelled',
  'canceled',
  'invalid',
  'running',
  'pending',
  'waiting',
  'queued',
  'scheduled',
  'preempted',
  'preempting',
  'interrupted',
  'timeout',
  'skipped',
  'paused',
]);

export type RunState = 'finished' | 'stopped' | 'diverged' | 'other';

export function runState(text: string): RunState {
  const word = text
    .trim()
    .toLowerCase()
    .replaceAll(' ', '_')
    .replace(/^trialstate\./, '');
  if (FINISHED.has(word)) return 'finished';
  if (STOPPED.has(word)) return 'stopped';
  return DIVERGED.has(word) ? 'diverged' : 'other';
}

/** True of the words that tools write for the state of a run. */
export function isStateWord(text: string): boolean {
  return runState(text) !== 'other' || OTHER.has(text.trim().toLowerCase());
}
