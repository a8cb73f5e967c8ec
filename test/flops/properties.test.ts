import { describe, expect, test } from 'vitest';
import { CONVENTIONS } from '../../src/flops/conventions.js';
import { countFlops } from '../../src/flops/count.js';
import type { LayerFlops } from '../../src/flops/report.js';
import { rowOf } from './layer-case.js';
import { generator, randomModel } from './random-models.js';

const KINDS = ['dense', 'convolutional', 'recurrent', 'shared', 'wrapped'] as const;
const MODELS = KINDS.flatMap((kind) =>
  Array.from(
    { length: 12 },
    (_, seed) => [`${kind} model ${seed}`, randomModel(kind, seed)] as const,
  ),
);

describe.each(MODELS)('%s', (_name, model) => {
  test.each(CONVENTIONS)(
    'totals are the sums of rows, and rows those of their parts: %s',
    (convention) => {
      const report = countFlops(model, { convention, batch: 3, inputGradient: true });
      const sum = (field: (row: LayerFlops) => bigint) =>
        report.layers.reduce((total, row) => total + field(row), 0n);
      expect(report.params).toBe(sum((row) => row.params));
      expect(report.forward).toBe(sum((row) => row.forward));
      if (report.forward_training !== null) {
        expect(report.forward_training).toBe(sum((row) => row.forward_training ?? 0n));
      }
      for (const row of report.layers) {
        expect(row.forward).toBe(row.products + row.bias + row.activation + row.other);
        if (row.backward === null) continue;
        expect(row.backward).toBe((row.weight_gradient ?? 0n) + (row.input_gradient ?? 0n));
      }
      if (report.backward !== null) expect(report.backward).toBe(sum((row) => row.backward ?? 0n));
    },
  );

  test('counts are linear in the batch', () => {
    for (const convention of ['notebook', 'mac', 'flop', 'fvcore'] as const) {
      for (const executed of [false, true]) {
        const one = countFlops(model, { convention, executed });
        const seven = countFlops(model, { convention, executed, batch: 7 });
        expect(seven.forward).toBe(7n * one.forward);
        expect(seven.forward_training).toBe(7n * (one.forward_training ?? 0n));
        if (one.backward !== null) expect(seven.backward).toBe(7n * one.backward);
        expect([seven.params, seven.optimizer_step]).toEqual([one.params, one.optimizer_step]);
      }
    }
    // TensorFlow does once a batch what batch normalisation does to its channels.
    const at = (batch: number) => countFlops(model, { convention: 'tensorflow', batch }).forward;
    expect(at(9) - at(6)).toBe(at(5) - at(2));
  });

  test('flop is twice mac', () => {
    const mac = countFlops(model, { convention: 'mac' });
    const flop = countFlops(model, { convention: 'flop' });
    expect([flop.forward, flop.backward]).toEqual([2n * mac.forward, 2n * (mac.backward ?? 0n)]);
  });

  test('the gradient of the input only adds', () => {
    const without = countFlops(model, { convention: 'mac' });
    const withInput = countFlops(model, { convention: 'mac', inputGradient: true });
    expect((withInput.backward ?? 0n) >= (without.backward ?? 0n)).toBe(true);
    expect(withInput.forward).toBe(without.forward);
  });

  test('a model inside a model counts what it does by itself', () => {
    const nested = nestedIn(model as Model);
    for (const convention of CONVENTIONS) {
      const flat = countFlops(model, { convention, batch: 2 });
      const wrapped = countFlops(nested, { convention, batch: 2 });
      expect(totals(wrapped)).toEqual(totals(flat));
    }
  });
});

interface Model {
  readonly class_name: string;
  readonly config: {
    readonly layers: readonly Record<string, unknown>[];
    readonly input_layers?: readonly unknown[];
  };
}

/** The model as the only layer of another, whose links Keras 2 counts from 1. */
function nestedIn(model: Model): object {
  if (model.class_name === 'Sequential') {
    const inner = { ...model, name: 'inner' };
    return { class_name: 'Sequential', config: { name: 'outer', layers: [inner] } };
  }
  const inputs = model.config.layers.filter(({ class_name }) => class_name === 'InputLayer');
  const links = inputs.map(({ name }) => [`outer_${String(name)}`, 0, 0]);
  const outer = inputs.map((input, index) => ({ ...input, name: links[index]?.[0] }));
  const inner = { ...model, name: 'inner', inbound_nodes: [links.map((link) => [...link, {}])] };
  return {
    class_name: 'Functional',
    config: { layers: [...outer, inner], input_layers: links, output_layers: [['inner', 1, 0]] },
  };
}

function totals(report: ReturnType<typeof countFlops>): readonly unknown[] {
  const { params, forward, forward_training, backward, loss, optimizer_step } = report;
  return [params, forward, forward_training, backward, loss, optimizer_step];
}

describe('a convolution multiplies as often as a loop over it', () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    test(`shape ${seed}`, () => {
      const shape = randomConvolution(seed);
      const layer = { class_name: 'Conv2D', config: shape.config, inputs: [shape.input] };
      expect(rowOf(layer, { convention: 'mac' }).products).toBe(loop(shape));
    });
  }
});

interface ConvolutionShape {
  readonly input: readonly [number, number, number];
  readonly config: {
    readonly filters: number;
    readonly kernel_size: readonly [number, number];
    readonly strides: readonly [number, number];
    readonly dilation_rate: readonly [number, number];
    readonly padding: 'valid' | 'same';
    readonly groups: number;
  };
}

function randomConvolution(seed: number): ConvolutionShape {
  const random = generator(seed);
  const whole = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  const groups = whole(1, 3);
  return {
    input: [whole(7, 12), whole(7, 12), groups * whole(1, 3)],
    config: {
      filters: groups * whole(1, 3),
      kernel_size: [whole(1, 3), whole(1, 3)],
      strides: [whole(1, 3), whole(1, 3)],
      dilation_rate: [whole(1, 3), whole(1, 3)],
      padding: random() < 0.5 ? 'valid' : 'same',
      groups,
    },
  };
}

/** Counts one by one, the kernel moved over an input to which zeros were added where it is `same`. */
function loop({ input, config }: ConvolutionShape): bigint {
  const [height, width, channels] = input;
  const { filters, kernel_size, strides, dilation_rate, padding, groups } = config;
  const lengths = [height, width].map((length, axis) => {
    const extent = ((kernel_size[axis] ?? 1) - 1) * (dilation_rate[axis] ?? 1) + 1;
    if (padding === 'valid') return { length, extent };
    const outputs = Math.ceil(length / (strides[axis] ?? 1));
    const padded = Math.max((outputs - 1) * (strides[axis] ?? 1) + extent, length);
    return { length: padded, extent };
  });
  const [rows, columns] = lengths;
  let count = 0n;
  if (rows === undefined || columns === undefined) return count;
  for (let y = 0; y + rows.extent <= rows.length; y += strides[0]) {
    for (let x = 0; x + columns.extent <= columns.length; x += strides[1]) {
      for (let filter = 0; filter < filters; filter += 1) {
        for (let ky = 0; ky < kernel_size[0]; ky += 1) {
          for (let kx = 0; kx < kernel_size[1]; kx += 1) {
            for (let channel = 0; channel < channels / groups; channel += 1) count += 1n;
          }
        }
      }
    }
  }
  return count;
}
