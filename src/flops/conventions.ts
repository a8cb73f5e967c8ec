import { ACTIVATION_FUNCTIONS, type ActivationFunction } from '../model/activation.js';

export const CONVENTIONS = ['notebook', 'mac', 'flop'] as const;
export type ConventionName = (typeof CONVENTIONS)[number];

/** Update rules whose cost is in the tables; `momentum` is SGD with momentum. */
export type OptimizerName = 'adam' | 'sgd' | 'momentum' | 'rmsprop' | 'adamw';

/** How much each operation counts. */
export interface Coefficients {
  /** One multiply-accumulate of a product or a convolution, forward or backward. */
  readonly product: bigint;
  /** One addition of a bias. */
  readonly bias: bigint;
  /** One element of a function's output, forward; going back through it counts nothing. */
  readonly activation: Readonly<Record<ActivationFunction, bigint>>;
  /** One element that dropout masks, while training. */
  readonly dropout: bigint;
  /** One output of the network: the loss and its gradient. */
  readonly loss: bigint;
  /** One trainable parameter in one step of the optimizer. */
  readonly optimizer: Readonly<Record<OptimizerName, bigint>>;
  /** The same, for a decay of the weights that the rule itself does not hold. */
  readonly weightDecay: bigint;
}

export interface Convention {
  readonly name: ConventionName;
  readonly unit: 'FLOP' | 'MAC';
  readonly about: string;
  readonly coefficients: Coefficients;
}

const NO_ACTIVATION = everyActivation(0n);
const NO_OPTIMIZER = { adam: 0n, sgd: 0n, momentum: 0n, rmsprop: 0n, adamw: 0n };

const TABLE: Readonly<Record<ConventionName, Convention>> = {
  notebook: {
    name: 'notebook',
    unit: 'FLOP',
    about: '2 per multiply-accumulate, no bias, 1 per activation, 5 per softmax unit',
    coefficients: {
      product: 2n,
      bias: 0n,
      activation: { ...everyActivation(1n), linear: 0n, softmax: 5n },
      dropout: 1n,
      loss: 0n,
      optimizer: {
        // m = b1 m + (1-b1) g: 3; v = b2 v + (1-b2) g g: 4; both bias corrections: 2;
        // square root, + epsilon, division, x learning rate, subtraction: 5.
        adam: 14n,
        // w -= lr g
        sgd: 2n,
        // v = momentum v - lr g: 3; w += v: 1
        momentum: 4n,
        // v = rho v + (1-rho) g g: 4; + epsilon, square root, x learning rate, division,
        // subtraction: 5.
        rmsprop: 9n,
        // Adam, and the decay of the weights.
        adamw: 16n,
      },
      // w -= (lr decay) w
      weightDecay: 2n,
    },
  },
  mac: {
    name: 'mac',
    unit: 'MAC',
    about: 'multiply-accumulates of products and convolutions, nothing else',
    coefficients: {
      product: 1n,
      bias: 0n,
      activation: NO_ACTIVATION,
      dropout: 0n,
      loss: 0n,
      optimizer: NO_OPTIMIZER,
      weightDecay: 0n,
    },
  },
  flop: {
    name: 'flop',
    unit: 'FLOP',
    about: '2 per multiply-accumulate of products and convolutions, nothing else',
    coefficients: {
      product: 2n,
      bias: 0n,
      activation: NO_ACTIVATION,
      dropout: 0n,
      loss: 0n,
      optimizer: NO_OPTIMIZER,
      weightDecay: 0n,
    },
  },
};

export function conventionNamed(name: ConventionName): Convention {
  return TABLE[name];
}

function everyActivation(count: bigint): Readonly<Record<ActivationFunction, bigint>> {
  const entries = ACTIVATION_FUNCTIONS.map((name) => [name, count]);
  return Object.fromEntries(entries) as Record<ActivationFunction, bigint>;
}
