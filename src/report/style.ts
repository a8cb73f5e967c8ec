import { FONT } from './charts/config.js';
import { PALETTES, type Palette } from './palette.js';

function variables(palette: Palette): string {
  return [
    `--paper:${palette.paper}`,
    `--panel:${palette.panel}`,
    `--ink:${palette.ink}`,
    `--muted:${palette.muted}`,
    `--line:${palette.line}`,
    `--accent:${palette.accent}`,
    `--accent-soft:${palette.accentSoft}`,
    `--warning:${palette.warning}`,
    ...palette.ordered.map((colour, index) => `--colour-${index}:${colour}`),
  ].join(';');
}

/** The page's style sheet: one column, both themes, paper, phones. */
export const STYLE = `
:root { color-scheme: light dark; ${variables(PALETTES.light)} }
@media (prefers-color-scheme: dark) { :root { ${variables(PALETTES.dark)} } }
@media print { :root { color-scheme: light; ${variables(PALETTES.light)} } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 ${FONT}; -webkit-text-size-adjust: 100%; }
main, header, footer { max-width: 1080px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 40px; }
footer { padding-top: 24px; padding-bottom: 48px; color: var(--muted); font-size: 14px; }
h1 { margin: 0; font-size: 30px; line-height: 1.2; letter-spacing: -0.015em; overflow-wrap: anywhere; }
h2 { margin: 56px 0 4px; font-size: 21px; line-height: 1.3; letter-spacing: -0.01em; }
h3 { margin: 24px 0 4px; font-size: 16px; }
p { margin: 8px 0; max-width: 72ch; }
.summary, .caption, figcaption { color: var(--muted); font-size: 14.5px; line-height: 1.5; max-width: 85ch; }
.summary { margin: 6px 0 0; max-width: none; }
.answer { margin: 24px 0 0; padding: 20px 24px; background: var(--accent-soft); border-left: 4px solid var(--accent); border-radius: 6px; }
.answer h2 { margin: 0; font-size: 14px; font-weight: 500; letter-spacing: 0; color: var(--muted); }
.answer .headline { margin: 4px 0 10px; font-size: 22px; line-height: 1.35; font-weight: 600; letter-spacing: -0.01em; max-width: 60ch; text-wrap: pretty; }
.answer p { margin: 4px 0; }
.answer .caveat { color: var(--muted); }
figure { margin: 0; min-width: 0; }
figcaption { margin: 4px 0 12px; }
.chart { width: 100%; min-height: 60px; }
.chart svg { display: block; }
.key { display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 0 0 8px; max-width: none; font-size: 13px; line-height: 1.5; }
.key span:first-child { color: var(--muted); }
.key i { display: inline-block; width: 16px; height: 3px; margin-right: 6px; vertical-align: middle; border-radius: 2px; print-color-adjust: exact; }
${PALETTES.light.ordered.map((_, index) => `.colour-${index} { background: var(--colour-${index}); }`).join('\n')}
.halves { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(420px, 100%), 1fr)); gap: 0 40px; }
.empty { max-width: none; margin: 12px 0; padding: 24px; border: 1px dashed var(--line); border-radius: 6px; color: var(--muted); }
.scroll { overflow: auto; max-height: 70vh; margin: 12px 0; border: 1px solid var(--line); border-radius: 6px; }
.scroll:focus-visible, button:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: 14px; line-height: 1.4; font-variant-numeric: tabular-nums; }
th, td { padding: 7px 14px; text-align: left; white-space: nowrap; vertical-align: top; }
thead th { position: sticky; top: 0; background: var(--panel); font-weight: 600; vertical-align: bottom; box-shadow: inset 0 -1px var(--line); }
tbody tr + tr > * { border-top: 1px solid var(--line); }
tbody th { font-weight: 600; position: sticky; left: 0; background: var(--paper); }
thead th:first-child { left: 0; z-index: 1; }
.number { text-align: right; }
thead small { display: block; font-weight: 400; color: var(--muted); }
th button { all: unset; box-sizing: border-box; cursor: pointer; display: inline-flex; gap: 4px; white-space: nowrap; border-radius: 3px; }
th button::after { content: '↕'; color: var(--muted); opacity: 0.55; font-weight: 400; }
th[aria-sort='ascending'] button::after { content: '↑'; color: var(--accent); opacity: 1; }
th[aria-sort='descending'] button::after { content: '↓'; color: var(--accent); opacity: 1; }
.pager { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 6px 24px; margin: 0 0 12px; color: var(--muted); font-size: 14.5px; }
.pager p { margin: 0; max-width: none; font-variant-numeric: tabular-nums; }
.pager nav { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 8px; }
.pager nav[hidden] { display: none; }
.pager button, .pager input { font: inherit; color: var(--ink); background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: 4px 10px; }
.pager button { cursor: pointer; }
.pager button[aria-disabled='true'] { color: var(--muted); opacity: 0.6; cursor: default; }
.pager input { width: 5.5em; background: var(--paper); }
.pager input:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.bad { color: var(--warning); font-weight: 600; }
.waiting { color: var(--muted); }
pre { margin: 8px 0; padding: 14px 16px; overflow: auto; max-height: 28em; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
code { font: 0.92em ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
dl.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 6px 24px; margin: 12px 0; font-size: 14.5px; }
dl.facts dt { color: var(--muted); }
dl.facts dd { margin: 0; overflow-wrap: anywhere; }
summary { cursor: pointer; padding: 4px 0; }
#tooltip { position: fixed; z-index: 10; display: grid; grid-template-columns: max-content minmax(0, auto); gap: 1px 12px; max-width: min(380px, 92vw); margin: 0; padding: 10px 12px; pointer-events: none; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; box-shadow: 0 4px 16px rgb(0 0 0 / 0.18); font-size: 13px; line-height: 1.45; }
#tooltip[hidden] { display: none; }
#tooltip dt { color: var(--muted); }
#tooltip dd { margin: 0; overflow-wrap: anywhere; }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (max-width: 600px) {
  main, header, footer { padding-left: 16px; padding-right: 16px; }
  header { padding-top: 24px; }
  h1 { font-size: 25px; }
  h2 { margin-top: 44px; }
  .answer { padding: 16px; }
  .answer .headline { font-size: 19px; }
  dl.facts { grid-template-columns: minmax(0, 1fr); gap: 0; }
  dl.facts dd { margin-bottom: 10px; }
}
@media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; scroll-behavior: auto !important; } }
@media print {
  body { font-size: 11pt; }
  main, header, footer { max-width: none; padding-left: 0; padding-right: 0; }
  .scroll { overflow: visible; max-height: none; border: 0; }
  table { font-size: 8pt; }
  th, td { padding: 3px 6px; }
  thead th, tbody th { position: static; }
  th button::after { content: ''; }
  .pager nav { display: none; }
  figure, .answer, tr { break-inside: avoid; }
  .chart svg { max-width: 100%; height: auto; }
  pre { max-height: none; }
  #tooltip { display: none; }
}
`;
