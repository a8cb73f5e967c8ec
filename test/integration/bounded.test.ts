import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { idx } from '../data/idx-files.js';
import { CommandFolder } from './command-folder.js';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const MIB = 1024 * 1024;

let folder: CommandFolder;
beforeAll(() => {
  folder = new CommandFolder();
  folder.writeSpec('tiny.yaml', { hidden: '[3]' });
  // Of a pipe, a relative path would start where the pipe is.
  const spec = readFileSync(at('tiny.yaml'), 'utf8');
  writeFileSync(at('here.yaml'), spec.replace('path: data', `path: ${at('data')}`));
  spawnSync('mkfifo', [join(folder.path, 'fifo'), join(folder.path, 'fifo.csv')]);
});
afterAll(() => folder.remove());

const at = (name: string): string => join(folder.path, name);

/** A line of a shell that may take so many MiB of address space for data, and ten times the usual time. */
function shell(line: string, dataMib = 3000) {
  const script = `ulimit -d ${dataMib * 1024}; sweep() { "${process.execPath}" "${MAIN}" "$@"; }; ${line}`;
  const { status, stdout, stderr } = spawnSync('bash', ['-c', script], {
    cwd: folder.path,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

describe('what never ends is refused at once', () => {
  test.each([
    ['sweep list --db fifo', 5, /fifo: a database must be a file, not a pipe or device/],
    ['sweep list --db /dev/zero', 5, /\/dev\/zero: a database must be a file/],
    ['sweep tiny.yaml --db fifo', 5, /fifo: a database must be a file/],
    ['sweep query "select 1" --db fifo', 5, /fifo: a database must be a file/],
    ['sweep list --db -', 2, /--db: a database cannot be read from a pipe/],
    ['sweep plan ./fifo', 2, /fifo: a pipe or a device; expected a file, or - to read/],
    ['sweep plan /dev/zero', 2, /\/dev\/zero: a pipe or a device/],
    ['sweep flops ./fifo', 2, /fifo: a pipe or a device/],
    ['sweep flops /dev/urandom', 2, /: a pipe or a device/],
    ['sweep plan - < /dev/zero', 2, /<stdin>: too large.*got more; expected at most 67108864/],
    ['yes | sweep plan -', 2, /<stdin>: too large/],
    ['sweep plan /dev/stdin < /dev/zero', 2, /\/dev\/stdin: too large/],
    ['sweep plan <(yes)', 2, /too large/],
    ['sweep best ./fifo.csv', 2, /not a regular file/],
  ])('%s', (line, code, said) => {
    const { status, stderr } = shell(line);
    expect([status, stderr]).toEqual([code, expect.stringMatching(said)]);
  });

  test.each(['train-images-idx3-ubyte', ''])('a dataset whose %s is a pipe', (name) => {
    const path = name === '' ? 'fifo' : 'piped';
    if (name !== '') {
      mkdirSync(at('piped'));
      spawnSync('mkfifo', [join(at('piped'), name)]);
      for (const other of ['train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1']) {
        writeFileSync(join(at('piped'), `${other}-ubyte`), idx([1], [1]));
      }
    }
    const { status, stderr } = shell(
      `sed 's/path: data/path: ${path}/' tiny.yaml > other.yaml; sweep plan other.yaml`,
    );
    expect(status).toBe(name === '' ? 2 : 5);
    expect(stderr).toMatch(
      name === '' ? /fifo/ : /piped.*not a regular file; expected an IDX file/,
    );
  });
});

test.each([
  'sweep plan - < here.yaml',
  'cat here.yaml | sweep plan /dev/stdin',
  'sweep plan <(cat here.yaml)',
  '(sleep 2; cat here.yaml) | sweep plan -',
  '(head -c 150000 /dev/zero | tr "\\0" "#"; echo; cat here.yaml) | sweep plan -',
])('a spec that comes in by a pipe goes on working: %s', (line) => {
  expect(shell(line)).toMatchObject({ status: 0, stderr: '' });
});

describe('what unpacks to gigabytes', () => {
  // 2 GiB of zeros are 2 MB; unpacked they would not fit.
  const bomb = (head: Uint8Array): Buffer => {
    const part = gzipSync(new Uint8Array(64 * MIB));
    return Buffer.concat([gzipSync(head), ...Array.from({ length: 32 }, () => part)]);
  };

  test.each([
    ['beyond its header', idx([2, 2, 2], [0, 1, 2, 3, 4, 5, 6, 7]), /implies 8 bytes; got more/],
    ['and is no IDX file', new Uint8Array([1, 2, 3, 4]), /not an IDX file/],
  ])('%s is refused: a dataset', (_, head, said) => {
    mkdirSync(at('bomb'), { recursive: true });
    writeFileSync(join(at('bomb'), 'train-images-idx3-ubyte.gz'), bomb(head));
    for (const other of ['train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1']) {
      writeFileSync(join(at('bomb'), `${other}-ubyte`), idx([1], [1]));
    }
    const { status, stderr } = shell(
      `sed 's/path: data/path: bomb/' tiny.yaml > bomb.yaml; sweep plan bomb.yaml`,
      1500,
    );
    expect([status, stderr]).toEqual([5, expect.stringMatching(said)]);
  });

  test('config.json of a .keras file', () => {
    const zip = zipSync({ 'config.json': new Uint8Array(65 * MIB) });
    writeFileSync(at('bomb.keras'), zip);
    const { status, stderr } = shell('sweep flops bomb.keras');
    expect(status).toBe(2);
    expect(stderr).toMatch(/bomb\.keras\/config\.json: too large.*got 68157440 bytes/);
    // The size that is stated, in the local header and in the directory, is another one.
    const lies = Buffer.from(zip);
    const [local, central] = [0, lies.indexOf(Buffer.from('504b0102', 'hex'))];
    lies.writeUInt32LE(1000, local + 22);
    lies.writeUInt32LE(1000, central + 24);
    writeFileSync(at('lies.keras'), lies);
    const other = shell('sweep flops lies.keras');
    expect([other.status, other.stderr]).toEqual([
      2,
      expect.stringMatching(/cannot be read \(too many bytes/),
    ]);
  });
});

describe('of a large file only what is needed is read', () => {
  const MODEL = JSON.stringify({
    class_name: 'Sequential',
    config: {
      layers: [{ class_name: 'Dense', config: { units: 2, batch_input_shape: [null, 4] } }],
    },
  });

  test('a .keras file whose weights do not fit into memory', () => {
    // 3 GiB of nothing before the archive, as a self-extracting one has a program there.
    const script = `
import zipfile
with open('large.keras', 'wb') as file:
    file.write(b'PK\\3\\4')
    file.truncate(3 << 30)
with zipfile.ZipFile('large.keras', 'a') as archive:
    archive.write('one.json', 'config.json')
`;
    writeFileSync(at('one.json'), MODEL);
    const { status: made } = spawnSync('python3', ['-c', script], { cwd: folder.path });
    expect(made).toBe(0);
    const { status, stdout, stderr } = shell('sweep flops large.keras');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Dense');
  });

  test('a data file that is no IDX file, or of another length', () => {
    mkdirSync(at('huge'));
    for (const other of ['train-labels-idx1', 't10k-images-idx3', 't10k-labels-idx1']) {
      writeFileSync(join(at('huge'), `${other}-ubyte`), idx([1], [1]));
    }
    const path = join(at('huge'), 'train-images-idx3-ubyte');
    writeFileSync(path, idx([1, 2, 2], [1, 2, 3, 4]));
    truncateSync(path, 1900 * MIB);
    const { status, stderr } = shell(
      `sed 's/path: data/path: huge/' tiny.yaml > huge.yaml; sweep plan huge.yaml`,
      1500,
    );
    expect(status).toBe(5);
    expect(stderr).toMatch(/implies 4 bytes; got 1992294400 bytes/);
  });
});
