import { TRAINING_MEASURES } from '../../quantity/measures.js';
import * as op from '../../graph/ops.js';
import type { Variable } from '../../graph/ops.js';
import { Graph, type Scope } from '../../graph/scope.js';
import type { Tensor } from '../../graph/node.js';
import {
  counterCount,
  ruleOf,
  type Optimizer,
  type UpdateRule,
} from '../../elementary/optimizers.js';
import type { Compilation } from '../contract.js';
import type { ImagePart } from '../grouped/executor.js';
import type { Network } from '../../network/network.js';
import type { Layout } from './layout.js';
import { programLayout } from './passes.js';

/** What a program is made for; learning rates and weights are fed to it. */
export interface ProgramOptions {
  readonly networks: readonly Network[];
  readonly optimizer: Optimizer;
  /** By trial, which order of the images it follows. */
  readonly orderOf: readonly number[];
  /** Whether any trial's weights decay. */
  readonly decays: boolean;
  readonly batchSize: number;
  /** Pixels of an image. */
  readonly inputs: number;
  /** Images of each part. */
  readonly counts: Readonly<Record<ImagePart, number>>;
  /** Who runs the steps: XLA compiles them. */
  readonly run: Compilation | 'interpreted';
  /** Whether XLA compiles the evaluation, too; see `paysToCompileEvaluation`. */
  readonly evaluationByXla?: boolean;
  /**
   * The GPU that keeps the program's variables, as TensorFlow names it (`/device:GPU:0`); absent on
   * processors. A GPU has no variables of int32, which TensorFlow takes for sizes that stay with the
   * host, and takes no rows of an array of bytes.
   */
  readonly card?: string | undefined;
}

/** What a program keeps between calls; by trial, in the layout's order. */
export interface ProgramVariables {
  /** Of training, validation and test, one after the other. */
  readonly images: { readonly pixels: Variable; readonly labels: Variable };
  /** Of the epoch's images, all orders one after the other. */
  readonly order: Variable;
  readonly rates: Variable;
  readonly decayRates: Variable;
  readonly seeds: Variable;
  /** Steps done in this epoch, and before it. */
  readonly step: Variable;
  readonly stepsBefore: Variable;
  /** Sums of the training measures over the epoch so far. */
  readonly sums: readonly Variable[];
  /** The layout's arrays, and what the update rule keeps for each. */
  readonly parameters: readonly Variable[];
  readonly slots: readonly (readonly Variable[])[];
  readonly counters: readonly Variable[];
}

/** A program in the making: what each signature is built from. */
export interface ProgramParts {
  readonly graph: Graph;
  readonly options: ProgramOptions;
  readonly layout: Layout;
  readonly rule: UpdateRule;
  readonly stepsPerEpoch: number;
  readonly orders: number;
  /** All of them. */
  readonly images: number;
  readonly variables: ProgramVariables;
}

export function programParts(options: ProgramOptions): ProgramParts {
  const { networks, optimizer, batchSize, counts, inputs, orderOf, card } = options;
  const whole = integersOf(options);
  const bytes = card === undefined ? 'uint8' : 'float32';
  const graph = new Graph(options.run === 'xla');
  const layout = programLayout(networks, orderOf, batchSize);
  const rule = ruleOf(optimizer);
  const stepsPerEpoch = Math.ceil(counts.train / batchSize);
  const count = counts.train + counts.validation + counts.test;
  const images = {
    pixels: op.variable(graph, 'pixels', bytes, [count, inputs]),
    labels: op.variable(graph, 'labels', 'int32', [count], whole),
  };
  const orders = new Set(orderOf).size;
  const length = orders * stepsPerEpoch * batchSize;
  const order = op.variable(graph, 'order', 'int32', [length], whole);
  const rates = op.variable(graph, 'rates', 'float32', [networks.length]);
  const decayRates = op.variable(graph, 'decays', 'float32', [networks.length]);
  const seeds = op.variable(graph, 'seeds', 'int32', [networks.length, 2], whole);
  const step = op.variable(graph, 'step', 'int32', [], whole);
  const stepsBefore = op.variable(graph, 'steps_before', 'int32', [], whole);
  const sums = TRAINING_MEASURES.map((name) =>
    op.variable(graph, `epoch_${name}`, 'float32', [networks.length]),
  );
  const parameters = layout.slots.map(({ name, shape }) =>
    op.variable(graph, name, 'float32', shape),
  );
  const slots = layout.slots.map(({ name, shape, trained }) =>
    trained
      ? rule.slots.map((_, slot) => op.variable(graph, `${name}_slot_${slot}`, 'float32', shape))
      : [],
  );
  const counters = Array.from({ length: counterCount(rule) }, (_, index) =>
    op.variable(graph, `counter_${index}`, 'float32', []),
  );
  return {
    graph,
    options,
    layout,
    rule,
    stepsPerEpoch,
    orders,
    images: count,
    variables: {
      images,
      order,
      rates,
      decayRates,
      seeds,
      step,
      stepsBefore,
      sums,
      parameters,
      slots,
      counters,
    },
  };
}

/** The type in which whole numbers are kept between calls, and handed to what XLA compiles. */
export function integersOf({ card }: Pick<ProgramOptions, 'card'>): 'int32' | 'int64' {
  return card === undefined ? 'int32' : 'int64';
}

export function zeros(scope: Scope, shape: readonly (number | null)[]): Tensor {
  return op.fill(scope, shape as readonly number[], 0);
}
