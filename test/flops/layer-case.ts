import { expect, test } from 'vitest';
import { countFlops, type CountOptions } from '../../src/flops/count.js';
import type { LayerFlops } from '../../src/flops/report.js';

/** One layer on one sample, and what is expected of it; the derivation stands in a comment beside it. */
export interface LayerCase {
  readonly what: string;
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** One sample of each of its inputs. */
  readonly inputs: readonly (readonly number[])[];
  /** Of its first output, without the batch. */
  readonly output: readonly number[];
  readonly params: bigint;
  /** Multiply-accumulates, and those of the gradients where inputs need one too. */
  readonly products?: bigint;
  readonly weightGradient?: bigint;
  readonly inputGradient?: bigint;
  /** Under `notebook`. */
  readonly bias?: bigint;
  readonly activation?: bigint;
  readonly other?: bigint;
  /** Forward of a training step under `notebook`, where it is not that of inference. */
  readonly training?: bigint;
}

/** A functional model, in Keras 2's JSON, whose only layer reads inputs of those shapes. */
export function modelOf(layer: Pick<LayerCase, 'class_name' | 'config' | 'inputs'>): object {
  const names = layer.inputs.map((_, index) => `input_${index}`);
  return {
    class_name: 'Functional',
    config: {
      layers: [
        ...layer.inputs.map((shape, index) => ({
          class_name: 'InputLayer',
          name: names[index],
          config: { batch_input_shape: [null, ...shape], name: names[index] },
          inbound_nodes: [],
        })),
        {
          class_name: layer.class_name,
          name: 'it',
          config: { ...layer.config, name: 'it' },
          inbound_nodes: [names.map((name) => [name, 0, 0, {}])],
        },
      ],
      input_layers: names.map((name) => [name, 0, 0]),
      output_layers: [['it', 0, 0]],
    },
  };
}

/** The row of the layer. */
export function rowOf(
  layer: Pick<LayerCase, 'class_name' | 'config' | 'inputs'>,
  options: CountOptions,
): LayerFlops {
  const row = countFlops(modelOf(layer), options).layers.find(({ name }) => name === 'it');
  if (row === undefined) throw new Error('the layer is not in the report');
  return row;
}

/** A test for each case. */
export function testLayers(cases: readonly LayerCase[]): void {
  test.each(cases.map((layer) => [`${layer.class_name}: ${layer.what}`, layer] as const))(
    '%s',
    (_name, layer) => {
      const mac = rowOf(layer, { convention: 'mac', inputGradient: true });
      const notebook = rowOf(layer, { convention: 'notebook', inputGradient: true });
      const products = layer.products ?? 0n;
      const { bias = 0n, activation = 0n, other = 0n } = layer;
      expect(mac.output_shape).toEqual([1, ...layer.output]);
      expect(mac.params).toBe(layer.params);
      expect({
        products: mac.products,
        weightGradient: mac.weight_gradient,
        inputGradient: mac.input_gradient,
        bias: biasOf(layer),
        activation: notebook.activation,
        other: notebook.other,
      }).toEqual({
        products,
        weightGradient: layer.weightGradient ?? products,
        inputGradient: layer.inputGradient ?? products,
        bias,
        activation,
        other,
      });
      expect(notebook.products).toBe(2n * products);
      expect(notebook.forward_training).toBe(layer.training ?? 2n * products + activation + other);
    },
  );
}

/** The notebook counts no bias; how many there are is seen where each counts 1. */
function biasOf(layer: LayerCase): bigint {
  return rowOf(layer, { convention: 'notebook', coefficients: { bias: 1n } }).bias;
}
