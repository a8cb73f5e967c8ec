import type { TopLevelSpec } from 'vega-lite';
import { chartConfig } from './charts/config.js';
import { printableText } from '../messages/printable.js';
import { escapeHtml } from './escape.js';
import type { Palette } from './palette.js';

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
