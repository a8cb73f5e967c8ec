import { expect, test } from 'vitest';
import { countParameters } from '../../src/network/network.js';
import { networkFromTopology } from '../../src/network/keras/topology.js';

type Node = readonly unknown[] | Readonly<Record<string, unknown>>;

const input = (name: string, ...shape: readonly (number | null)[]) => ({
  class_name: 'InputLayer',
  name,
  config: { name, batch_shape: [null, ...shape] },
  inbound_nodes: [] as readonly Node[],
});
const layer = (class_name: string, name: string, config: object, ...nodes: readonly Node[]) => ({
  class_name,
  name,
  config: { name, ...config },
  inbound_nodes: nodes,
});
/** Keras 2's links. */
const reads = (...names: readonly (string | readonly [string, number])[]) =>
  names.map((name) => (typeof name === 'string' ? [name, 0, 0, {}] : [...name, 0, {}]));
/** Keras 3's tensor. */
const tensor = (name: string, call = 0, output = 0) => ({
  class_name: '__keras_tensor__',
  config: { shape: [null], keras_history: [name, call, output] },
});
const functional = (
  layers: readonly object[],
  inputs: readonly string[],
  outputs: readonly unknown[],
) => ({
  class_name: 'Functional',
  config: {
    name: 'model',
    layers,
    input_layers: inputs.map((name) => [name, 0, 0]),
    output_layers: outputs,
  },
});
const shapes = (model: object) =>
  networkFromTopology(model).layers.map(({ name, outputShape }) => [name, outputShape]);

test('several inputs come in the order of input_layers, several outputs too', () => {
  const network = networkFromTopology(
    functional(
      [
        input('b', 3),
        input('a', 2),
        layer('Concatenate', 'both', { axis: -1 }, reads('a', 'b')),
        layer('Dense', 'one', { units: 4 }, reads('both')),
        layer('Dense', 'two', { units: 1 }, reads('both')),
      ],
      ['a', 'b'],
      [
        ['two', 0, 0],
        ['one', 0, 0],
      ],
    ),
  );
  expect(network.inputShapes).toEqual([[2], [3]]);
  expect(network.outputs).toEqual([
    { layer: 4, output: 0 },
    { layer: 3, output: 0 },
  ]);
  expect(countParameters(network)).toBe(30n); // 5 x 4 + 4, 5 + 1
});

test('a shared layer has a row for each call, and its parameters in the first', () => {
  const network = networkFromTopology(
    functional(
      [
        input('a', 3),
        input('b', 3),
        layer('Dense', 'shared', { units: 2 }, reads('a'), reads('b')),
        layer('Add', 'sum', {}, reads(['shared', 0], ['shared', 1])),
      ],
      ['a', 'b'],
      [['sum', 0, 0]],
    ),
  );
  expect(network.layers.map(({ name, params, shares }) => [name, params, shares])).toEqual([
    ['a', 0n, null],
    ['b', 0n, null],
    ['shared', 8n, null],
    ['shared', 0n, 2],
    ['sum', 0n, null],
  ]);
});

test('calls may be listed before what they read', () => {
  const model = functional(
    [
      layer('Dense', 'last', { units: 1 }, reads('first')),
      layer('Dense', 'first', { units: 4 }, reads('in')),
      input('in', 3),
    ],
    ['in'],
    [['last', 0, 0]],
  );
  expect(shapes(model)).toEqual([
    ['in', [3]],
    ['first', [4]],
    ['last', [1]],
  ]);
});

test('layers of a model inside the model are its own, named by both', () => {
  const tower = {
    ...functional(
      [input('t', 3), layer('Dense', 'd', { units: 5 }, reads('t'))],
      ['t'],
      [['d', 0, 0]],
    ),
    name: 'tower',
    inbound_nodes: [reads('in'), reads('other')],
  };
  const model = functional(
    [
      input('in', 3),
      input('other', 3),
      tower,
      layer('Add', 'sum', {}, reads(['tower', 0], ['tower', 1])),
    ],
    ['in', 'other'],
    [['sum', 0, 0]],
  );
  expect(shapes(model)).toEqual([
    ['in', [3]],
    ['other', [3]],
    ['tower/d', [5]],
    ['tower/d', [5]],
    ['sum', [5]],
  ]);
  expect(countParameters(networkFromTopology(model))).toBe(20n);
});

