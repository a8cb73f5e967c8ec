import { describe, expect, test } from 'vitest';
import { CHARTS } from '../../../src/report/charts/charts.js';
import { MOST_MARKS } from '../../../src/report/charts/crowd.js';
import { MOST_LINES } from '../../../src/report/charts/curves.js';
import { compileChart } from '../../../src/report/compile.js';
import { gatherFacts } from '../../../src/report/facts.js';
import { madeUpSweep, MLP_GRID, trialRow } from '../rows.js';

const sweeps = {
  'a grid of five seeds': madeUpSweep(MLP_GRID, [0, 1, 2, 3, 4]),
  'one seed of one configuration, one epoch': madeUpSweep([[50, 50]], [0], 1),
  'more configurations, trials and latencies than marks': madeUpSweep(
    Array.from({ length: 1001 }, (_, index) => [8 + index]),
    [0],
    1,
  ),
  'two families': {
    ...madeUpSweep([[50, 50]], [0]),
    trials: [trialRow({ configuration: 'x', family: 'layers' }), trialRow({ configuration: 'y' })],
  },
};

describe.each(Object.entries(sweeps))('every chart of %s', (_, input) => {
  test.each(CHARTS.map((chart) => [chart.id, chart] as const))(
    '%s compiles without a warning, in both themes, over its own data',
    async (id, chart) => {
      const warnings: string[] = [];
      const compiled = await compileChart(chart, gatherFacts(input), (text) => warnings.push(text));
      expect(warnings).toEqual([]);
      expect(compiled?.id).toBe(id);
      expect(JSON.stringify(compiled?.specs.light)).not.toBe(JSON.stringify(compiled?.specs.dark));
      for (const name of Object.keys(compiled?.data ?? {})) {
        expect(compiled?.specs.light.data?.map((source) => source.name)).toContain(name);
      }
    },
  );
});

test('no chart is drawn of a sweep in which nothing has happened', async () => {
  const facts = gatherFacts(madeUpSweep([], []));
  for (const chart of CHARTS) expect(await compileChart(chart, facts)).toBeNull();
});

test.each(['cost', 'speed'])(
  '%s says that it leaves out what a log scale has no place for',
  (id) => {
    const chart = CHARTS.find((item) => item.id === id);
    const trials = [trialRow({ trial: 'a' }), trialRow({ trial: 'b', training_flops: 0 })];
    const part = gatherFacts({ ...madeUpSweep([], []), trials });
    expect(chart?.data(part)['efforts']).toHaveLength(1);
    expect(chart?.caption(part)).toContain('cannot be shown on a log scale');
    const all = gatherFacts({ ...madeUpSweep([], []), trials: trials.slice(0, 1) });
    expect(chart?.caption(all)).not.toContain('log scale');
  },
);

test.each(['accuracy', 'cost', 'speed', 'latency'])(
  '%s draws so many marks one by one, and shades for more',
  (id) => {
    const chart = CHARTS.find((item) => item.id === id);
    const ofMany = (count: number) =>
      gatherFacts(
        madeUpSweep(
          Array.from({ length: count }, (_, index) => [8 + index]),
          [0],
          1,
        ),
      );
    // Of each model two latencies are measured.
    const most = id === 'latency' ? MOST_MARKS / 2 : MOST_MARKS;
    for (const [count, isCrowded] of [
      [most, false],
      [most + 1, true],
    ] as const) {
      const facts = ofMany(count);
      expect('crowd' in (chart?.data(facts) ?? {})).toBe(isCrowded);
      expect(chart?.caption(facts).includes('Shading shows the density of')).toBe(isCrowded);
    }
  },
);

test('learning curves of many configurations are limited, and say so', () => {
  const hiddens = Array.from({ length: 150 }, (_, index) => [8 + index]);
  const facts = gatherFacts(madeUpSweep(hiddens, [0], 2));
  const curves = CHARTS.find((chart) => chart.id === 'curves');
  const rows = curves?.data(facts)['curves'] ?? [];
  expect(new Set(rows.map((row) => row['line'])).size).toBe(MOST_LINES);
  expect(curves?.caption(facts)).toContain(`${MOST_LINES} of 150`);
});
