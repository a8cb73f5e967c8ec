import { expect, test } from 'vitest';
import { countFlops } from '../../src/flops/count.js';
import type { ConventionName } from '../../src/flops/conventions.js';
import { networkFromTopology } from '../../src/model/topology.js';

/** Counts that others published or that their programs gave, on dense networks. */
interface KnownCount {
  readonly what: string;
  readonly source: string;
  readonly input: readonly number[];
  readonly layers: readonly unknown[];
  readonly batch: number;
  readonly convention: ConventionName;
  readonly forward: bigint;
  readonly params: bigint;
}

const dense = (units: number, activation: string, use_bias = true) => ({
  class_name: 'Dense',
  config: { units, activation, use_bias },
});
const mlp = (width: number) => [dense(width, 'relu'), dense(width, 'relu'), dense(10, 'softmax')];
const flatten = { class_name: 'Flatten', config: {} };

const KNOWN: readonly KnownCount[] = [
  {
    what: 'Flatten, 100, 100, 10 on MNIST',
    source: 'the notebook: 2 in out, ReLU 1 a unit, softmax 5 a unit',
    input: [28, 28],
    layers: [flatten, ...mlp(100)],
    batch: 1,
    convention: 'notebook',
    forward: 179_050n,
    params: 89_610n,
  },
  {
    what: 'Flatten, 50, 50, 10 on MNIST',
    source: 'the notebook: 2 in out, ReLU 1 a unit, softmax 5 a unit',
    input: [28, 28],
    layers: [flatten, ...mlp(50)],
    batch: 1,
    convention: 'notebook',
    forward: 84_550n,
    params: 42_310n,
  },
  {
    what: 'a Linear 9 to 10 on 8 rows, its bias left out: 2 x 8 x 9 x 10',
    source: 'pytorch test/test_flop_counter.py, test_flop_counter_variety',
    input: [9],
    layers: [dense(10, 'linear')],
    batch: 8,
    convention: 'flop',
    forward: 1_440n,
    params: 100n,
  },
  {
    what: "BERT-Large's attention projection on 80 x 128 rows: 10,240 x 1024 x 1024",
    source: "DeepSpeed's flops profiler README, 10.74 GMACs",
    input: [128, 1024],
    layers: [dense(1024, 'linear')],
    batch: 80,
    convention: 'mac',
    forward: 10_737_418_240n,
    params: 1_049_600n,
  },
  {
    what: '784-50-50-10 as TensorFlow.js runs it on a batch of 32: 2 x 32 x 42,200',
    source: 'kernels traced in TensorFlow.js 4.22, products only',
    input: [784],
    layers: mlp(50),
    batch: 32,
    convention: 'flop',
    forward: 2_700_800n,
    params: 42_310n,
  },
  {
    what: '784-50-50-10: 784 x 50 + 50 x 50 + 50 x 10',
    source: 'fvcore FlopCountAnalysis, which counts multiply-accumulates',
    input: [784],
    layers: mlp(50),
    batch: 1,
    convention: 'mac',
    forward: 42_200n,
    params: 42_310n,
  },
];

function sequential({ input, layers }: KnownCount): unknown {
  const first = { class_name: 'InputLayer', config: { batch_shape: [null, ...input] } };
  return { class_name: 'Sequential', config: { layers: [first, ...layers] } };
}

test.each(KNOWN)('$what ($source)', (known) => {
  const { convention, batch } = known;
  const report = countFlops(networkFromTopology(sequential(known)), { convention, batch });
  expect(report.forward).toBe(known.forward);
  expect(report.params).toBe(known.params);
});

// The same trace, forward and backward: 12,147,200 for 784-100-100-10 on 32 images.
test('the backward pass is what TensorFlow.js runs, which skips the first input gradient', () => {
  const layers = [{ class_name: 'InputLayer', config: { batch_shape: [null, 784] } }, ...mlp(100)];
  const network = networkFromTopology({ class_name: 'Sequential', config: { layers } });
  const report = countFlops(network, { convention: 'flop', batch: 32 });
  expect(report.forward_training + report.backward).toBe(12_147_200n);
});