test('a model inside a Sequential model, and one whose first layer says the shape', () => {
  const inner = {
    class_name: 'Sequential',
    config: {
      name: 'body',
      layers: [
        { class_name: 'Dense', config: { name: 'd', units: 5, batch_input_shape: [null, 3] } },
      ],
    },
  };
  const model = {
    class_name: 'Sequential',
    config: {
      name: 'all',
      layers: [inner, { class_name: 'Dense', config: { name: 'top', units: 1 } }],
    },
  };
  expect(shapes(model)).toEqual([
    ['body/d', [5]],
    ['top', [1]],
  ]);
});

test('Keras 3 writes tensors among the arguments, also by name', () => {
  const attention = layer(
    'MultiHeadAttention',
    'mha',
    { num_heads: 1, key_dim: 2 },
    { args: [tensor('q')], kwargs: { key: tensor('k'), value: tensor('v'), training: false } },
  );
  const network = networkFromTopology(
    functional(
      [input('q', 2, 4), input('k', 3, 6), input('v', 3, 5), attention],
      ['q', 'k', 'v'],
      [['mha', 0, 0]],
    ),
  );
  // Query, value, key: the order in which the layer takes them.
  expect(network.layers[3]?.inputShapes).toEqual([
    [2, 4],
    [3, 5],
    [3, 6],
  ]);
});

test('Keras 2 writes them among the last entry of a link', () => {
  const attention = layer('MultiHeadAttention', 'mha', { num_heads: 1, key_dim: 2 }, [
    ['q', 0, 0, { value: ['v', 0, 0], attention_mask: ['m', 0, 0] }],
  ]);
  const network = networkFromTopology(
    functional([input('q', 2, 4), input('v', 3, 5), attention], ['q', 'v'], [['mha', 0, 0]]),
  );
  expect(network.layers[2]?.inputShapes).toEqual([
    [2, 4],
    [3, 5],
  ]);
});

test('the states of a recurrent layer are tensors of their own', () => {
  const model = functional(
    [
      input('words', 7, 3),
      layer(
        'LSTM',
        'encoder',
        { units: 4, return_state: true },
        { args: [tensor('words')], kwargs: {} },
      ),
      layer(
        'LSTM',
        'decoder',
        { units: 4, return_sequences: true },
        {
          args: [tensor('words')],
          kwargs: { initial_state: [tensor('encoder', 0, 1), tensor('encoder', 0, 2)], mask: null },
        },
      ),
    ],
    ['words'],
    ['decoder', 0, 0],
  );
  const network = networkFromTopology(model);
  expect(network.layers[2]?.inbound).toEqual([
    { layer: 0, output: 0 },
    { layer: 1, output: 1 },
    { layer: 1, output: 2 },
  ]);
  expect(network.layers[2]?.outputShape).toEqual([7, 4]);
});

test('a frozen layer and a frozen model keep their parameters and train none', () => {
  const frozen = {
    ...functional(
      [input('t', 3), layer('Dense', 'd', { units: 5 }, reads('t'))],
      ['t'],
      [['d', 0, 0]],
    ),
    name: 'tower',
    inbound_nodes: [reads('in')],
  };
  const tower = { ...frozen, config: { ...frozen.config, trainable: false } };
  const network = networkFromTopology(
    functional(
      [input('in', 3), tower, layer('Dense', 'top', { units: 1, trainable: true }, reads('tower'))],
      ['in'],
      [['top', 0, 0]],
    ),
  );
  expect(network.layers.map(({ params, trainableParams }) => [params, trainableParams])).toEqual([
    [0n, 0n],
    [20n, 0n],
    [6n, 6n],
  ]);
});

test('a chain of twenty thousand layers is read', () => {
  const count = 20_000;
  const layers = Array.from({ length: count }, (_, index) =>
    layer(
      'Activation',
      `a${index}`,
      { activation: 'relu' },
      reads(index === count - 1 ? 'in' : `a${index + 1}`),
    ),
  );
  const network = networkFromTopology(
    functional([...layers, input('in', 3)], ['in'], [['a0', 0, 0]]),
  );
  expect(network.layers.length).toBe(count + 1);
});

test.each([
  [
    'a layer that is not there',
    [input('in', 3), layer('Dense', 'd', { units: 1 }, reads('other'))],
    'layer d reads other, which is not in the model',
  ],
  [
    'a call that is not there',
    [input('in', 3), layer('Dense', 'd', { units: 1 }, reads(['in', 2]))],
    "layer d reads in's call 3, which it does not have",
  ],
  [
    'an output that is not made',
    [input('in', 3), layer('Dense', 'd', { units: 1 }, [['in', 0, 1, {}]])],
    'a layer reads output 2 of in, which it does not make',
  ],
  [
    'itself',
    [
      input('in', 3),
      layer('Dense', 'd', { units: 3 }, reads('e')),
      layer('Dense', 'e', { units: 3 }, reads('d')),
    ],
    'depends on its own output',
  ],
])('a layer that reads %s is refused', (_what, layers, message) => {
  expect(() => networkFromTopology(functional(layers, ['in'], [['d', 0, 0]]))).toThrow(message);
});

