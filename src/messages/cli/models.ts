import { problem } from '../problem.js';

/** @param option names the database in a command where it is not the usual one. */
export function modelNotKept(trial: string, status: string, option: string): string {
  return problem({
    what: `the model of trial ${trial} is not kept`,
    ...(status === 'completed' ? {} : { got: `a trial that is ${status}` }),
    advice:
      status === 'completed'
        ? `to have it, train it again: sweep rm ${trial}${option} --yes, then run its spec with --save all`
        : 'run its spec with --save all',
  });
}

/** The database says that it is kept, and its files are not there. */
export function modelFilesGone(trial: string, folder: string, option: string): string {
  return problem({
    what: `the model of trial ${trial} should be in ${folder}, and cannot be read there`,
    advice: `bring the folder back, or train it again: sweep rm ${trial}${option} --yes, then run its spec with --save all`,
  });
}

export function outIsNoModel(folder: string): string {
  return problem({
    what: `--out: ${folder} holds other files`,
    expected: 'a new or empty folder, or one with a model that sweep has written',
    advice: 'name another one',
  });
}

export function outIsNoFolder(path: string): string {
  return problem({ what: `--out: ${path} is no folder`, advice: 'name another one' });
}

export function modelIsNoStream(): string {
  return problem({
    what: '--out: a model is two files, which do not go to stdout',
    expected: 'a folder, e.g. --out my-model; one that is called so is ./-',
  });
}

export function outMissing(): string {
  return problem({ what: '--out: got nothing', expected: 'a folder, e.g. --out my-model' });
}

/** Where the kept models of all trials are. */
export function outIsKept(path: string): string {
  return problem({
    what: `--out: ${path} is where the models of a database are kept`,
    advice: 'name another one',
  });
}
