import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ACTIVATIONS } from '../../src/elementary/activations.js';
import { OPTIMIZERS } from '../../src/elementary/optimizers.js';
import type { Node } from '../../src/graph/node.js';
import { LAYER_LANGUAGE, type LayerEntry } from '../../src/network/layer-language.js';
import type { Network } from '../../src/network/network.js';
import { programOf } from '../../src/train/compiled/train-compiled.js';
import { layer, networkOf, noise } from './layer-programs.js';

// Without a GPU: whether TensorFlow has a kernel there for everything that a program is made of. One
// that has none is computed by the host, and what it reads crosses the bus in every step.

/**
 * By operation, the types that its kernels for GPUs take (`DEFAULT` ones too), by attribute: from
 * TF_GetRegisteredKernelsForOp of the CUDA build of TensorFlow 2.21.0. An operation may have several.
 */
const KERNELS = JSON.parse(
  readFileSync(new URL('fixtures/gpu-kernels.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, readonly Readonly<Record<string, readonly string[]>>[]>>;

const IMAGE = [8, 8] as const;
const REQUIRED: Readonly<Record<string, unknown>> = {
  units: 3,
  filters: 2,
  kernel_size: 2,
  rate: 0.4,
  target_shape: [16, 4],
  activation: 'tanh',
  output_dim: 2,
};

/** Every layer that a spec may name, in a small network, and every activation. */
function networks(): Network[] {
  const names = Object.keys(LAYER_LANGUAGE);
  const lists = names.map((name): LayerEntry[] => {
    const { required } = LAYER_LANGUAGE[name] as (typeof LAYER_LANGUAGE)[string];
    const settings = Object.fromEntries(required.map((key) => [key, REQUIRED[key]]));
    return [layer(name, settings), layer('flatten')];
  });
  const activated = ACTIVATIONS.map((activation) => [
    layer('flatten'),
    layer('dense', { units: 3, activation }),
  ]);
  return [...lists, ...activated].flatMap((list) => networkOf(list, IMAGE, 3));
}

function nodesOf(card: string | undefined, optimizer: (typeof OPTIMIZERS)[number]): Node[] {
  const some = networks();
  const images = noise(40, IMAGE, 3, 1);
  const task = {
    networks: [...some, ...some],
    orderOf: [...some.map(() => 0), ...some.map(() => 1)],
    trials: [...some, ...some].map((_, seed) => ({ seed, learning_rate: 1, weight_decay: 0.1 })),
    optimizer,
    batchSize: 32,
    classes: 3,
    dataset: { train: images, validation: images, test: images },
  };
  const { graph } = programOf(task, 'graph', card);
  return [...graph.nodes, ...graph.functions.flatMap(({ nodes }) => nodes)];
}

function hasKernel({ op, attributes }: Node): boolean {
  return (KERNELS[op] ?? []).some((types) =>
    Object.entries(types).every(([name, some]) => {
      const attribute = attributes[name];
      return attribute?.kind !== 'type' || some.includes(attribute.value);
    }),
  );
}

const lacking = (nodes: readonly Node[]): string[] => [
  ...new Set(
    nodes
      .filter((node) => !hasKernel(node))
      .map(({ op, attributes }) => {
        const types = Object.entries(attributes).flatMap(([name, attribute]) =>
          attribute.kind === 'type' ? [`${name}=${attribute.value}`] : [],
        );
        return `${op} ${types.join(' ')}`;
      }),
  ),
];

test.each(OPTIMIZERS)('with %s, a GPU has a kernel for everything in a program', (optimizer) => {
  expect(lacking(nodesOf('/device:GPU:0', optimizer))).toEqual([]);
});

test('what programs on processors keep, a GPU cannot keep or take rows of', () => {
  expect(lacking(nodesOf(undefined, 'adam')).sort()).toEqual([
    'GatherV2 Tparams=uint8 Tindices=int32 Taxis=int32',
    'Slice T=uint8 Index=int32',
    'VarHandleOp dtype=int32',
  ]);
});
