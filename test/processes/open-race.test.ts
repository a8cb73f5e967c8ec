import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openForReading } from '../../src/store/open.js';

const MAKE = new URL('../store/workers/make.mjs', import.meta.url);

test('a database that another process is making is never taken for another program’s', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sweep-open-'));
  try {
    for (let round = 0; round < 30; round++) {
      const path = join(folder, `${round}.db`);
      const maker = fork(MAKE, [path]);
      const made = once(maker, 'exit');
      while (maker.exitCode === null) {
        openForReading(path)?.close();
        await setImmediate();
      }
      expect(await made).toEqual([0, null]);
      expect(openForReading(path)).toBeDefined();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
