import { afterEach, beforeEach, expect, it } from 'vitest';
import { LIST } from '../../src/cli/commands/list.js';
import { beginRun, endRun } from '../../src/store/runs.js';
import type { Writer } from '../../src/store/writer.js';
import { holder, planned, row, testStore, type TestStore } from '../store/store-for-test.js';

let store: TestStore;
let writer: Writer;
beforeEach(() => {
  store = testStore();
  store.living.add(1);
  writer = store.writer();
  endRun(writer, beginRun(writer, planned('first', [row('a')], [0, 1, 2]), holder(1)));
});
afterEach(() => store.remove());

async function list(args: Record<string, unknown> = {}): Promise<string> {
  const out: string[] = [];
  await LIST.run(
    { db: store.path, ...args },
    {
      out: (text) => out.push(text),
      message: () => undefined,
      env: {},
      live: false,
      columns: () => 80,
      outColour: false,
      messageColour: false,
    },
  );
  return out.join('\n');
}
const heading = (text: string): string[] => (text.split('\n')[0] ?? '').split(/ +/);

it('tells trials that took too long from those that failed', async () => {
  writer.db.exec("UPDATE stored_trials SET status = 'timeout' WHERE id <> 'a/0'");
  writer.db.exec("UPDATE stored_trials SET status = 'failed' WHERE id = 'a/0'");
  const text = await list();
  expect(heading(text)).toEqual([
    'sweep',
    'trials',
    'completed',
    'failed',
    'timeout',
    'updated',
    'best',
  ]);
  expect(text.split('\n')[2]).toMatch(/^first +3 +0 +1 +2 +/);
  expect(JSON.parse(await list({ json: true }))).toMatchObject([{ failed: 1, timeout: 2 }]);
});

it('leaves a column out where no sweep has such a trial, but never from JSON', async () => {
  writer.db.exec("UPDATE stored_trials SET status = 'completed'");
  expect(heading(await list())).toEqual([
    'sweep',
    'trials',
    'completed',
    'failed',
    'updated',
    'best',
  ]);
  expect(JSON.parse(await list({ json: true }))).toMatchObject([{ failed: 0, timeout: 0 }]);
});

const give = (trial: string, val_accuracy: number): void => {
  writer.db
    .prepare("UPDATE stored_trials SET status = 'completed', val_accuracy = ? WHERE id = ?")
    .run(val_accuracy, trial);
};

it('shows the best complete configuration by the first objective, with its mean', async () => {
  const configurations = [row('b', { hidden: '8' }), row('c', { hidden: '16', flops: 900n })];
  endRun(writer, beginRun(writer, planned('second', configurations, [0, 1]), holder(1)));
  const minimized = { objectives: [{ name: 'flops', goal: 'minimize' }] } as const;
  endRun(writer, beginRun(writer, planned('third', configurations, [0, 1], minimized), holder(1)));
  const bestOf = async (): Promise<unknown> =>
    (JSON.parse(await list({ json: true })) as { sweep: string; best: unknown }[])
      .toSorted((a, b) => (a.sweep < b.sweep ? -1 : 1))
      .map(({ best }) => best);
  expect(await bestOf()).toEqual([null, null, null]);
  give('b/0', 0.9);
  give('b/1', 0.92);
  // One seed of two: better, and not complete, whatever the other's last epoch was.
  give('c/0', 0.99);
  give('c/1', 0.99);
  writer.db.exec("UPDATE stored_trials SET status = 'interrupted' WHERE id = 'c/1'");
  expect(await bestOf()).toEqual([
    null,
    {
      configuration: 'b',
      name: '8',
      objective: 'val_accuracy',
      goal: 'maximize',
      value: expect.closeTo(0.91, 12) as number,
    },
    { configuration: 'b', name: '8', objective: 'flops', goal: 'minimize', value: 200 },
  ]);
  expect(await list()).toMatch(/second .* 8, val_accuracy 91\.00 %\n/);
  give('c/1', 0.99);
  expect(await list()).toMatch(/second .* 16, val_accuracy 99\.00 %\n/);
  expect(await list()).toMatch(/third .* 8, 200 FLOPs/);
});

it('says what the best without hidden layers is', async () => {
  const configurations = [row('e', { hidden: 'none' })];
  endRun(writer, beginRun(writer, planned('bare', configurations, [0]), holder(1)));
  give('e/0', 0.9);
  expect(await list()).toMatch(/bare .* none \(softmax regression\), val_accuracy 90\.00 %\n/);
  expect(JSON.parse(await list({ json: true }))).toMatchObject([{ best: { name: 'none' } }, {}]);
});

it('of equal means takes the cheaper one, as sweep best does', async () => {
  const configurations = [
    row('dear', { hidden: '16', flops: 900n }),
    row('cheap', { hidden: '8', flops: 100n }),
  ];
  endRun(writer, beginRun(writer, planned('equal', configurations, [0, 1, 2]), holder(1)));
  // Means that are equal in nine decimals are equal.
  for (const [seed, value] of [0.1, 0.2, 0.3].entries()) {
    give(`dear/${seed}`, value + 1e-12);
    give(`cheap/${seed}`, value);
  }
  expect(await list()).toMatch(/equal .* 8, val_accuracy 20\.00 %\n/);
});

it('takes no more than two seconds for ten thousand trials in many sweeps', async () => {
  for (let sweep = 0; sweep < 20; sweep++) {
    const configurations = Array.from({ length: 100 }, (_, index) =>
      row(`${sweep}-${index}`, { hidden: String(index + 1), flops: BigInt(index + 1) }),
    );
    const many = planned(`many${sweep}`, configurations, [0, 1, 2, 3, 4]);
    endRun(writer, beginRun(writer, many, holder(1)));
  }
  writer.db.exec(
    "UPDATE stored_trials SET status = 'completed', val_accuracy = (abs(random()) % 1000) / 1e3",
  );
  const began = performance.now();
  const listed = JSON.parse(await list({ json: true })) as { best: object | null }[];
  expect(performance.now() - began).toBeLessThan(2000);
  expect(listed).toHaveLength(21);
  expect(listed.every(({ best }) => best !== null)).toBe(true);
});
