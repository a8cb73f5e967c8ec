import type { KerasConfig } from './fields.js';
import type { LayerOperations } from './forward.js';
import { wrongInputs } from './messages.js';
import { type Shape, ShapeError } from './shape.js';
import type { Draws, InitialWeight } from './weights.js';
import type { LayerWork } from './work.js';

/** What a setting of a layer may be; a name with `$` stands for one of them. */
export type FieldKind =
  /** A whole number from 1 up. */
  | 'size'
  /** One, or one for each dimension. */
  | 'sizes'
  /** A list of whole numbers. */
  | 'shape'
  /** From 0 up to below 1. */
  | 'rate'
  | 'flag'
  | 'padding'
  | 'activation';

/** How specs write a layer: a name, and settings in snake case by Keras's names. */
export interface Word {
  readonly name: string;
  readonly fields: Readonly<Record<string, FieldKind>>;
  /** Settings that must be given. */
  readonly required: readonly string[];
  /** The setting that a bare value stands for: `{dense: 84}`. */
  readonly bare: string | null;
  /** Settings where the spec leaves them out and Keras has no default. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Settings that are always these: what TensorFlow.js trains. */
  readonly fixed?: Readonly<Record<string, unknown>>;
  /** Dimensions of a sample that it reads; null where any will do. */
  readonly rank: 1 | 2 | 3 | null;
  /** What it is called in a network's short text, before its size; null where it is left out. */
  readonly short: string | null;
  /** The setting that is its size there. */
  readonly size?: string;
}

/** Settings of a layer with an activation and a bias. */
export const ACTIVATED = { activation: 'activation', use_bias: 'flag' } as const;

/** Settings of a kernel that goes over an image. */
export const KERNEL = { kernel_size: 'sizes', strides: 'sizes', padding: 'padding' } as const;

/** Trainable parameters, and those that only the forward pass updates (moving averages). */
export interface Parameters {
  readonly trainable: bigint;
  readonly fixed: bigint;
}

export const NO_PARAMETERS: Parameters = { trainable: 0n, fixed: 0n };

/** A layer, or a whole model, that another layer wraps: TimeDistributed's, Bidirectional's. */
export interface InnerLayer {
  readonly name: string;
  readonly class: string;
  readonly config: unknown;
  /** Whether the optimizer may change its weights. */
  readonly trainable: boolean;
}

/** How a layer's JSON is read where it holds more than plain settings. */
export interface Reading {
  /** Reads the JSON of a layer inside the layer. */
  readonly inner: (json: unknown) => InnerLayer;
  /** The sample's shape that the layer states, unknown sizes filled in as the caller asked. */
  readonly inputShape: (keras: KerasConfig) => Shape | null;
}

/** What is known of a layer inside a layer. */
export interface InnerFacts {
  readonly outputShapes: (layer: InnerLayer, inputs: readonly Shape[]) => readonly Shape[];
  readonly parameters: (layer: InnerLayer, inputs: readonly Shape[]) => Parameters;
}

/** One call of a layer on tensors of known shapes; shapes are of one sample, without the batch. */
export interface Call<Config> {
  readonly name: string;
  readonly class: string;
  readonly config: Config;
  /** Whether the optimizer may change its weights. */
  readonly trainable: boolean;
  readonly inputShapes: readonly Shape[];
  readonly outputShapes: readonly Shape[];
  /** The first of each. */
  readonly inputShape: Shape;
  readonly outputShape: Shape;
}

/** Counts a layer that another wraps, for inputs of those shapes. */
export type InnerWork = (layer: InnerLayer, inputs: readonly Shape[]) => LayerWork;

type Json = Readonly<Record<string, unknown>>;

/** What is written of a layer; shapes are known where its network's are. */
export type Written<Config> = Pick<Call<Config>, 'name' | 'class' | 'config' | 'trainable'> & {
  readonly inbound: readonly unknown[];
  readonly inputShape?: Shape;
};

/**
 * A layer's settings in TensorFlow.js's words; `inner` writes a layer inside it that reads that shape.
 * Throws a TopologyError where TensorFlow.js has no such layer.
 */
