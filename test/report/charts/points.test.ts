import { describe, expect, test } from 'vitest';
import { accuracyChart } from '../../../src/report/charts/accuracy.js';
import { pointsAndFront } from '../../../src/report/charts/points.js';
import { gatherFacts } from '../../../src/report/facts.js';
import { PALETTES } from '../../../src/report/palette.js';
import { madeUpSweep, sweepRow, trialRow } from '../rows.js';

const empty = madeUpSweep([], []);
const row = (configuration: string, flops: number, val_accuracy: number, val_loss = 0.1) =>
  trialRow({
    trial: configuration,
    configuration,
    hidden: configuration,
    flops,
    val_accuracy,
    val_loss,
  });

describe('the points of the accuracy chart', () => {
  test('have the mean, the interval and the number of seeds of each configuration', () => {
    const facts = gatherFacts(madeUpSweep([[50, 50]], [0, 1, 2]));
    const values = facts.trials.map((trial) => trial.val_accuracy ?? NaN);
    const mean = (values[0] ?? 0) / 3 + (values[1] ?? 0) / 3 + (values[2] ?? 0) / 3;
    const [point] = pointsAndFront(facts)['points'] ?? [];
    expect(point).toMatchObject({ flops: 84_550, n: 3, seeds: 3, complete: true, front: true });
    expect(point?.['val_accuracy']).toBeCloseTo(mean, 12);
    expect(Number(point?.['high']) - mean).toBeCloseTo(mean - Number(point?.['low']), 11);
  });

  test('leave out what costs nothing, which the caption says', () => {
    const free = gatherFacts({ ...empty, trials: [row('a', 0, 0.9), row('b', 300, 0.95)] });
    expect(pointsAndFront(free)['points']?.map(({ label }) => label)).toEqual(['b']);
    expect(pointsAndFront(free)['front']).toEqual([{ cost: 300, value: 0.95 }]);
    expect(accuracyChart.caption(free)).toContain('Configurations of cost 0 have no place');
    expect(accuracyChart.spec(free, PALETTES.light)).not.toBeNull();
    const none = gatherFacts({ ...empty, trials: [row('a', 0, 0.9)] });
    expect(accuracyChart.spec(none, PALETTES.light)).toBeNull();
    expect(accuracyChart.empty).toContain('none has a cost above 0');
    const all = gatherFacts({ ...empty, trials: [row('b', 300, 0.95)] });
    expect(accuracyChart.caption(all)).not.toContain('cost 0');
  });

  test('step towards the dearer, up to the dearest tried', () => {
    const trials = [
      row('a', 100, 0.9),
      row('b', 300, 0.95),
      row('c', 200, 0.85),
      row('d', 900, 0.94),
    ];
    expect(pointsAndFront(gatherFacts({ ...empty, trials }))['front']).toEqual([
      { cost: 100, value: 0.9 },
      { cost: 300, value: 0.95 },
      { cost: 900, value: 0.95 },
    ]);
  });

  test('follow the objectives, downwards for a loss', () => {
    const trials = [row('a', 100, 0.9, 0.4), row('b', 300, 0.8, 0.2)];
    const sweep = sweepRow({
      objectives: [
        { name: 'val_loss', goal: 'minimize' },
        { name: 'params', goal: 'minimize' },
      ],
    });
    const counts = [10, 30];
    const facts = gatherFacts({
      ...empty,
      sweep,
      trials: trials.map((trial, index) => ({ ...trial, params: counts[index] ?? 0 })),
    });
    expect(pointsAndFront(facts)['front']).toEqual([
      { cost: 10, value: 0.4 },
      { cost: 30, value: 0.2 },
    ]);
  });

  test('include configurations that wait for seeds, off the front', () => {
    const trials = [
      row('a', 100, 0.9),
      row('b', 50, 0.99),
      trialRow({
        trial: 'b1',
        configuration: 'b',
        hidden: 'b',
        flops: 50,
        seed: 1,
        status: 'running',
      }),
    ];
    const points = pointsAndFront(gatherFacts({ ...empty, trials }))['points'];
    expect(points?.find((point) => point['configuration'] === 'b')).toMatchObject({
      complete: false,
      front: false,
      n: 1,
      seeds: 2,
      low: null,
    });
  });

  test('draw counts beyond 2^53 rounded and write them exactly', () => {
    const flops = 2n ** 60n + 1n;
    const trials = [trialRow({ flops })];
    const [point] = pointsAndFront(gatherFacts({ ...empty, trials }))['points'] ?? [];
    expect(point).toMatchObject({ flops: 2 ** 60, flops_text: '1,152,921,504,606,846,977' });
  });
});
