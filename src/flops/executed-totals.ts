import type { Network } from '../network/network.js';
import { backwardOf, inputsThatNeedGradients, runsOf } from './gradients.js';
import { workOf } from './layer-work.js';
import { sum, times, type Operations } from '../layers/operations.js';

/** Multiply-accumulates by kind, of one batch. */
export interface ProductTotals {
  readonly matmul: bigint;
  readonly convolution: bigint;
  readonly depthwise_convolution: bigint;
}

/** What TensorFlow.js should run: at inference, and in a training step. */
export interface ExpectedProducts {
  readonly inference: ProductTotals;
  readonly training: ProductTotals;
}

/** Counts what `--executed` counts, by kind of product. */
export function expectedProducts(network: Network, batch: number): ExpectedProducts {
  const needed = inputsThatNeedGradients(network, false);
  const works = network.layers.map((layer) => ({ layer, work: workOf(layer) }));
  const runs = runsOf(network);
  const forward = sum(
    ...works.map(({ work }, index) =>
      times(work.executed.forward ?? work.forward, runs[index] ?? 1n),
    ),
  );
  const backward = works.map(({ layer, work }, index) =>
    backwardOf(layer, work, needed[index] ?? [], true),
  );
  const gradients = sum(...backward.flatMap(({ weights, inputs }) => [weights, inputs]));
  const samples = BigInt(batch);
  return {
    inference: totals(times(forward, samples)),
    training: totals(times(sum(forward, gradients), samples)),
  };
}

function totals(operations: Operations): ProductTotals {
  const { matmul = 0n, depthwise_convolution = 0n } = operations;
  const { convolution = 0n, transposed_convolution = 0n } = operations;
  return { matmul, depthwise_convolution, convolution: convolution + transposed_convolution };
}
