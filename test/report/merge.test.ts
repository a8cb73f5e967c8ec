import { describe, expect, test } from 'vitest';
import { pointsAndFront } from '../../src/report/charts/points.js';
import { gatherFacts } from '../../src/report/facts.js';
import type { ReportInput } from '../../src/report/input.js';
import { incomparable, mergeSweeps } from '../../src/report/merge.js';
import { renderReport } from '../../src/report/report.js';
import { madeUpSweep, sweepRow, trialRow } from './rows.js';

/** A made-up sweep of another name, whose ids are its own unless they are given. */
function named(
  sweep: string,
  hiddens: readonly (readonly number[])[],
  idOf = (id: string) => `${sweep}-${id}`,
): ReportInput {
  const made = madeUpSweep(hiddens, [0, 1]);
  const own = <Row extends { trial: string }>(row: Row): Row =>
    ({
      ...row,
      sweep,
      trial: idOf(row.trial),
      ...('configuration' in row ? { configuration: idOf(String(row.configuration)) } : {}),
    }) as Row;
  return {
    ...made,
    sweep: sweepRow({ sweep, spec_text: `name: ${sweep}`, spec_path: `${sweep}.yaml` }),
    trials: made.trials.map(own),
    epochs: made.epochs.map(own),
    attempts: made.attempts.map(own),
  };
}

const TIME = '2026-01-03T00:00:00Z';
const shared = (id: string): string => id;

describe('sweeps merged for one page', () => {
  test('are one front: what one sweep has dominates what another has', () => {
    const row = (sweep: string, id: string, flops: number, val_accuracy: number) =>
      trialRow({ sweep, trial: id, configuration: id, hidden: id, flops, val_accuracy });
    const empty = madeUpSweep([], []);
    const a = { ...empty, sweep: sweepRow({ sweep: 'a' }), trials: [row('a', '1', 300, 0.9)] };
    const b = {
      ...empty,
      sweep: sweepRow({ sweep: 'b' }),
      trials: [row('b', '2', 100, 0.92), row('b', '3', 900, 0.95)],
    };
    const facts = gatherFacts(mergeSweeps([a, b], TIME));
    expect(facts.front.map(({ configuration }) => configuration)).toEqual(['2', '3']);
    expect(facts.sweep.sweep).toBe('a, b');
    const points = pointsAndFront(facts)['points'] ?? [];
    expect(points.map(({ sweep, front }) => [sweep, front])).toEqual([
      ['a', false],
      ['b', true],
      ['b', true],
    ]);
  });

  test('have a trial that both have once, and say that both have it', () => {
    const a = named('a', [[], [8]], shared);
    const b = named('b', [[], [8], [16]], shared);
    const merged = mergeSweeps([a, b], TIME);
    expect(merged.trials).toHaveLength(3 * 2);
    expect(merged.epochs).toHaveLength(3 * 2 * 10);
    expect(merged.attempts).toHaveLength(3 * 2);
    const facts = gatherFacts(merged);
    expect(facts.configurations.map(facts.groupOf)).toEqual(['a and b', 'a and b', 'b']);
  });

  test('take the row that trained of a trial that a constraint of one excludes', () => {
    const b = named('b', [[8]], shared);
    const a = named('a', [[8]], shared);
    const excluded = {
      ...a,
      trials: a.trials.map((trial) => ({ ...trial, status: 'skipped' as const })),
    };
    const facts = gatherFacts(mergeSweeps([excluded, b], TIME));
    expect(facts.trials.map(({ status }) => status)).toEqual(['completed', 'completed']);
    expect(facts.configurations.map(facts.groupOf)).toEqual(['b']);
  });

  test('have the name of their sweep before their own only where two would be the same', () => {
    const facts = gatherFacts(
      mergeSweeps([named('a', [[8], [16]]), named('b', [[8], [32]])], TIME),
    );
    expect([...facts.names.values()]).toEqual(['a: 8', '16', 'b: 8', '32']);
  });

  test('leave what they are made from as it was', () => {
    const sweeps = [named('a', [[8]]), named('b', [[16]])];
    const before = structuredClone(sweeps);
    gatherFacts(mergeSweeps(sweeps, TIME));
    expect(sweeps).toEqual(before);
  });

  test('of one sweep is that sweep', () => {
    const input = named('a', [[8]]);
    expect(mergeSweeps([input], input.generatedAt)).toEqual(input);
  });

  test.each([
    ['convention', { convention: 'mac' }, 'the convention of FLOPs'],
    ['content of the dataset', { dataset_sha256: 'cd'.repeat(32) }, 'the dataset'],
    ['split', { train_images: 5000 }, 'the split of the dataset'],
    ['shuffle', { dataset: 'idx shuffled by seed 1' }, 'the split of the dataset'],
  ])('cannot be where they differ in %s', (_, change, what) => {
    const a = named('a', [[8]]);
    const b = { ...a, sweep: { ...a.sweep, sweep: 'b', ...change } };
    expect(incomparable([a, a, b])).toMatchObject({
      what,
      first: { sweep: 'a' },
      other: { sweep: 'b' },
    });
    expect(incomparable([a, a])).toBeNull();
  });

  test('may call one dataset by two names', () => {
    const a = named('a', [[8]]);
    expect(incomparable([a, { ...a, sweep: { ...a.sweep, dataset: 'idx' } }])).toBeNull();
  });

  test('are a page with both specs and a column that tells them apart', async () => {
    const page = await renderReport(mergeSweeps([named('a', [[8]]), named('b', [[16]])], TIME));
    for (const part of ['<h1>a, b</h1>', 'name: a', 'name: b', 'Spec of a', '>Sweep</button>']) {
      expect(page).toContain(part);
    }
    const alone = await renderReport(named('a', [[8]]));
    expect(alone).not.toContain('>Sweep</button>');
    expect(alone).toContain('<h3>Spec</h3>');
  });
});
