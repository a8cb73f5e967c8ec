import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, openBrowser, openOffline } from '../report/browser.js';
import { CommandFolder } from './command-folder.js';

const chromium = findChromium();

interface Point {
  readonly hidden: string;
  readonly flops: number;
  readonly params: number;
  readonly val_accuracy: number;
  readonly n: number;
  readonly front: boolean;
}

interface Curve {
  readonly line: string;
  readonly epoch: number;
  readonly val_accuracy: number;
}

// In CI a browser must be there.
describe.skipIf(chromium === null && process.env['CI'] === undefined)('the page of a run', () => {
  let folder: CommandFolder;
  let browser: Browser;
  beforeAll(async () => {
    folder = new CommandFolder();
    // Hidden [1] cannot tell three classes apart, so that not everything is on the front.
    folder.writeSpec('tiny.yaml', { hidden: '[], [1], [4], [9, 5]', seeds: '0, 1, 2', epochs: 6 });
    expect((await folder.run('tiny.yaml')).code).toBe(0);
    browser = await openBrowser(chromium ?? '');
  });
  afterAll(async () => {
    await browser?.close();
    folder.remove();
  });

  test('has the FLOPs, accuracies and seeds that sweep query answers with', async () => {
    const file = join(folder.path, 'results', 'tiny.html');
    const { page, troubles } = await openOffline(browser, file);
    const points = await page.evaluate<Point[]>('window.sweepViews.accuracy.data("points")');
    const { stdout } = await folder.run(
      'query',
      `select hidden, flops, params, val_accuracy, n,
         configuration in (select configuration from fronts) as front
       from configurations order by flops, hidden`,
      '--format',
      'json',
    );
    const rows = JSON.parse(stdout) as (Omit<Point, 'front'> & { front: number })[];
    expect(rows).toHaveLength(4);
    const drawn = points
      .map(({ hidden, flops, params, val_accuracy, n, front }) => {
        return { hidden, flops, params, val_accuracy, n, front: Number(front) };
      })
      .sort((a, b) => a.flops - b.flops || (a.hidden < b.hidden ? -1 : 1));
    expect(drawn).toEqual(
      rows.map((row) => ({ ...row, val_accuracy: expect.closeTo(row.val_accuracy, 12) as number })),
    );
    expect(rows.some(({ front }) => front === 0)).toBe(true);
    expect(troubles).toEqual([]);
  });

  test('has a row for every trial, and the curves of the stored epochs', async () => {
    const { page } = await openOffline(browser, join(folder.path, 'results', 'tiny.html'));
    expect(await page.locator('#trials tbody tr').count()).toBe(12);
    const curves = await page.evaluate<Curve[]>('window.sweepViews.curves.data("curves")');
    // So few trials are drawn one by one.
    const drawn = curves.map(({ line, epoch, val_accuracy }) => [line, epoch, val_accuracy]);
    const stored = folder.rows('select trial, epoch, val_accuracy from epochs');
    expect(stored).toHaveLength(12 * 6);
    const sorted = (rows: readonly unknown[][]): string[] => rows.map((row) => row.join()).sort();
    expect(sorted(drawn)).toEqual(sorted(stored));
  });
});
