import { LAYER_PARTS, layersSpec, type LayersChart } from '../../report/charts/layers.js';
import { PALETTES } from '../../report/palette.js';
import { chartSvg, svgPage } from '../../report/compile.js';
import { conventionText } from '../../flops/conventions.js';
import { countFlops } from '../../flops/count.js';
import { withSeparators } from '../../flops/figures.js';
import { writeDataFile } from '../files/output-file.js';
import { UsageError } from '../command.js';
import type { FlopsArguments } from './arguments.js';
import type { Counted } from './counted.js';
import { chartOfSeveral } from './messages.js';

/** More bars than these cannot be told apart on one sheet. */
const MOST_LAYERS = 300;

/** Writes the chart of a model's layers to `path`, as SVG or as a page by its ending. */
export async function writeLayersChart(
  path: string,
  args: FlopsArguments,
  networks: readonly Counted[],
): Promise<void> {
  const [counted, ...others] = networks;
  if (counted === undefined || others.length > 0) {
    throw new UsageError(chartOfSeveral(args.file, networks.length));
  }
  const chart = layersChart(args.file, counted);
  const svg = await chartSvg(layersSpec(chart, PALETTES.light), PALETTES.light);
  const text = path.endsWith('.svg') ? `${svg}\n` : svgPage(chart.title, svg);
  await writeDataFile(path, text, '--chart');
}

function layersChart(file: string, { network, options }: Counted): LayersChart {
  const report = countFlops(network, options);
  const { convention, coefficients, executed, unit, batch, layers, forward } = report;
  const counting = layers
    .map((layer, index) => ({ layer, name: `${index + 1}. ${layer.name}` }))
    .filter(({ layer }) => layer.forward > 0n);
  const shown = counting
    .toSorted((left, right) => Number(right.layer.forward - left.layer.forward))
    .slice(0, MOST_LAYERS);
  const names = new Set(shown.map(({ name }) => name));
  const cut = counting.length > shown.length ? `, the largest ${MOST_LAYERS} layers` : '';
  return {
    title: `${file}: ${withSeparators(forward)} ${unit}${cut}`,
    axis: `${unit} of ${batch === 1 ? 'one sample' : `a batch of ${batch}`}, forward (convention ${conventionText(convention, coefficients, executed)})`,
    bars: counting
      .filter(({ name }) => names.has(name))
      .flatMap(({ layer, name }) =>
        LAYER_PARTS.filter((part) => layer[part] > 0n).map((part) => ({
          layer: name,
          class: layer.class,
          part,
          count: Number(layer[part]),
          text: `${withSeparators(layer[part])} ${unit}`,
        })),
      ),
  };
}
