import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeReport } from '../../src/report/write.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'write-report-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('writing a report', () => {
  test('makes its folder and leaves nothing else there', async () => {
    const path = join(folder, 'results', 'mlp.html');
    await writeReport(path, 'first');
    await writeReport(path, 'second');
    expect(await readFile(path, 'utf8')).toBe('second');
    expect(await readdir(join(folder, 'results'))).toEqual(['mlp.html']);
  });

  test('leaves no temporary file behind when it fails', async () => {
    const path = join(folder, 'taken');
    await mkdir(path);
    await writeFile(join(path, 'inside'), '');
    await expect(writeReport(path, 'page')).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['taken']);
  });

  test('takes away what a killed writer left long ago, and nothing else', async () => {
    const old = new Date(Date.now() - 3_600_000);
    const scraps = [
      '.mlp.html.0123456789ab.tmp',
      '.mlp.html.notes.tmp',
      '.other.html.0123456789ab.tmp',
    ];
    for (const name of scraps) {
      await writeFile(join(folder, name), 'half a pa');
      await utimes(join(folder, name), old, old);
    }
    await writeFile(join(folder, '.mlp.html.ba9876543210.tmp'), 'being written');
    await writeReport(join(folder, 'mlp.html'), 'page');
    expect((await readdir(folder)).sort()).toEqual([
      '.mlp.html.ba9876543210.tmp',
      '.mlp.html.notes.tmp',
      '.other.html.0123456789ab.tmp',
      'mlp.html',
    ]);
  });

  test('never shows a reader half a page', async () => {
    const path = join(folder, 'page.html');
    const pages = ['a', 'b'].map((letter) => letter.repeat(2_000_000));
    await writeReport(path, pages[0] ?? '');
    let writing = true;
    const writer = (async () => {
      for (let turn = 0; turn < 20; turn++) await writeReport(path, pages[turn % 2] ?? '');
      writing = false;
    })();
    while (writing) expect(pages).toContain(await readFile(path, 'utf8'));
    await writer;
  });
});
