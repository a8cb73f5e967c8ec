import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { thisHolder } from '../../src/run/executing/holder.js';
import { CommandFolder } from './command-folder.js';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

let folder: CommandFolder;
beforeAll(async () => {
  folder = new CommandFolder();
  folder.writeSpec('mlp.yaml', { name: 'mlp', seeds: '0, 1' });
  // [4] is in both; a learning rate without bounds diverges.
  folder.writeSpec('smoke.yaml', {
    name: 'smoke',
    hidden: '[4], [5]',
    parameters: ', optimizer: sgd, learning_rate: { values: [0.1, 1.0e+30] }',
  });
  folder.writeSpec('notebook.yaml', { name: 'notebook', hidden: '[4], [6]', seeds: '0, 1' });
  for (const spec of ['mlp.yaml', 'smoke.yaml', 'notebook.yaml']) {
    expect((await folder.run(spec)).code).toBe(0);
  }
  // What sweep best --cost latency_ms reads.
  const measured = await folder.run('measure', 'mlp', '--batch', '1', '--runs', '1');
  expect(measured.stderr).toContain('Round 1 of');
});
afterAll(() => folder.remove());

async function json<T>(...args: readonly string[]): Promise<T> {
  const { code, stdout, stderr } = await folder.run(...args, '--json');
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as T;
}

/** Changes the database as no command does. */
function change(sql: string, ...values: unknown[]): void {
  const db = new Database(join(folder.path, 'results', 'sweep.db'));
  try {
    db.prepare(sql).run(...values);
  } finally {
    db.close();
  }
}

const firstTrial = (sweep: string, where = '1'): string =>
  String(folder.rows(`select trial from trials where sweep = '${sweep}' and ${where}`)[0]?.[0]);

