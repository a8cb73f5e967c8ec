import type { Spec } from 'vega';
import type { TopLevelSpec } from 'vega-lite';
import type { ReportFacts } from '../facts.js';
import type { Palette } from '../palette.js';

/** Rows by data set name, as the spec's `data: {name}` asks for them. */
export type ChartData = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** A legend in the page's own text, which wraps where a chart's would be cut. */
export interface ChartKey {
  readonly title: string;
  /** `colour` is an index into the palette's `ordered`. */
  readonly entries: readonly { readonly label: string; readonly colour: number }[];
}

/**
 * A chart: pure functions of the facts of a page. Adding one to that of sweeps is a file here and a line
 * in charts.ts.
 */
export interface Chart<Facts = ReportFacts> {
  /** Its element's id, and its key in `window.sweepViews`. */
  readonly id: string;
  readonly title: (facts: Facts) => string;
  readonly data: (facts: Facts) => ChartData;
  /** Null when there is nothing to draw. */
  readonly spec: (facts: Facts, palette: Palette) => TopLevelSpec | null;
  /** What to say then; without it the chart is left out. */
  readonly empty?: string;
  /** How to read it, in a sentence or two. */
  readonly caption: (facts: Facts) => string;
  readonly key?: (facts: Facts) => ChartKey | null;
  /** What Vega-Lite has no word for. */
  readonly adapt?: (spec: Spec) => Spec;
}

/** What several functions of a chart need of the same facts, worked out once. */
export function perFacts<Facts extends object, Result>(
  make: (facts: Facts) => Result,
): (facts: Facts) => Result {
  const made = new WeakMap<Facts, { readonly result: Result }>();
  return (facts) => {
    let known = made.get(facts);
    if (known === undefined) {
      known = { result: make(facts) };
      made.set(facts, known);
    }
    return known.result;
  };
}