export type TfjsWriter<Config> = (
  layer: Written<Config>,
  inner: (layer: InnerLayer, input: Shape) => Json,
) => Json;

/** What a layer of one class computes. */
export type LayerHandler<Config> = (layer: Call<Config>, inner: InnerWork) => LayerWork;

/**
 * What has to be known of a class of layers. `Config` holds what decides shapes, parameters, FLOPs
 * and results, with every default written out, since it is also the layer's part of a
 * configuration's identity. Shapes are of one sample, without the batch; shapes that do not fit are
 * a ShapeError.
 */
export interface LayerClass<Config> {
  /** Reads the `config` of Keras or TensorFlow.js; throws a TopologyError. */
  readonly read: (keras: KerasConfig, reading: Reading) => Config;
  /** One shape for each tensor that the layer makes. */
  readonly outputShapes: (
    config: Config,
    inputs: readonly Shape[],
    inner: InnerFacts,
  ) => readonly Shape[];
  readonly parameters: (config: Config, inputs: readonly Shape[], inner: InnerFacts) => Parameters;
  /** What a layer computes on one sample; its FLOPs are counted from this. */
  readonly work: LayerHandler<Config>;
  /** Whether calls may put in arrays beside tensors. */
  readonly takesConstants?: true;
  /** How TensorFlow.js 4.22 writes its settings, true where as here; absent where it has none. */
  readonly tfjs?: true | TfjsWriter<Config>;
  /** How a spec names it; absent where none can. */
  readonly word?: Word;
  /**
   * What a layer starts from, in the order of TensorFlow.js's weights, drawn as Keras draws it:
   * kernels Glorot-uniform, recurrent ones orthogonal, biases 0. Absent, or null for a layer, where
   * no trainer knows it.
   */
  readonly initialWeights?: (layer: Call<Config>, draws: Draws) => readonly InitialWeight[] | null;
  /**
   * What a layer makes of its input, in the operations of an executor; its gradient is found from
   * these. Absent where no program trains it.
   */
  readonly forward?: <A>(x: LayerOperations<A>, layer: Call<Config>, input: A) => A;
  /** The setting that `forward` does not know, of a layer that has one; null or absent: it knows all. */
  readonly forwardLacks?: (config: Config) => string | null;
}

type Needed = 'read' | 'outputShapes' | 'parameters' | 'work';

/** What a class of layers may have besides. */
export type Further<Config> = Omit<LayerClass<Config>, Needed>;

/** A class whose layers read one tensor and make one; without weights unless it says otherwise. */
export function oneToOne<Config>(
  about: Omit<LayerClass<Config>, 'outputShapes' | 'parameters'> & {
    readonly outputShape: (config: Config, input: Shape) => Shape;
    readonly parameters?: (config: Config, input: Shape) => Parameters;
  },
): LayerClass<Config> {
  const { outputShape, parameters = () => NO_PARAMETERS, ...others } = about;
  return {
    ...others,
    outputShapes: (config, inputs) => [outputShape(config, onlyInput(inputs))],
    parameters: (config, inputs) => parameters(config, onlyInput(inputs)),
  };
}

/** A class that changes values but no shape, and has neither weights nor settings that count. */
export function elementwise(
  work: LayerHandler<NoConfig>,
  further: Further<NoConfig> = {},
): LayerClass<NoConfig> {
  return oneToOne({ read: () => ({}), outputShape: (_config, input) => input, work, ...further });
}

/** Nothing of the layer's settings changes shapes, counts or results. */
export type NoConfig = Readonly<Record<string, never>>;

export function onlyInput(inputs: readonly Shape[]): Shape {
  const [input, ...others] = inputs;
  if (input !== undefined && others.length === 0) return input;
  throw new ShapeError(wrongInputs(inputs.length, 'one'));
}

export function trainable(...counts: readonly bigint[]): Parameters {
  return { trainable: counts.reduce((sum, count) => sum + count, 0n), fixed: 0n };
}
