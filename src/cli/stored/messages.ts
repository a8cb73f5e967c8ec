import { printableLine } from '../../text/printable.js';
import { problem } from '../../text/problem.js';

export function noDatabase(database: string): string {
  return problem({
    what: `${database}: no database yet`,
    advice: 'run a sweep first, or name another file with --db',
  });
}

/** @param near the name that was probably meant. */
export function unknownSweep(
  database: string,
  word: string,
  names: readonly string[],
  near: string | null,
): string {
  return problem({
    what: `${database} has no sweep ${JSON.stringify(word)}`,
    advice: near === null ? namesText(names) : `did you mean ${near}?`,
  });
}

/** A word that could be a sweep or a trial and is neither. */
export function unknownSweepOrTrial(
  database: string,
  word: string,
  names: readonly string[],
  near: string | null,
): string {
  const couldBeTrial = /^[0-9a-f]{1,16}$/i.test(word);
  const tooShort = couldBeTrial && word.length < 6;
  return problem({
    what: `${database} has no sweep ${couldBeTrial && !tooShort ? 'and no trial ' : ''}${JSON.stringify(word)}`,
    ...(tooShort ? { expected: 'a name, or 6 digits of a trial or more' } : {}),
    advice: near === null ? namesText(names) : `did you mean ${near}?`,
  });
}

function namesText(names: readonly string[]): string {
  return `it has ${names.length === 0 ? 'none' : names.map(printableLine).join(', ')}`;
}

/** @param more there are others beside the candidates. */
export function ambiguousTrial(word: string, candidates: readonly string[], more: boolean): string {
  return problem({
    what: `several trial ids start with ${word}`,
    got: `${candidates.join(', ')}${more ? ' and more' : ''}`,
    advice: 'add more digits',
  });
}

export function expectedSweep(word: string, option: string): string {
  return problem({
    what: `${option} needs a sweep`,
    got: `the trial ${word}`,
    advice: 'pass its sweep',
  });
}

export function expectedTrial(word: string, option: string): string {
  return problem({
    what: `${option} needs a trial`,
    got: `the sweep ${word}`,
    advice: 'pass one of its trials',
  });
}

/** `sweep save` copies the model of one trial. */
export function savesOneTrial(word: string): string {
  return expectedTrial(word, 'sweep save');
}

/** Something that another process took away between two readings. */
export function removedMeanwhile(word: string): string {
  return problem({ what: `${word} was removed while it was being read`, advice: 'see sweep list' });
}

/** Said on stderr of a database without a sweep, or where there is no database. */
export function noSweepYet(database: string): string {
  return `${database} has no sweeps yet; try sweep experiments/smoke.yaml`;
}

export function noneCompleteYet(): string {
  return 'no configuration is complete yet';
}

export function noneMeasuredYet(metric: string): string {
  return `no complete configuration has a value of ${metric}`;
}

export function nothingTrainedYet(): string {
  return 'nothing trained yet';
}

/** Of a trial that no spec wants any more. @param sweep the one that it was made by. */
export function noSweepNow(sweep: string): string {
  return `none any more; it was part of ${sweep}`;
}

export function notToChooseBy(accuracy: string): string {
  return `${accuracy} (not for selection)`;
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
  return share === null ? `${speed}FLOP/s` : `${speed}FLOP/s, ${share} of its worker's matrix peak`;
}

/** Above the table of a sweep's configurations. */
export function configurationsHeading(convention: string): string {
  return `FLOPs per image, forward (${convention} convention); * marks the front of the means;\nverdicts hold simultaneously at 95 %; trial is that of the first seed,\npreferably one with a kept model`;
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
  return `The answer uses ${metric} and ${cost}, the first metric and the first cost among the objectives:`;
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
  const other = alsoShown === null ? '' : `; the cheapest shown one is ${alsoShown}`;
  return `the cheapest by ${cost} within ${within} of ${best} (${figures}), ${shown ? 'shown' : 'likely'}${other}`;
}

/** @param option names the database in a command where it is not the usual one. */
export function modelNotKept(trial: string, status: string, option: string): string {
  return problem({
    what: `the model of trial ${trial} is not kept`,
    ...(status === 'completed' ? {} : { got: `a trial that is ${status}` }),
    advice:
      status === 'completed'
        ? `to get it, retrain it: sweep rm ${trial}${option} --yes, then run its spec with --save all`
        : 'run its spec with --save all',
  });
}

/** The database says that it is kept, and its files are not there. */
export function modelFilesGone(trial: string, folder: string, option: string): string {
  return problem({
    what: `the model of trial ${trial} cannot be read from ${folder}`,
    advice: `restore the folder, or retrain it: sweep rm ${trial}${option} --yes, then run its spec with --save all`,
  });
}

export function outIsNoModel(folder: string): string {
  return problem({
    what: `--out: ${folder} holds other files`,
    expected: 'a new or empty folder, or one with a model from sweep save',
    advice: 'choose another one',
  });
}

export function outIsNoFolder(path: string): string {
  return problem({ what: `--out: ${path} is not a folder`, advice: 'choose another one' });
}

export function modelIsNoStream(): string {
  return problem({
    what: '--out: a model is two files, which cannot go to stdout',
    expected: 'a folder, e.g. --out my-model (./- for one named -)',
  });
}

export function outMissing(): string {
  return problem({ what: '--out: got nothing', expected: 'a folder, e.g. --out my-model' });
}

/** Where the kept models of all trials are. */
export function outIsKept(path: string): string {
  return problem({
    what: `--out: ${path} is the models folder of a database`,
    advice: 'choose another one',
  });
}
