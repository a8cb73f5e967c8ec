import { problem } from '../../text/problem.js';

/** @param path of a folder, where a spec was to be. */
export function fileIsFolder(path: string): string {
  return problem({
    what: `${path}: a folder`,
    expected: `a file, e.g. ${path.replace(/\/*$/, '')}/mlp.yaml`,
  });
}

export function fileIsNoFile(path: string): string {
  return problem({
    what: `${path}: a pipe or a device`,
    expected: 'a file, or - to read a pipe',
  });
}

/** @param bytes null of what has not been read to its end. */
export function fileTooLarge(path: string, bytes: number | null, most: number): string {
  return problem({
    what: `${path}: too large for a spec or a model's topology`,
    got: bytes === null ? 'more' : `${bytes} bytes`,
    expected: `at most ${most}`,
    advice: 'name another file',
  });
}

/** @param expected what the file was to hold. */
export function noSuchFile(path: string, expected: string): string {
  return problem({
    what: `${path}: no such file`,
    expected: `${expected}, e.g. experiments/smoke.yaml`,
  });
}

export function fileUnreadable(path: string, reason: string): string {
  return problem({ what: `${path}: cannot be read (${reason})`, advice: 'check its permissions' });
}

/** Weights and topology in one binary file, of which only the topology is wanted. */
export function modelIsHdf5(path: string): string {
  return problem({
    what: `${path}: an HDF5 file`,
    expected: "a model's topology",
    advice: 'save the model as .keras, or write the text of model.to_json() to a file',
  });
}

export function archiveDamaged(path: string, reason: string): string {
  return problem({
    what: `${path}: a zip archive that cannot be read (${reason})`,
    expected: 'a .keras file',
  });
}

export function archiveWithoutTopology(path: string): string {
  return problem({
    what: `${path}: a zip archive without config.json`,
    expected: 'a .keras file',
  });
}

export function modelIsNoJson(path: string, reason: string): string {
  return problem({
    what: `${path}: not valid JSON (${reason})`,
    expected: "a model's topology",
  });
}

/**
 * @param reason which size is not known.
 * @param example sizes that the option could be given.
 * @param hasUnknownSizes also the option that gives all of them one size.
 */
export function inputShapeUnknown(
  path: string,
  reason: string,
  example: string,
  hasUnknownSizes: boolean,
): string {
  const assume = hasUnknownSizes ? ', or every open size with --assume None=128' : '';
  return problem({
    what: `${path}: ${reason}`,
    advice: `give the shape of one sample with --input-shape ${example}${assume}`,
  });
}

/** A fault of what a file holds. */
export function inFile(path: string, reason: string): string {
  return problem({ what: `${path}: ${reason}` });
}
