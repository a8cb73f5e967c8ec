import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { networkFromTopology } from '../../src/network/keras/topology.js';

type Shape = readonly (number | null)[];

const tensor = (name: string, shape: Shape, call = 0) => ({
  class_name: '__keras_tensor__',
  config: { shape, keras_history: [name, call, 0] },
});
const reads = (...args: readonly unknown[]) => ({ args, kwargs: {} });
const layer = (
  class_name: string,
  name: string,
  config: object,
  nodes: readonly object[],
  others: object = {},
) => ({ class_name, name, config: { name, ...config }, inbound_nodes: nodes, ...others });
const input = (name: string, ...shape: Shape) =>
  layer('InputLayer', name, { batch_shape: [null, ...shape] }, []);
const functional = (layers: readonly { readonly name: string }[]) => ({
  class_name: 'Functional',
  config: {
    layers,
    input_layers: [[layers[0]?.name, 0, 0]],
    output_layers: [[layers.at(-1)?.name, 0, 0]],
  },
});
const sequential = (shape: Shape, ...layers: readonly object[]) => ({
  class_name: 'Sequential',
  config: {
    name: 'model',
    layers: [
      { class_name: 'InputLayer', config: { name: 'in', batch_shape: [null, ...shape] } },
      ...layers,
    ],
  },
});
const built = (class_name: string, name: string, config: object, input_shape: unknown) => ({
  class_name,
  config: { name, ...config },
  build_config: { input_shape },
});