describe('sweep show', () => {
  test('of a sweep is its row of sweep list, with its configurations as the views have them', async () => {
    const list = await json<Record<string, unknown>[]>('list');
    const shown = await json<{ configurations: Record<string, unknown>[] }>('show', 'mlp');
    const { best, ...row } = list.find(({ sweep }) => sweep === 'mlp') ?? { none: true };
    expect(shown).toMatchObject({
      ...row,
      best: (best as { configuration: string }).configuration,
    });
    const rows = folder.rows(
      `select configuration, flops, params, n, val_accuracy, val_accuracy_sd,
         configuration in (select configuration from fronts where sweep = 'mlp')
       from configurations where sweep = 'mlp'`,
    );
    expect(rows).toHaveLength(3);
    expect(
      shown.configurations.map((item) => [
        item['configuration'],
        item['flops'],
        item['params'],
        item['n'],
        item['val_accuracy'],
        item['val_accuracy_sd'],
        Number(item['front']),
      ]),
    ).toEqual(
      rows.map((row) =>
        row.map((value, column) => (column === 4 || column === 5 ? near(value) : value)),
      ),
    );
    expect(shown.configurations.map(({ hidden }) => hidden)).toEqual([[], [3], [4]]);
  });

  test('of a trial is its row, with its epochs and attempts', async () => {
    const id = firstTrial('mlp', 'hidden = 3');
    const shown = await json<Record<string, unknown>>('show', id.slice(0, 6));
    expect(shown).toMatchObject({ trial: id, hidden: [3], flops: 60, params: 27, sweeps: ['mlp'] });
    expect(shown['epochs_planned']).toBe(2);
    expect((shown['epochs'] as { epoch: number }[]).map(({ epoch }) => epoch)).toEqual([1, 2]);
    expect(shown['attempts']).toMatchObject([{ attempt: 1, status: 'completed', error: null }]);
  });

  test('--spec is the spec of the last run, byte by byte', async () => {
    const before = readFileSync(join(folder.path, 'mlp.yaml'), 'utf8');
    const { stdout } = await folder.run('show', 'mlp', '--spec');
    expect(stdout).toBe(before);
  });

  test('text fits on 80 columns', async () => {
    for (const word of ['mlp', 'smoke', firstTrial('mlp')]) {
      const { code, stdout } = await folder.run('show', word);
      expect(code).toBe(0);
      for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  test('a sweep goes before a trial whose id begins as its name', async () => {
    const name = firstTrial('notebook', 'hidden = 6').slice(0, 7);
    folder.writeSpec('named.yaml', { name, hidden: '[3]' });
    await folder.run('named.yaml');
    expect(await json('show', name)).toMatchObject({ sweep: name });
    expect(await json('show', firstTrial('notebook', 'hidden = 6').slice(0, 8))).toMatchObject({
      trial: firstTrial('notebook', 'hidden = 6'),
    });
    expect((await folder.run('rm', name, '--yes')).code).toBe(0);
  });
});

describe('words that name nothing', () => {
  test.each([
    [['show', 'mpl'], /has no sweep "mpl"; did you mean mlp\?/],
    [['best', 'smokee'], /has no sweep "smokee"; did you mean smoke\?/],
    [['export', 'mlp', 'zzz'], /has no sweep "zzz"; it has mlp, notebook, smoke/],
    [['show', '0123456'], /has no sweep and no trial "0123456"/],
    [['logs', 'abc'], /expected a name, or 6 digits of a trial or more/],
    [['report', 'mlp', 'smok'], /did you mean smoke\?/],
    [['rm', 'nothing', '--yes'], /has no sweep "nothing"/],
    [['show', 'mlp', '--db', 'none.db'], /none\.db: no database yet/],
    [['rm', 'mlp', '--yes', '--db', 'none.db'], /none\.db: no database yet/],
    [['rm'], /expected names of sweeps or ids of trials, or --old/],
    [['best', 'mlp', '--max-flops', '1.5'], /--max-flops is no whole number; got "1\.5"/],
    [['export', 'mlp', '--what', 'trial'], /--what: got "trial"/],
    [['export', 'mlp', '--out', 'data'], /data is a folder/],
    [['export', 'mlp', '--out', 'results/sweep.db'], /is a database/],
    [['logs', 'mlp', '--all'], /--all needs a trial/],
    [['completion', 'tcsh'], /expected one of bash, zsh, fish/],
  ])('%j: 2, one message on stderr', async (args, message) => {
    const { code, stdout, stderr } = await folder.run(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(existsSync(join(folder.path, 'none.db'))).toBe(false);
  });

  test('several trials that begin so are named', async () => {
    const [one, other] = ['0123456789abcdef', '0123456fffffffff'];
    for (const id of [one, other]) {
      change(
        `insert into stored_trials (id, configuration_id, seed, status)
         select ?, configuration_id, 99, 'pending' from stored_trials limit 1`,
        id,
      );
    }
    const { code, stderr } = await folder.run('show', '012345');
    expect(code).toBe(2);
    expect(stderr).toContain(`got ${one}, ${other}; add more digits`);
    change("delete from stored_trials where id like '0123456%'");
  });
});

describe('sweep best', () => {
  test('is the first by mean validation accuracy, then by FLOPs', async () => {
    const [expected] = folder.rows(
      `select configuration from configurations where sweep = 'mlp' and complete
       order by round(val_accuracy, 9) desc, flops limit 1`,
    );
    const best = await json<Record<string, unknown>>('best', 'mlp');
    expect(best['configuration']).toBe(expected?.[0]);
    expect(best['trials']).toHaveLength(2);
    expect(best).not.toHaveProperty('test_accuracy');
  });

  test('keeps to a budget, or says with 3 what the nearest would be', async () => {
    // 39, 60 and 75 FLOPs.
    expect(await json('best', 'mlp', '--max-flops', '40')).toMatchObject({ hidden: [] });
    expect(await json('best', 'mlp', '--within', '100')).toMatchObject({ hidden: [] });
    const { code, stdout, stderr } = await folder.run('best', 'mlp', '--max-flops', '38');
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toBe(
      'mlp: no complete configuration has flops <= 38; the closest is none (softmax regression) with 39 FLOPs\n',
    );
  });
});

describe('sweep logs', () => {
  test('of a sweep has each trial that went wrong, with its last lines', async () => {
    const { code, stdout } = await folder.run('logs', 'smoke');
    expect(code).toBe(0);
    const diverged = folder.rows("select trial from trials where status = 'diverged'");
    expect(diverged.length).toBeGreaterThan(0);
    expect(stdout.match(/: diverged$/gm)).toHaveLength(diverged.length);
    for (const [trial] of diverged) expect(stdout).toContain(`trial ${String(trial)}: diverged`);
    const id = firstTrial('mlp');
    change("update stored_trials set status = 'failed', error = 'it broke' where id = ?", id);
    change(
      "update attempts set status = 'failed', error = 'it broke', log = ? where trial_id = ?",
      'one\ntwo\n\u001b[31mthree\n',
      id,
    );
    expect((await folder.run('logs', 'mlp', '--lines', '2')).stdout).toBe(
      `none (softmax regression) seed 0, trial ${id}: failed\n  it broke\n\n  two\n  three\n`,
    );
    expect(await json('logs', id)).toMatchObject({
      attempts: [{ attempt: 1, log: 'one\ntwo\n\u001b[31mthree' }],
    });
    expect((await folder.run('mlp.yaml')).code).toBe(0);
    // The second attempt is the last one, and left no log.
    expect((await folder.run('logs', id)).stdout).not.toContain('it broke');
    expect((await folder.run('logs', id, '--all')).stdout).toMatch(
      /attempt 1: failed[^]*attempt 2: completed/,
    );
  });

  test('says that there is nothing, with 0', async () => {
    const { code, stdout, stderr } = await folder.run('logs', 'notebook');
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(/none of its 4 trials failed/);
  });
});

describe('sweep export', () => {
  test('has the rows that sweep query has, in every format', async () => {
    const asked = await folder.run(
      'query',
      "select * from trials where sweep = 'mlp'",
      '--format',
      'csv',
    );
    expect((await folder.run('export', 'mlp')).stdout).toBe(asked.stdout);
    const rows = await json<object[]>('export', 'mlp', 'smoke');
    expect(rows).toHaveLength(6 + 4);
    const lines = (await folder.run('export', 'mlp', 'smoke', '--format', 'jsonl')).stdout;
    expect(
      lines
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toEqual(rows);
  });

  test('to a file writes the same, over what is there, and leaves nothing beside it', async () => {
    const out = join(folder.path, 'out');
    mkdirSync(out);
    writeFileSync(join(out, 'mlp.md'), 'old');
    const args = ['export', 'mlp', '--what', 'fronts', '--format', 'markdown'];
    const { code, stdout } = await folder.run(...args, '--out', 'out/mlp.md');
    expect([code, stdout]).toEqual([0, '']);
    expect(readdirSync(out)).toEqual(['mlp.md']);
    expect(readFileSync(join(out, 'mlp.md'), 'utf8')).toBe((await folder.run(...args)).stdout);
  });

  test('through a link writes into what it leads to, so that /dev/stdout stays a link', () => {
    const shell = spawnSync(
      'bash',
      [
        '-c',
        `ln -s real.csv link.csv && "${process.execPath}" "${MAIN}" export mlp --out link.csv && readlink link.csv && head -c 12 real.csv`,
      ],
      { cwd: folder.path, encoding: 'utf8' },
    );
    expect(shell.stdout).toBe('real.csv\nsweep,trial,');
  });
});

describe('sweep report', () => {
  test('of two sweeps is one page with the configurations of both', async () => {
    const { code, stdout } = await folder.run('report', 'mlp', 'notebook');
    expect([code, stdout]).toEqual([0, 'results/mlp+notebook.html\n']);
    const page = readFileSync(join(folder.path, 'results', 'mlp+notebook.html'), 'utf8');
    const data = JSON.parse(/id="sweep-data">(.*?)<\/script>/s.exec(page)?.[1] ?? '') as {
      configurations: object[];
      trials: object[];
    };
    // [], [3] and [4] of the one, [4] and [6] of the other, two seeds each.
    expect([data.configurations.length, data.trials.length]).toEqual([4, 8]);
    expect(page).toContain('<h1>mlp, notebook</h1>');
  });

  test('of sweeps that differ in their data says which and how, with 2', async () => {
    change("update sweeps set convention = 'mac' where sweep = 'smoke'");
    const { code, stderr } = await folder.run('report', 'mlp', 'smoke');
    change("update sweeps set convention = 'notebook' where sweep = 'smoke'");
    expect(code).toBe(2);
    expect(stderr).toContain('got notebook of mlp, mac of smoke');
    expect(existsSync(join(folder.path, 'results', 'mlp+smoke.html'))).toBe(false);
  });
});

describe('sweep completion', () => {
  const MADE = `source <("${process.execPath}" "${MAIN}" completion bash)
    complete_words() { COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sweep_complete; echo "\${COMPREPLY[*]}"; }`;
  const bash = (script: string) =>
    spawnSync('bash', ['-c', `${MADE}\n${script}`], {
      cwd: folder.path,
      encoding: 'utf8',
      env: { ...process.env, PATH: '/usr/bin:/bin' },
    });

  test('in bash offers commands, sweeps, specs and options', () => {
    const { stdout, stderr } = bash(`
      complete_words sweep exp
      complete_words sweep report mlp sm
      complete_words sweep plan note
      complete_words sweep best mlp --max-t
      complete_words sweep show --db nowhere.db ""
      complete -p sweep`);
    expect(stderr).toBe('');
    expect(stdout.split('\n')).toEqual([
      'export',
      'smoke',
      'notebook.yaml',
      '--max-training-flops',
      '',
      'complete -F _sweep_complete sweep',
      '',
    ]);
  });

  for (const shell of ['zsh', 'fish']) {
    const isHere = spawnSync(shell, ['--version']).error === undefined;
    test.skipIf(!isHere)(
      `for ${shell} is a script that it can read (where it is installed)`,
      () => {
        const { stdout } = spawnSync(process.execPath, [MAIN, 'completion', shell], {
          encoding: 'utf8',
        });
        const read = spawnSync(shell, ['-n'], { input: stdout, encoding: 'utf8' });
        expect([read.status, read.stderr]).toEqual([0, '']);
      },
    );
  }
});

describe('sweep rm', () => {
  test('elsewhere than on a terminal needs --yes; a dry run changes nothing', async () => {
    const before = folder.rows('select count(*) from stored_trials');
    const refused = await folder.run('rm', 'notebook');
    expect([refused.code, refused.stdout]).toEqual([2, '']);
    expect(refused.stderr).toMatch(/the sweep notebook[^]*expected --yes/);
    expect(await dryRun('rm', 'notebook', '-n')).toMatchObject({
      dry_run: true,
      sweeps: ['notebook'],
      pages: ['results/notebook.html'],
    });
    expect(folder.rows('select count(*) from stored_trials')).toEqual(before);
    expect(existsSync(join(folder.path, 'results', 'notebook.html'))).toBe(true);
  });

  test('of a trial has the same command train it again, and removes its kept model', async () => {
    const id = firstTrial('notebook', 'hidden = 6');
    const model = join(folder.path, 'results', 'models', id);
    mkdirSync(model, { recursive: true });
    writeFileSync(join(model, 'model.json'), '{}');
    writeFileSync(join(folder.path, 'precious'), '');
    change('update stored_trials set model = ? where id = ?', `models/${id}/model.json`, id);
    expect((await folder.run('rm', id.slice(0, 8), '--yes')).code).toBe(0);
    expect(existsSync(model)).toBe(false);
    expect(folder.rows(`select status from trials where trial = '${id}'`)).toEqual([['pending']]);
    change('update stored_trials set model = ? where id = ?', '../precious', firstTrial('mlp'));
    expect(await dryRun('rm', firstTrial('mlp'), '-n')).toMatchObject({ models: [] });
    change('update stored_trials set model = null');
    expect((await folder.run('notebook.yaml')).stdout).toContain('trained 1 trial');
  });

  test('of a configuration takes every seed', async () => {
    const id = firstTrial('notebook', 'hidden = 6');
    const found = await dryRun<{ reset: string[] }>('rm', id, '--configuration', '-n');
    expect(found.reset).toHaveLength(2);
  });

  test('is refused with 4 while the sweep runs', async () => {
    const { pid, host, process_start } = thisHolder();
    change(
      `insert into runs (sweep_id, pid, host, process_start, version, started, heartbeat)
       select id, ?, ?, ?, '0', '2026-01-01T00:00:00Z', ? from sweeps where sweep = 'notebook'`,
      pid,
      host,
      process_start,
      new Date().toISOString(),
    );
    const { code, stderr } = await folder.run('rm', 'notebook', '--yes');
    change('delete from runs where finished is null');
    expect(code).toBe(4);
    expect(stderr).toMatch(/the sweep notebook is already running \(process \d+/);
  });

  test('--old takes what a spec dropped', async () => {
    folder.writeSpec('notebook.yaml', { name: 'notebook', hidden: '[4]', seeds: '0, 1' });
    await folder.run('notebook.yaml');
    expect(await dryRun<{ removed: string[] }>('rm', 'notebook', '--old', '-n')).toMatchObject({
      sweeps: [],
      removed: [expect.any(String), expect.any(String)],
    });
    expect((await folder.run('rm', '--old', '--yes')).code).toBe(0);
    expect(folder.rows('select count(*) from sweep_trials where current = 0')).toEqual([[0]]);
  });

  test('of a sweep takes its page and leaves what another sweep has', async () => {
    const shared = folder.rows("select trial from trials where sweep = 'notebook'");
    expect((await folder.run('rm', 'notebook', '--yes')).code).toBe(0);
    expect(existsSync(join(folder.path, 'results', 'notebook.html'))).toBe(false);
    expect(existsSync(join(folder.path, 'results', 'mlp.html'))).toBe(true);
    expect(shared).toHaveLength(2);
    for (const [id] of shared) {
      expect(folder.rows(`select sweep from trials where trial = '${String(id)}'`)).toEqual([
        ['mlp'],
      ]);
    }
    expect((await folder.run('mlp.yaml')).stdout).toContain('Nothing to train');
  });

  async function dryRun<T>(...args: readonly string[]): Promise<T> {
    const { code, stdout } = await folder.run(...args, '--json');
    expect(code).toBe(0);
    return JSON.parse(stdout) as T;
  }
});

describe('every example of the help runs', () => {
  const NAMES = ['list', 'show', 'best', 'logs', 'export', 'report', 'completion', 'rm'];
  const examples = NAMES.flatMap((name) =>
    (COMMANDS.find((command) => command.name === name)?.examples ?? []).map(([line]) => line),
  );

  // None of them removes a sweep.
  beforeAll(async () => {
    for (const spec of ['mlp.yaml', 'smoke.yaml', 'notebook.yaml']) await folder.run(spec);
    // Runs as another tool would list them.
    expect((await folder.run('export', 'mlp', '--out', 'results.csv')).code).toBe(0);
  });

  test.each(examples)('%s', (line) => {
    const written = line
      .replace('1f0c9a', firstTrial('mlp').slice(0, 6))
      .replace('npx sweep', 'sweep');
    mkdirSync(join(folder.path, '.config', 'fish', 'completions'), { recursive: true });
    const { status, stderr } = spawnSync(
      'bash',
      ['-c', `sweep() { "${process.execPath}" "${MAIN}" "$@"; }\n${written}`],
      { cwd: folder.path, encoding: 'utf8', env: { ...process.env, HOME: folder.path } },
    );
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  });
});

function near(value: unknown): unknown {
  return typeof value === 'number' ? expect.closeTo(value, 9) : value;
}
