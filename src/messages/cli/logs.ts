/** Said on stderr where a sweep has no trial that went wrong. */
export function nothingWentWrong(sweep: string, trials: number): string {
  return trials === 1
    ? `${sweep}: its only trial has not failed, timed out, diverged or been interrupted`
    : `${sweep}: none of its ${trials} trials failed, timed out, diverged or was interrupted`;
}

/** Said on stderr of a trial without an attempt, or whose attempts printed nothing. */
export function noLog(trial: string, attempts: number): string {
  return attempts === 0
    ? `trial ${trial}: it was not tried yet`
    : `trial ${trial}: no log was kept; only attempts that fail keep one`;
}
