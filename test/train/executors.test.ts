import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  computed,
  DENSE_ACTIVATIONS,
  type DenseActivation,
} from '../../src/elementary/activations.js';
import {
  meanItself,
  NO_CORRECTION,
  NUMBERS,
  type Elementary,
  type Executor,
} from '../../src/elementary/operations.js';
import {
  counterCount,
  DEFAULT_WEIGHT_DECAY,
  nextCounters,
  OPTIMIZERS,
  ruleOf,
  StepCounters,
  takeStep,
  type Optimizer,
} from '../../src/elementary/optimizers.js';
import { call } from '../../src/graph/control-flow.js';
import type { GraphFunction, Node, Tensor } from '../../src/graph/node.js';
import * as op from '../../src/graph/ops.js';
import { Graph, type Scope } from '../../src/graph/scope.js';
import {
  graphExecutor,
  graphOperations,
  type GraphScalar,
} from '../../src/train/compiled/operations.js';
import { RuleOptimizer } from '../../src/train/eager/optimizer.js';
import { FUSED } from '../../src/train/fused/fused-weights.js';
import { TENSORS } from '../../src/train/tensor-operations.js';
import { erf, RELU, sigmoid, smooth, TEXTBOOK } from './float64-mlp.js';
import { relativeDifference } from './stepping.js';

interface Updates {
  readonly learning_rate: number;
  readonly weights: readonly number[];
  readonly gradients: readonly (readonly number[])[];
  readonly steps: Readonly<Record<Optimizer, readonly (readonly number[])[]>>;
}

/** Steps of Keras 3.15 in float64, by scripts/keras/updates.py. */
const KERAS = JSON.parse(
  readFileSync(new URL('./fixtures/keras-updates.json', import.meta.url), 'utf8'),
) as Updates;

const SELU = TEXTBOOK.selu as (z: number) => number;
const ELU = TEXTBOOK.elu as (z: number) => number;
const SOFTPLUS = TEXTBOOK.softplus as (z: number) => number;

/** One element at a time, in float64. */
const NUMBER_OPERATIONS: Elementary<number> = {
  ...NUMBERS,
  minimum: Math.min,
  square: (x) => x * x,
  exponential: Math.exp,
  errorFunction: erf,
  tanh: Math.tanh,
  sigmoid,
  relu: RELU.of,
  elu: ELU,
  selu: SELU,
  softplus: SOFTPLUS,
  select: (z, above, otherwise) => (z > 0 ? above : otherwise),
  gate: (gradient, z) => (z > 0 ? gradient : 0),
};

/** Running means kept as they are, or divided by (1 - decay): either must give the same steps. */
function numberExecutor(keeps: 'means' | 'sums'): Executor<number, number, number> {
  return {
    ...NUMBER_OPERATIONS,
    scalars: NUMBERS,
    runningMean: (kept, value, decay) =>
      keeps === 'means'
        ? meanItself(NUMBER_OPERATIONS, kept, value, decay)
        : { array: decay * kept + value, factor: 1 - decay },
    scaledQuotient: (a, b, rate, { numerator, denominator } = NO_CORRECTION) =>
      ((rate * numerator) / denominator) * ((a.factor * a.array) / (b.factor * b.array)),
  };
}

/** The weights after each step. */
type Run = (optimizer: Optimizer, decay: number) => readonly (readonly number[])[];

function withNumbers(keeps: 'means' | 'sums'): Run {
  const x = numberExecutor(keeps);
  return (optimizer, decay) => {
    const rule = ruleOf(optimizer);
    const counters = new StepCounters(rule);
    let states = KERAS.weights.map((weights) => ({ weights, slots: zeros(rule.slots.length) }));
    return KERAS.gradients.map((gradients, index) => {
      states = states.map(({ weights, slots }, at) => {
        const gradient = gradients[at] ?? NaN;
        const own = { weights, gradient, rate: KERAS.learning_rate, decay, slots };
        const next = takeStep(x, rule, { ...own, counters: counters.at(index + 1) });
        return { weights: next.weights, slots: [...next.slots] };
      });
      return states.map(({ weights }) => weights);
    });
  };
}