test('a model called on too few tensors is refused', () => {
  const inner = {
    ...functional(
      [input('x', 3), input('y', 3), layer('Add', 's', {}, reads('x', 'y'))],
      ['x', 'y'],
      [['s', 0, 0]],
    ),
    name: 'pair',
    inbound_nodes: [reads('in')],
  };
  expect(() =>
    networkFromTopology(functional([input('in', 3), inner], ['in'], [['pair', 0, 0]])),
  ).toThrow('model pair/ is called on 1 tensor; expected 2, one for each of its inputs');
});

test('a Lambda is refused with its reason, a graph of operations too', () => {
  const lambda = functional(
    [input('in', 3), layer('Lambda', 'odd', {}, reads('in'))],
    ['in'],
    [['odd', 0, 0]],
  );
  expect(() => networkFromTopology(lambda)).toThrow(
    'layer odd is a Lambda, whose code is not in the file',
  );
  expect(() => networkFromTopology({ modelTopology: { node: [] } })).toThrow(
    'a graph of operations',
  );
});

test('sums and functions between layers are read as Keras 3 and Keras 2 write them', () => {
  const operation = (class_name: string, name: string, node: Node) => ({
    ...layer(class_name, name, {}, node),
    module: 'keras.src.ops.numpy',
  });
  const third = functional(
    [
      input('in', 4),
      operation('TrueDivide', 'scaled', { args: [tensor('in'), 255], kwargs: {} }),
      operation('Add', 'sum', { args: [tensor('in'), tensor('scaled')], kwargs: {} }),
      operation('HardSilu', 'act', { args: [tensor('sum')], kwargs: {} }),
    ],
    ['in'],
    [['act', 0, 0]],
  );
  const second = functional(
    [
      input('in', 4),
      layer('TFOpLambda', 'scaled', { function: 'math.truediv' }, ['in', 0, 0, { y: 255 }]),
      layer('TFOpLambda', 'sum', { function: '__operators__.add' }, [
        'in',
        0,
        0,
        { y: ['scaled', 0, 0] },
      ]),
      layer('TFOpLambda', 'act', { function: 'nn.relu6' }, ['sum', 0, 0, {}]),
    ],
    ['in'],
    [['act', 0, 0]],
  );
  const classes = (model: object) => networkFromTopology(model).layers.map((one) => one.class);
  expect(classes(third)).toEqual(['InputLayer', 'Divide', 'Add', 'Activation']);
  expect(classes(second)).toEqual(['InputLayer', 'Divide', 'Add', 'Activation']);
});

const tower = (nodes: readonly Node[], kind = 'Functional') => ({
  ...functional(
    [input('t', 3), layer('Dense', 'd', { units: 5 }, reads('t'))],
    ['t'],
    [['d', 0, 0]],
  ),
  class_name: kind,
  name: 'tower',
  inbound_nodes: nodes,
});

test('Keras 2 and TensorFlow.js count the calls of a model inside the model from 1', () => {
  const model = functional(
    [
      input('in', 3),
      input('other', 3),
      tower([reads('in'), reads('other')]),
      layer('Subtract', 'difference', {}, reads(['tower', 1], ['tower', 2])),
      layer('Dense', 'head', { units: 1 }, reads('difference')),
    ],
    ['in', 'other'],
    [['head', 0, 0]],
  );
  const network = networkFromTopology(model);
  expect(network.layers.map(({ name }) => name)).toEqual([
    'in',
    'other',
    'tower/d',
    'tower/d',
    'difference',
    'head',
  ]);
  // The first call is the one on `in`.
  expect(network.layers[4]?.inbound).toEqual([
    { layer: 2, output: 0 },
    { layer: 3, output: 0 },
  ]);
  expect(network.layers[2]?.inbound).toEqual([{ layer: 0, output: 0 }]);
});