test('a tensor that is not as its file states is an error that names its layer', () => {
  const model = (stated: Shape) =>
    functional([
      input('in', 8),
      layer('Dense', 'wide', { units: 6 }, [reads(tensor('in', [null, 8]))]),
      layer('Dense', 'top', { units: 2 }, [reads(tensor('wide', stated))]),
    ]);
  expect(networkFromTopology(model([null, 6])).layers).toHaveLength(3);
  for (const wrong of [
    [null, 3],
    [null, 2, 3],
    [null, 6, null],
  ]) {
    expect(() => networkFromTopology(model(wrong))).toThrow(
      /^layer wide \(Dense\): its output shape differs from the one in the file; got \[None, 6\]; expected \[None, /,
    );
  }
});

test('sizes that the file leaves open are not held against what the user gives', () => {
  const model = functional([
    input('in', null, 3),
    layer('Conv1D', 'conv', { filters: 2, kernel_size: [3] }, [
      reads(tensor('in', [null, null, 3])),
    ]),
    layer('Dense', 'top', { units: 2 }, [reads(tensor('conv', [null, null, 2]))]),
  ]);
  expect(networkFromTopology(model, { assumed: 10 }).layers[1]?.outputShape).toEqual([8, 2]);
});

test('each call of a shared layer is held to its own tensor, not to what it was built on', () => {
  const model = (second: Shape) =>
    functional([
      input('in', 8),
      layer('Reshape', 'rows', { target_shape: [2, 8] }, [reads(tensor('stack', [null, 16]))]),
      layer('Concatenate', 'stack', {}, [
        reads([tensor('in', [null, 8]), tensor('in', [null, 8])]),
      ]),
      layer(
        'Dense',
        'shared',
        { units: 4 },
        [reads(tensor('in', [null, 8])), reads(tensor('rows', second))],
        { build_config: { input_shape: [null, 8] } },
      ),
      layer('Flatten', 'flat', {}, [reads(tensor('shared', [null, 2, 4], 1))]),
    ]);
  expect(networkFromTopology(model([null, 2, 8])).layers.at(-1)?.outputShape).toEqual([8]);
  expect(() => networkFromTopology(model([null, 3, 8]))).toThrow(
    'layer rows (Reshape): its output',
  );
});

test('what a layer was built on says nothing of one that is called in several models', () => {
  const flat = (shared: number) => ({
    ...built('Flatten', 'flat', {}, [null, 2, 3]),
    shared_object_id: shared,
  });
  const body = (name: string, reader: string, shape: Shape, shared: number) => ({
    ...layer('Sequential', name, {}, [reads(tensor(reader, shape))]),
    config: { name, layers: [flat(shared)] },
  });
  const model = (...shared: readonly [number, number]) =>
    functional([
      input('in', 3, 2),
      body('one', 'in', [null, 3, 2], shared[0]),
      layer('Permute', 'turned', { dims: [2, 1] }, [reads(tensor('in', [null, 3, 2]))]),
      body('two', 'turned', [null, 2, 3], shared[1]),
      layer('Add', 'sum', {}, [reads([tensor('one', [null, 6]), tensor('two', [null, 6])])]),
    ]);
  expect(networkFromTopology(model(7, 7)).layers.at(-1)?.outputShape).toEqual([6]);
  expect(() => networkFromTopology(model(7, 8))).toThrow('layer one/flat (Flatten): its input');
});

test('a tensor of a model inside a layer is held to what is stated of it', () => {
  const inner = (stated: Shape) =>
    functional([
      input('step', 4),
      layer('Dense', 'd', { units: 3 }, [reads(tensor('step', [null, 4]))]),
      layer('Dense', 'e', { units: 2 }, [reads(tensor('d', stated))]),
    ]);
  const model = (stated: Shape) =>
    functional([
      input('in', 5, 4),
      layer('TimeDistributed', 'each', { layer: inner(stated) }, [
        reads(tensor('in', [null, 5, 4])),
      ]),
    ]);
  expect(networkFromTopology(model([null, 3])).layers.at(-1)?.outputShape).toEqual([5, 2]);
  expect(() => networkFromTopology(model([null, 4]))).toThrow('d (Dense): its output');
});

test('layers of a Sequential model read what they were built on', () => {
  const model = (flat: Shape, top: Shape) =>
    sequential(
      [8, 8, 1],
      built('Conv2D', 'conv', { filters: 2, kernel_size: [3, 3] }, [null, 8, 8, 1]),
      built('Flatten', 'flat', {}, flat),
      built('Dense', 'top', { units: 2 }, top),
    );
  expect(networkFromTopology(model([null, 6, 6, 2], [null, 72])).layers).toHaveLength(4);
  expect(() => networkFromTopology(model([null, 8, 8, 2], [null, 72]))).toThrow(
    'layer flat (Flatten): its input shape differs from the one that, by the file, it was built on; got [None, 6, 6, 2]; expected [None, 8, 8, 2]',
  );
  expect(() => networkFromTopology(model([null, 6, 6, 2], [null, 36]))).toThrow(
    'layer top (Dense)',
  );
});

test('layers made for images of another size are read, and must fit their weights', () => {
  // Sequential([Input((9, 9, 1)), *trained_on_8x8.layers]), which Keras runs.
  const model = (top: number) =>
    sequential(
      [9, 9, 1],
      built('Conv2D', 'conv', { filters: 2, kernel_size: [3, 3] }, [null, 8, 8, 1]),
      built('Conv2D', 'next', { filters: 2, kernel_size: [3, 3] }, [null, 6, 6, 2]),
      { class_name: 'GlobalMaxPooling2D', config: { name: 'pool' } },
      built('Dense', 'top', { units: 2 }, [null, top]),
    );
  expect(networkFromTopology(model(2)).layers[2]?.outputShape).toEqual([5, 5, 2]);
  expect(() => networkFromTopology(model(3))).toThrow('layer top (Dense): its input');
});

test('in a functional model what a layer was built on must fit its weights', () => {
  const model = (...sizes: Shape) =>
    functional([
      input('in', 9, 9, 1),
      layer(
        'Conv2D',
        'conv',
        { filters: 2, kernel_size: [3, 3] },
        [reads(tensor('in', [null, 9, 9, 1]))],
        { build_config: { input_shape: [null, ...sizes] } },
      ),
    ]);
  // Made for images of 8 x 8, called on larger ones.
  expect(networkFromTopology(model(8, 8, 1)).layers[1]?.outputShape).toEqual([7, 7, 2]);
  expect(() => networkFromTopology(model(9, 9, 3))).toThrow('layer conv (Conv2D): its input');
});

test('several inputs are held to the shapes of their arguments', () => {
  const model = (value: Shape) =>
    functional([
      input('in', 4, 6),
      layer(
        'MultiHeadAttention',
        'mha',
        { num_heads: 2, key_dim: 3 },
        [reads(tensor('in', [null, 4, 6]), tensor('in', [null, 4, 6]))],
        { build_config: { shapes_dict: { value_shape: value, query_shape: [null, 4, 6] } } },
      ),
    ]);
  expect(networkFromTopology(model([null, 4, 6])).layers).toHaveLength(2);
  expect(() => networkFromTopology(model([null, 4, 5]))).toThrow('layer mha (MultiHeadAttention)');
});

test.each(['mobilenet-v2', 'vgg16'])('%s of Keras states what is computed', (name) => {
  const json = JSON.parse(
    readFileSync(new URL(`../flops/fixtures/keras3-${name}.json`, import.meta.url), 'utf8'),
  ) as object;
  expect(JSON.stringify(json)).toContain('__keras_tensor__');
  expect(networkFromTopology(json).layers.length).toBeGreaterThan(20);
});
