import {
  NUMBERS,
  rootOfSum,
  rootPlus,
  sum,
  timesScalar,
  type Executor,
  type Scalars,
} from './operations.js';

/** What an optimizer does with one array of weights in a step. Slots and counters go by names. */
interface UpdateStep<A, S, R, Slot extends string, Counter extends string> {
  readonly weights: A;
  readonly gradient: A;
  readonly rate: R;
  /** Of the array's shape, as the step before left them. */
  readonly slots: Readonly<Record<Slot, A>>;
  /** Of this step. */
  readonly counters: Readonly<Record<Counter, S>>;
}

/** An update rule of an optimizer, as Keras writes it. Methods, so that names are those of the rule. */
export interface UpdateRule<
  Slot extends string = string,
  Power extends string = string,
  Product extends string = string,
> {
  /** Arrays that it keeps for each array of weights, at first all 0. */
  readonly slots: readonly Slot[];
  /** Numbers to the power of the step, which counts from 1: each is its base to it. */
  readonly powers: Readonly<Record<Power, number>>;
  /** Products over all steps so far of a factor that depends on the step's powers. */
  readonly products: Readonly<Record<Product, Factor<Power>>>;
  /** @returns weights and slots after the step. */
  update<A, S, R>(
    x: Executor<A, S, R>,
    step: UpdateStep<A, S, R, Slot, Power | Product>,
  ): { readonly weights: A; readonly slots: Readonly<Record<Slot, A>> };
}

type Factor<Power extends string> = <S>(
  scalars: Scalars<S>,
  powers: Readonly<Record<Power, S>>,
) => S;

interface OptimizerRow {
  /** Elementary operations on one parameter in one step; with its own decay, where that is not 0. */
  readonly flops: bigint;
  /** How its weights decay unless told otherwise; 0 for most. */
  readonly weightDecay?: number;
  /** What its name does not say. */
  readonly about?: string;
  /** Where trainers have it; the others are counted. */
  readonly rule?: UpdateRule;
}

// What Keras's optimizers take unless told otherwise.
const MOMENTUM = 0.9;
const BETA_1 = 0.9;
const BETA_2 = 0.999;
/** Of RMSprop's mean of squares. */
const RHO = 0.9;
const EPSILON = 1e-7;
/** Of Nadam's schedule: its momentum begins at half of beta 1 and nears it. */
const WARM_UP = 0.96;

/** m and v are running means of g and g^2; w -= rate sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + e). */
const ADAM = rule({
  slots: ['m', 'v'],
  powers: { power1: BETA_1, power2: BETA_2 },
  products: {},
  update(x, { weights, gradient, rate, slots, counters: { power1, power2 } }) {
    const m = x.runningMean(slots.m, gradient, BETA_1);
    const v = x.runningMean(slots.v, x.square(gradient), BETA_2);
    const correction = {
      numerator: x.scalars.squareRoot(x.scalars.subtract(1, power2)),
      denominator: x.scalars.subtract(1, power1),
    };
    const change = x.scaledQuotient(m, rootPlus(x, v, EPSILON), rate, correction);
    return { weights: x.subtract(weights, change), slots: { m: m.array, v: v.array } };
  },
});

/** Nadam's momentum of a step: b1 (1 - 0.96^t / 2). */
function scheduled<S>(scalars: Scalars<S>, warmUp: S): S {
  return scalars.multiply(BETA_1, scalars.subtract(1, scalars.multiply(0.5, warmUp)));
}

