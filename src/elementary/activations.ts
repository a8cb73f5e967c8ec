import type { Functions } from './operations.js';

/** An activation that executors compute; reverse mode finds its gradient. */
interface Computed {
  readonly forward: <A>(x: Functions<A>, z: A) => A;
}

interface ActivationRow extends Partial<Computed> {
  /** Its word in specs, where they have it, and its place among those words. */
  readonly spec?: { readonly word: string; readonly place: number };
  /** What Keras and TensorFlow.js also call it. */
  readonly aliases?: readonly string[];
  /** Its name in TensorFlow.js, where that has it. */
  readonly tfjs?: string;
}

/** Activation functions that a layer may apply, by Keras's names; specs list theirs by `place`. */
const ROWS = {
  linear: {
    spec: { word: 'linear', place: 4 },
    tfjs: 'linear',
    forward: (_x, z) => z,
  },
  relu: {
    spec: { word: 'relu', place: 1 },
    tfjs: 'relu',
    forward: (x, z) => x.relu(z),
  },
  relu6: { tfjs: 'relu6' },
  leaky_relu: {},
  prelu: {},
  elu: {
    spec: { word: 'elu', place: 5 },
    tfjs: 'elu',
    forward: (x, z) => x.elu(z),
  },
  celu: {},
  selu: {
    spec: { word: 'selu', place: 6 },
    tfjs: 'selu',
    forward: (x, z) => x.selu(z),
  },
  /** z x P(Z <= z) of a normal Z: the exact one, not its approximation by tanh. */
  gelu: {
    spec: { word: 'gelu', place: 7 },
    aliases: ['gelunew'],
    tfjs: 'gelu',
    forward: (x, z) => x.multiply(z, normalDistribution(x, z)),
  },
  silu: {
    spec: { word: 'swish', place: 8 },
    aliases: ['swish'],
    tfjs: 'swish',
    forward: (x, z) => x.multiply(z, x.sigmoid(z)),
  },
  mish: { tfjs: 'mish' },
  tanh: {
    spec: { word: 'tanh', place: 2 },
    tfjs: 'tanh',
    forward: (x, z) => x.tanh(z),
  },
  tanh_shrink: {},
  hard_tanh: {},
  sigmoid: {
    spec: { word: 'sigmoid', place: 3 },
    tfjs: 'sigmoid',
    forward: (x, z) => x.sigmoid(z),
  },
  log_sigmoid: {},
  hard_sigmoid: { tfjs: 'hardSigmoid' },
  hard_silu: { aliases: ['hardswish'] },
  softplus: {
    spec: { word: 'softplus', place: 9 },
    tfjs: 'softplus',
    forward: (x, z) => x.softplus(z),
  },
  softsign: { tfjs: 'softsign' },
  soft_shrink: {},
  hard_shrink: {},
  squareplus: {},
  sparse_plus: {},
  sparse_sigmoid: {},
  threshold: {},
  exponential: { aliases: ['exp'] },
  softmax: { tfjs: 'softmax' },
  log_softmax: { tfjs: 'logSoftmax' },
  sparsemax: {},
} as const satisfies Readonly<Record<string, ActivationRow>>;

type Rows = typeof ROWS;
export type ActivationFunction = keyof Rows;
/** What a spec calls those that it may name. */
export type Activation = Extract<
  Rows[ActivationFunction],
  { readonly spec: object }
>['spec']['word'];
/** Those that networks trained together may have. */
export type DenseActivation = {
  [Name in ActivationFunction]: Rows[Name] extends Computed ? Name : never;
}[ActivationFunction];

const ENTRIES = Object.entries(ROWS) as [ActivationFunction, ActivationRow][];

export const ACTIVATION_FUNCTIONS: readonly ActivationFunction[] = ENTRIES.map(([name]) => name);

const SPEC_WORDS = ENTRIES.flatMap(([name, { spec }]) =>
  spec === undefined ? [] : [{ ...spec, name, word: spec.word as Activation }],
).toSorted((a, b) => a.place - b.place);

export const ACTIVATIONS = SPEC_WORDS.map(({ word }) => word) as [Activation, ...Activation[]];

const FUNCTIONS = new Map(SPEC_WORDS.map(({ word, name }) => [word, name]));

/** The function that a spec calls by that word. */
export function functionOf(word: Activation): ActivationFunction {
  return FUNCTIONS.get(word) as ActivationFunction;
}

export const DENSE_ACTIVATIONS = ENTRIES.flatMap(([name, { forward }]) =>
  forward === undefined ? [] : [name as DenseActivation],
);

/** How a function is computed. */
export function computed(name: DenseActivation): Computed {
  return ROWS[name];
}

/** Whether executors compute it. */
export function isComputed(name: ActivationFunction): name is DenseActivation {
  return (ROWS[name] as ActivationRow).forward !== undefined;
}

/** What TensorFlow.js calls a function, null where it has none like it. */
export function tfjsName(name: ActivationFunction): string | null {
  const row: ActivationRow = ROWS[name];
  return row.tfjs ?? null;
}

const BY_WORD: ReadonlyMap<string, ActivationFunction> = new Map([
  ...ENTRIES.map(([name]) => [wordOf(name), name] as const),
  ...ENTRIES.flatMap(([name, { aliases = [] }]) => aliases.map((alias) => [alias, name] as const)),
]);

/**
 * The function of that name, or null when there is none that we know. TensorFlow.js writes
 * `hardSigmoid`, Keras's layers are called `LeakyReLU`: case and underscores do not matter.
 */
export function activationFunction(name: string): ActivationFunction | null {
  return BY_WORD.get(wordOf(name)) ?? null;
}

function wordOf(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}

/** The distribution function of a standard normal variable. */
function normalDistribution<A>(x: Functions<A>, z: A): A {
  return x.multiply(x.add(x.errorFunction(x.multiply(z, Math.SQRT1_2)), 1), 0.5);
}