function withFused(rates: 'a number' | 'a tensor'): Run {
  return (optimizer, decay) => {
    const rule = ruleOf(optimizer);
    const counters = new StepCounters(rule);
    const stretched = (value: number): number | tf.Tensor =>
      rates === 'a number' ? value : tf.fill([KERAS.weights.length], value);
    let weights: tf.Tensor = tf.tensor1d([...KERAS.weights]);
    let slots: readonly tf.Tensor[] = rule.slots.map(() => tf.zerosLike(weights));
    return KERAS.gradients.map((gradient, index) => {
      ({ weights, slots } = takeStep(FUSED, rule, {
        weights,
        gradient: tf.tensor1d([...gradient]),
        rate: stretched(KERAS.learning_rate),
        decay: stretched(decay),
        slots,
        counters: counters.at(index + 1),
      }));
      return [...weights.dataSync()];
    });
  };
}

const withEager: Run = (optimizer, decay) => {
  const { learning_rate: learningRate } = KERAS;
  const weightDecay = decay / learningRate;
  const weights = tf.variable(tf.tensor1d([...KERAS.weights]));
  const eager = new RuleOptimizer(ruleOf(optimizer), { learningRate, weightDecay });
  const steps = KERAS.gradients.map((gradient) => {
    eager.applyGradients({ [weights.name]: tf.tensor1d([...gradient]) });
    return [...weights.dataSync()];
  });
  eager.dispose();
  weights.dispose();
  return steps;
};

const withGraph: Run = (optimizer, decay) => {
  const rule = ruleOf(optimizer);
  const [slotCount, counted] = [rule.slots.length, counterCount(rule)];
  const step = functionOf(4 + slotCount + counted, (scope, args) => {
    const [weights, gradient, rate, share, ...rest] = args as [Tensor, Tensor, Tensor, Tensor];
    const x = graphExecutor(scope);
    const kept: readonly Tensor[] = rest;
    const counters = nextCounters<GraphScalar>(x.scalars, rule, kept.slice(slotCount));
    const slots = kept.slice(0, slotCount);
    const own = { weights, gradient, rate, decay: decay === 0 ? 0 : share, slots, counters };
    const next = takeStep(x, rule, own);
    return [next.weights, ...next.slots, ...(counters as readonly Tensor[])];
  });
  let states = KERAS.weights.map((weights) => [
    weights,
    ...zeros(slotCount),
    ...new Array<number>(counted).fill(1),
  ]);
  return KERAS.gradients.map((gradients) => {
    states = states.map(([weights = NaN, ...kept], at) =>
      resultsOf(step, [weights, gradients[at] ?? NaN, KERAS.learning_rate, decay, ...kept]),
    );
    return states.map(([weights = NaN]) => weights);
  });
};

const RUNS: readonly (readonly [string, Run, number])[] = [
  ['float64, means kept', withNumbers('means'), 1e-11],
  ['float64, sums kept', withNumbers('sums'), 1e-11],
  ['the graph, calculated in float64', withGraph, 1e-11],
  ['wasm as fused, one rate', withFused('a number'), 2e-5],
  ['wasm as fused, a rate for each', withFused('a tensor'), 2e-5],
  ['wasm as eager', withEager, 2e-5],
];

describe.each(RUNS)('%s', (_, run, tolerance) => {
  beforeAll(async () => {
    expect(await tf.setBackend('wasm')).toBe(true);
  });

  test.each(OPTIMIZERS)('%s takes the steps that Keras takes', (optimizer) => {
    const decay = KERAS.learning_rate * DEFAULT_WEIGHT_DECAY[optimizer];
    tf.engine().startScope();
    const steps = run(optimizer, decay);
    tf.engine().endScope();
    expect(steps.length).toBe(KERAS.gradients.length);
    steps.forEach((weights, step) => {
      const expected = KERAS.steps[optimizer][step] ?? [];
      expect(relativeDifference(moved(weights), moved(expected))).toBeLessThan(tolerance);
    });
  });
});

function moved(weights: readonly number[]): number[] {
  return weights.map((weight, at) => weight - (KERAS.weights[at] ?? NaN));
}

const POINTS = [-3.5, -1.25, -0.5, -1e-3, 1e-3, 0.5, 1.25, 3.5];

