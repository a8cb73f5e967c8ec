import { afterEach, beforeEach, expect, test } from 'vitest';
import { CommandFolder } from './command-folder.js';

let folder: CommandFolder;
beforeEach(async () => {
  folder = new CommandFolder();
  // Three networks, three seeds.
  folder.writeSpec('med.yaml', { name: 'med', seeds: '0, 1, 2' });
  expect((await folder.run('med.yaml')).code).toBe(0);
});
afterEach(() => folder.remove());

const said = (trials: number): string =>
  `${trials} trials are no longer part of med; still stored (run the previous spec to include them again)\n`;
const inSweep = (): unknown =>
  folder.rows("select count(*) from trials where status = 'completed'")[0]?.[0];

test('fewer seeds by --set: said before anything trains, and nothing is lost', async () => {
  const less = await folder.run('med.yaml', '--set', 'seeds=[2]');
  expect(less.code).toBe(0);
  // 9 - 3, in a line of its own above that of the plan.
  expect(less.stderr.startsWith(`${said(6)}med: 3 trials, `)).toBe(true);
  expect(inSweep()).toBe(3);
  const whole = await folder.run('med.yaml', '--json');
  expect(JSON.parse(whole.stdout)).toMatchObject({ ran: 0, trials: { completed: 9 } });
  expect(whole.stderr).not.toContain('no longer part');
  expect(folder.rows('select count(*) from attempts')).toEqual([[9]]);
});

test('sweep plan says so too, and changes nothing', async () => {
  const plan = await folder.run('plan', 'med.yaml', '--set', 'seeds=[2]');
  expect(plan.stdout).toContain(said(6));
  const json = await folder.run('plan', 'med.yaml', '--set', 'seeds=[2]', '--json');
  expect(JSON.parse(json.stdout)).toMatchObject({ leaving: 6, remaining: 0 });
  const dry = await folder.run('med.yaml', '-n', '--set', 'seeds=[2]');
  expect(dry.stdout).toBe(plan.stdout);
  expect(inSweep()).toBe(9);
  const same = await folder.run('plan', 'med.yaml');
  expect(same.stdout).not.toContain('no longer part');
  expect(JSON.parse((await folder.run('plan', 'med.yaml', '--json')).stdout)).toMatchObject({
    leaving: 0,
  });
});

test.each([
  ['another grid', { hidden: '[3], [4]' }],
  ['exclude', { more: 'exclude: [{hidden: []}]' }],
  // [] costs 39 FLOPs, [3] 60, [4] 75.
  ['a constraint', { more: 'constraints: [flops >= 50]' }],
])('by %s, one network of three leaves with its three seeds', async (_, changes) => {
  folder.writeSpec('med.yaml', { name: 'med', seeds: '0, 1, 2', ...changes });
  expect((await folder.run('plan', 'med.yaml')).stdout).toContain(said(3));
  expect((await folder.run('med.yaml')).stderr).toContain(said(3));
  expect(inSweep()).toBe(6);
  // What has left once is not told again.
  expect((await folder.run('med.yaml')).stderr).not.toContain('no longer part');
});
