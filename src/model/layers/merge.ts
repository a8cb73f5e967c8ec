import {
  batchBroadcast,
  constantOfSamples,
  constantTooLarge,
  notBroadcast,
  notJoined,
  summedDiffer,
  wrongInputs,
} from '../messages.js';
import { sampleAxis } from '../axes.js';
import { booleanField, integerField, integerList } from '../keras/config.js';
import { NO_PARAMETERS, type LayerClass } from '../layer-class.js';
import { ShapeError, type Shape } from '../shape.js';

export interface MergeConfig {
  /** Shapes of arrays that are put in beside the tensors, their batch included. */
  readonly constants?: readonly Shape[];
  /** An operation between layers, whose shapes meet from the last dimension on, batches and all. */
  readonly operation?: true;
}

/** Add, Subtract, Multiply, Average, Maximum, Minimum: element by element, sizes of 1 repeated. */
export const MERGE: LayerClass<MergeConfig> = {
  read: ({ fields }) => ({
    ...constantsOf(fields),
    ...(fields['operation'] === true && { operation: true as const }),
  }),
  outputShapes: ({ constants = [], operation = false }, inputs) => {
    const merged = inputs.reduce(broadcast);
    if (operation) assertBatchApart(inputs, merged);
    const samples = constants.map((shape) =>
      operation ? sampleOf(shape, merged) : withoutBatch(shape),
    );
    return [samples.reduce(broadcast, merged)];
  },
  parameters: () => NO_PARAMETERS,
};

/** Classes whose calls may put in arrays beside tensors. */
export const TAKES_CONSTANTS: ReadonlySet<string> = new Set([
  'Add',
  'Subtract',
  'Multiply',
  'Divide',
  'Average',
  'Maximum',
  'Minimum',
  'Power',
  'Concatenate',
]);

export interface ConcatenateConfig {
  readonly axis: number;
  /** Shapes of arrays that are joined to the tensors, their batch included. */
  readonly constants?: readonly Shape[];
}

export const CONCATENATE: LayerClass<ConcatenateConfig> = {
  read: (keras) => ({
    axis: integerField(keras, 'axis', Number.MIN_SAFE_INTEGER, -1),
    ...constantsOf(keras.fields),
  }),
  outputShapes: ({ axis, constants = [] }, inputs) => [
    [...inputs, ...constants.map(withoutBatch)].reduce((left, right) => {
      const along = sampleAxis(axis, left);
      const fits =
        left.length === right.length &&
        left.every((size, index) => index === along || size === right[index]);
      if (!fits) throw new ShapeError(notJoined(left, right, axis));
      return left.map((size, index) => (index === along ? size + (right[index] ?? 0) : size));
    }),
  ],
  parameters: () => NO_PARAMETERS,
};

export interface DotConfig {
  /** Keras's axes of the two inputs that are summed over. */
  readonly axes: readonly [number, number];
  /** Whether both are divided by their lengths first. */
  readonly normalize: boolean;
}

export const DOT: LayerClass<DotConfig> = {
  read: (keras) => {
    const [left = -1, right = left] = integerList(keras, 'axes');
    return { axes: [left, right], normalize: booleanField(keras, 'normalize', false) };
  },
  outputShapes: (config, inputs) => [dotShapes(config, inputs).output],
  parameters: () => NO_PARAMETERS,
};

/** What a Dot layer makes, and the size that it sums over. */
export function dotShapes(
  { axes }: DotConfig,
  inputs: readonly Shape[],
): { readonly output: Shape; readonly summed: number } {
  const [left, right, ...others] = inputs;
  if (left === undefined || right === undefined || others.length > 0) {
    throw new ShapeError(wrongInputs(inputs.length, 'two'));
  }
  const [ofLeft, ofRight] = [sampleAxis(axes[0], left), sampleAxis(axes[1], right)];
  const summed = left[ofLeft] ?? 1;
  if (summed !== right[ofRight]) throw new ShapeError(summedDiffer(left, right, axes));
  const output = [...without(left, ofLeft), ...without(right, ofRight)];
  return { output: output.length === 0 ? [1] : output, summed };
}

function without(shape: Shape, index: number): Shape {
  return shape.filter((_, other) => other !== index);
}

function constantsOf({ constants }: Readonly<Record<string, unknown>>): {
  readonly constants?: readonly Shape[];
} {
  return Array.isArray(constants) ? { constants: constants as readonly Shape[] } : {};
}

/** A tensor of fewer dimensions meets another one's sizes with its batch, which must not be 1. */
function assertBatchApart(inputs: readonly Shape[], merged: Shape): void {
  for (const input of inputs) {
    if (input.length < merged.length && merged[merged.length - input.length - 1] === 1) {
      throw new ShapeError(batchBroadcast(inputs));
    }
  }
}

/** What a layer puts in is one sample, which it repeats for all. */
function withoutBatch(constant: Shape): Shape {
  const [samples, ...sample] = constant;
  if (samples === 1) return sample;
  throw new ShapeError(constantOfSamples(constant));
}

/** A constant's shape without the batch, where it has one: a size of 1 in front. */
function sampleOf(constant: Shape, sample: Shape): Shape {
  if (constant.length <= sample.length) return constant;
  if (constant.length === sample.length + 1 && constant[0] === 1) return constant.slice(1);
  throw new ShapeError(constantTooLarge(sample, constant));
}

function broadcast(left: Shape, right: Shape): Shape {
  const rank = Math.max(left.length, right.length);
  return Array.from({ length: rank }, (_, index) => {
    const one = left[index - rank + left.length] ?? 1;
    const two = right[index - rank + right.length] ?? 1;
    if (one === two || two === 1) return one;
    if (one === 1) return two;
    throw new ShapeError(notBroadcast(left, right));
  });
}
