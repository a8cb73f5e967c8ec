import { counted } from '../counted.js';
import { problem } from '../problem.js';
import { shapeText } from '../shape-text.js';

// What is wrong with the tensors that a layer reads. Whoever knows the layer puts its name in front.

type Shape = readonly number[];

export function wrongRank(shape: Shape, rank: number): string {
  return problem({
    what: 'its input has the wrong number of dimensions',
    got: `${shapeText(shape)} for one sample`,
    expected: counted(rank, 'dimension'),
  });
}

export function withoutSteps(shape: Shape): string {
  return problem({
    what: 'its input has no steps',
    got: `${shapeText(shape)} for one sample`,
    expected: '[steps, ...]',
  });
}

/** @param axis counted from the end where negative, the batch not counted. */
export function noDimension(axis: number, shape: Shape): string {
  return problem({ what: `its input ${shapeText(shape)} has no dimension ${axis}` });
}

/** @param axis as Keras counts: the batch is 0. */
export function noAxis(axis: number, shape: Shape): string {
  const { length } = shape;
  return problem({
    what: `axis ${axis} is no dimension of a sample ${shapeText(shape)}`,
    ...(length === 0 ? {} : { expected: `one from 1 to ${length}, or from -${length} to -1` }),
  });
}

/** @param expected how many, in a word. */
export function wrongInputs(tensors: number, expected: 'one' | 'two'): string {
  return problem({ what: `it reads ${counted(tensors, 'tensor')}`, expected });
}

export function notTwoAlike(inputs: readonly Shape[]): string {
  return problem({ what: `it reads ${inputs.map(shapeText).join(', ')}`, expected: 'two alike' });
}

export function queryAlone(): string {
  return problem({
    what: 'it reads one tensor',
    expected: 'a query and a value, and a key or none',
  });
}

export function wrongStates(states: readonly Shape[], sizes: readonly number[]): string {
  return problem({
    what: 'its initial states do not fit its cells',
    got: states.map(shapeText).join(', '),
    expected: `sizes ${sizes.join(', ')}`,
  });
}

export function notBroadcast(left: Shape, right: Shape): string {
  return problem({
    what: `${shapeText(left)} and ${shapeText(right)} do not fit together`,
    expected: 'the same sizes, or 1, from the last dimension on',
  });
}

export function constantTooLarge(sample: Shape, constant: Shape): string {
  return problem({
    what: `${shapeText(sample)} and a constant of shape ${shapeText(constant)} do not fit together`,
    expected: 'no more dimensions than a sample has',
  });
}

export function constantOfSamples(constant: Shape): string {
  return problem({
    what: `it puts in a constant of shape ${shapeText(constant)}, which fixes the batch`,
    expected: 'one sample: a size of 1 in front',
  });
}

export function batchBroadcast(inputs: readonly Shape[]): string {
  return problem({
    what: `${inputs.map((shape) => shapeText([null, ...shape])).join(' and ')} do not fit together: a size of 1 would be repeated for each sample of the batch`,
    expected: 'as many dimensions',
  });
}

export function oddAxis(size: number, axis: number): string {
  return problem({
    what: `it halves axis ${axis}, which has ${size}`,
    expected: 'an even number',
  });
}

export function notJoined(left: Shape, right: Shape, axis: number): string {
  return problem({
    what: `${shapeText(left)} and ${shapeText(right)} cannot be joined along axis ${axis}`,
    expected: 'the same sizes along the others',
  });
}

export function summedDiffer(left: Shape, right: Shape, axes: readonly number[]): string {
  return problem({
    what: `${shapeText(left)} and ${shapeText(right)} differ along axes ${axes.join(' and ')}`,
    expected: 'the same size',
  });
}

export function outputTooLarge(shape: Shape): string {
  return problem({
    what: `its output ${shapeText(shape)} has a size that is too large to count`,
    expected: `sizes up to ${Number.MAX_SAFE_INTEGER}`,
  });
}
