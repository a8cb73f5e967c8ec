import type { Config } from 'vega-lite';
import type { Palette } from '../palette.js';

export const FONT =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';

/** What all charts look like. */
export function chartConfig(palette: Palette): Config {
  return {
    background: 'transparent',
    font: FONT,
    view: { stroke: null },
    axis: {
      labelColor: palette.muted,
      titleColor: palette.ink,
      gridColor: palette.line,
      domainColor: palette.line,
      tickColor: palette.line,
      labelFontSize: 12,
      titleFontSize: 12.5,
      titleFontWeight: 500,
      titlePadding: 10,
      labelPadding: 6,
      titleLineHeight: 17,
    },
    axisX: { grid: false, domainColor: palette.faded, tickColor: palette.faded },
    axisY: { domain: false, ticks: false },
    legend: {
      labelColor: palette.ink,
      titleColor: palette.muted,
      labelFontSize: 12,
      titleFontSize: 12,
      titleFontWeight: 500,
      symbolStrokeWidth: 2.5,
      labelLimit: 220,
      titleLimit: 400,
    },
    text: { fill: palette.ink, fontSize: 12 },
  };
}
