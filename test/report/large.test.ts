import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analyseFront } from '../../src/front/analyse-front.js';
import type { ReportInput } from '../../src/report/input.js';
import { renderReport } from '../../src/report/report.js';
import { renderResultsReport } from '../../src/report/results-file/report.js';
import { writeReport } from '../../src/report/write.js';
import { readResults } from '../../src/results-file/results.js';
import type { TrialRecord } from '../../src/trial/records.js';
import { findChromium, openBrowser, openOffline } from './browser.js';
import { jobRow, madeUpSweep, sweepRow, trialRow } from './rows.js';

const chromium = findChromium();
const HOSTILE = '</script><img src=x onerror="window.hacked = true">';
/** What the page must keep to, of 10,000 trials; it has some 1.7 MB and 5,000 elements. */
const MOST_BYTES = 5_000_000;
const MOST_ELEMENTS = 10_000;
/** Some ten times what it takes on an idle machine. */
const PATIENCE_MS = 20_000;
const PAGE = 100;

/** So many widths and five seeds; of some trials there is no accuracy. */
function wide(configurations: number): ReportInput {
  const hiddens = Array.from({ length: configurations }, (_, index) => [8 + index]);
  const whole = madeUpSweep(hiddens, [0, 1, 2, 3, 4], 10);
  const trials = whole.trials.map((trial, index): TrialRecord => {
    if (index % 500 === 499) {
      const none = { val_accuracy: null, val_loss: null, accuracy: null, seconds: null };
      return { ...trial, status: 'failed', error: 'it broke', ...none };
    }
    // All alike as doubles, and in descending order.
    if (index % 500 === 3)
      return { ...trial, training_flops: 2n ** 60n - BigInt((index - 3) / 500) };
    return index === 250 ? { ...trial, trial: HOSTILE } : trial;
  });
  return { ...whole, trials };
}

const pad = (id: number): string => `configuration-${String(id).padStart(5, '0')}`;

/** Each a little better and dearer than the one before: all are on the front. */
function allOnFront(count: number): ReportInput {
  const trials = Array.from({ length: count }, (_, index) =>
    trialRow({
      trial: `trial-${index}`,
      configuration: pad(index),
      hidden: String(index + 1),
      flops: 1000 + index,
      val_accuracy: 0.5 + index / 100_000,
    }),
  );
  return { ...madeUpSweep([], []), trials };
}

/** Nothing has completed. */
function allPending(count: number): ReportInput {
  const { trials, ...rest } = allOnFront(count);
  const nothing = { val_accuracy: null, status: 'pending' as const, seconds: null };
  return { ...rest, trials: trials.map((trial) => ({ ...trial, ...nothing })) };
}

/** No configuration has all of its seeds, and each of four families has a quarter of them. */
function familiesIncomplete(count: number): ReportInput {
  const { trials, ...rest } = allOnFront(count);
  return {
    ...rest,
    trials: trials.flatMap((trial, index) => {
      const family = `family ${index % 4}`;
      const waiting = { trial: `${trial.trial}-1`, seed: 1, status: 'running' as const };
      return [
        { ...trial, family },
        { ...trial, family, ...waiting, val_accuracy: null },
      ];
    }),
  };
}

/** Costs that doubles cannot tell apart, in no order; so few rows are written as markup. */
function hugeCosts(count: number): ReportInput {
  const { trials, ...rest } = allOnFront(count);
  const huge = (index: number): bigint => 2n ** 53n + BigInt((index * 7919) % count);
  return {
    ...rest,
    trials: trials.map((trial, index) => ({ ...trial, training_flops: huge(index) })),
  };
}

async function resultsPage(runs: number): Promise<string> {
  const lines = Array.from(
    { length: runs },
    (_, index) => `w${index},0,${1000 + index},${0.5 + ((index * 7919) % 1000) / 10_000}`,
  );
  const results = readResults(
    `model,seed,flops,val_accuracy\n${lines.join('\n')}\n`,
    'runs.csv',
    {},
  );
  return renderResultsReport({
    results,
    analysis: analyseFront(results.rows, { range: [0, 1] }),
    version: '0.1.0',
    generatedAt: '2026-01-02T05:00:00.000Z',
  });
}

interface Packed {
  readonly all?: unknown;
}
const scriptOf = <T>(page: string, id: string): T =>
  JSON.parse(new RegExp(`id="${id}">(.*?)</script>`, 's').exec(page)?.[1] ?? 'null') as T;