test.each([
  [
    'Functional',
    [
      ['tower', 1, 0],
      ['tower', 2, 0],
    ],
  ],
  [
    'Sequential',
    [
      ['tower', 0, 0],
      ['tower', 1, 0],
    ],
  ],
])('Keras 3 counts the calls of an output that is a %s model its way', (kind, outputs) => {
  const inner = tower(
    [
      { args: [tensor('in')], kwargs: {} },
      { args: [tensor('other')], kwargs: {} },
    ],
    kind,
  );
  const model = functional(
    [
      input('in', 3),
      input('other', 3),
      kind === 'Functional'
        ? inner
        : { ...inner, config: { layers: [input('t', 3), layer('Dense', 'd', { units: 5 })] } },
    ],
    ['in', 'other'],
    outputs,
  );
  const { outputs: found } = networkFromTopology(model);
  expect(found).toEqual([
    { layer: 2, output: 0 },
    { layer: 3, output: 0 },
  ]);
});

test('what only makes masks is no part of the model', () => {
  const operation = {
    module: 'keras.src.ops.numpy',
    class_name: 'NotEqual',
    name: 'not_equal',
    registered_name: 'NotEqual',
    config: { name: 'not_equal' },
    inbound_nodes: [{ args: [tensor('in'), 0], kwargs: {} }],
  };
  const model = functional(
    [
      input('in', 7),
      layer(
        'Embedding',
        'words',
        { input_dim: 9, output_dim: 2, mask_zero: true },
        {
          args: [tensor('in')],
          kwargs: {},
        },
      ),
      operation,
      layer(
        'LSTM',
        'lstm',
        { units: 3 },
        {
          args: [tensor('words')],
          kwargs: { mask: tensor('not_equal') },
        },
      ),
    ],
    ['in'],
    [['lstm', 0, 0]],
  );
  expect(shapes(model).map(([name]) => name)).toEqual(['in', 'words', 'lstm']);
});

test.each([
  [{ module: 'shop.layers', registered_name: 'shop>Attention' }, 'shop>Attention'],
  [{ module: '__main__', registered_name: 'Attention' }, '__main__>Attention'],
  [{ module: null, registered_name: 'Attention' }, 'custom>Attention'],
])('a class of the name of one of Keras, %o, is another', (origin, name) => {
  const model = functional(
    [input('in', 4, 3), { ...layer('Attention', 'mine', {}, reads('in', 'in')), ...origin }],
    ['in'],
    [['mine', 0, 0]],
  );
  expect(() => networkFromTopology(model)).toThrow(`layer mine has the unknown class ${name}`);
  const own = { module: 'keras.layers', registered_name: null };
  const [first, second] = model.config.layers;
  const theirs = { ...model, config: { ...model.config, layers: [first, { ...second, ...own }] } };
  expect(shapes(theirs).at(-1)).toEqual(['mine', [4, 3]]);
});

test('an operation that is not known is named, never taken for the layer of its name', () => {
  const average = {
    module: 'keras.src.ops.numpy',
    class_name: 'Average',
    name: 'average',
    config: { axis: 1 },
    inbound_nodes: [{ args: [tensor('in')], kwargs: {} }],
  };
  const model = functional([input('in', 4, 3), average], ['in'], [['average', 0, 0]]);
  expect(() => networkFromTopology(model)).toThrow(
    'layer average has the unknown class keras.ops average',
  );
  const lambda = layer('TFOpLambda', 'tf.roll', { function: 'roll' }, [['in', 0, 0, { shift: 1 }]]);
  const other = functional([input('in', 4, 3), lambda], ['in'], [['tf.roll', 0, 0]]);
  expect(() => networkFromTopology(other)).toThrow('has the unknown class TFOpLambda roll');
});

test.each([
  // [None, 1] times [10]; an image less the means of its channels; a constant with a batch of 1.
  [[1], { class_name: '__numpy__', config: { value: Array(10).fill(2), dtype: 'float32' } }, [10]],
  [[4, 4, 3], { class_name: '__numpy__', config: { value: [1, 2, 3] } }, [4, 4, 3]],
  [[3], { class_name: '__numpy__', config: { value: [[1, 2, 3]] } }, [3]],
  [[3], 2, [3]],
])('an array beside a tensor %j repeats what it meets', (shape, constant, output) => {
  const multiply = {
    module: 'keras.src.ops.numpy',
    class_name: 'Multiply',
    name: 'multiply',
    config: {},
    inbound_nodes: [{ args: [tensor('in'), constant], kwargs: {} }],
  };
  const model = functional([input('in', ...shape), multiply], ['in'], [['multiply', 0, 0]]);
  expect(shapes(model).at(-1)).toEqual(['multiply', output]);
});

