import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { beforeAll, describe, expect, test } from 'vitest';
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
  type UpdateRule,
} from '../../src/elementary/optimizers.js';
import { call } from '../../src/graph/control-flow.js';
import type { GraphFunction, Node, Tensor } from '../../src/graph/node.js';
import * as op from '../../src/graph/ops.js';
import { Graph, type Scope } from '../../src/graph/scope.js';
import { graphExecutor, type GraphScalar } from '../../src/train/compiled/operations.js';
import { RuleOptimizer } from '../../src/train/eager/optimizer.js';
import { interpretGraph } from '../../src/train/interpreted/interpret-graph.js';
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

/** One element at a time, in float64. */
const NUMBER_OPERATIONS: Elementary<number> = { ...NUMBERS, square: (x) => x * x };

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

/** All weights at once, as programs on wasm have them. */
function withInterpreter(rates: 'a number' | 'a number for each'): Run {
  const count = KERAS.weights.length;
  return (optimizer, decay) => {
    const rule = ruleOf(optimizer);
    const [slotCount, counted] = [rule.slots.length, counterCount(rule)];
    const ofRates = rates === 'a number' ? [] : [count];
    const graph = new Graph();
    const shapes = [[count], [count], ofRates, ofRates];
    for (let slot = 0; slot < slotCount; slot++) shapes.push([count]);
    for (let counter = 0; counter < counted; counter++) shapes.push([]);
    const fed = shapes.map((shape, index) => op.placeholder(graph, `x${index}`, 'float32', shape));
    const found = call(graph, 'step', fed, updated(rule, decay));
    const step = {
      inputs: Object.fromEntries(fed.map((tensor, index) => [`x${index}`, tensor])),
      outputs: Object.fromEntries(found.map((tensor, index) => [`y${index}`, tensor])),
    };
    const session = interpretGraph(graph, { step });
    const stretched = (value: number): Float32Array =>
      new Float32Array(ofRates[0] ?? 1).fill(value);
    let weights = Float32Array.from(KERAS.weights);
    let kept = shapes
      .slice(4)
      .map((shape, index) => new Float32Array(shape[0] ?? 1).fill(index < slotCount ? 0 : 1));
    const steps = KERAS.gradients.map((gradient) => {
      const own = [stretched(KERAS.learning_rate), stretched(decay)];
      const feeds = [weights, Float32Array.from(gradient), ...own, ...kept].map(
        (values, index) => [`x${index}`, { values, shape: shapes[index] ?? [] }] as const,
      );
      const results = session.run('step', Object.fromEntries(feeds));
      [weights, ...kept] = found.map((_, index) =>
        Float32Array.from(results[`y${index}`] ?? []),
      ) as [Float32Array<ArrayBuffer>, ...Float32Array<ArrayBuffer>[]];
      return [...weights];
    });
    session.dispose();
    return steps;
  };
}

/** Weights, slots and counters after a step of weights, gradient, rate, decay, slots and counters. */
function updated(
  rule: UpdateRule,
  decay: number,
): (scope: Scope, args: readonly Tensor[]) => Tensor[] {
  const slotCount = rule.slots.length;
  return (scope, args) => {
    const [weights, gradient, rate, share, ...rest] = args as [Tensor, Tensor, Tensor, Tensor];
    const x = graphExecutor(scope);
    const kept: readonly Tensor[] = rest;
    const counters = nextCounters<GraphScalar>(x.scalars, rule, kept.slice(slotCount));
    const slots = kept.slice(0, slotCount);
    const own = { weights, gradient, rate, decay: decay === 0 ? 0 : share, slots, counters };
    const next = takeStep(x, rule, own);
    return [next.weights, ...next.slots, ...(counters as readonly Tensor[])];
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
  const step = functionOf(4 + slotCount + counted, updated(rule, decay));
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
  ['the graph on wasm, one rate', withInterpreter('a number'), 2e-5],
  ['the graph on wasm, a rate for each', withInterpreter('a number for each'), 2e-5],
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
  Square: (x = NaN) => x * x,
  Sqrt: Math.sqrt,
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
