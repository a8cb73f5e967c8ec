import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CommandFolder } from '../integration/command-folder.js';
import { findChromium, openBrowser, openOffline } from '../report/browser.js';
import { tell } from './campaign.js';

const chromium = findChromium();
const HOSTILE = `=1+1</script><script>window.pwned=1</script><img src=x onerror="window.pwned=1">'"\u001b[2J\u009b31m\u202e\u0007\u0000`;
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/**
 * Text that has a meaning (states, JSON, times, ids that tie rows together): every other text column of
 * every table takes the hostile one.
 */
const MEANT =
  /^(id|trial_id|sweep|status|objectives|name|engine|trainer|device|started|finished|created|updated|heartbeat|claimed|cost|metric|goal|verdict|configuration_id|identity|hidden|architecture|parameters|optimizer|activation|save|model|dataset_sha256|sha256|flops|params|training_flops|unit|convention)$/;

describe('hostile text in a database', () => {
  let folder: CommandFolder;
  let trial = '';
  const columns: string[] = [];
  beforeAll(async () => {
    folder = new CommandFolder();
    folder.writeSpec('tiny.yaml', { seeds: '0, 1' });
    expect((await folder.run('tiny.yaml')).code).toBe(0);
    const db = new Database(join(folder.path, 'results', 'sweep.db'));
    const tables = db
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
      .pluck()
      .all() as string[];
    for (const table of tables) {
      const info = db.pragma(`table_info(${table})`) as { name: string; type: string }[];
      for (const { name, type } of info) {
        if (type !== 'TEXT' || MEANT.test(name)) continue;
        try {
          db.prepare(`UPDATE ${table} SET ${name} = ?`).run(HOSTILE);
          columns.push(`${table}.${name}`);
        } catch {
          // A constraint holds it.
        }
      }
    }
    trial = String(db.prepare('SELECT id FROM stored_trials').pluck().get());
    db.prepare("UPDATE stored_trials SET status = 'failed' WHERE id = ?").run(trial);
    db.close();
  });
  afterAll(() => folder.remove());

  test('is in many columns', () => {
    tell(`hostile columns: ${columns.join(' ')}`);
    expect(columns.length).toBeGreaterThan(8);
  });

  test('sends nothing to a terminal and gives no stack', async () => {
    const commands = [
      ['list'],
      ['show', 'tiny'],
      ['show', trial],
      ['best', 'tiny'],
      ['logs', 'tiny'],
      ['logs', trial],
      ['query', 'select * from trials'],
      ['query', 'select * from trials', '--format', 'csv'],
      ['query', 'select * from trials', '--format', 'markdown'],
      ['query', 'select * from trials', '--json'],
      ['export', 'tiny'],
      ['rm', 'tiny', '--dry-run'],
      ['plan', 'tiny.yaml'],
      ['list', '--json'],
      ['show', 'tiny', '--json'],
      ['show', trial, '--json'],
      ['best', 'tiny', '--json'],
      ['logs', 'tiny', '--json'],
    ];
    for (const command of commands) {
      const { code, stdout, stderr } = await folder.run(...command);
      expect([command, stdout + stderr]).toEqual([command, expect.not.stringMatching(FORBIDDEN)]);
      expect([command, stderr]).toEqual([
        command,
        expect.not.stringMatching(/internal error|\n {4}at /),
      ]);
      expect([command, [0, 2, 3].includes(code ?? -1)]).toEqual([command, true]);
    }
  });

  // In CI a browser must be there.
  test.skipIf(chromium === null && process.env['CI'] === undefined)(
    'stays text on the page',
    async () => {
      const { code, stderr } = await folder.run('report', 'tiny');
      expect([code, stderr]).toEqual([0, '']);
      let browser: Browser | undefined;
      try {
        browser = await openBrowser(chromium ?? '');
        const { page, troubles } = await openOffline(
          browser,
          join(folder.path, 'results', 'tiny.html'),
        );
        expect(await page.evaluate('window.pwned')).toBeUndefined();
        expect(troubles).toEqual([]);
        expect(await page.locator('img').count()).toBe(0);
      } finally {
        await browser?.close();
      }
    },
  );
});
