import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ReportInput } from '../../src/report/input.js';
import { mergeSweeps } from '../../src/report/merge.js';
import { renderReport } from '../../src/report/report.js';
import { writeReport } from '../../src/report/write.js';
import { findChromium, openBrowser, openOffline } from './browser.js';
import { accuracyOf, countsOf, madeUpSweep, MLP_GRID, sweepRow, trialRow } from './rows.js';

const chromium = findChromium();
if (chromium === null && process.env['CI'] === undefined) {
  process.stderr.write(
    'The page is not tested in a browser: no Chromium found (SWEEP_CHROMIUM names one).\n',
  );
}

/** A loaded machine may take its time over a frame. */
const PATIENCE = { timeout: 10_000 };
const SEEDS = [0, 1, 2];
const HOSTILE = '</script><img src=x onerror="window.hacked = true">';

interface Point {
  readonly hidden: string;
  readonly flops: number;
  readonly val_accuracy: number;
  readonly n: number;
  readonly front: boolean;
}

// Without a browser these are skipped, except in CI, where one must be there.
describe.skipIf(chromium === null && process.env['CI'] === undefined)(
  'the page in Chromium',
  { timeout: 60_000 },
  () => {
    let browser: Browser;
    let folder = '';

    beforeAll(async () => {
      if (chromium === null) throw new Error('no Chromium found; SWEEP_CHROMIUM names one');
      folder = await mkdtemp(join(tmpdir(), 'report-page-'));
      const full = madeUpSweep(MLP_GRID, SEEDS);
      const failed = trialRow({
        trial: 'failed',
        configuration: 'failed',
        hidden: '512',
        status: 'failed',
        val_accuracy: null,
        error: HOSTILE,
      });
      const pages = {
        full: { ...full, trials: [...full.trials, failed] },
        single: madeUpSweep(MLP_GRID, [0], 1),
        empty: madeUpSweep([], []),
        several: several(),
        // Intervals only off the front: an empty layer made Vega's label transform fail.
        uneven: {
          ...madeUpSweep([[50, 50]], [0]),
          trials: [
            trialRow({ configuration: 'a', val_accuracy: 0.98 }),
            trialRow({ configuration: 'b', val_accuracy: 0.9 }),
            trialRow({ configuration: 'b', val_accuracy: 0.91, seed: 1 }),
          ],
        },
      };
      for (const [name, input] of Object.entries(pages)) {
        await writeReport(join(folder, `${name}.html`), await renderReport(input));
      }
      browser = await openBrowser(chromium);
    }, 60_000);

    afterAll(async () => {
      await browser?.close();
      await rm(folder, { recursive: true, force: true });
    });

    async function open(name: string, options: BrowserContextOptions = {}): Promise<Page> {
      return (await openOffline(browser, join(folder, `${name}.html`), options)).page;
    }

    test.each(['full', 'single', 'empty', 'uneven', 'several'])(
      'asks for nothing and complains of nothing (%s)',
      async (name) => {
        const { page, troubles } = await openOffline(browser, join(folder, `${name}.html`));
        expect(await page.evaluate('window.hacked')).toBeUndefined();
        expect(troubles).toEqual([]);
        await page.context().close();
      },
    );

    test('draws the points that the rows hold', async () => {
      const page = await open('full');
      const points = await page.evaluate<Point[]>('window.sweepViews.accuracy.data("points")');
      expect(points).toHaveLength(MLP_GRID.length);
      for (const hidden of MLP_GRID) {
        const text = hidden.length === 0 ? 'none' : hidden.join('-');
        const point = points.find((candidate) => candidate.hidden === text);
        expect(point).toMatchObject({ flops: countsOf(hidden).flops, n: SEEDS.length });
        const sum = SEEDS.reduce((total, seed) => total + accuracyOf(hidden, seed), 0);
        expect(point?.val_accuracy).toBeCloseTo(sum / SEEDS.length, 9);
      }
      const marks = await page.locator('#accuracy .front_points_marks path').count();
      expect(marks).toBe(points.filter((point) => point.front).length);
      expect(await page.locator('#accuracy .front_line_marks path').count()).toBe(1);
      await page.context().close();
    });

    test('labels the front and shows a tooltip of text', async () => {
      const page = await open('full');
      const labels = await page.locator('#accuracy .front_labels_marks text').allTextContents();
      expect(labels).toContain('32');
      const point = page.locator('#accuracy .front_points_marks path').first();
      const tooltip = page.locator('#tooltip');
      await point.scrollIntoViewIfNeeded();
      // Scrolling hides the tooltip, and its event comes a frame later.
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))');
      await point.hover();
      await expect.poll(() => tooltip.isVisible(), PATIENCE).toBe(true);
      expect(await tooltip.innerText()).toMatch(
        /95 % CI \(t\)\s+9\d\.\d\d to 9\d\.\d\d %[\s\S]*Verdict\s+[a-z][\s\S]*Learning rate\s+0\.001/,
      );
      await page.keyboard.press('Escape');
      expect(await tooltip.isVisible()).toBe(false);
      await page.context().close();
    });

    test('draws two sweeps on one chart, each in its colour and shape, with one front', async () => {
      const page = await open('several');
      const legend = await page.locator('#accuracy .role-legend-label text').allTextContents();
      expect(legend).toEqual(['odd', 'even']);
      const points = await page.evaluate<(Point & { sweep: string })[]>(
        'window.sweepViews.accuracy.data("points")',
      );
      const ofSweep = (name: string) => points.filter(({ sweep }) => sweep === name);
      expect([ofSweep('odd').length, ofSweep('even').length]).toEqual([9, 9]);
      expect(points).toHaveLength(MLP_GRID.length);
      const looks = await page.evaluate<string[]>(
        `[...document.querySelectorAll('#accuracy .role-legend-symbol path')].map((mark) =>
          mark.getAttribute('stroke') + mark.getAttribute('d'))`,
      );
      expect(new Set(looks).size).toBe(2);
      expect(await page.locator('#accuracy .front_line_marks path').count()).toBe(1);
      expect(await page.title()).toBe('odd, even: accuracy against FLOPs');
      await page.context().close();
    });

    test('sorts its table by keyboard, and says so', async () => {
      const page = await open('full');
      const head = page.locator('#trials th', { hasText: 'Validation accuracy' });
      const keys = (): Promise<string[]> =>
        page.evaluate<string[]>(`(() => {
        const table = document.querySelector('#trials');
        const heads = [...table.tHead.rows[0].cells];
        const column = heads.findIndex((cell) => cell.textContent.startsWith('Validation accuracy'));
        return [...table.tBodies[0].rows].map((row) => row.cells[column].dataset.sort);
      })()`);
      await head.locator('button').focus();
      for (const [key, order] of [
        ['Enter', 'ascending'],
        ['Space', 'descending'],
      ] as const) {
        await page.keyboard.press(key);
        expect(await head.getAttribute('aria-sort')).toBe(order);
        const sorted = await keys();
        // The failed trial has no accuracy and stays last.
        expect(sorted.at(-1)).toBe('');
        const numbers = sorted.slice(0, -1).map(Number);
        const sign = order === 'ascending' ? 1 : -1;
        expect(numbers).toEqual([...numbers].sort((a, b) => sign * (a - b)));
        expect(numbers).toHaveLength(MLP_GRID.length * SEEDS.length);
      }
      expect(await page.locator('#trials-sorted').textContent()).toBe(
        'Sorted by Validation accuracy, descending.',
      );
      expect(await page.locator('#trials [aria-sort]').count()).toBe(1);
      await page.context().close();
    });

    test('follows the system into the dark and back, charts too', async () => {
      const { page, troubles } = await openOffline(browser, join(folder, 'full.html'), {
        colorScheme: 'light',
      });
      const colours = (): Promise<string[]> =>
        page.evaluate<string[]>(`[
        getComputedStyle(document.body).backgroundColor,
        document.querySelector('#accuracy .front_line_marks path').getAttribute('stroke'),
        document.querySelector('#curves .role-axis-label text').getAttribute('fill'),
      ]`);
      const light = await colours();
      await page.emulateMedia({ colorScheme: 'dark' });
      await expect
        .poll(async () => {
          const dark = await colours();
          return light.map((colour, index) => dark[index] !== colour);
        }, PATIENCE)
        .toEqual([true, true, true]);
      // Paper is light, whatever the screen.
      await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
      await expect.poll(colours, PATIENCE).toEqual(light);
      expect(troubles).toEqual([]);
      await page.context().close();
    });

    test.each(['full', 'single', 'empty', 'several'])(
      'fits a phone without sideways scroll (%s)',
      async (name) => {
        const page = await open(name, { viewport: { width: 390, height: 844 } });
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
        const widths = await page.evaluate<number[]>(
          "[...document.querySelectorAll('.chart svg')].map((chart) => chart.getBoundingClientRect().width)",
        );
        for (const width of widths) expect(width).toBeLessThanOrEqual(358);
        await page.setViewportSize({ width: 1000, height: 844 });
        if (widths.length > 0) {
          await expect
            .poll(
              () => page.evaluate("document.querySelector('#accuracy svg').clientWidth"),
              PATIENCE,
            )
            .toBeGreaterThan(900);
        }
        await page.context().close();
      },
    );

    test('shows the answer and every trial without JavaScript', async () => {
      const page = await open('full', { javaScriptEnabled: false });
      expect(await page.locator('.headline').innerText()).toMatch(
        /^So far \(18 of 19 configurations\) yes: hidden /,
      );
      expect(await page.locator('#trials tbody tr').count()).toBe(
        MLP_GRID.length * SEEDS.length + 1,
      );
      expect(await page.locator('noscript').first().innerText()).toContain('needs JavaScript');
      expect(await page.locator('pre').first().innerText()).toBe(HOSTILE);
      await page.context().close();
    });
  },
);

/** The grid in two halves, as if each were a sweep of its own. */
function several(): ReportInput {
  const whole = madeUpSweep(MLP_GRID, SEEDS);
  const half = (name: string, rest: number): ReportInput => {
    const isOwn = ({ trial }: { trial: string }): boolean =>
      Number(trial.split('-')[1]) % 2 === rest;
    return {
      ...whole,
      sweep: sweepRow({ sweep: name }),
      trials: whole.trials.filter(isOwn).map((trial) => ({ ...trial, sweep: name })),
      epochs: whole.epochs.filter(isOwn),
    };
  };
  return mergeSweeps([half('odd', 1), half('even', 0)], whole.generatedAt);
}
