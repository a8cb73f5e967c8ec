import { testLayers } from '../layer-case.js';

testLayers([
  {
    what: 'valid: 8 - 5 + 1 = 4 windows of 5 x 3',
    class_name: 'Conv1D',
    config: { filters: 6, kernel_size: [5], activation: 'relu' },
    inputs: [[8, 3]],
    output: [4, 6],
    params: 96n, // 5 x 3 x 6 + 6
    products: 360n, // 4 x 6 x 15
    bias: 24n,
    activation: 24n,
  },
  {
    what: 'causal with stride 2: ceil(7 / 2) = 4 windows',
    class_name: 'Conv1D',
    config: { filters: 2, kernel_size: [3], strides: [2], padding: 'causal', use_bias: false },
    inputs: [[7, 4]],
    output: [4, 2],
    params: 24n, // 3 x 4 x 2
    products: 96n, // 4 x 2 x 12
  },
  {
    what: 'dilated by 2: a kernel of 3 is 5 long, 9 - 5 + 1 = 5 windows',
    class_name: 'Conv1D',
    config: { filters: 1, kernel_size: [3], dilation_rate: [2], use_bias: false },
    inputs: [[9, 2]],
    output: [5, 1],
    params: 6n,
    products: 30n, // 5 x 1 x 6
  },
  {
    what: 'same with stride 2 on 5 x 7: 3 x 4 windows, padded positions counted',
    class_name: 'Conv2D',
    config: { filters: 4, kernel_size: [3, 2], strides: [2, 2], padding: 'same' },
    inputs: [[5, 7, 3]],
    output: [3, 4, 4],
    params: 76n, // 3 x 2 x 3 x 4 + 4
    products: 864n, // 12 x 4 x 18
    bias: 48n,
  },
  {
    what: 'two groups: each filter reads half of the channels',
    class_name: 'Conv2D',
    config: { filters: 6, kernel_size: 3, groups: 2, use_bias: false },
    inputs: [[5, 5, 4]],
    output: [3, 3, 6],
    params: 108n, // 3 x 3 x 2 x 6
    products: 972n, // 9 x 6 x 18
  },
  {
    what: 'channels first',
    class_name: 'Conv2D',
    config: { filters: 2, kernel_size: [2, 2], data_format: 'channels_first', use_bias: false },
    inputs: [[3, 4, 5]],
    output: [2, 3, 4],
    params: 24n, // 2 x 2 x 3 x 2
    products: 288n, // 12 x 2 x 12
  },
  {
    what: 'valid on 4 x 4 x 4: 3 x 2 x 3 windows',
    class_name: 'Conv3D',
    config: { filters: 2, kernel_size: [2, 3, 2], activation: 'tanh' },
    inputs: [[4, 4, 4, 3]],
    output: [3, 2, 3, 2],
    params: 74n, // 12 x 3 x 2 + 2
    products: 1_296n, // 18 x 2 x 36
    bias: 36n,
    activation: 36n,
  },
  {
    what: 'same',
    class_name: 'Conv3D',
    config: { filters: 1, kernel_size: 3, padding: 'same', use_bias: false },
    inputs: [[2, 2, 2, 1]],
    output: [2, 2, 2, 1],
    params: 27n,
    products: 216n, // 8 x 27
  },
  {
    what: 'stride 2 in one dimension',
    class_name: 'Conv3D',
    config: { filters: 1, kernel_size: 1, strides: [2, 1, 1], use_bias: false },
    inputs: [[4, 3, 3, 2]],
    output: [2, 3, 3, 1],
    params: 2n,
    products: 36n, // 18 x 2
  },
  {
    what: 'each channel by itself, two outputs of each',
    class_name: 'DepthwiseConv2D',
    config: { kernel_size: [3, 3], depth_multiplier: 2, activation: 'relu' },
    inputs: [[5, 5, 4]],
    output: [3, 3, 8],
    params: 80n, // 9 x 8 + 8
    products: 648n, // 9 x 8 x 9
    bias: 72n,
    activation: 72n,
  },
  {
    what: 'same with stride 2',
    class_name: 'DepthwiseConv2D',
    config: { kernel_size: 3, strides: [2, 2], padding: 'same', use_bias: false },
    inputs: [[7, 7, 5]],
    output: [4, 4, 5],
    params: 45n,
    products: 720n, // 16 x 5 x 9
  },
  {
    what: 'over one dimension',
    class_name: 'DepthwiseConv1D',
    config: { kernel_size: [4], use_bias: false },
    inputs: [[10, 3]],
    output: [7, 3],
    params: 12n,
    products: 84n, // 7 x 3 x 4
  },
  {
    what: 'depthwise 9 x 4 x 9 = 324, then pointwise 9 x 4 x 6 = 216',
    class_name: 'SeparableConv2D',
    config: { filters: 6, kernel_size: [3, 3] },
    inputs: [[5, 5, 4]],
    output: [3, 3, 6],
    params: 66n, // 9 x 4 + 4 x 6 + 6
    products: 540n,
    inputGradient: 540n, // back through the pointwise one, 216, and the depthwise one, 324
    bias: 54n,
  },
  {
    what: 'two outputs of each channel between the two',
    class_name: 'SeparableConv2D',
    config: {
      filters: 3,
      kernel_size: [1, 2],
      depth_multiplier: 2,
      use_bias: false,
      activation: 'relu',
    },
    inputs: [[2, 4, 2]],
    output: [2, 3, 3],
    params: 20n, // 2 x 4 + 4 x 3
    products: 120n, // 6 x 4 x 2 = 48; 6 x 4 x 3 = 72
    activation: 18n,
  },
  {
    what: 'over one dimension',
    class_name: 'SeparableConv1D',
    config: { filters: 5, kernel_size: [3], padding: 'same', use_bias: false },
    inputs: [[6, 2]],
    output: [6, 5],
    params: 16n, // 3 x 2 + 2 x 5
    products: 96n, // 6 x 2 x 3 = 36; 6 x 2 x 5 = 60
  },
  {
    what: 'stride 2, valid: 4 x 2 + max(3 - 2, 0) = 9; each of 16 inputs meets 9 x 3 x 2 weights',
    class_name: 'Conv2DTranspose',
    config: { filters: 2, kernel_size: [3, 3], strides: [2, 2] },
    inputs: [[4, 4, 3]],
    output: [9, 9, 2],
    params: 56n, // 9 x 2 x 3 + 2
    products: 864n,
    bias: 162n,
  },
  {
    what: 'same with stride 3: 5 x 3 = 15',
    class_name: 'Conv2DTranspose',
    config: { filters: 1, kernel_size: 2, strides: 3, padding: 'same', use_bias: false },
    inputs: [[5, 2, 4]],
    output: [15, 6, 1],
    params: 16n, // 4 x 1 x 4
    products: 160n, // 10 x 16
  },
  {
    what: 'output_padding 1: (4 - 1) x 2 + 3 - 2 x 1 + 1 = 8',
    class_name: 'Conv2DTranspose',
    config: {
      filters: 1,
      kernel_size: 3,
      strides: 2,
      padding: 'same',
      output_padding: [1, 1],
      use_bias: false,
    },
    inputs: [[4, 4, 1]],
    output: [8, 8, 1],
    params: 9n,
    products: 144n, // 16 x 9
  },
  {
    what: 'over one dimension',
    class_name: 'Conv1DTranspose',
    config: { filters: 3, kernel_size: [4], strides: [2], use_bias: false },
    inputs: [[5, 2]],
    output: [12, 3], // 5 x 2 + 2
    params: 24n,
    products: 120n, // 5 x 4 x 2 x 3
  },
  {
    what: 'over three',
    class_name: 'Conv3DTranspose',
    config: { filters: 1, kernel_size: 2, strides: 2, padding: 'same', activation: 'relu' },
    inputs: [[2, 3, 1, 2]],
    output: [4, 6, 2, 1],
    params: 17n, // 8 x 1 x 2 + 1
    products: 96n, // 6 x 16
    bias: 48n,
    activation: 48n,
  },
]);
