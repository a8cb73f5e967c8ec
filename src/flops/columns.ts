import type { LayerFlops } from './report.js';

/** A column of counts: its name in data, its title for people, and a layer's cell. */
export interface Column {
  readonly key: keyof LayerFlops;
  readonly title: string;
  readonly cell: (layer: LayerFlops) => bigint | null;
}

const FORWARD: readonly Column[] = [
  { key: 'params', title: 'params', cell: (layer) => layer.params },
  { key: 'products', title: 'products', cell: (layer) => layer.products },
  { key: 'bias', title: 'bias', cell: (layer) => layer.bias },
  { key: 'activation', title: 'activation', cell: (layer) => layer.activation },
  { key: 'other', title: 'other', cell: (layer) => layer.other },
  { key: 'forward', title: 'forward', cell: (layer) => layer.forward },
];

const TRAINING: readonly Column[] = [
  {
    key: 'forward_training',
    title: 'forward (training)',
    cell: (layer) => layer.forward_training,
  },
  { key: 'weight_gradient', title: 'weight gradient', cell: (layer) => layer.weight_gradient },
  { key: 'input_gradient', title: 'input gradient', cell: (layer) => layer.input_gradient },
  { key: 'backward', title: 'backward', cell: (layer) => layer.backward },
];

/** The sum over all layers; null where the convention says nothing. */
export function totalOf({ cell }: Column, layers: readonly LayerFlops[]): bigint | null {
  return layers.reduce<bigint | null>((sum, layer) => {
    const count = cell(layer);
    return sum === null || count === null ? null : sum + count;
  }, 0n);
}

/** What is counted of each layer; with the backward pass if `training`. */
export function columnsOf(training: boolean): readonly Column[] {
  return training ? [...FORWARD, ...TRAINING] : FORWARD;
}
