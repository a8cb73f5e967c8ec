import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RM } from '../../src/cli/commands/rm.js';
import { EXIT, UsageError } from '../../src/cli/command.js';
import type { Terminal } from '../../src/cli/terminal/terminal.js';
import { beginRun, endRun } from '../../src/store/runs.js';
import type { Writer } from '../../src/store/writer.js';
import { holder, planned, row, testStore, type TestStore } from '../store/store-for-test.js';

let store: TestStore;
let writer: Writer;
beforeEach(() => {
  store = testStore();
  store.living.add(1);
  writer = store.writer();
  endRun(writer, beginRun(writer, planned('first', [row('a')], [0, 1]), holder(1)));
});
afterEach(() => store.remove());

/** Removes the sweep on a terminal where a person gives that answer; undefined where nobody is. */
async function remove(answer: string | undefined, args: Record<string, unknown> = {}) {
  const asked: string[] = [];
  const said: string[] = [];
  const terminal: Terminal = {
    out: () => undefined,
    message: (text) => said.push(text),
    ...(answer !== undefined && {
      ask: async (question: string) => {
        asked.push(question);
        return answer;
      },
    }),
    env: {},
    live: false,
    columns: () => 80,
    outColour: false,
    messageColour: false,
  };
  const code = await RM.run({ sweep: ['first'], db: store.path, ...args }, terminal);
  return { code, asked, said: said.join('') };
}
const sweeps = (): unknown => writer.db.prepare('SELECT sweep FROM sweeps').pluck().all();

describe('sweep rm asks', () => {
  it.each(['y', 'Y', 'yes', 'YES', ' y '])('and removes where the answer is %j', async (answer) => {
    const { code, asked, said } = await remove(answer);
    expect(asked).toEqual([
      'This removes:\n  the sweep first\n  2 trials with epochs and attempts\nRemove? [y/N] ',
    ]);
    expect([code, sweeps()]).toEqual([EXIT.done, []]);
    expect(said).toMatch(/^removed:/);
  });

  it.each(['', 'n', 'no', 'N', 'yess', 'not yet', 'maybe', 'oy'])(
    'and removes nothing where the answer is %j',
    async (answer) => {
      const { code, asked, said } = await remove(answer);
      expect(asked).toHaveLength(1);
      expect([code, sweeps()]).toEqual([EXIT.done, ['first']]);
      expect(said).toBe('nothing was removed\n');
    },
  );

  it('nobody where --yes says it, and refuses where there is nobody', async () => {
    await expect(remove(undefined)).rejects.toThrow(UsageError);
    expect(sweeps()).toEqual(['first']);
    const { asked } = await remove('n', { yes: true });
    expect([asked, sweeps()]).toEqual([[], []]);
  });
});

it('leaves a folder that the database names as a model and that is none, and says so with 5', async () => {
  const precious = join(dirname(store.path), 'precious');
  mkdirSync(precious);
  writeFileSync(join(precious, 'notes.txt'), 'mine');
  writer.db.exec("UPDATE stored_trials SET model = 'precious/model.json'");
  const dry = await remove(undefined, { 'dry-run': true });
  expect(dry.said).toContain(
    'precious/model.json: not removed, although the database lists it as a kept model',
  );
  const { code, said } = await remove(undefined, { yes: true });
  expect([code, sweeps(), existsSync(join(precious, 'notes.txt'))]).toEqual([
    EXIT.environment,
    [],
    true,
  ]);
  expect(said).toContain(
    'precious/model.json: not removed, although the database lists it as a kept model',
  );
  expect(said).not.toContain('kept models\n');
});