describe('a page of more rows than it writes', () => {
  test('begins with one more than a thousand', async () => {
    const trials = (count: number) => {
      const made = Array.from({ length: count }, (_, index) => trialRow({ trial: `t${index}` }));
      return renderReport({ ...madeUpSweep([], []), trials: made });
    };
    const [whole, paged] = [await trials(1000), await trials(1001)];
    const rows = (page: string): number => page.match(/<tr[ >]/g)?.length ?? 0;
    // Beside them stand the two heads and the one row of the front.
    expect(rows(whole)).toBe(1000 + 3);
    expect(whole).not.toContain('id="trials-data"');
    expect(rows(paged)).toBe(PAGE + 3);
    expect(scriptOf<{ trials: unknown[] }>(whole, 'sweep-data').trials).toHaveLength(1000);
    expect(scriptOf<object>(whole, 'sweep-data')).not.toHaveProperty('not_listed');
  });

  test('lists nothing by half for programs, and says what it does not list', async () => {
    const jobs = Array.from({ length: 1001 }, (_, index) => jobRow({ job: index + 1 }));
    const page = await renderReport({ ...allOnFront(1001), jobs });
    const data = scriptOf<Record<string, unknown>>(page, 'sweep-data');
    const names = ['front', 'configurations', 'trials', 'jobs'];
    expect(data['not_listed']).toEqual(Object.fromEntries(names.map((name) => [name, 1001])));
    for (const name of names) expect(data).not.toHaveProperty(name);
    expect(data['answer']).toMatchObject({ tolerance: 0.01 });
  });

  test('keeps test accuracies to itself but for the front', async () => {
    const { trials, ...rest } = allOnFront(1001);
    const page = await renderReport({
      ...rest,
      // The cheapest is the best, and alone on the front.
      trials: trials.map((trial, index) => ({
        ...trial,
        val_accuracy: 0.9 - index / 100_000,
        test_accuracy: index === 0 ? 0.4321 : 0.123456,
      })),
    });
    expect(page).not.toMatch(/0\.123456|12\.35/);
    expect(page).toContain('43.21 %');
  });

  test('writes a column that two charts have once', async () => {
    const page = await renderReport(madeUpSweep([[8], [16]], [0, 1]));
    const { columns, charts } = scriptOf<{
      columns: Packed[];
      charts: {
        id: string;
        data: Record<string, { rows: number; fields: Record<string, number> }>;
      }[];
    }>(page, 'sweep-charts');
    const fieldsOf = (id: string, name: string) =>
      charts.find((chart) => chart.id === id)?.data[name]?.fields ?? {};
    const [cost, speed] = [fieldsOf('cost', 'efforts'), fieldsOf('speed', 'efforts')];
    for (const name of ['trial', 'label', 'seed', 'training_flops', 'machine']) {
      expect(cost[name]).toBe(speed[name]);
    }
    expect(cost['seconds']).not.toBe(speed['flops_per_second']);
    expect(new Set(columns.map((column) => JSON.stringify(column))).size).toBe(columns.length);
    expect(columns[cost['machine'] ?? -1]).toEqual({ all: 'wasm · cpu · layers' });
  });
});

