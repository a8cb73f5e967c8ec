import type { Spec } from 'vega';
import type { compile as compileType, TopLevelSpec } from 'vega-lite';
import type { Chart, ChartData } from './charts/chart.js';
import { chartConfig } from './charts/config.js';
import { type Palette, PALETTES, type Theme } from './palette.js';
import { printableText } from '../text/printable.js';
import { escapeHtml } from './escape.js';

/** A chart as the page carries it: its data once, a Vega spec per theme. */
export interface CompiledChart {
  readonly id: string;
  readonly data: ChartData;
  readonly specs: Readonly<Record<Theme, Spec>>;
}

/** Loads Vega-Lite ahead of its use; where it does not load, its use says so. */
export function preloadCompiler(): void {
  import('vega-lite').catch(() => undefined);
}

/** Null when the chart has nothing to draw. Vega-Lite is loaded here, and only when asked. */
export async function compileChart<Facts>(
  chart: Chart<Facts>,
  facts: Facts,
  warn: (message: string) => void = () => undefined,
): Promise<CompiledChart | null> {
  const { compile } = await import('vega-lite');
  const compileFor = (theme: Theme): Spec | null => {
    const palette = PALETTES[theme];
    const spec = chart.spec(facts, palette);
    if (spec === null) return null;
    const { spec: vega } = compile(spec, {
      config: chartConfig(palette),
      logger: loggerTo(warn),
    });
    return chart.adapt === undefined ? vega : chart.adapt(vega);
  };
  const light = compileFor('light');
  const dark = compileFor('dark');
  if (light === null || dark === null) return null;
  return { id: chart.id, data: chart.data(facts), specs: { light, dark } };
}

type Compile = typeof compileType;
type Logger = NonNullable<NonNullable<Parameters<Compile>[1]>['logger']>;

/** Vega-Lite's own logger would print to the console. */
function loggerTo(warn: (message: string) => void): Logger {
  const logger: Logger = {
    level: () => logger,
    error(...parts: readonly unknown[]) {
      throw new Error(parts.join(' '));
    },
    warn(...parts: readonly unknown[]) {
      warn(parts.join(' '));
      return logger;
    },
    info: () => logger,
    debug: () => logger,
  };
  return logger;
}

/** A chart as an SVG document. Vega is loaded here, and only when asked. */
export async function chartSvg(spec: TopLevelSpec, palette: Palette): Promise<string> {
  const [{ compile }, vega] = await Promise.all([import('vega-lite'), import('vega')]);
  const { spec: compiled } = compile(spec, {
    config: { ...chartConfig(palette), background: palette.paper },
  });
  const view = new vega.View(vega.parse(compiled), { renderer: 'none', logLevel: vega.Error });
  try {
    // Vega escapes what XML reserves; of control characters XML knows none.
    return printableText(await view.toSVG());
  } finally {
    view.finalize();
  }
}

/** A page that holds one chart, and needs no network and no script. */
export function svgPage(title: string, svg: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<link rel="icon" href="data:,">
<title>${escapeHtml(title)}</title>
<style>body{margin:24px;background:#fff}svg{max-width:100%;height:auto}</style>
</head>
<body>
${svg}
</body>
</html>
`;
}
