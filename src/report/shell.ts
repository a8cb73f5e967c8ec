import { createHash } from 'node:crypto';
import { DRAW_SCRIPT } from './browser/draw.js';
import { TABLE_SCRIPT } from './browser/table.js';
import { PackedColumns } from './columns.js';
import type { CompiledChart } from './compile.js';
import { jsonForScript, markup, trusted, type Markup } from './escape.js';
import { STYLE } from './style.js';

/** What stands in the frame that all pages share. */
export interface PageParts {
  readonly title: string;
  readonly header: Markup;
  readonly main: Markup;
  /** Of this program. */
  readonly version: string;
  /** For programs: the text of `#sweep-data` is this as JSON. */
  readonly data: unknown;
  readonly compiled: readonly CompiledChart[];
  /** Empty where no chart is drawn. */
  readonly vegaRuntime: string;
}

/** A page that needs nothing beside itself, as text. Pure: equal parts give the same bytes. */
export function composeShell({
  title,
  header,
  main,
  version,
  data,
  compiled,
  vegaRuntime,
}: PageParts): string {
  const scripts = [...(compiled.length === 0 ? [] : [vegaRuntime, DRAW_SCRIPT]), TABLE_SCRIPT];
  const packed = new PackedColumns();
  const charts = compiled.map(({ id, data: rows, specs }) => ({
    id,
    data: Object.fromEntries(
      Object.entries(rows).map(([name, set]) => [name, packed.pack(set)] as const),
    ),
    specs,
  }));
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy(scripts)}">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="flopsweep ${version}">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<header>
${header}
</header>
<main>
${main}
</main>
<footer>Made by flopsweep ${version} with Vega-Lite. This file works offline.</footer>
<dl id="tooltip" hidden aria-hidden="true"></dl>
<script type="application/json" id="sweep-data">${trusted(jsonForScript(data))}</script>
<script type="application/json" id="sweep-charts">${trusted(jsonForScript({ columns: packed.columns, charts }))}</script>
${scripts.map((script) => markup`<script>${trusted(script)}</script>\n`)}</body>
</html>
`;
  return page.markup;
}

/**
 * Nothing may be fetched, and only these very scripts may run, so a hole in the escaping would still
 * run nothing. Vega compiles its expressions with Function, hence unsafe-eval.
 */
function policy(scripts: readonly string[]): string {
  const hashes = scripts.map(
    (script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  return [
    "default-src 'none'",
    `script-src 'unsafe-eval' ${hashes.join(' ')}`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}
