import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CommandFolder } from './command-folder.js';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
/** A name that would clear the screen, be a formula, turn a line around and end an element. */
const HOSTILE = '=\u001b[2J\u009b31m\u202ex\u0007</title>';
const FORBIDDEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

let folder: CommandFolder;
beforeAll(() => {
  folder = new CommandFolder();
  folder.writeSpec('tiny.yaml', { seeds: '0, 1' });
});
afterAll(() => folder.remove());

/** A line of a shell in which `sweep` is the command. */
function shell(line: string) {
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['-c', `sweep() { "${process.execPath}" "${MAIN}" "$@"; }; ${line}`],
    {
      cwd: folder.path,
      encoding: 'utf8',
    },
  );
  return { status, stdout, stderr };
}

const COUNTS = 'select status, count(*) n from trials group by status';

describe('a run goes on and stores everything', () => {
  test.each([
    [
      'where stdout is a full disk',
      'sweep tiny.yaml --db DB > /dev/full',
      /stdout could not be written \(ENOSPC/,
    ],
    ['where stderr is a full disk', 'sweep tiny.yaml --db DB 2> /dev/full', /^$/],
    [
      'where nobody reads stderr',
      'sweep tiny.yaml --db DB 2>&1 >/dev/null | true; exit ${PIPESTATUS[0]}',
      /^$/,
    ],
    [
      'where nobody reads stdout',
      'sweep tiny.yaml --db DB | true; exit ${PIPESTATUS[0]}',
      /stdout could not be written \((write )?EPIPE/,
    ],
  ])('%s: exit 5 says so', async (name, line, said) => {
    const db = `${name.replaceAll(' ', '-')}.db`;
    const { status, stderr } = shell(line.replace('DB', db));
    expect(status).toBe(5);
    expect(stderr).toMatch(said);
    expect(stderr).not.toMatch(/^\s+at /m);
    const { stdout } = await folder.run('query', COUNTS, '--db', db, '--json');
    expect(JSON.parse(stdout)).toEqual([{ status: 'completed', n: 6 }]);
  });
});

test('a disk without room for the page: the answer is told, and that all is stored', () => {
  const full = join(folder.path, 'full.mjs');
  writeFileSync(
    full,
    `import files from 'node:fs/promises';
     import { syncBuiltinESMExports } from 'node:module';
     const { rename } = files;
     files.rename = async (from, to) => {
       if (!String(to).endsWith('.html')) return rename(from, to);
       throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
     };
     syncBuiltinESMExports();`,
  );
  const run = `NODE_OPTIONS='--import ${full}' sweep tiny.yaml --db pageless.db`;
  const { status, stdout, stderr } = shell(run);
  expect(status).toBe(5);
  expect(stdout).toMatch(/complete/);
  expect(stdout).not.toMatch(/^Page:/m);
  expect(stderr).toMatch(
    /tiny\.html could not be written \(ENOSPC.*results are stored; free some space, then sweep report tiny writes the page\n$/,
  );
  expect(JSON.parse(shell(`${run} --json`).stdout)).toMatchObject({ report: null, ran: 0 });
  expect(shell('sweep report tiny --db pageless.db').status).toBe(0);
});

describe('a command that only tells', () => {
  test('ends with 0 where its reader has had enough, also of a query without an end', () => {
    const endless =
      'with recursive c(x) as (select 1 union all select x + 1 from c) select x from c';
    for (const format of ['table', 'csv', 'json', 'jsonl', 'markdown']) {
      const { status, stderr } = shell(
        `sweep query "${endless}" --db where-stdout-is-a-full-disk.db --format ${format} | head -3 >/dev/null; exit \${PIPESTATUS[0]}`,
      );
      expect([format, status, stderr]).toEqual([format, 0, '']);
    }
  });

  test.each(['sweep report tiny --out -', 'sweep tiny.yaml -n', 'sweep rm tiny -n --json'])(
    'ends with 0 also where it only tells in this case: %s',
    (line) => {
      const database = '--db where-stdout-is-a-full-disk.db';
      const { status, stderr } = shell(`${line} ${database} 2>said | true; exit \${PIPESTATUS[0]}`);
      expect([status, stderr]).toEqual([0, '']);
    },
  );

  test('never takes what a full disk had room for to be the whole', () => {
    // Files of 64 KiB at most, as a disk of so much room.
    const { status, stderr } = shell(
      'trap "" XFSZ; (ulimit -f 64; sweep report tiny --db where-stdout-is-a-full-disk.db --out - > cut.html)',
    );
    expect([status, stderr]).toEqual([5, expect.stringMatching(/stdout could not be written \(E/)]);
  });

  test('ends with 5 and one message where its output cannot be written', () => {
    const { status, stderr } = shell('sweep doctor --json > /dev/full');
    expect(status).toBe(5);
    expect(stderr).toMatch(/^stdout could not be written \(ENOSPC.*\n$/);
  });

  test('keeps its own exit code where only a message could not be written', () => {
    expect(shell('sweep query selekt 2> /dev/full').status).toBe(2);
    expect(shell('sweep list --db where-stdout-is-a-full-disk.db 2> /dev/full').status).toBe(0);
  });
});

describe('hostile names', () => {
  beforeAll(() => {
    const dense = (name: string, units: number, shape?: readonly (number | null)[]) => ({
      class_name: 'Dense',
      config: { name, units, activation: 'relu', ...(shape && { batch_input_shape: shape }) },
    });
    const layers = [dense(HOSTILE, 8, [null, 4]), dense(`${HOSTILE}2`, 2)];
    const model = { class_name: 'Sequential', config: { name: 'm', layers } };
    writeFileSync(join(folder.path, 'model.json'), JSON.stringify(model));
  });

  test.each([
    ['a table', []],
    ['CSV', ['--csv']],
    ['Markdown', ['--markdown']],
    ['JSON', ['--json']],
  ])('in %s send nothing to a terminal', async (_, options) => {
    const { code, stdout, stderr } = await folder.run('flops', 'model.json', ...options);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.replaceAll('\r\n', '\n')).not.toMatch(FORBIDDEN);
    if (options[0] === '--json') {
      const { layers } = JSON.parse(stdout) as { layers: { name: string }[] };
      expect(layers.map(({ name }) => name)).toEqual([HOSTILE, `${HOSTILE}2`]);
    }
    // 4 x 8 + 8 x 2 products: the names are those of layers that were counted.
    expect(stdout).toContain('[2J');
  });

  test('in CSV are text to a spreadsheet, and as they are with --raw', async () => {
    expect((await folder.run('flops', 'model.json', '--csv')).stdout).toContain(",'=");
    expect((await folder.run('flops', 'model.json', '--csv', '--raw')).stdout).toContain(HOSTILE);
    const sql = `select '=1+1' as a`;
    const db = ['--db', 'where-stdout-is-a-full-disk.db', '--format', 'csv'];
    expect((await folder.run('query', sql, ...db)).stdout).toBe("a\n'=1+1\n");
    expect((await folder.run('query', sql, ...db, '--raw')).stdout).toBe('a\n=1+1\n');
  });

  test('in a chart are well-formed XML', async () => {
    const { code } = await folder.run('flops', 'model.json', '--chart', 'chart.svg');
    expect(code).toBe(0);
    const { status, stderr } = spawnSync(
      'python3',
      [
        '-c',
        'import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])',
        join(folder.path, 'chart.svg'),
      ],
      { encoding: 'utf8' },
    );
    expect([status, stderr]).toEqual([0, '']);
  });

  test('of files and arguments do not reach a terminal by messages', async () => {
    for (const args of [
      [`${HOSTILE}.yaml`],
      ['show', HOSTILE],
      ['query', HOSTILE],
      ['rm', HOSTILE],
    ]) {
      const { code, stdout, stderr } = await folder.run(
        ...args,
        '--db',
        'where-stdout-is-a-full-disk.db',
      );
      expect(code).toBe(2);
      expect(stdout + stderr).not.toMatch(FORBIDDEN);
    }
  });

  test('of columns are shown without what a terminal obeys', async () => {
    const sql = `select 1 as "${HOSTILE}"`;
    for (const format of ['table', 'csv', 'markdown', 'json']) {
      const args = ['query', sql, '--format', format, '--db', 'where-stdout-is-a-full-disk.db'];
      const { code, stdout } = await folder.run(...args);
      expect(code).toBe(0);
      expect(stdout).not.toMatch(FORBIDDEN);
    }
  });
});
