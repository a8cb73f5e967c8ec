import { problem } from '../../text/problem.js';

/** @param meant the operation that was probably meant. */
export function unknownOperation(
  setting: string,
  operations: readonly string[],
  meant: string | null,
): string {
  return problem({
    what: `--coefficient: got "${setting}"`,
    expected: '<operation>=<count>, e.g. bias=1,max_pool=0',
    advice: `${meant === null ? '' : `did you mean ${meant}? `}(operations: ${operations.join(', ')})`,
  });
}

export function coefficientIsNoCount(setting: string, operation: string): string {
  return problem({
    what: `--coefficient: got "${setting}"`,
    expected: `a whole number from 0 up, e.g. ${operation}=1`,
  });
}

export function coefficientTwice(operation: string): string {
  return problem({
    what: `--coefficient: got ${operation} twice`,
    expected: 'each operation once',
  });
}

export function chartIsNoFile(path: string): string {
  return problem({
    what: `--chart: got "${path}"`,
    expected: 'a file name that ends in .svg or .html',
  });
}

export function chartOfSeveral(file: string, networks: number): string {
  return problem({
    what: `--chart: ${file} holds ${networks} networks`,
    expected: 'one, e.g. a model.json',
  });
}

export function chartWritten(path: string): string {
  return `chart: ${path}`;
}

export function assumeIsNoSize(got: string): string {
  return problem({
    what: `--assume: got "${got}"`,
    expected: 'None=<size>, e.g. --assume None=128',
  });
}

export function notInputShape(got: string): string {
  return problem({
    what: `--input-shape: got "${got}"`,
    expected:
      'the shape of one sample without the batch, e.g. --input-shape 224,224,3, or 224,224,3/10 for two inputs',
  });
}

export function epochsWithoutImages(): string {
  return problem({
    what: '--epochs: got no --images',
    expected: 'both for a model, e.g. --images 50000 --epochs 10',
  });
}

export function inputShapeOfSpec(file: string): string {
  return problem({
    what: `${file}: --input-shape and --assume are for models`,
    got: 'a spec',
    advice: 'omit them: the dataset gives the shape',
  });
}

/** Printed before an audit that takes minutes. */
export function auditIsSlow(): string {
  return 'one training step in plain JavaScript, about a minute per GMAC';
}

export function auditHeading(batch: string): string {
  return `Multiply-accumulates for a batch of ${batch}: counted (--executed) and executed by TensorFlow.js`;
}

export function auditVerdict(equal: boolean): string {
  return equal ? 'equal' : 'they differ';
}