/** What an executor makes of an activation at a point, and of a gradient of 0.75 there. */
type Both = (name: DenseActivation, z: number) => readonly [number, number];

const withTensors: Both = (name, z) =>
  tf.tidy(() => {
    const { forward, backward } = computed(name);
    const input: tf.Tensor = tf.tensor1d([z]);
    const a = forward(TENSORS, input);
    const back = backward(TENSORS, tf.tensor1d([0.75]), input, a);
    return [a.dataSync()[0] ?? NaN, back.dataSync()[0] ?? NaN] as const;
  });

const withNodes: Both = (name, z) => {
  const { forward, backward } = computed(name);
  const both = functionOf(2, (scope, args) => {
    const [input, gradient] = args as [Tensor, Tensor];
    const x = graphOperations(scope);
    const a = forward(x, input);
    return [a, backward(x, gradient, input, a)];
  });
  const [a = NaN, back = NaN] = resultsOf(both, [z, 0.75]);
  return [a, back];
};

describe.each([
  ['tensors on wasm', withTensors, 2e-6],
  ['nodes, calculated in float64', withNodes, 1e-8],
] as const)('activations of %s', (_, both, tolerance) => {
  beforeAll(async () => {
    expect(await tf.setBackend('wasm')).toBe(true);
  });

  test.each(DENSE_ACTIVATIONS)('%s and its derivative are those of the textbook', (name) => {
    const textbook = name === 'relu' ? RELU : smooth(TEXTBOOK[name] as (z: number) => number);
    for (const z of POINTS) {
      // The derivative of elu and selu has a corner at 0: differences must not reach over it.
      const [a, back] = both(name, z);
      expect(Math.abs(a - textbook.of(z))).toBeLessThan(tolerance);
      expect(Math.abs(back - 0.75 * textbook.slope(z))).toBeLessThan(tolerance);
    }
  });

  test('the derivative of relu at 0 is 0', () => {
    expect(both('relu', 0)).toEqual([0, 0]);
  });
});

function zeros(count: number): number[] {
  return new Array<number>(count).fill(0);
}

/** A function of a graph: of so many numbers. */
function functionOf(
  count: number,
  body: (scope: Scope, args: readonly Tensor[]) => Tensor[],
): GraphFunction {
  const graph = new Graph();
  const fed = zeros(count).map((_, index) => op.placeholder(graph, `x${index}`, 'float32', []));
  call(graph, 'f', fed, (scope, args) => body(scope, args));
  return graph.functions[0] as GraphFunction;
}

/** What TensorFlow's operations give of numbers, by their names in its registry. */
const MEANINGS: Readonly<Record<string, (...x: number[]) => number>> = {
  AddV2: (a = NaN, b = NaN) => a + b,
  Sub: (a = NaN, b = NaN) => a - b,
  Mul: (a = NaN, b = NaN) => a * b,
  RealDiv: (a = NaN, b = NaN) => a / b,
  Minimum: Math.min,
  Greater: (a = NaN, b = NaN) => Number(a > b),
  SelectV2: (condition, yes = NaN, no = NaN) => (condition === 1 ? yes : no),
  Square: (x = NaN) => x * x,
  Sqrt: Math.sqrt,
  Exp: Math.exp,
  Erf: erf,
  Tanh: Math.tanh,
  Sigmoid: sigmoid,
  Relu: RELU.of,
  Elu: ELU,
  Selu: SELU,
  Softplus: SOFTPLUS,
};

function resultsOf(
  { arguments: names, nodes, results }: GraphFunction,
  values: readonly number[],
): number[] {
  const known = new Map(names.map(({ name }, index) => [name, values[index] ?? NaN]));
  const valueOf = (reference: string): number => known.get(reference.split(':')[0] ?? '') ?? NaN;
  for (const node of nodes) known.set(node.name, numberOf(node, node.inputs.map(valueOf)));
  return results.map(({ reference }) => valueOf(reference));
}

function numberOf({ op: name, attributes }: Node, inputs: readonly number[]): number {
  const value = attributes['value'];
  if (name === 'Const' && value?.kind === 'tensor') return value.value.values[0] ?? NaN;
  const meaning = MEANINGS[name];
  if (meaning === undefined) throw new Error(`no meaning of ${name}`);
  return meaning(...inputs);
}
