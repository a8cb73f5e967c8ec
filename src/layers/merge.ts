import { booleanField, integerField, integerList } from './fields.js';
import {
  type Call,
  type Further,
  type LayerClass,
  type LayerHandler,
  NO_PARAMETERS,
  type Written,
} from './layer-class.js';
import {
  batchBroadcast,
  constantOfSamples,
  constantTooLarge,
  noMergeOfOne,
  notBroadcast,
  notJoined,
  summedDiffer,
  wrongInputs,
} from './messages.js';
import { type Operations, sum } from './operations.js';
import { elements, sampleAxis, type Shape, ShapeError, TopologyError } from './shape.js';
import { refuseConstants } from './tfjs.js';
import { type LayerWork, noWork, work } from './work.js';

export interface MergeConfig {
  /** Shapes of arrays that are put in beside the tensors, their batch included. */
  readonly constants?: readonly Shape[];
  /** An operation between layers, whose shapes meet from the last dimension on, batches and all. */
  readonly operation?: true;
}

/** Add, Subtract, Multiply, Average, Maximum, Minimum: element by element, sizes of 1 repeated. */
function merge(
  operations: (count: bigint, outputs: bigint) => Operations,
  further: Further<MergeConfig> = {},
): LayerClass<MergeConfig> {
  return {
    ...further,
    takesConstants: true,
    work: mergeWork(operations),
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
}

export const Add = merge((add) => ({ add }), { tfjs: mergeSettings });
export const Subtract = merge((subtract) => ({ subtract }));
export const Multiply = merge((multiply) => ({ multiply }), { tfjs: mergeSettings });
export const Divide = merge((divide) => ({ divide }));
export const Average = merge((add, divide) => ({ add, divide }), { tfjs: mergeSettings });
export const Maximum = merge((compare) => ({ compare }), { tfjs: mergeSettings });
export const Minimum = merge((compare) => ({ compare }), { tfjs: mergeSettings });
export const Power = merge((power) => ({ power }));

export interface ConcatenateConfig {
  readonly axis: number;
  /** Shapes of arrays that are joined to the tensors, their batch included. */
  readonly constants?: readonly Shape[];
}

export const Concatenate: LayerClass<ConcatenateConfig> = {
  takesConstants: true,
  tfjs: (layer) => {
    refuseConstants(layer);
    return { ...layer.config };
  },
  work: noWork,
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

export const Dot: LayerClass<DotConfig> = {
  tfjs: true,
  work: dotWork,
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

/** One operation for each element and each input after the first, constants too; one at least. */
function mergeWork(
  operations: (count: bigint, outputs: bigint) => Operations,
): LayerHandler<MergeConfig> {
  return (layer) => {
    const outputs = elements(layer.outputShape);
    const operands = layer.inputShapes.length + (layer.config.constants?.length ?? 0);
    return work({ forward: operations(outputs * BigInt(Math.max(1, operands - 1)), outputs) });
  };
}

/**
 * Each output is a dot product along the axes; the gradient of either input is a product of the same
 * sizes. Normalising both squares, adds up, takes 1 / root and multiplies. TensorFlow.js multiplies
 * vectors element by element instead of running a product.
 */
function dotWork(layer: Call<DotConfig>): LayerWork {
  const { output, summed } = dotShapes(layer.config, layer.inputShapes);
  const products: Operations = { matmul: elements(output) * BigInt(summed) };
  const inputs = layer.inputShapes.reduce((total, shape) => total + elements(shape), 0n);
  const normalising: Operations = layer.config.normalize
    ? { unit_normalize: inputs, statistics: (2n * inputs) / BigInt(summed) }
    : {};
  const vectors = layer.inputShapes.every((shape) => shape.length === 1);
  return work({
    forward: sum(products, normalising),
    inputGradients: [products, products],
    executed: {
      bothGradients: false,
      ...(vectors && {
        forward: sum(
          { multiply: elements(layer.inputShape), add: elements(layer.inputShape) },
          normalising,
        ),
        inputGradients: [{}, {}],
      }),
    },
  });
}

function mergeSettings(layer: Written<MergeConfig>) {
  refuseConstants(layer);
  if (layer.inbound.length < 2) throw new TopologyError(noMergeOfOne(layer));
  return {};
}
