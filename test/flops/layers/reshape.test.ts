import { expect, test } from 'vitest';
import { countFlops } from '../../../src/flops/count.js';
import { modelOf, rowOf, testLayers, type LayerCase } from '../layer-case.js';

/** Layers that only move numbers. */
const MOVES: readonly (readonly [
  string,
  LayerCase['config'],
  readonly number[],
  readonly number[],
])[] = [
  ['Flatten', {}, [3, 4, 2], [24]],
  ['Flatten', {}, [7], [7]],
  ['Flatten', {}, [], [1]],
  ['Reshape', { target_shape: [6, 4] }, [3, 8], [6, 4]],
  ['Reshape', { target_shape: [-1, 4] }, [3, 8], [6, 4]],
  ['Reshape', { target_shape: [null] }, [3, 8], [24]],
  ['Permute', { dims: [2, 1] }, [3, 8], [8, 3]],
  ['Permute', { dims: [3, 1, 2] }, [3, 8, 5], [5, 3, 8]],
  ['Permute', { dims: [1] }, [3], [3]],
  ['RepeatVector', { n: 4 }, [3], [4, 3]],
  ['RepeatVector', { n: 1 }, [3], [1, 3]],
  ['RepeatVector', { n: 2 }, [5], [2, 5]],
  ['ZeroPadding1D', { padding: 2 }, [3, 4], [7, 4]],
  ['ZeroPadding1D', { padding: [1, 0] }, [3, 4], [4, 4]],
  ['ZeroPadding2D', { padding: 1 }, [3, 4, 2], [5, 6, 2]],
  ['ZeroPadding2D', { padding: [1, 2] }, [3, 4, 2], [5, 8, 2]],
  [
    'ZeroPadding2D',
    {
      padding: [
        [0, 1],
        [2, 3],
      ],
    },
    [3, 4, 2],
    [4, 9, 2],
  ],
  ['ZeroPadding2D', { padding: 1, data_format: 'channels_first' }, [2, 3, 4], [2, 5, 6]],
  [
    'ZeroPadding3D',
    {
      padding: [
        [1, 1],
        [0, 0],
        [2, 0],
      ],
    },
    [1, 1, 1, 5],
    [3, 1, 3, 5],
  ],
  ['Cropping1D', { cropping: [1, 1] }, [5, 2], [3, 2]],
  [
    'Cropping2D',
    {
      cropping: [
        [1, 0],
        [0, 2],
      ],
    },
    [5, 5, 2],
    [4, 3, 2],
  ],
  ['Cropping3D', { cropping: 1 }, [3, 4, 5, 1], [1, 2, 3, 1]],
  ['UpSampling1D', { size: 3 }, [2, 4], [6, 4]],
  ['UpSampling2D', { size: [2, 3] }, [2, 2, 4], [4, 6, 4]],
  ['UpSampling3D', { size: 2 }, [1, 2, 3, 4], [2, 4, 6, 4]],
  ['CenterCrop', { height: 2, width: 3 }, [5, 5, 2], [2, 3, 2]],
  ['RandomCrop', { height: 2, width: 2 }, [5, 5, 2], [2, 2, 2]],
  ['RandomFlip', {}, [5, 5, 2], [5, 5, 2]],
  ['Identity', {}, [4], [4]],
  ['ActivityRegularization', { l2: 0.1 }, [4], [4]],
  ['CategoryEncoding', { num_tokens: 5, output_mode: 'one_hot' }, [3], [3, 5]],
  ['CategoryEncoding', { num_tokens: 5, output_mode: 'one_hot' }, [3, 1], [3, 5]],
  ['CategoryEncoding', { num_tokens: 5, output_mode: 'multi_hot' }, [3], [5]],
];

testLayers(
  MOVES.map(([class_name, config, input, output], index) => ({
    what: `${index}, ${input.join(' x ')} becomes ${output.join(' x ')}`,
    class_name,
    config,
    inputs: [input],
    output,
    params: 0n,
  })),
);

testLayers([
  {
    what: 'four neighbours: 4 products, 3 additions',
    class_name: 'UpSampling2D',
    config: { size: 2, interpolation: 'bilinear' },
    inputs: [[2, 2, 3]],
    output: [4, 4, 3],
    params: 0n,
    other: 336n, // 7 x 48
  },
  {
    what: 'sixteen',
    class_name: 'UpSampling2D',
    config: { size: [1, 2], interpolation: 'bicubic' },
    inputs: [[2, 2, 1]],
    output: [2, 4, 1],
    params: 0n,
    other: 248n, // 31 x 8
  },
  {
    what: 'bilinear unless it says otherwise',
    class_name: 'Resizing',
    config: { height: 3, width: 5 },
    inputs: [[9, 9, 1]],
    output: [3, 5, 1],
    params: 0n,
    other: 105n,
  },
  {
    what: 'nearest copies',
    class_name: 'Resizing',
    config: { height: 3, width: 5, interpolation: 'nearest' },
    inputs: [[9, 9, 1]],
    output: [3, 5, 1],
    params: 0n,
  },
  {
    what: 'from 36 neighbours',
    class_name: 'Resizing',
    config: { height: 1, width: 1, interpolation: 'lanczos3' },
    inputs: [[9, 9, 2]],
    output: [1, 1, 2],
    params: 0n,
    other: 142n, // 71 x 2
  },
]);

test('fvcore counts 1 an element of the nearest, 4 of a bilinear resizing, of images only', () => {
  const count = (class_name: string, config: object, input: readonly number[]) =>
    rowOf({ class_name, config: { ...config }, inputs: [input] }, { convention: 'fvcore' }).forward;
  expect(count('UpSampling2D', {}, [2, 2, 1])).toBe(16n);
  expect(count('UpSampling2D', { interpolation: 'bilinear' }, [2, 2, 1])).toBe(64n);
  expect(count('UpSampling1D', {}, [2, 1])).toBe(0n);
});

test.each([
  ['Reshape', { target_shape: [5] }, [3, 2], '[3, 2] cannot become [5]'],
  ['Reshape', { target_shape: [-1, -1] }, [4], '[4] cannot become [-1, -1]'],
  ['Permute', { dims: [1, 3] }, [4, 2], 'expected each of 1 to 2 once'],
  ['Cropping1D', { cropping: 2 }, [4, 1], 'cropping 2 and 2 of 4 leaves nothing'],
  ['ZeroPadding2D', { padding: 1 }, [4, 4], 'expected 3 dimensions'],
  [
    'Conv2D',
    { filters: 1, kernel_size: 5 },
    [4, 4, 1],
    'a window 5 long does not fit an input 4 long',
  ],
  ['Conv2D', { filters: 3, kernel_size: 1, groups: 2 }, [4, 4, 2], 'cannot be split into 2 groups'],
])('shapes that do not fit are refused: %s %j of %j', (class_name, config, input, message) => {
  expect(() => countFlops(modelOf({ class_name, config, inputs: [input] }))).toThrow(message);
});
