import type { TopLevelSpec } from 'vega-lite';
import type { Palette } from '../palette.js';

/** What a bar of the chart of layers stands for. */
export interface LayerBar {
  readonly layer: string;
  readonly class: string;
  readonly part: LayerPart;
  readonly count: number;
  /** The count in all digits. */
  readonly text: string;
}

export const LAYER_PARTS = ['products', 'bias', 'activation', 'other'] as const;
export type LayerPart = (typeof LAYER_PARTS)[number];

export interface LayersChart {
  readonly title: string;
  /** Of the axis, with unit and convention. */
  readonly axis: string;
  /** In the order of the network. */
  readonly bars: readonly LayerBar[];
}

/** A bar per layer, in the network's order, divided into what it is made of. */
export function layersSpec({ title, axis, bars }: LayersChart, palette: Palette): TopLevelSpec {
  const layers = [...new Set(bars.map(({ layer }) => layer))];
  const parts = LAYER_PARTS.filter((part) => bars.some((bar) => bar.part === part));
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title: { text: title, anchor: 'start', color: palette.ink, fontSize: 15, fontWeight: 600 },
    width: 560,
    height: { step: 20 },
    padding: 16,
    background: palette.paper,
    data: { values: bars.map((bar) => ({ ...bar, order: parts.indexOf(bar.part) })) },
    mark: { type: 'bar', cornerRadiusEnd: 1, height: { band: 0.75 } },
    encoding: {
      y: {
        field: 'layer',
        type: 'nominal',
        sort: layers,
        axis: { title: null, labelLimit: 260 },
      },
      x: {
        field: 'count',
        type: 'quantitative',
        axis: { title: axis, format: '~s', grid: true, tickCount: 6 },
      },
      color: {
        field: 'part',
        type: 'nominal',
        scale: { domain: [...parts], range: [...palette.families] },
        legend: parts.length > 1 ? { title: null, orient: 'top' } : null,
      },
      order: { field: 'order', type: 'quantitative' },
      tooltip: [
        { field: 'layer', type: 'nominal', title: 'Layer' },
        { field: 'class', type: 'nominal', title: 'Class' },
        { field: 'part', type: 'nominal', title: 'Part' },
        { field: 'text', type: 'nominal', title: 'Count' },
      ],
    },
  };
}