/** Optimizers in the order in which users see them. */
const ROWS = {
  sgd: {
    // w -= lr g
    flops: 2n,
    rule: rule({
      slots: [],
      powers: {},
      products: {},
      update: (x, { weights, gradient, rate }) => ({
        weights: x.subtract(weights, x.multiply(gradient, rate)),
        slots: {},
      }),
    }),
  },
  momentum: {
    // v = momentum v - lr g: 3; w += v: 1
    flops: 4n,
    about: `SGD with momentum ${MOMENTUM}`,
    rule: rule({
      slots: ['velocity'],
      powers: {},
      products: {},
      update(x, { weights, gradient, rate, slots }) {
        const before = x.multiply(slots.velocity, MOMENTUM);
        const velocity = x.subtract(before, x.multiply(gradient, rate));
        return { weights: x.add(weights, velocity), slots: { velocity } };
      },
    }),
  },
  // The same v: 3; w += momentum v - lr g, whose last product is known: 3
  nesterov: { flops: 6n },
  // a += g g: 2; w -= lr g / sqrt(a + epsilon): 5
  adagrad: { flops: 7n },
  // a = rho a + (1-rho) g g: 4; d = sqrt(b + epsilon) / sqrt(a + epsilon) g: 6;
  // b = rho b + (1-rho) d d: 4; w -= lr d: 2
  adadelta: { flops: 16n },
  rmsprop: {
    // v = rho v + (1-rho) g g: 4; w -= lr g / sqrt(v + epsilon): 5
    flops: 9n,
    rule: rule({
      slots: ['v'],
      powers: {},
      products: {},
      update(x, { weights, gradient, rate, slots }) {
        const v = x.runningMean(slots.v, x.square(gradient), RHO);
        const root = rootOfSum(x, v, EPSILON);
        const change = x.scaledQuotient({ array: gradient, factor: 1 }, root, rate);
        return { weights: x.subtract(weights, change), slots: { v: v.array } };
      },
    }),
  },
  adam: {
    // m = b1 m + (1-b1) g: 3; v = b2 v + (1-b2) g g: 4; both bias corrections: 2;
    // square root, + epsilon, division, x learning rate, subtraction: 5
    flops: 14n,
    rule: ADAM,
  },
  // m = b1 m + (1-b1) g: 3; u = max(b2 u, |g|): 3; the bias correction: 1;
  // + epsilon, division, x learning rate, subtraction: 4
  adamax: { flops: 11n },
  adamw: {
    // Adam, and the decay of the weights
    flops: 16n,
    weightDecay: 0.004,
    rule: ADAM,
  },
  /**
   * Adam that looks a step ahead (Dozat, "Incorporating Nesterov momentum into Adam", ICLR workshop
   * 2016). With u the momentum of this step, u' of the next and U the product of those so far:
   * w -= rate (u' m / (1 - U u') + (1 - u) g / (1 - U)) / (sqrt(v / (1 - b2^t)) + e).
   */
  nadam: {
    // Adam's m: 3; its v: 4; c m + d g of both corrected: 3; v's correction: 1;
    // square root, + epsilon, division, x learning rate, subtraction: 5
    flops: 16n,
    rule: rule({
      slots: ['m', 'v'],
      powers: { warmUp: WARM_UP, power2: BETA_2 },
      products: { product: (scalars, { warmUp }) => scheduled(scalars, warmUp) },
      update(x, { weights, gradient, rate, slots, counters: { warmUp, power2, product } }) {
        const { subtract, multiply, divide } = x.scalars;
        const now = scheduled(x.scalars, warmUp);
        const next = scheduled(x.scalars, multiply(WARM_UP, warmUp));
        const m = x.runningMean(slots.m, gradient, BETA_1);
        const v = x.runningMean(slots.v, x.square(gradient), BETA_2);
        const ofMean = divide(next, subtract(1, multiply(product, next)));
        const ofGradient = divide(subtract(1, now), subtract(1, product));
        const ahead = sum(x, timesScalar(x, ofMean, m), { array: gradient, factor: ofGradient });
        const squares = timesScalar(x, divide(1, subtract(1, power2)), v);
        const change = x.scaledQuotient(ahead, rootPlus(x, squares, EPSILON), rate);
        return { weights: x.subtract(weights, change), slots: { m: m.array, v: v.array } };
      },
    }),
  },
} as const satisfies Readonly<Record<string, OptimizerRow>>;

type Rows = typeof ROWS;
/** Update rules whose cost is in the tables; `momentum` is SGD with momentum. */
export type OptimizerName = keyof Rows;
/** Those that trainers have too. */
export type Optimizer = {
  [Name in OptimizerName]: Rows[Name] extends { readonly rule: UpdateRule } ? Name : never;
}[OptimizerName];

const ENTRIES = Object.entries(ROWS) as [OptimizerName, OptimizerRow][];

export const COUNTED_OPTIMIZERS: readonly OptimizerName[] = ENTRIES.map(([name]) => name);

export const DEFAULT_OPTIMIZER = 'adam' satisfies Optimizer;

/** The default first, as users see them. */
export const OPTIMIZERS: readonly [Optimizer, ...Optimizer[]] = [
  DEFAULT_OPTIMIZER,
  ...ENTRIES.flatMap(([name, { rule }]) =>
    rule === undefined || name === DEFAULT_OPTIMIZER ? [] : [name as Optimizer],
  ),
];

/** Elementary operations on one parameter in one step. */
export const UPDATE_FLOPS = each(({ flops }) => flops);