test('a model without a name for its layers shares none', () => {
  const model = {
    class_name: 'Sequential',
    config: {
      layers: [
        { class_name: 'Dense', config: { units: 5, batch_input_shape: [null, 3] } },
        { class_name: 'Dense', config: { units: 2 } },
      ],
    },
  };
  expect(countParameters(networkFromTopology(model))).toBe(32n); // 3 x 5 + 5, 5 x 2 + 2
});

test('a layer that stands in two models is one, by its shared_object_id', () => {
  const encoder = (id: number) => ({
    class_name: 'Dense',
    config: { name: 'encode', units: 5 },
    shared_object_id: id,
  });
  const branch = (name: string, id: number) => ({
    class_name: 'Sequential',
    name,
    config: { name, layers: [encoder(id)] },
    inbound_nodes: [reads('in')],
  });
  const model = (ids: readonly [number, number]) =>
    functional(
      [
        input('in', 3),
        branch('one', ids[0]),
        branch('two', ids[1]),
        layer('Add', 'sum', {}, reads('one', 'two')),
      ],
      ['in'],
      [['sum', 0, 0]],
    );
  expect(countParameters(networkFromTopology(model([7, 7])))).toBe(20n);
  expect(countParameters(networkFromTopology(model([7, 8])))).toBe(40n);
});

test('a Sequential model that begins with a merge reads several tensors', () => {
  const model = functional(
    [
      input('a', 2),
      input('b', 3),
      {
        class_name: 'Sequential',
        name: 'head',
        config: {
          layers: [
            { class_name: 'Concatenate', config: { name: 'both' } },
            { class_name: 'Dense', config: { name: 'd', units: 4 } },
          ],
        },
        inbound_nodes: [reads('a', 'b')],
      },
    ],
    ['a', 'b'],
    [['head', 0, 0]],
  );
  expect(countParameters(networkFromTopology(model))).toBe(24n); // 5 x 4 + 4
});

test('a mapping of tensors is read in the order of its keys', () => {
  const model = functional(
    [
      input('in_b', 3),
      input('in_a', 2),
      layer('Concatenate', 'both', {}, { b: ['in_b', 0, 0, {}], a: ['in_a', 0, 0, {}] }),
    ],
    ['in_a', 'in_b'],
    [['both', 0, 0]],
  );
  expect(networkFromTopology(model).layers[2]?.inputShapes).toEqual([[2], [3]]);
});

test.each([
  [{ lora_rank: 4 }, 'it has lora_rank'],
  [{ dtype: { class_name: 'QuantizedDTypePolicy', config: {} } }, 'it has quantization'],
  [{ activation: { class_name: 'PReLU', config: {} } }, 'activation is a PReLU'],
])('settings that bring other weights, %j, are refused', (settings, why) => {
  const model = functional(
    [input('in', 3), layer('Dense', 'd', { units: 2, ...settings }, reads('in'))],
    ['in'],
    [['d', 0, 0]],
  );
  expect(() => networkFromTopology(model)).toThrow(why);
});

test('a model that is frozen as a whole trains nothing', () => {
  const model = functional(
    [input('in', 3), layer('Dense', 'd', { units: 2 }, reads('in'))],
    ['in'],
    [['d', 0, 0]],
  );
  const frozen = { ...model, config: { ...model.config, trainable: false } };
  expect(networkFromTopology(model).layers[1]?.trains).toBe(true);
  expect(networkFromTopology(frozen).layers[1]?.trains).toBe(false);
});

test('more input shapes than inputs are an error', () => {
  const model = functional(
    [input('in', null), layer('Dense', 'd', { units: 2 }, reads('in'))],
    ['in'],
    [['d', 0, 0]],
  );
  expect(() => networkFromTopology(model, { inputShapes: [[3], [10]] })).toThrow(
    'there are more input shapes than inputs of the model; got 2; expected 1',
  );
});

test('two layers of one name are an error that says so', () => {
  const model = functional(
    [
      input('in', 3),
      layer('Dense', 'd', { units: 2 }, reads('in')),
      layer('Dense', 'd', { units: 2 }, reads('d')),
    ],
    ['in'],
    [['d', 0, 0]],
  );
  expect(() => networkFromTopology(model)).toThrow('two layers of the model are named d');
});

test('an operation of arguments that are not followed is named', () => {
  const einsum = layer('TFOpLambda', 'e', { function: 'einsum' }, ['ij,kj->ik', 0, 0, {}]);
  const model = functional([input('in', 3), einsum], ['in'], [['e', 0, 0]]);
  expect(() => networkFromTopology(model)).toThrow(
    'layer e has the unknown class TFOpLambda einsum',
  );
});
