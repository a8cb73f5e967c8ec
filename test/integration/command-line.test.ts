import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CommandFolder } from './command-folder.js';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const NOTEBOOK = fileURLToPath(new URL('../../experiments/notebook.yaml', import.meta.url));

let folder: CommandFolder;
beforeAll(async () => {
  folder = new CommandFolder();
  folder.writeSpec('tiny.yaml', { seeds: '0, 1' });
  expect((await folder.run('tiny.yaml')).code).toBe(0);
});
afterAll(() => folder.remove());

async function json(...args: readonly string[]): Promise<unknown> {
  const { code, stdout } = await folder.run(...args);
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

const keysOf = (value: unknown): string[] => Object.keys(value as object);

test('sweep flops SPEC --json has the notebook numbers under the agreed keys', async () => {
  const document = (await json('flops', NOTEBOOK, '--json')) as {
    configurations: { hidden: number[]; forward: number; params: number; layers: object[] }[];
  };
  expect(keysOf(document)).toEqual(['convention', 'unit', 'batch', 'configurations']);
  // 2 x (784 x 100 + 100 x 100 + 100 x 10) + 100 + 100 + 5 x 10, and so for 50.
  expect(
    document.configurations.map(({ hidden, forward, params }) => [hidden, forward, params]),
  ).toEqual([
    [[50, 50], 84550, 42310],
    [[100, 100], 179050, 89610],
  ]);
  const first = document.configurations[0];
  for (const key of [
    'convention',
    'unit',
    'batch',
    'executed',
    'params',
    'forward',
    'forward_training',
    'backward',
    'loss',
    'optimizer_step',
    'layers',
    'configuration',
    'hidden',
  ]) {
    expect(first).toHaveProperty(key);
  }
  expect(keysOf(first?.layers[0])).toEqual([
    'name',
    'class',
    'output_shape',
    'params',
    'forward',
    'forward_training',
    'backward',
    'products',
    'bias',
    'activation',
    'other',
    'weight_gradient',
    'input_gradient',
  ]);
});

test('sweep plan --json lists every trial with its costs and status', async () => {
  const document = (await json('plan', 'tiny.yaml', '--json')) as { trials: object[] };
  expect(document).toMatchObject({ sweep: 'tiny', remaining: 0 });
  expect(document.trials).toHaveLength(6);
  expect(keysOf(document.trials[0])).toEqual([
    'trial',
    'configuration',
    'hidden',
    'seed',
    'flops',
    'params',
    'training_flops',
    'status',
    'to_train',
  ]);
  expect(document.trials[0]).toMatchObject({ hidden: [], seed: 0, flops: 39, status: 'completed' });
});

test('sweep SPEC --json is one document, and so is a dry run', async () => {
  expect(keysOf(await json('tiny.yaml', '--json'))).toEqual([
    'sweep',
    'database',
    'report',
    'trials',
    'ran',
    'remaining',
    'seconds',
    'ended_by',
  ]);
  expect(await json('tiny.yaml', '-n', '--json')).toEqual(
    await json('plan', 'tiny.yaml', '--json'),
  );
});

test('sweep list --json has a row for each sweep', async () => {
  const [[configuration, name, value] = []] = folder.rows(
    'select configuration, hidden, val_accuracy from configurations order by val_accuracy desc, flops limit 1',
  );
  const bestRow = { configuration, name, value };
  expect(await json('list', '--json')).toEqual([
    {
      sweep: 'tiny',
      trials: 6,
      completed: 6,
      failed: 0,
      timeout: 0,
      running: 0,
      pending: 0,
      interrupted: 0,
      diverged: 0,
      skipped: 0,
      updated: expect.stringMatching(/Z$/),
      best: {
        ...bestRow,
        objective: 'val_accuracy',
        goal: 'maximize',
        value: expect.closeTo(Number(value), 9) as number,
      },
    },
  ]);
});

test('sweep doctor --json says what loads and what would be taken', async () => {
  const document = (await json('doctor', '--json')) as { chosen: string; engines: object[] };
  expect(keysOf(document)).toEqual(['node', 'engines', 'chosen', 'sqlite', 'dataset', 'advice']);
  for (const engine of document.engines) {
    expect(keysOf(engine)).toEqual([
      'name',
      'available',
      'reason',
      'library',
      'version',
      'devices',
      'path',
      'missing',
      'speeds',
      'cards',
    ]);
  }
  const chosen = document.engines.find(
    (engine) => 'name' in engine && engine.name === document.chosen,
  );
  expect(chosen).toMatchObject({ available: true });
});

test('sweep query prints the same rows in every format', async () => {
  const sql = 'select distinct hidden, flops, params from trials order by flops';
  expect(await json('query', sql, '--format', 'json')).toEqual([
    // Parameters: 4 x 3 + 3; 4 x 3 + 3 + 3 x 3 + 3; 4 x 4 + 4 + 4 x 3 + 3.
    { hidden: 'none', flops: 39, params: 15 },
    { hidden: '3', flops: 60, params: 27 },
    { hidden: '4', flops: 75, params: 35 },
  ]);
  const csv = await folder.run('query', sql, '--format', 'csv');
  expect(csv.stdout).toBe('hidden,flops,params\nnone,39,15\n3,60,27\n4,75,35\n');
  const table = await folder.run('query', sql);
  expect(table.stdout.split('\n').map((line) => line.trim().split(/ +/))).toContainEqual([
    'none',
    '39',
    '15',
  ]);
});

test.each([
  'delete from stored_trials',
  'drop view trials',
  'pragma user_version = 9',
  "attach database 'x.db' as x",
  'select 1; delete from stored_trials',
  'selec 1',
])('sweep query refuses %s: 2, and nothing changes', async (sql) => {
  const { code, stdout, stderr } = await folder.run('query', sql);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(folder.rows('select count(*) from stored_trials')).toEqual([[6]]);
  expect(existsSync(join(folder.path, 'x.db'))).toBe(false);
});

test('a table of two hundred thousand rows is written', async () => {
  const many =
    'with recursive n(i) as (select 1 union all select i + 1 from n where i < 200000) select i from n';
  const { code, stdout } = await folder.run('query', many);
  expect(code).toBe(0);
  expect(stdout.trimEnd().split('\n')).toHaveLength(200002);
});

test('sweep report writes the page where it is told, and knows its sweeps', async () => {
  const { code, stdout } = await folder.run('report', 'tiny', '--out', 'here.html');
  expect([code, stdout]).toEqual([0, 'here.html\n']);
  expect(readFileSync(join(folder.path, 'here.html'), 'utf8')).toMatch(/^<!doctype html>/i);
  const unknown = await folder.run('report', 'tinny');
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toMatch(/tinny.*tiny/s);
});

test('sweep schema prints the schema that lies beside the experiments', async () => {
  const committed = fileURLToPath(new URL('../../experiments/sweep.schema.json', import.meta.url));
  expect(await json('schema')).toEqual(JSON.parse(readFileSync(committed, 'utf8')));
});

test.each([
  [['--help'], 'sweep <spec.yaml>'],
  [['run', '--help'], '--workers'],
  [['query', '--help'], 'SELECT'],
  [['--version'], '0.1.0'],
])('sweep %j explains itself on stdout with 0', async (args, text) => {
  const { code, stdout, stderr } = await folder.run(...args);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain(text);
});

test('sweep alone prints its help on stdout, and ends with 2: nothing was asked for', async () => {
  const { code, stdout, stderr } = await folder.run();
  expect([code, stderr]).toEqual([2, '']);
  expect(stdout).toBe((await folder.run('--help')).stdout);
});

test.each([
  [['--json'], /expected a spec or a command/],
  [['lits'], /did you mean sweep list\?/],
  [['tiny.yaml', '--wrokers', '2'], /wrokers/],
  [['tiny.yaml', '--workers', 'two'], /--workers: got "two"; expected a whole number from 1/],
  [['tiny.yaml', '--workers', '0'], /--workers: got "0"/],
  [['tiny.yaml', '--device', 'tpu'], /--device: got "tpu"; expected one of auto, cpu, gpu/],
  [['tiny.yaml', '--budget', '10'], /--budget: got "10"; expected a duration from 1s to 24d/],
  [['tiny.yaml', '--timeout', 'soon'], /--timeout: got "soon"; expected a duration from 1s/],
  [['tiny.yaml', '--max-trials', '0'], /--max-trials: got "0"; expected a whole number from 1/],
  [['tiny.yaml', '--fail-fast', '--keep-going'], /--fail-fast: got --keep-going too/],
  [
    ['plan', 'tiny.yaml', '--retry-failed', '--skip-failed'],
    /got --skip-failed too; expected one of them/,
  ],
  [['query'], /^sweep query got too few arguments; expected sweep query <sql>; sweep query --help/],
  [['flops', 'tiny.yaml', '--batch', '1e400'], /--batch: got "1e400"/],
  [['flops', 'tiny.yaml', '--convention', 'notebok'], /--convention: got "notebok"/],
  [['query', 'select 1', '--db', 'none.db'], /none\.db: no database yet/],
  [['list', '--db', ''], /--db: got nothing; expected a value/],
  [['list', '--db'], /Not enough arguments following: db/],
  [['report', 'tiny', '--out', 'tiny.yaml'], /tiny\.yaml exists and was not written by sweep/],
  [['report', 'tiny', '--out', '.'], /\. is a folder/],
])('sweep %j is a usage error: 2, one message on stderr', async (args, message) => {
  const { code, stdout, stderr } = await folder.run(...args);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test('a file of control characters cannot reach the terminal', async () => {
  writeFileSync(join(folder.path, 'binary.json'), '{\u001b[2J\u0007');
  const { code, stderr } = await folder.run('flops', 'binary.json');
  expect(code).toBe(2);
  expect(stderr.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
});

test('a reader that stops reading ends the command quietly', () => {
  const many =
    'with recursive n(i) as (select 1 union all select i + 1 from n where i < 200000) select i from n';
  const { status, stdout, stderr } = spawnSync(
    'bash',
    [
      '-c',
      `"${process.execPath}" "${MAIN}" query "${many}" --format csv | head -2; exit \${PIPESTATUS[0]}`,
    ],
    { cwd: folder.path, encoding: 'utf8' },
  );
  expect({ stdout, stderr }).toEqual({ stdout: 'i\n1\n', stderr: '' });
  expect([0, 141]).toContain(status);
});

test('a variable sets what no flag sets; a flag goes before it', async () => {
  writeFileSync(join(folder.path, 'env.sh'), '');
  const list = (args: string): string =>
    spawnSync('bash', ['-c', `SWEEP_DB=elsewhere.db "${process.execPath}" "${MAIN}" ${args}`], {
      cwd: folder.path,
      encoding: 'utf8',
    }).stdout;
  expect(JSON.parse(list('list --json'))).toEqual([]);
  expect(JSON.parse(list('list --json --db results/sweep.db'))).toHaveLength(1);
});

test('sweep plan says what will not fit into memory', async () => {
  folder.writeSpec('huge.yaml', { hidden: '[3], [100000, 100000]' });
  const { stdout } = await folder.run('plan', 'huge.yaml');
  // 784 x 1e5 + 1e5 x 1e5 + 1e5 x 10 weights and 200,010 biases, single precision, eight times or more.
  expect(stdout).toMatch(
    /\n100000-100000 needs about [3-9]\d\d(\.\d+)? GB of memory to train, but only .*B are available: its trials will fail\.\n/,
  );
  expect(stdout).not.toMatch(/\n3 takes/);
});
