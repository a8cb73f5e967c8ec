import { isRecord, wrongField } from './fields.js';
import {
  type Call,
  type InnerLayer,
  type InnerWork,
  type LayerClass,
  onlyInput,
} from './layer-class.js';
import { noOtherBackward, oneOf, withoutSteps } from './messages.js';
import { type Operations, sum } from './operations.js';
import { elements, type Shape, ShapeError, TopologyError } from './shape.js';
import { beside, type LayerWork, repeated } from './work.js';

export interface TimeDistributedConfig {
  readonly layer: InnerLayer;
}

/** One layer, or one model, at each step of an input [steps, ...]. */
export const TimeDistributed: LayerClass<TimeDistributedConfig> = {
  tfjs: (layer, inner) => ({
    layer: inner(frozenWith(layer, layer.config.layer), layer.inputShape?.slice(1) ?? []),
  }),
  work: timeDistributedWork,
  read: (keras, reading) => ({ layer: reading.inner(keras.fields['layer']) }),
  outputShapes: ({ layer }, inputs, inner) => {
    const { steps, step } = stepsOf(onlyInput(inputs));
    return inner.outputShapes(layer, [step]).map((shape) => [steps, ...shape]);
  },
  parameters: ({ layer }, inputs, inner) =>
    inner.parameters(layer, [stepsOf(onlyInput(inputs)).step]),
};

export function stepsOf(input: Shape): { readonly steps: number; readonly step: Shape } {
  const [steps, ...step] = input;
  if (steps !== undefined) return { steps, step };
  throw new ShapeError(withoutSteps(input));
}

const MERGE_MODES = ['concat', 'sum', 'mul', 'ave'] as const;

export interface BidirectionalConfig {
  readonly forward: InnerLayer;
  readonly backward: InnerLayer;
  /** How the two outputs become one; null leaves them two. */
  readonly merge_mode: (typeof MERGE_MODES)[number] | null;
  /** Whether the layers give their last states too. */
  readonly return_state: boolean;
}

/** A recurrent layer forwards, and one like it, with weights of its own, backwards. */
export const Bidirectional: LayerClass<BidirectionalConfig> = {
  tfjs: (layer, inner) => {
    const { forward, backward, merge_mode } = layer.config;
    if (JSON.stringify(forward.config) !== JSON.stringify(backward.config)) {
      throw new TopologyError(noOtherBackward(layer));
    }
    return { layer: inner(frozenWith(layer, forward), layer.inputShape ?? []), merge_mode };
  },
  work: bidirectionalWork,
  read: (keras, reading) => {
    const { layer, backward_layer: other, merge_mode: mode = 'concat' } = keras.fields;
    const merge_mode = MERGE_MODES.find((known) => known === mode) ?? null;
    if (merge_mode === null && mode !== null) {
      throw wrongField(keras, 'merge_mode', oneOf([...MERGE_MODES, 'null']));
    }
    const forward = reading.inner(layer);
    return {
      forward,
      backward: isRecord(other) ? reading.inner(other) : forward,
      merge_mode,
      return_state: isRecord(forward.config) && forward.config['return_state'] === true,
    };
  },
  outputShapes: (config, inputs, inner) => {
    const { forward, backward } = splitInputs(inputs);
    const [output = [], ...states] = inner.outputShapes(config.forward, forward);
    const [reversed = [], ...others] = inner.outputShapes(config.backward, backward);
    return [...merged(config, output, reversed), ...states, ...others];
  },
  parameters: (config, inputs, inner) => {
    const { forward, backward } = splitInputs(inputs);
    const left = inner.parameters(config.forward, forward);
    const right = inner.parameters(config.backward, backward);
    return { trainable: left.trainable + right.trainable, fixed: left.fixed + right.fixed };
  },
};

/** The sequence, and half of the initial states for each direction. */
export function splitInputs([sequence = [], ...states]: readonly Shape[]): {
  readonly forward: readonly Shape[];
  readonly backward: readonly Shape[];
} {
  const half = states.length / 2;
  return {
    forward: [sequence, ...states.slice(0, half)],
    backward: [sequence, ...states.slice(half)],
  };
}

function merged(config: BidirectionalConfig, output: Shape, reversed: Shape): readonly Shape[] {
  switch (config.merge_mode) {
    case null:
      return [output, reversed];
    case 'concat':
      return [[...output.slice(0, -1), (output.at(-1) ?? 0) + (reversed.at(-1) ?? 0)]];
    case 'sum':
    case 'mul':
    case 'ave':
      return [output];
  }
}

function timeDistributedWork(layer: Call<TimeDistributedConfig>, inner: InnerWork): LayerWork {
  const { steps, step } = stepsOf(layer.inputShape);
  return repeated(inner(layer.config.layer, [step]), BigInt(steps));
}

function bidirectionalWork(layer: Call<BidirectionalConfig>, inner: InnerWork): LayerWork {
  const { forward, backward } = splitInputs(layer.inputShapes);
  const both = beside(inner(layer.config.forward, forward), inner(layer.config.backward, backward));
  const merging = mergeOf(layer.config.merge_mode, elements(layer.outputShape));
  return { ...both, forward: sum(both.forward, merging), training: sum(both.training, merging) };
}

function mergeOf(mode: 'concat' | 'sum' | 'mul' | 'ave' | null, outputs: bigint): Operations {
  switch (mode) {
    case null:
    case 'concat':
      return {};
    case 'sum':
      return { add: outputs };
    case 'mul':
      return { multiply: outputs };
    case 'ave':
      return { add: outputs, multiply: outputs };
  }
}

/** A wrapped layer, frozen where its wrapper is: TensorFlow.js asks the wrapped one alone. */
function frozenWith(wrapper: { readonly trainable: boolean }, inner: InnerLayer): InnerLayer {
  return { ...inner, trainable: inner.trainable && wrapper.trainable };
}
