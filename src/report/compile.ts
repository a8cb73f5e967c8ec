import type { Spec } from 'vega';
import type { compile as compileType } from 'vega-lite';
import type { Chart, ChartData } from './charts/chart.js';
import { chartConfig } from './charts/config.js';
import { PALETTES, type Theme } from './palette.js';

/** A chart as the page carries it: its data once, a Vega spec per theme. */
export interface CompiledChart {
  readonly id: string;
  readonly data: ChartData;
  readonly specs: Readonly<Record<Theme, Spec>>;
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
