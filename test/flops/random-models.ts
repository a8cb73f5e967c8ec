/** Numbers in [0, 1) that depend on the seed alone (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

const MODEL_KINDS = ['dense', 'convolutional', 'recurrent', 'shared', 'wrapped'] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];

interface Entry {
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** A model that TensorFlow.js can build and train, in Keras 2's JSON; the seed decides all of it. */
export function randomModel(kind: ModelKind, seed: number): object {
  const random = generator(seed * MODEL_KINDS.length + MODEL_KINDS.indexOf(kind));
  const whole = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  const one = <T>(items: readonly T[]): T => items[whole(0, items.length - 1)] as T;
  const maybe = (...entries: readonly Entry[]): readonly Entry[] => (random() < 0.5 ? entries : []);

  const activation = () => one(['relu', 'elu', 'linear', 'tanh', 'sigmoid', 'softplus']);
  const frozen = () => (random() < 0.2 ? { trainable: false } : {});
  const dense = (units = whole(1, 9)): Entry => ({
    class_name: 'Dense',
    config: { units, activation: activation(), use_bias: random() < 0.7, ...frozen() },
  });
  const input = (...shape: readonly number[]): Entry => ({
    class_name: 'InputLayer',
    config: { batch_input_shape: [null, ...shape] },
  });
  const convolution = (): readonly Entry[] => {
    const common = {
      kernel_size: [whole(1, 3), whole(1, 3)],
      padding: one(['same', 'valid']),
      activation: activation(),
      use_bias: random() < 0.7,
      ...frozen(),
    };
    const strides = one([
      [1, 1],
      [2, 2],
    ]);
    switch (whole(0, 4)) {
      case 0:
        return [
          {
            class_name: 'DepthwiseConv2D',
            config: { ...common, strides, depth_multiplier: whole(1, 3) },
          },
        ];
      case 1:
        return [
          {
            class_name: 'SeparableConv2D',
            config: { ...common, strides, filters: whole(1, 5), depth_multiplier: whole(1, 2) },
          },
        ];
      case 2:
        return [
          { class_name: 'Conv2DTranspose', config: { ...common, strides, filters: whole(1, 4) } },
        ];
      default:
        return [{ class_name: 'Conv2D', config: { ...common, strides, filters: whole(1, 6) } }];
    }
  };

  switch (kind) {
    case 'dense': {
      const shape = one([[whole(2, 9)], [whole(2, 4), whole(2, 5)]]);
      return sequential(input(...shape), [
        ...maybe({ class_name: 'Activation', config: { activation: activation() } }),
        dense(),
        ...maybe({ class_name: 'Dropout', config: { rate: 0.3 } }),
        ...maybe({ class_name: 'BatchNormalization', config: {} }),
        dense(),
        ...maybe({ class_name: 'LayerNormalization', config: {} }, dense()),
        { class_name: 'Flatten', config: {} },
        dense(),
      ]);
    }
    case 'convolutional': {
      if (random() < 0.25) {
        const conv1d = (): Entry => ({
          class_name: 'Conv1D',
          config: {
            filters: whole(1, 5),
            kernel_size: [whole(1, 4)],
            activation: activation(),
            padding: one(['same', 'valid']),
          },
        });
        return sequential(input(whole(9, 14), whole(1, 3)), [
          conv1d(),
          ...maybe({ class_name: 'MaxPooling1D', config: { pool_size: [2] } }),
          conv1d(),
          { class_name: 'GlobalAveragePooling1D', config: {} },
          dense(),
        ]);
      }
      if (random() < 0.15) {
        return sequential(input(4, 5, 4, whole(1, 2)), [
          {
            class_name: 'Conv3D',
            config: {
              filters: whole(1, 3),
              kernel_size: [2, 3, 2],
              activation: activation(),
              padding: one(['same', 'valid']),
            },
          },
          {
            class_name: 'Conv3D',
            config: { filters: 2, kernel_size: [1, 2, 2], activation: activation() },
          },
          { class_name: 'Flatten', config: {} },
          dense(),
        ]);
      }
      return sequential(input(whole(7, 11), whole(7, 11), whole(1, 3)), [
        ...maybe({
          class_name: 'ZeroPadding2D',
          config: {
            padding: [
              [1, 0],
              [2, 1],
            ],
          },
        }),
        ...convolution(),
        ...maybe({ class_name: 'BatchNormalization', config: { axis: -1 } }),
        ...maybe({ class_name: 'MaxPooling2D', config: { pool_size: [2, 2], padding: 'same' } }),
        ...convolution(),
        one([
          { class_name: 'Flatten', config: {} },
          { class_name: 'GlobalAveragePooling2D', config: {} },
          { class_name: 'GlobalMaxPooling2D', config: {} },
        ]),
        dense(),
      ]);
    }
    case 'recurrent': {
      const recurrent = (return_sequences: boolean): Entry => {
        const config = {
          units: whole(1, 6),
          return_sequences,
          use_bias: random() < 0.7,
          ...frozen(),
        };
        const layer = {
          class_name: one(['SimpleRNN', 'GRU', 'LSTM']),
          config: { ...config, reset_after: false, name: 'inner' },
        };
        switch (whole(0, 3)) {
          case 0:
            return {
              class_name: 'Bidirectional',
              config: { layer, merge_mode: one(['concat', 'sum', 'mul', 'ave']) },
            };
          case 1: {
            const cells = [
              { class_name: 'LSTMCell', config: { units: whole(1, 4) } },
              { class_name: 'LSTMCell', config: { units: whole(1, 4) } },
            ];
            return {
              class_name: 'RNN',
              config: {
                cell: { class_name: 'StackedRNNCells', config: { cells } },
                return_sequences: false,
              },
            };
          }
          default:
            return { class_name: layer.class_name, config: { ...config, reset_after: false } };
        }
      };
      if (random() < 0.3) {
        return sequential(input(3, 5, 5, 2), [
          {
            class_name: 'ConvLSTM2D',
            config: { filters: whole(1, 3), kernel_size: [2, 2], padding: one(['same', 'valid']) },
          },
          { class_name: 'Flatten', config: {} },
          dense(),
        ]);
      }
      const distributed: Entry = {
        class_name: 'TimeDistributed',
        config: {
          layer: {
            class_name: 'Dense',
            config: { units: whole(1, 5), name: 'each', activation: activation() },
          },
        },
      };
      return sequential(
        random() < 0.4 ? input(whole(3, 6)) : input(whole(3, 6), whole(1, 5)),
        [distributed, recurrent(false), dense()],
        { class_name: 'Embedding', config: { input_dim: 7, output_dim: 3 } },
      );
    }
    case 'wrapped': {
      const first = maybe({
        class_name: 'TimeDistributed',
        config: { layer: { class_name: 'Dense', config: { units: 3, name: 'first' } } },
      });
      if (random() < 0.3) {
        const layer = {
          class_name: 'ConvLSTM2D',
          config: {
            filters: whole(1, 3),
            kernel_size: [2, 2],
            padding: 'same',
            name: 'inner',
            ...frozen(),
          },
        };
        return sequential(input(3, 4, 4, 2), [
          ...first,
          {
            class_name: 'Bidirectional',
            config: { layer, merge_mode: one(['concat', 'sum']), ...frozen() },
          },
          { class_name: 'Flatten', config: {} },
          dense(),
        ]);
      }
      const chain = [dense(), dense(), dense()].slice(0, whole(1, 3));
      const layers = chain.map((entry, index) => ({
        ...entry,
        config: { ...entry.config, name: `inner_${index}` },
      }));
      const layer = { class_name: 'Sequential', config: { name: 'body', layers } };
      return sequential(input(whole(2, 4), whole(1, 5)), [
        ...first,
        { class_name: 'TimeDistributed', config: { layer, ...frozen() } },
        one<Entry>([
          { class_name: 'Flatten', config: {} },
          { class_name: 'LSTM', config: { units: 2 } },
        ]),
        dense(),
      ]);
    }
    case 'shared': {
      const units = whole(2, 6);
      const width = whole(2, 6);
      const call = (name: string, call = 0) => [name, call, 0, {}];
      const layer = (entry: Entry, name: string, nodes: readonly unknown[]) => ({
        ...entry,
        name,
        config: { ...entry.config, name },
        inbound_nodes: nodes,
      });
      const [merge, ...rest] = one([['Add'], ['Multiply'], ['Concatenate'], ['Dot', 'axes']]);
      const inner = {
        class_name: 'Sequential',
        name: 'tower',
        config: {
          name: 'tower',
          layers: [
            { ...input(units), config: { ...input(units).config, name: 'tower_input' } },
            {
              class_name: 'Dense',
              config: { units: 3, activation: activation(), name: 'tower_dense' },
            },
            {
              class_name: 'Dense',
              config: { units: width, activation: activation(), name: 'tower_top' },
            },
          ],
        },
        inbound_nodes: [[call('shared', 0)], [call('shared', 1)]],
      };
      return {
        class_name: 'Model',
        config: {
          name: 'twins',
          layers: [
            layer(input(width), 'left', []),
            layer(input(width), 'right', []),
            layer(dense(units), 'shared', [[call('left')], [call('right')]]),
            inner,
            layer(
              { class_name: merge ?? 'Add', config: rest.length > 0 ? { axes: 1 } : {} },
              'merged',
              [[call('tower', 0), call('tower', 1)]],
            ),
            layer(dense(2), 'top', [[call('merged')]]),
          ],
          input_layers: [call('left').slice(0, 3), call('right').slice(0, 3)],
          output_layers: [call('top').slice(0, 3)],
        },
      };
    }
  }
}

function sequential(input: Entry, layers: readonly Entry[], embedding?: Entry): object {
  const shape = input.config['batch_input_shape'] as readonly unknown[];
  const all = [
    input,
    ...(embedding !== undefined && shape.length === 2 ? [embedding] : []),
    ...layers,
  ];
  return {
    class_name: 'Sequential',
    config: {
      name: 'random',
      layers: all.map(({ class_name, config }, index) => ({
        class_name,
        config: { ...config, name: `${class_name.toLowerCase()}_${index}` },
      })),
    },
  };
}
