import { problem, type Problem } from '../text/problem.js';
import { brief, counted, shapeText } from '../text/values.js';

/** A layer as messages name it. */
export interface NamedLayer {
  readonly layer: string;
  readonly class: string;
}

/** A complete message about a layer that did not know its own name. */
export function inLayer({ layer, class: className }: NamedLayer, what: string): string {
  return `layer ${layer} (${className}): ${what}`;
}

export function layerProblem(layer: NamedLayer, about: Problem): string {
  return inLayer(layer, problem(about));
}

export function unknownCell(layer: NamedLayer, cell: string, known: readonly string[]): string {
  return layerProblem(layer, {
    what: `unknown cell class ${cell}`,
    expected: `one of ${known.join(', ')}`,
  });
}

/** Settings that give a layer weights or products that its class does not have without them. */
export type UncountedSetting = 'lora_rank' | 'renorm' | 'time_major' | 'quantization';

export function activationHasWeights(layer: NamedLayer, field: string): string {
  return layerProblem(layer, {
    what: `${field} is a PReLU, which has weights of its own`,
    expected: 'it as a layer after this one',
  });
}

export function activationHalves(layer: NamedLayer, field: string): string {
  return layerProblem(layer, {
    what: `${field} is glu, which halves its axis, but Keras assumes the full output size`,
    advice: 'write it as keras.ops.glu after a layer with a linear activation',
  });
}

export function inputWithoutShape(layer: NamedLayer): string {
  return layerProblem(layer, {
    what: 'it has no batch_shape',
    expected: 'a shape such as [null, 28, 28]',
  });
}

// Wrong input tensors of a layer. The caller, which knows the layer, prefixes its name.

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
    what: `axis ${axis} is not a dimension of a sample ${shapeText(shape)}`,
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
    expected: 'a query, a value and optionally a key',
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
    what: `it has a constant of shape ${shapeText(constant)}, which fixes the batch`,
    expected: 'a leading dimension of 1, for one sample',
  });
}

export function batchBroadcast(inputs: readonly Shape[]): string {
  return problem({
    what: `${inputs.map((shape) => shapeText([null, ...shape])).join(' and ')} do not fit together: a size of 1 would be broadcast over the batch`,
    expected: 'equal numbers of dimensions',
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

/** A setting in a layer's JSON; undefined where it is not there. */
export function wrongField(
  layer: NamedLayer,
  field: string,
  value: unknown,
  expected: string,
): string {
  return layerProblem(
    layer,
    value === undefined
      ? { what: `${field} is missing`, expected }
      : { what: `${field} is wrong`, got: brief(value), expected },
  );
}

// What is expected of settings.

export function wholeNumber(minimum: number): string {
  return `a whole number of at least ${minimum}`;
}

export function wholeNumbers(count: number, minimum: number): string {
  return `${count} whole numbers of at least ${minimum}, or one for all`;
}

export function wholeNumberOrList(): string {
  return 'a whole number or a list of them';
}

export function finiteNumber(): string {
  return 'a number';
}

export function trueOrFalse(): string {
  return 'true or false';
}

export function text(): string {
  return 'a string';
}

export function oneOf(words: readonly string[]): string {
  return `one of ${words.join(', ')}`;
}

export function listOfSizes(): string {
  return 'a list of sizes';
}

export function groupCount(): string {
  return '-1, or a whole number of at least 1';
}

export function cells(): string {
  return 'a cell with class_name and config, or a list of them';
}

/** Of padding and cropping. */
export function sides(dimensions: number): string {
  return dimensions === 1
    ? 'a whole number from 0 up, or two'
    : `a whole number from 0 up, or ${dimensions} of them, or ${dimensions} pairs`;
}

export function windowTooLong(extent: number, length: number): string {
  return problem({
    what: `a window ${extent} long does not fit an input ${length} long`,
    advice: 'make it smaller, or set padding to same',
  });
}

export function convolutionGroups(channels: number, filters: number, groups: number): string {
  return problem({
    what: `${channels} channels and ${filters} filters cannot be split into ${groups} groups`,
    expected: 'groups that divide both',
  });
}

export function channelGroups(channels: bigint, groups: bigint): string {
  return problem({
    what: `${channels} channels cannot be split into ${groups} groups`,
    expected: 'groups that divide the channels',
  });
}

export function notReshaped(from: Shape, to: Shape): string {
  return problem({
    what: `${shapeText(from)} cannot become ${shapeText(to)}`,
    expected: 'as many elements, one size at most -1',
  });
}

export function notPermuted(dims: readonly number[], rank: number): string {
  return problem({
    what: 'dims is not a permutation of the dimensions',
    got: shapeText(dims),
    expected: `each of 1 to ${rank} once`,
  });
}

export function nothingCropped(before: number, after: number, length: number): string {
  return problem({
    what: `cropping ${before} and ${after} of ${length} leaves nothing`,
    expected: `less than ${length} together`,
  });
}

export function noEquation(equation: string): string {
  return problem({
    what: 'equation is wrong',
    got: equation,
    expected: 'an equation such as abc,cd->abd',
  });
}

export function equationMisfit(equation: string, input: Shape): string {
  return problem({
    what: `equation ${equation} does not fit an input ${shapeText(input)}`,
    expected: 'a letter for the batch and one for each dimension',
  });
}

export function labelOpen(equation: string, label: string): string {
  return problem({
    what: `equation ${equation} leaves the size of ${label} open`,
    expected: 'the size in output_shape',
  });
}

// What TensorFlow.js cannot do of what is counted here.

export interface UntrainableLayer {
  readonly name: string;
  readonly class: string;
}

export function missingInTfjs({ name, class: className }: UntrainableLayer, what: string): string {
  return layerProblem(
    { layer: name, class: className },
    {
      what: `TensorFlow.js 4.22 has no ${what}`,
      advice: 'change the layer, or only count FLOPs',
    },
  );
}

export function noSuchActivation(layer: UntrainableLayer, activation: string): string {
  return missingInTfjs(layer, `activation ${activation}`);
}

/** Of a Bidirectional layer. */
export function noOtherBackward(layer: UntrainableLayer): string {
  return missingInTfjs(layer, 'backward_layer of its own settings');
}

/** Of Add and its like. */
export function noMergeOfOne(layer: UntrainableLayer): string {
  return missingInTfjs(layer, 'operation on one tensor');
}

/** Of Add, Concatenate and their like. */
export function noConstants(layer: UntrainableLayer): string {
  return missingInTfjs(layer, 'constant among the tensors of a layer');
}

export function noKeepdims(layer: UntrainableLayer): string {
  return missingInTfjs(layer, 'keepdims');
}

export function noGroups(layer: UntrainableLayer): string {
  return missingInTfjs(layer, 'convolution in groups');
}

export function noOutputPadding(layer: UntrainableLayer): string {
  return missingInTfjs(layer, 'output_padding');
}

/** Of a GRU. */
export function noResetAfter(layer: UntrainableLayer): string {
  return missingInTfjs(layer, 'cell with two biases (reset_after)');
}
