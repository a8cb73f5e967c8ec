import { afterEach, beforeEach, expect, test } from 'vitest';
import { CommandFolder } from '../integration/command-folder.js';
import { expectSound, randomOf, tell } from './campaign.js';

let folder: CommandFolder;
beforeEach(() => {
  folder = new CommandFolder();
});
afterEach(() => folder.remove());

const READS: readonly (readonly string[])[] = [
  ['list', '--json'],
  ['show', 's0', '--json'],
  ['best', 's1', '--json'],
  ['logs', 's2', '--json'],
  ['query', 'select * from fronts', '--json'],
  ['export', 's3', '--format', 'json'],
];

test('four sweeps on one database, with readers all the time: each trial is trained once', async () => {
  const random = randomOf('four sweeps');
  // Of each sweep's six trials four are the next one's too.
  for (const sweep of [0, 1, 2, 3]) {
    folder.writeSpec(`s${sweep}.yaml`, {
      name: `s${sweep}`,
      hidden: `[${sweep + 1}], [${sweep + 2}], [${sweep + 3}]`,
      seeds: '0, 1',
      epochs: 60,
      more: 'run: { workers: 1 }',
    });
  }
  let running = true;
  const reads = { ok: 0, notYet: 0 };
  const readers = [0, 1].map(async () => {
    while (running) {
      const read = READS[random(READS.length)] ?? [];
      const { code, stdout, stderr } = await folder.run(...read);
      expect([read, stderr]).toEqual([
        read,
        expect.not.stringMatching(/internal error|locked|busy|\n {4}at /),
      ]);
      // Before the sweep or its first result is there: 2 and 3.
      expect([0, 2, 3]).toContain(code);
      if (code === 0) JSON.parse(stdout);
      reads[code === 0 ? 'ok' : 'notYet'] += 1;
    }
  });
  const ended = await Promise.all(
    [0, 1, 2, 3].map((sweep) => folder.run(`s${sweep}.yaml`, '--json')),
  );
  running = false;
  await Promise.all(readers);
  expect(ended.map(({ code, stderr }) => [code, /internal error/.test(stderr)])).toEqual(
    ended.map(() => [0, false]),
  );
  const ran = ended.map(({ stdout }) => (JSON.parse(stdout) as { ran: number }).ran);
  // Widths 1 to 6, two seeds.
  expect(ran.reduce((sum, trials) => sum + trials, 0)).toBe(12);
  expect(
    folder.rows(
      "select count(*), count(distinct trial_id) from attempts where status = 'completed'",
    ),
  ).toEqual([[12, 12]]);
  for (const sweep of [0, 1, 2, 3]) expectSound(folder, `s${sweep}`);
  tell(`four sweeps: ${JSON.stringify(reads)}`);
  expect(reads.ok).toBeGreaterThan(5);
});
