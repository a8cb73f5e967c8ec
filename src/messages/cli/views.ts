/** Said on stderr of a database without a sweep, or where there is no database. */
export function noSweepYet(database: string): string {
  return `${database} holds no sweep yet; try sweep experiments/smoke.yaml`;
}

export function noneCompleteYet(): string {
  return 'no configuration is complete yet';
}

export function nothingTrainedYet(): string {
  return 'nothing was trained yet';
}

/** Of a trial that no spec wants any more. @param sweep the one that it was made by. */
export function noSweepNow(sweep: string): string {
  return `none now; it was of ${sweep}`;
}

export function notToChooseBy(accuracy: string): string {
  return `${accuracy} (not to choose by)`;
}

/**
 * What trained, in a few words: `compiled (several networks in one program, compiled by XLA)`.
 *
 * @param compilation how a compiled program was run; null for other trainers.
 */
export function trainerText(trainer: string, compilation: string | null): string {
  const program =
    compilation === 'xla'
      ? ", compiled by XLA (TensorFlow's compiler)"
      : compilation === 'graph'
        ? ', run as a plain graph, without XLA'
        : '';
  switch (trainer) {
    case 'layers':
      return 'layers: one network at a time';
    case 'fused':
    case 'compiled':
      return `${trainer}: several networks in one program${program}`;
    default:
      return trainer;
  }
}

/** @param share of the matrix peak, 0 to 1; null where it was not measured. */
export function speedText(speed: string, share: string | null): string {
  return share === null
    ? `${speed}FLOP/s`
    : `${speed}FLOP/s, ${share} of the peak that its worker measured in matrix products`;
}

/** Above the table of a sweep's configurations. */
export function configurationsHeading(convention: string): string {
  return `FLOPs per image, forward (${convention} convention); * is on the front of the means\nverdicts hold at 95 %, all together; trial is that of the first seed, with a\nkept model where there is one`;
}

export function flopsText(flops: string, convention: string): string {
  return `${flops} per image, forward (${convention} convention)`;
}

/** Below the table of latencies. */
export function latenciesMeasuredOn(engine: string, library: string, device: string): string {
  return `Medians on ${engine} (${library}), ${device}; from pixels to scores.`;
}

export function bestBy(objective: string, goal: string): string {
  return `the best by ${objective} (${goal})`;
}

/** Before the answer, where the best that was chosen is the best by something else. */
export function answerIsBy(metric: string, cost: string): string {
  return `The answer is by ${metric} and ${cost}, the first metric and the first cost of the objectives:`;
}

/** After a best that is so by a cost. */
export function bestByCost(objective: string, goal: string): string {
  return ` by ${objective} (${goal})`;
}

/**
 * @param cost what it is the cheapest by. @param within how much it may lose.
 * @param best what it is held against.
 * @param shown whether the seeds show it, or the means alone say so.
 * @param alsoShown the one that they show, where it is another.
 */
export function cheapestWithin(
  cost: string,
  within: string,
  best: string,
  figures: string,
  shown: boolean,
  alsoShown: string | null,
): string {
  const other = alsoShown === null ? '' : `; the cheapest that is shown is ${alsoShown}`;
  return `the cheapest by ${cost} within ${within} of ${best} (${figures}), ${shown ? 'shown' : 'likely'}${other}`;
}
