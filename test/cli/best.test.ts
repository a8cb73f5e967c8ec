import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BEST } from '../../src/cli/commands/best.js';
import { EXIT } from '../../src/cli/exit-code.js';
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
  const configurations = [row('a', { flops: 200n }), row('b', { hidden: '20', flops: 300n })];
  endRun(writer, beginRun(writer, planned('first', configurations, [0]), holder(1)));
});
afterEach(() => store.remove());

async function best(args: Record<string, unknown>) {
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
  const code = await BEST.run({ sweep: 'first', db: store.path, ...args }, terminal);
  return { code, out, said: said.join('') };
}

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
    expect(said).toMatch(/no complete configuration has flops <= 100; the nearest is/);
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