/** How weights decay unless told otherwise; where it is not 0, `UPDATE_FLOPS` holds it. */
export const DEFAULT_WEIGHT_DECAY = each(({ weightDecay = 0 }) => weightDecay);

export function ruleOf(optimizer: Optimizer): UpdateRule {
  return ROWS[optimizer].rule;
}

/** What names of optimizers do not say: `momentum` is SGD with momentum 0.9. */
export function aboutOptimizers(): string {
  return ENTRIES.flatMap(([name, { about }]) =>
    about === undefined ? [] : [`\`${name}\` is ${about}`],
  ).join(', ');
}

/** Decays that are not 0 by default: 0.004 for adamw. */
export function aboutWeightDecay(): string {
  return ENTRIES.flatMap(([name, { weightDecay = 0 }]) =>
    weightDecay === 0 ? [] : [`${weightDecay} for ${name}`],
  ).join(', ');
}

/** How many counters a rule has; each is 1 before the first step. */
export function counterCount({ powers, products }: UpdateRule): number {
  return Object.keys(powers).length + Object.keys(products).length;
}

/** Counters one step on: powers, then products. */
export function nextCounters<S>(
  scalars: Scalars<S>,
  { powers, products }: UpdateRule,
  counters: readonly S[],
): readonly S[] {
  const bases = Object.values(powers);
  const next = bases.map((base, index) => scalars.multiply(counters[index] as S, base));
  return [...next, ...nextProducts(scalars, { powers, products }, next, counters)];
}

/**
 * The counters of steps that are asked for one after the other. Powers are taken anew each step, as
 * float64 has them.
 */
export class StepCounters {
  readonly #rule: UpdateRule;
  #step = 0;
  #counters: readonly number[];

  constructor(rule: UpdateRule) {
    this.#rule = rule;
    this.#counters = new Array<number>(counterCount(rule)).fill(1);
  }

  /** @param step from 1, and no earlier than the last one asked for. */
  at(step: number): readonly number[] {
    const bases = Object.values(this.#rule.powers);
    while (this.#step < step) {
      this.#step += 1;
      const powers = bases.map((base) => base ** this.#step);
      const products = nextProducts(NUMBERS, this.#rule, powers, this.#counters);
      this.#counters = [...powers, ...products];
    }
    return this.#counters;
  }
}

function nextProducts<S>(
  scalars: Scalars<S>,
  { powers, products }: Pick<UpdateRule, 'powers' | 'products'>,
  ofStep: readonly S[],
  before: readonly S[],
): readonly S[] {
  const named = byName(Object.keys(powers), ofStep);
  return Object.values(products).map((factor, index) =>
    scalars.multiply(before[ofStep.length + index] as S, factor(scalars, named)),
  );
}

/** An array of weights in a step, with what a rule keeps for it. */
export interface WeightStep<A, S, R> {
  readonly weights: A;
  readonly gradient: A;
  readonly rate: R;
  /** The share of themselves that the weights lose first, rate x decay; 0 where none decays. */
  readonly decay: A | number;
  /** In the order of the rule's names, as counters are. */
  readonly slots: readonly A[];
  readonly counters: readonly S[];
}

/** Weights and slots after a step. As in Keras, weights decay whatever the rule. */
export function takeStep<A, S, R>(
  x: Executor<A, S, R>,
  rule: UpdateRule,
  { weights, gradient, rate, decay, slots, counters }: WeightStep<A, S, R>,
): { readonly weights: A; readonly slots: readonly A[] } {
  const names = [...Object.keys(rule.powers), ...Object.keys(rule.products)];
  const next = rule.update(x, {
    weights: decay === 0 ? weights : x.subtract(weights, x.multiply(weights, decay)),
    gradient,
    rate,
    slots: byName(rule.slots, slots),
    counters: byName(names, counters),
  });
  return { weights: next.weights, slots: rule.slots.map((name) => next.slots[name] as A) };
}

/** A rule with the names of its own. */
function rule<const Slot extends string, Power extends string, Product extends string>(
  own: UpdateRule<Slot, Power, Product>,
): UpdateRule {
  return own;
}

function byName<T>(names: readonly string[], values: readonly T[]): Readonly<Record<string, T>> {
  return Object.fromEntries(names.map((name, index) => [name, values[index] as T]));
}

function each<T>(of: (row: OptimizerRow) => T): Readonly<Record<OptimizerName, T>> {
  return Object.fromEntries(ENTRIES.map(([name, row]) => [name, of(row)])) as Record<
    OptimizerName,
    T
  >;
}
