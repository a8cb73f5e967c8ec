import { describe, expect, test } from 'vitest';
import { renderReport } from '../../src/report/report.js';
import { attemptRow, jobRow, madeUpSweep, sweepRow, trialRow } from './rows.js';

/** The page without its scripts and styles: what a reader without JavaScript gets. */
const textOf = (page: string): string =>
  page.replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/g, '').replace(/<[^>]*>/g, ' ');

const dataOf = (page: string): { trials: { test_accuracy: number | null; hidden: string }[] } =>
  JSON.parse(/id="sweep-data">(.*?)<\/script>/s.exec(page)?.[1] ?? 'null');

describe('the page', () => {
  test('is the same bytes for the same rows', async () => {
    const input = madeUpSweep(
      [
        [50, 50],
        [100, 100],
      ],
      [0, 1],
    );
    expect(await renderReport(input)).toBe(await renderReport(input));
  });

  test('names no other file and no address', async () => {
    const page = await renderReport(madeUpSweep([[50, 50]], [0]));
    const own = page.replace(/<script>[\s\S]*?<\/script>/g, '');
    expect(own.match(/\b(?:src|href|action)="[^"]*"/g)).toEqual(['href="data:,"']);
    expect(own).not.toMatch(/url\(|@import/);
  });

  test('keeps hostile text as text, wherever it comes from', async () => {
    const hostile = `</script><img src=x onerror="alert(1)">'&`;
    const input = madeUpSweep([[50, 50]], [0]);
    const page = await renderReport({
      ...input,
      sweep: sweepRow({
        sweep: hostile,
        dataset: hostile,
        dataset_sha256: hostile,
        convention: hostile,
        spec_path: hostile,
        spec_text: hostile,
        version: hostile,
        git_commit: hostile,
        created: hostile,
      }),
      trials: [
        ...input.trials,
        trialRow({
          trial: hostile,
          configuration: hostile,
          hidden: hostile,
          family: hostile,
          engine: hostile,
        }),
        trialRow({
          trial: 'bad',
          configuration: 'bad',
          status: 'failed',
          error: hostile,
          activation: hostile,
        }),
      ],
      epochs: input.epochs.map((row) => ({ ...row, hidden: hostile, configuration: hostile })),
      jobs: [jobRow({ engine: hostile, device_name: hostile, host: hostile, library: hostile })],
      attempts: [attemptRow({ trial: 'bad', error: hostile, log: hostile })],
    });
    expect(page).not.toContain('<img');
    expect(page.match(/<\/script>/g)).toHaveLength(page.match(/<script\b/g)?.length ?? 0);
    expect(JSON.stringify(dataOf(page))).toContain('onerror');
  });

  test('shows test accuracy for front configurations only, and says what it is', async () => {
    const input = madeUpSweep(
      [
        [50, 50],
        [51, 50],
      ],
      [0],
    );
    const trials = input.trials.map((trial, index) => ({
      ...trial,
      val_accuracy: [0.97, 0.96][index] ?? 0,
      test_accuracy: [0.1234, 0.4321][index] ?? 0,
    }));
    const page = await renderReport({ ...input, trials });
    expect(textOf(page)).toContain('12.34 %');
    expect(textOf(page)).toContain('never used for selection');
    expect(page).not.toContain('43.21');
    expect(dataOf(page).trials.map((trial) => trial.test_accuracy)).toEqual([0.1234, null]);
  });

  test('shows what failed, with the last lines of its log, and only if something did', async () => {
    const input = madeUpSweep([[50, 50]], [0]);
    expect(await renderReport(input)).not.toContain('<h2>Failures</h2>');
    const log = Array.from({ length: 30 }, (_, index) => `line ${index}`).join('\n');
    const page = await renderReport({
      ...input,
      trials: [
        ...input.trials,
        trialRow({ trial: 'bad', status: 'failed', error: 'worker left with signal SIGKILL' }),
        trialRow({ trial: 'nan', status: 'diverged' }),
      ],
      attempts: [
        attemptRow({ trial: 'bad', attempt: 1, log: 'older' }),
        attemptRow({ trial: 'bad', attempt: 2, log }),
      ],
    });
    const text = textOf(page);
    expect(text).toContain('worker left with signal SIGKILL');
    expect(text).toContain('line 29');
    expect(text).not.toMatch(/older|line 9\n/);
    expect(text).toContain('not retried');
  });

  test.each(['pending', 'running', 'skipped', 'diverged', 'failed'] as const)(
    'is a page also when every trial is %s',
    async (status) => {
      const input = madeUpSweep([[50, 50]], [0, 1]);
      const trials = input.trials.map((trial) => ({ ...trial, status, val_accuracy: null }));
      const page = await renderReport({ ...input, trials, epochs: [], jobs: [], attempts: [] });
      expect(textOf(page)).toContain('No answer yet');
      expect(textOf(page)).toContain(status);
      expect(textOf(page)).not.toMatch(/NaN|undefined|null|Infinity/);
    },
  );

  test('says where everything comes from', async () => {
    const text = textOf(await renderReport(madeUpSweep([[50, 50]], [0, 1, 2])));
    for (const part of [
      'notebook convention',
      'ab'.repeat(32),
      '50,000 training',
      '0123abc',
      'bench',
      '0 to 2 (3)',
      'wasm 4.22.0',
      '2026-01-02 05:00:00 UTC',
      'dataset: mnist',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('of a thousand trials is made in seconds', async () => {
    const hiddens = Array.from({ length: 200 }, (_, index) => [8 + index]);
    const input = madeUpSweep(hiddens, [0, 1, 2, 3, 4]);
    const start = performance.now();
    const page = await renderReport(input);
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(page.length).toBeLessThan(6_000_000);
    expect(page.match(/<tr>/g)?.length).toBeGreaterThan(1000);
  }, 30_000);
});