// Without a browser these are skipped, except in CI, where one must be there.
describe.skipIf(chromium === null && process.env['CI'] === undefined)(
  'the page of 10,000 trials in Chromium',
  { timeout: 120_000 },
  () => {
    let browser: Browser;
    let folder = '';
    /** Of `paged`: 2,000 trials, of which four have failed. */
    const input: ReportInput = { ...wide(400), epochs: [], latencies: [] };
    const bytes: Record<string, number> = {};

    beforeAll(async () => {
      if (chromium === null) throw new Error('no Chromium found; SWEEP_CHROMIUM names one');
      folder = await mkdtemp(join(tmpdir(), 'large-page-'));
      const pages = {
        large: await renderReport(wide(2000)),
        paged: await renderReport(input),
        front: await renderReport(allOnFront(10_000)),
        pending: await renderReport(allPending(10_000)),
        families: await renderReport(familiesIncomplete(5000)),
        results: await resultsPage(10_000),
        huge: await renderReport(hugeCosts(300)),
      };
      for (const [name, page] of Object.entries(pages)) {
        bytes[name] = Buffer.byteLength(page);
        await writeReport(join(folder, `${name}.html`), page);
      }
      browser = await openBrowser(chromium);
    }, 120_000);
    afterAll(async () => {
      await browser?.close();
      await rm(folder, { recursive: true, force: true });
    });

    async function open(name: string, options: BrowserContextOptions = {}): Promise<Page> {
      return (await openOffline(browser, join(folder, `${name}.html`), options)).page;
    }

    /** Texts of a column of the rows that are shown. */
    const shown = (page: Page, column: number, table = '#trials'): Promise<string[]> =>
      page.evaluate<string[]>(
        `[...document.querySelector('${table}').tBodies[0].rows].map((row) => row.cells[${column}].textContent)`,
      );
    const columnOf = (page: Page, title: string): Promise<number> =>
      page.evaluate<number>(
        `[...document.querySelector('#trials').tHead.rows[0].cells].findIndex((cell) => cell.textContent === '${title}')`,
      );
    const rowsSaid = (page: Page): Promise<string | null> =>
      page.locator('#trials-rows').textContent();
    const press = (page: Page, name: string): Promise<void> =>
      page.locator('#trials-pages').getByRole('button', { name }).click();

    test.each(['large', 'front', 'pending', 'families', 'results'])(
      'opens soon, is small, asks for nothing and complains of nothing (%s)',
      async (name) => {
        expect(bytes[name]).toBeLessThan(MOST_BYTES);
        const start = performance.now();
        const { page, troubles } = await openOffline(browser, join(folder, `${name}.html`));
        expect(performance.now() - start).toBeLessThan(PATIENCE_MS);
        expect(await page.evaluate<number>("document.querySelectorAll('*').length")).toBeLessThan(
          MOST_ELEMENTS,
        );
        expect(troubles).toEqual([]);
        await page.context().close();
      },
    );

    test('shows a page of rows at a time, and says which', async () => {
      const page = await open('paged');
      const trialColumn = await columnOf(page, 'Trial');
      const ids = input.trials.map(({ trial }) => trial);
      const first = await page.locator('#trials tbody').innerHTML();
      expect(await shown(page, trialColumn)).toEqual(ids.slice(0, PAGE));
      expect(await rowsSaid(page)).toBe('Rows 1 to 100 of 2,000.');
      await press(page, 'Next');
      expect(await shown(page, trialColumn)).toEqual(ids.slice(PAGE, 2 * PAGE));
      expect(await rowsSaid(page)).toBe('Rows 101 to 200 of 2,000.');
      await press(page, 'Next');
      // Text from the database stays text.
      expect(await shown(page, trialColumn)).toContain(HOSTILE);
      expect(await page.evaluate('window.hacked')).toBeUndefined();
      await press(page, 'Last');
      expect(await shown(page, trialColumn)).toEqual(ids.slice(-PAGE));
      expect(await rowsSaid(page)).toBe('Rows 1,901 to 2,000 of 2,000.');
      await press(page, 'Previous');
      expect(await rowsSaid(page)).toBe('Rows 1,801 to 1,900 of 2,000.');
      await press(page, 'First');
      // What the script writes is what was written without it.
      expect((await page.locator('#trials tbody').innerHTML()).replaceAll('\n', '')).toBe(
        first.replaceAll('\n', ''),
      );
      await page.context().close();
    });

    test('turns its pages by keyboard, and keeps the focus', async () => {
      const page = await open('paged');
      const next = page.locator('#trials-pages').getByRole('button', { name: 'Next' });
      const input = page.locator('#trials-pages').getByRole('spinbutton', { name: 'Page' });
      await next.focus();
      await page.keyboard.press('Enter');
      expect(await rowsSaid(page)).toBe('Rows 101 to 200 of 2,000.');
      await input.fill('19');
      await input.press('Enter');
      expect(await rowsSaid(page)).toBe('Rows 1,801 to 1,900 of 2,000.');
      await next.focus();
      await page.keyboard.press('Space');
      expect(await next.getAttribute('aria-disabled')).toBe('true');
      await page.keyboard.press('Space');
      expect(await rowsSaid(page)).toBe('Rows 1,901 to 2,000 of 2,000.');
      expect(await page.evaluate('document.activeElement.dataset.to')).toBe('next');
      for (const [typed, page_] of [
        ['0', '1'],
        ['1000', '20'],
        ['', '1'],
        ['2.7', '2'],
      ] as const) {
        await input.fill(typed);
        await input.press('Enter');
        expect(await input.inputValue()).toBe(page_);
      }
      await page.context().close();
    });

    test('tells screen readers where its rows are', async () => {
      const page = await open('paged');
      const table = page.locator('#trials');
      expect(await table.getAttribute('aria-rowcount')).toBe('2001');
      await press(page, 'Next');
      const indices = await page.evaluate<string[]>(
        "[...document.querySelectorAll('#trials tr')].map((row) => row.getAttribute('aria-rowindex'))",
      );
      expect(indices).toEqual([
        '1',
        ...Array.from({ length: PAGE }, (_, row) => String(row + 102)),
      ]);
      expect(await page.locator('#trials tbody th[scope=row]').count()).toBe(PAGE);
      expect(await page.getByRole('navigation', { name: 'Pages of All trials' }).count()).toBe(1);
      await page.context().close();
    });

    test.each([
      ['Validation accuracy', ({ val_accuracy }: TrialRecord) => val_accuracy],
      // Written in three digits, sorted by all.
      ['FLOP/s', ({ flops_per_second }: TrialRecord) => flops_per_second],
      ['Training FLOPs', ({ training_flops }: TrialRecord) => training_flops],
      ['Seed', ({ seed }: TrialRecord) => seed],
    ])('sorts all rows by the numbers of %s, those without one last', async (title, value) => {
      const page = await open('paged');
      const button = page.locator('#trials th button', { hasText: new RegExp(`^${title}$`) });
      const trialColumn = await columnOf(page, 'Trial');
      await press(page, 'Last');
      let rows = [...input.trials];
      for (const sign of [1, -1]) {
        await button.click();
        // Equal ones stay in the order that they had.
        rows = rows.sort((a, b) => {
          const [left, right] = [value(a), value(b)];
          if (left === null || right === null)
            return Number(left === null) - Number(right === null);
          return left < right ? -sign : left > right ? sign : 0;
        });
        const ids = rows.map(({ trial }) => trial);
        expect(await rowsSaid(page)).toBe('Rows 1 to 100 of 2,000.');
        expect(await shown(page, trialColumn)).toEqual(ids.slice(0, PAGE));
        await press(page, 'Next');
        expect(await shown(page, trialColumn)).toEqual(ids.slice(PAGE, 2 * PAGE));
        await press(page, 'Last');
        expect(await shown(page, trialColumn)).toEqual(ids.slice(-PAGE));
      }
      expect(await page.locator('#trials-sorted').textContent()).toBe(
        `Sorted by ${title}, descending.`,
      );
      expect(await page.locator('#trials [aria-sort]').getAttribute('aria-sort')).toBe(
        'descending',
      );
      await page.context().close();
    });

    test('sorts whole numbers beyond 2^53 exactly, of rows in markup too', async () => {
      const page = await open('huge');
      const column = await columnOf(page, 'Training FLOPs');
      const button = page.locator('#trials th button', { hasText: /^Training FLOPs$/ });
      const sorted = Array.from({ length: 300 }, (_, row) => String(2n ** 53n + BigInt(row)));
      for (const wanted of [sorted, sorted.toReversed()]) {
        await button.click();
        expect((await shown(page, column)).map((text) => text.replaceAll(',', ''))).toEqual(wanted);
      }
      await page.context().close();
    });

    test('sorts texts as people do, with numbers in them as numbers', async () => {
      const page = await open('paged');
      await page.locator('#trials th button', { hasText: /^Hidden layers$/ }).click();
      const hidden = await shown(page, 0);
      // Widths 8 to 27, five seeds of each; by letters 10 would be before 8.
      expect(hidden).toEqual(
        Array.from({ length: PAGE }, (_, row) => String(8 + Math.floor(row / 5))),
      );
      const status = page.locator('#trials th button', { hasText: /^Status$/ });
      await status.click();
      await status.click();
      // Four have failed, which is after completed.
      const column = await columnOf(page, 'Status');
      expect((await shown(page, column)).filter((text) => text === 'failed')).toHaveLength(4);
      expect(await page.locator('#trials tbody td.bad').count()).toBe(4);
      await page.context().close();
    });

    test('without JavaScript shows its first rows and where all are', async () => {
      const page = await open('paged', { javaScriptEnabled: false });
      expect(await page.locator('#trials tbody tr').count()).toBe(PAGE);
      expect(await page.locator('#trials-pages').isVisible()).toBe(false);
      expect(await page.locator('.pager').innerText()).toMatch(
        /Rows 1 to 100 of 2,000\.\s+.*sweep export made-up --what trials writes all rows\./,
      );
      await page.context().close();
      const results = await open('results', { javaScriptEnabled: false });
      expect(await results.locator('.pager').last().innerText()).toContain(
        'every run is in runs.csv',
      );
      await results.context().close();
    });

    test('on paper says how many rows are shown, and has no buttons', async () => {
      const page = await open('paged');
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('#trials-pages').isVisible()).toBe(false);
      expect(await page.locator('#trials-rows').isVisible()).toBe(true);
      await page.context().close();
    });

    test('fits a phone without sideways scroll', async () => {
      const page = await open('paged', { viewport: { width: 390, height: 844 } });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
      await page.context().close();
    });

    test('draws its front as points and counts every other configuration', async () => {
      const page = await open('large');
      const view = (name: string) =>
        page.evaluate<Record<string, never>[]>(`window.sweepViews.accuracy.data("${name}")`);
      const [points, crowd] = [await view('points'), await view('crowd')];
      const counted = crowd.reduce((sum, { count }) => sum + Number(count), 0);
      // All have a completed trial.
      expect(points.length + counted).toBe(2000);
      expect(points.length).toBeGreaterThan(0);
      expect(await page.locator('#accuracy .front_points_marks path').count()).toBe(points.length);
      expect(await page.locator('#accuracy .crowd_marks path').count()).toBe(crowd.length);
      expect(await page.locator('figure:has(#accuracy) figcaption').innerText()).toContain(
        `of the other ${counted.toLocaleString('en')} configurations`,
      );
      // Time and speed of the trials that have completed, all but twenty.
      for (const id of ['cost', 'speed']) {
        const cells = await page.evaluate<{ count: number }[]>(
          `window.sweepViews.${id}.data("crowd")`,
        );
        expect(cells.reduce((sum, { count }) => sum + count, 0)).toBe(10_000 - 20);
      }
      // One seed of each configuration was measured, at two sizes of batches.
      const cells = await page.evaluate<{ batch: string; count: number }[]>(
        'window.sweepViews.latency.data("crowd")',
      );
      for (const batch of ['1 image', '256 images']) {
        const own = cells.filter((cell) => cell.batch === batch);
        expect(own.reduce((sum, { count }) => sum + count, 0)).toBe(2000);
      }
      await page.context().close();
    });

    test('of a front of thousands an even choice is drawn, and all are in its table', async () => {
      const page = await open('front');
      const points = await page.evaluate<{ configuration: string }[]>(
        'window.sweepViews.accuracy.data("points")',
      );
      expect(points).toHaveLength(200);
      expect([points[0]?.configuration, points.at(-1)?.configuration]).toEqual([pad(0), pad(9999)]);
      expect(await page.locator('figure:has(#accuracy) figcaption').innerText()).toContain(
        'Points are an even selection: 200 of the front’s 10,000 configurations.',
      );
      await page.locator('#front-pages').getByRole('button', { name: 'Last' }).click();
      expect((await shown(page, 0, '#front')).at(-1)).toBe('10000');
      await page.context().close();
    });

    test('draws families in their colours, also where nothing is on the front', async () => {
      const page = await open('families');
      const crowd = await page.evaluate<{ family: string; count: number }[]>(
        'window.sweepViews.accuracy.data("crowd")',
      );
      for (const family of ['family 0', 'family 1', 'family 2', 'family 3']) {
        const own = crowd.filter((cell) => cell.family === family);
        expect(own.reduce((sum, { count }) => sum + count, 0)).toBe(1250);
      }
      const legend = await page.locator('#accuracy .role-legend-label text').allTextContents();
      expect(legend).toEqual(['family 0', 'family 1', 'family 2', 'family 3']);
      await page.context().close();
    });
  },
);

test('several sweeps on one page name all of them to export', async () => {
  const input = allPending(1001);
  const parts = ['a', 'b'].map((sweep) => ({
    sweep: sweepRow({ sweep }),
    configurations: new Set(input.trials.map(({ configuration }) => configuration)),
  }));
  expect(await renderReport({ ...input, parts })).toContain('sweep export a b --what trials');
});
