import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analyseFront } from '../../src/front/analyse-front.js';
import { renderResultsReport } from '../../src/report/results-file/report.js';
import { writeReport } from '../../src/report/write.js';
import { readResults } from '../../src/results-file/results.js';
import type { ColumnChoices } from '../../src/results-file/roles.js';
import { findChromium, openBrowser, openOffline } from './browser.js';

const HOSTILE = '</script><img src=x onerror="window.hacked = true">';
const chromium = findChromium();

const pageOf = (text: string, file = 'runs.csv', choices: ColumnChoices = {}): Promise<string> => {
  const results = readResults(text, file, choices);
  const { goal, tolerance, range } = results;
  const analysis = analyseFront(results.rows, {
    goal,
    tolerance,
    ...(range === null ? {} : { range }),
  });
  return renderResultsReport({
    results,
    analysis,
    version: '0.1.0',
    generatedAt: '2026-01-02T05:00:00.000Z',
  });
};

const fixture = (name: string): Promise<string> =>
  readFile(new URL(`../results-file/fixtures/${name}`, import.meta.url), 'utf8');

const textOf = (page: string): string =>
  page
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replace(/\s+/g, ' ');

describe('the page of a results file', () => {
  test('answers by the names of its columns, and has every configuration and every run', async () => {
    const text = textOf(await pageOf(await fixture('wandb-export.csv'), 'wandb.csv'));
    expect(text).toContain('Can I still get a good result with fewer flops?');
    expect(text).toContain('Yes: 64-64 takes 75 % fewer flops than the best, 256-256');
    expect(text).toContain('val_accuracy against flops');
    // 784-64-10 and its means, and the run on line 4 that crashed.
    expect(text).toMatch(/64-64 on the front 101,632 97\.1\d %/);
    expect(text).toMatch(/4 16-16 2 crashed – –/);
    expect(text).toContain('9 runs of 3 configurations compared · 11 runs in the file');
    expect(text).toContain('wandb.csv: 2 runs left out: 1 crashed, 1 running');
  });

  test.each([
    ['repeats without a seed', 'w,flops,acc\n1,2,.5\n1,2,.6\n2,3,.7\n', 'there is no seed column'],
    [
      'test data',
      'w,seed,flops,test_acc\n1,0,2,.5\n1,1,2,.5\n2,0,3,.6\n',
      'test_acc is measured on test data',
    ],
  ])('warns beside its answer, in the words of the terminal, of %s', async (_, text, begin) => {
    const metric = /(test_)?acc/.exec(text)?.[0];
    const { warnings } = readResults(text, 'runs.csv', { metric });
    expect(warnings).toEqual([expect.stringMatching(`^runs.csv: ${begin}`)]);
    const page = await pageOf(text, 'runs.csv', { metric });
    expect(/<section class="answer"[^]*?<\/section>/.exec(page)?.[0]).toContain(
      `<p class="caveat">${warnings[0]}</p>`,
    );
  });

  test('has what programs read', async () => {
    const page = await pageOf(await fixture('keras.csv'));
    const data = JSON.parse(/id="sweep-data">(.*?)<\/script>/s.exec(page)?.[1] ?? 'null') as {
      readonly answer: { readonly choice: string };
      readonly configurations: readonly { readonly configuration: string; readonly n: number }[];
      readonly runs: readonly unknown[];
    };
    expect(data).toMatchObject({ file: 'runs.csv', cost: 'params', metric: 'val_accuracy' });
    expect(data.answer.choice).toBe('middle');
    expect(data.configurations.map(({ n }) => n)).toEqual([4, 4, 4]);
    expect(data.runs).toHaveLength(12);
  });

  test('of a file of which everything was left out says so', async () => {
    const text = textOf(await pageOf('w,seed,flops,val_loss\n1,0,2,nan\n'));
    expect(text).toContain('No answer yet');
    expect(text).toContain('its run on line 2 diverged');
    expect(text).toContain('Nothing to draw');
  });
});

// Without a browser these are skipped, except in CI, where one must be there.
describe.skipIf(chromium === null && process.env['CI'] === undefined)(
  'the page of a results file in Chromium',
  { timeout: 60_000 },
  () => {
    let browser: Browser;
    let folder = '';

    beforeAll(async () => {
      if (chromium === null) throw new Error('no Chromium found; SWEEP_CHROMIUM names one');
      folder = await mkdtemp(join(tmpdir(), 'results-page-'));
      const hostile = `"${HOSTILE.replaceAll('"', '""')}"`;
      const pages = {
        seeds: await fixture('optuna.csv'),
        single: await fixture('optuna-two-objectives.csv'),
        empty: 'w,seed,flops,val_loss\n1,0,2,nan\n',
        // A cost of 0 has no place on a log scale; a column's name may be anything, too.
        free: 'w,seed,flops,val_loss\n1,0,0,.5\n2,0,10,.4\n',
        hostile: `${hostile},seed,flops,val_loss\n${hostile},0,2,.5\nb,0,3,.4\nb,1,3,.4\n`,
        wide: `model,seed,flops,val_loss\n${'a name '.repeat(40)}1,0,2,.5\n${'a name '.repeat(40)}2,0,4,.4\n`,
      };
      for (const [name, text] of Object.entries(pages)) {
        await writeReport(join(folder, `${name}.html`), await pageOf(text));
      }
      browser = await openBrowser(chromium);
    }, 60_000);

    afterAll(async () => {
      await browser?.close();
      await rm(folder, { recursive: true, force: true });
    });

    test.each(['seeds', 'single', 'empty', 'free', 'hostile', 'wide'])(
      'asks for nothing and complains of nothing, also on a phone (%s)',
      async (name) => {
        const viewport = { width: 360, height: 640 };
        const { page, troubles } = await openOffline(browser, join(folder, `${name}.html`), {
          viewport,
        });
        expect(await page.evaluate('window.hacked')).toBeUndefined();
        expect(troubles).toEqual([]);
        await page.context().close();
      },
    );

    test('draws each configuration that has a cost, with its verdict', async () => {
      const { page } = await openOffline(browser, join(folder, 'seeds.html'));
      const points = await page.evaluate<{ verdict: string; cost: number }[]>(
        'window.sweepViews.accuracy.data("points")',
      );
      expect(points.map(({ cost }) => cost)).toEqual([25408, 101632, 101632, 406528, 406528]);
      expect(await page.locator('#accuracy .front_points_marks path').count()).toBe(3);
      expect(await page.locator('#runs tbody tr').count()).toBe(30);
      await page.context().close();
      const free = (await openOffline(browser, join(folder, 'free.html'))).page;
      expect(
        await free.evaluate<unknown[]>('window.sweepViews.accuracy.data("points")'),
      ).toHaveLength(1);
      expect(await free.locator('figcaption').innerText()).toContain('cost 0');
      expect(await free.locator('#configurations tbody tr').count()).toBe(2);
      await free.context().close();
    });

    test('a chart that loses its width for a while does not fail', async () => {
      const { page, troubles } = await openOffline(browser, join(folder, 'seeds.html'));
      for (const width of ['0px', '']) {
        await page.evaluate(
          `document.querySelector('main').style.width = '${width}'; dispatchEvent(new Event('resize'));`,
        );
        await page.evaluate('window.sweepViews.accuracy.runAsync().then(() => undefined)');
      }
      expect(troubles).toEqual([]);
      await page.context().close();
    });
  },
);
