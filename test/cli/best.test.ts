import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Command, EXIT } from '../../src/cli/command.js';
import { BEST } from '../../src/cli/commands/best.js';
import { LIST } from '../../src/cli/commands/list.js';
import { SHOW } from '../../src/cli/commands/show.js';
import type { Terminal } from '../../src/cli/terminal/terminal.js';
import { beginRun, endRun } from '../../src/store/runs.js';
import { recordLatencies } from '../../src/store/models.js';
import type { Writer } from '../../src/store/writer.js';
import { DEFAULT_OBJECTIVES } from '../../src/trial/objective.js';
import {
  holder,
  latency,
  planned,
  row,
  testStore,
  type TestStore,
} from '../store/store-for-test.js';

let store: TestStore;
let writer: Writer;
beforeEach(() => {
  store = testStore();
  store.living.add(1);
  writer = store.writer();
  const configurations = [row('a', { flops: 200n }), row('b', { hidden: '20', flops: 300n })];
  endRun(writer, beginRun(writer, planned('first', configurations, [0]), holder(1)));
});
afterEach(() => store.remove());

async function run(command: Command, args: object) {
  const [out, said]: [string[], string[]] = [[], []];
  const terminal: Terminal = {
    out: (text) => out.push(text),
    message: (text) => said.push(text),
    env: {},
    live: false,
    columns: () => 80,
    outColour: false,
    messageColour: false,
  };
  const code = await command.run(
    { name: 'first', sweep: 'first', db: store.path, ...args },
    terminal,
  );
  return { code, out, said: said.join('') };
}

const best = (args: Record<string, unknown>) => run(BEST, args);

describe('sweep best --json prints one document also where the answer is no', () => {
  it('with the nearest, where none keeps to the limits', async () => {
    writer.db.exec("UPDATE stored_trials SET status = 'completed', val_accuracy = 0.5");
    const { code, out, said } = await best({ json: true, 'max-flops': '100' });
    expect(code).toBe(EXIT.no);
    expect(out).toHaveLength(1);
    expect(JSON.parse(out[0] ?? '')).toMatchObject({
      sweep: 'first',
      configuration: null,
      reason: 'none-in-limits',
      nearest: { configuration: 'a', hidden: [10], flops: 200, trials: ['a/0'] },
    });
    expect(said).toMatch(/no complete configuration has flops <= 100; the closest is/);
  });

  it('without one, where none is complete', async () => {
    const { code, out, said } = await best({ json: true });
    expect(code).toBe(EXIT.no);
    expect(out.map((text) => JSON.parse(text) as unknown)).toEqual([
      {
        sweep: 'first',
        configuration: null,
        reason: 'none-complete',
        nearest: null,
        answer: {
          state: 'nothing',
          tolerance: 0.01,
          best: null,
          choice: null,
          loss: null,
          share_saved: null,
          seeds_to_settle: null,
        },
        configurations: [],
      },
    ]);
    expect(said).toMatch(/none of its 2 configurations has completed every seed/);
  });

  it('and without --json nothing', async () => {
    const { code, out, said } = await best({});
    expect([code, out]).toEqual([EXIT.no, []]);
    expect(said).not.toBe('');
  });
});

describe('the best of a sweep', () => {
  /** The best as each command names it, then that of the answers. */
  async function bests(): Promise<{ readonly chosen: unknown[]; readonly answers: unknown[] }> {
    const documentOf = async (command: Command, args: object = {}): Promise<unknown> =>
      JSON.parse((await run(command, { json: true, ...args })).out.join('')) as unknown;
    const [listed] = (await documentOf(LIST)) as { best: { configuration: string } }[];
    const shown = (await documentOf(SHOW)) as { best: string; answer: { best: string } };
    const chosen = (await documentOf(BEST)) as { configuration: string; answer: { best: string } };
    return {
      chosen: [listed?.best.configuration, shown.best, chosen.configuration],
      answers: [shown.answer.best, chosen.answer.best],
    };
  }

  it('is by the first objective in every command, and the answer says by what it is', async () => {
    // The dearer one is the better one.
    writer.db.exec(
      "UPDATE stored_trials SET status = 'completed', val_accuracy = iif(id = 'b/0', 0.9, 0.8)",
    );
    const said = 'The answer uses val_accuracy and flops';
    expect(await bests()).toEqual({ chosen: ['b', 'b', 'b'], answers: ['b', 'b'] });
    expect((await best({})).out.join('')).not.toContain(said);
    expect((await run(SHOW, {})).out.join('')).toMatch(
      / best +20, val_accuracy 90\.00 % \(one seed\), 300 FLOPs per image\n/,
    );
    writer.db
      .prepare('UPDATE sweeps SET objectives = ?')
      .run(JSON.stringify([...DEFAULT_OBJECTIVES].reverse()));
    expect(await bests()).toEqual({ chosen: ['a', 'a', 'a'], answers: ['b', 'b'] });
    const text = (await best({})).out.join('');
    expect(text).toMatch(/^first: hidden 10, the best by flops \(minimize\)\n/);
    expect(text).toContain(said);
    expect((await run(SHOW, {})).out.join('')).toMatch(
      / best +10 by flops \(minimize\), val_accuracy 80\.00 % \(one seed\), 200\s+FLOPs per image\n/,
    );
  });

  it('has a title that says by what, with --cost latency_ms too', async () => {
    writer.db.exec(
      "UPDATE stored_trials SET status = 'completed', val_accuracy = iif(id = 'b/0', 0.9, 0.8)",
    );
    recordLatencies(writer, [latency('a/0', { median_ms: 1 }), latency('b/0', { median_ms: 2 })]);
    const title = async (args: object): Promise<string | undefined> =>
      (await best({ cost: 'latency_ms', ...args })).out.join('').split('\n')[0];
    expect(await title({})).toBe('first: hidden 20, the best by val_accuracy (maximize)');
    expect(await title({ within: '10' })).toBe(
      'first: hidden 10, the cheapest by latency_ms within 10 points of hidden 20 (90.00 % (one seed)), likely',
    );
  });
});
