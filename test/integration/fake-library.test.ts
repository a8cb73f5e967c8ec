import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CommandFolder } from './command-folder.js';
import { sweep } from './sweep-process.js';

const require = createRequire(import.meta.url);
const CORE = require.resolve('@tensorflow/tfjs-core');
const CPU = require.resolve('@tensorflow/tfjs-backend-cpu');

/**
 * A package that takes itself for tfjs-node-gpu: it computes in JavaScript, says the version it is
 * told to say, and has the cards that it is told to have as far as CUDA_VISIBLE_DEVICES lets it.
 */
const PACKAGE = `
const tf = require(${JSON.stringify(CORE)});
const { MathBackendCPU } = require(${JSON.stringify(CPU)});
const { version, cards, complaint } = require('./fake.json');
const { CUDA_VISIBLE_DEVICES: visible } = process.env;
const ids = visible === undefined ? Object.keys(cards) : visible.split(',');
// As CUDA does, which reads no further than the first id that it does not know.
const unknown = ids.findIndex((id) => !(id in cards));
const seen = unknown < 0 ? ids : ids.slice(0, unknown);
const binding = {
  TF_Version: version,
  createTensor: () => 0,
  deleteTensor: () => undefined,
  tensorDataSync: () => Float32Array.of(0),
  // Whatever it is: a product takes three milliseconds.
  executeOp: () => {
    for (const end = performance.now() + 3; performance.now() < end; );
    return [{ id: 0 }];
  },
};
class Backend extends MathBackendCPU {
  isUsingGpuDevice = seen.length > 0;
  binding = binding;
}
seen.forEach((id, index) => console.error(
  'I0000 00:00:1 1 gpu_device.cc:2043] Created device /job:localhost/replica:0/task:0/device:GPU:' +
  index + ' with 1024 MB memory:  -> device: ' + index + ', name: ' + cards[id] +
  ', pci bus id: 0000:00:06.0, compute capability: 9.0a'));
if (complaint) console.error('W0000 00:00:1 1 dso_loader.cc:59] ' + complaint);
tf.registerBackend('tensorflow', () => new Backend());
for (const kernel of tf.getKernelsForBackend('cpu')) {
  tf.registerKernel({ ...kernel, backendName: 'tensorflow' });
}
`;

let folder: CommandFolder;
beforeEach(() => {
  folder = new CommandFolder();
});
afterEach(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

interface Fake {
  readonly version: string;
  readonly cards: Readonly<Record<string, string>>;
  readonly complaint?: string;
}

function install(fake: Fake): void {
  const path = join(folder.path, 'fake');
  writePackage(path, fake);
  vi.stubEnv('SWEEP_STAGED_PACKAGE', path);
  vi.stubEnv('SWEEP_CACHE_DIR', join(folder.path, 'cache'));
}

function writePackage(path: string, fake: Fake): void {
  mkdirSync(path, { recursive: true });
  writeFileSync(
    join(path, 'package.json'),
    '{"name": "fake", "version": "4.0.0-fake", "main": "index.js"}',
  );
  writeFileSync(join(path, 'index.js'), PACKAGE);
  writeFileSync(join(path, 'fake.json'), JSON.stringify(fake));
}

async function doctorsRow(): Promise<Record<string, unknown>> {
  const { stdout } = await sweep(['doctor', '--json'], folder.path);
  const { engines } = JSON.parse(stdout) as { engines: Record<string, unknown>[] };
  return engines.find(({ name }) => name === 'tfjs-node-gpu') ?? {};
}

test.each(['2.9.1', '3.4.5'])(
  'doctor says the version %s that the library says',
  async (version) => {
    install({ version, cards: {} });
    expect(await doctorsRow()).toMatchObject({
      available: true,
      library: `TensorFlow ${version}`,
      version: '4.0.0-fake',
      path: join(folder.path, 'fake'),
      devices: [expect.stringMatching(/^cpu/)],
    });
  },
);

test('a tfjs-node that is installed and works is taken where nothing is staged', async () => {
  const modules = join(folder.path, 'modules');
  const path = join(modules, '@tensorflow', 'tfjs-node');
  writePackage(path, { version: '2.9.1', cards: {} });
  mkdirSync(join(path, 'lib/napi-v8'), { recursive: true });
  writeFileSync(join(path, 'lib/napi-v8/tfjs_binding.node'), '');
  vi.stubEnv('NODE_PATH', modules);
  vi.stubEnv('SWEEP_CACHE_DIR', join(folder.path, 'empty'));
  const { stdout } = await sweep(['doctor', '--json'], folder.path);
  expect(JSON.parse(stdout)).toMatchObject({
    chosen: 'tfjs-node',
    engines: [
      { name: 'tfjs-node-gpu', available: false },
      { name: 'tfjs-node', available: true, path, library: 'TensorFlow 2.9.1' },
      { name: 'wasm', available: true },
    ],
  });
});

test.each([
  ['throws', 'throw new Error("its symbols are gone")', 'its symbols are gone'],
  ['aborts', 'process.abort()', 'its process was killed by SIGABRT'],
])(
  'a library that loaded once and %s now is passed over in the same run',
  async (_, broken, reason) => {
    folder.writeSpec('tiny.yaml', { hidden: '[3]', seeds: '0, 1' });
    install({ version: '2.21.0', cards: {} });
    expect((await sweep(['doctor'], folder.path)).code).toBe(0);
    const run = (spec: string) => sweep([spec, '--device', 'cpu', '--compile', 'off'], folder.path);
    expect((await run('tiny.yaml')).stderr).toContain('Engine: tfjs-node-gpu');
    writeFileSync(join(folder.path, 'fake', 'index.js'), broken);
    folder.writeSpec('more.yaml', { hidden: '[4]', seeds: '0, 1' });
    const { code, stderr } = await run('more.yaml');
    expect(stderr).toContain('Engine: wasm');
    expect(stderr).toContain(`not tfjs-node-gpu: ${reason}`);
    expect(code).toBe(0);
    expect(folder.rows('select distinct status from attempts order by 1')).toEqual([
      ['completed'],
      ['interrupted'],
    ]);
  },
);

test('a worker that is killed while it loads has failed, and the library is not to blame', async () => {
  folder.writeSpec('tiny.yaml', { hidden: '[3]' });
  install({ version: '2.21.0', cards: {} });
  const run = (spec: string) =>
    sweep([spec, '--device', 'cpu', '--compile', 'off', '--retries', '0'], folder.path);
  expect((await run('tiny.yaml')).stderr).toContain('Engine: tfjs-node-gpu');
  const killing = "process.kill(process.pid, 'SIGKILL')";
  writeFileSync(join(folder.path, 'fake', 'index.js'), killing);
  folder.writeSpec('more.yaml', { hidden: '[4]' });
  const { code, stderr } = await run('more.yaml');
  expect(code).toBe(3);
  expect(stderr).toContain('failed: the worker was killed (SIGKILL): out of memory, or killed');
  expect(stderr).not.toContain('does not load any more');
  expect(folder.rows("select status from trials where hidden = '4'")).toEqual([['failed']]);
});

test('doctor lists every card that the library registered', async () => {
  install({ version: '2.21.0', cards: { 0: 'Card A', 1: 'Card B' } });
  expect(await doctorsRow()).toMatchObject({
    devices: [
      'gpu 0 (Card A, 1 GiB free, compute capability 9.0a)',
      'gpu 1 (Card B, 1 GiB free, compute capability 9.0a)',
    ],
  });
});

/** A library that loads no graph, and what it says. */
const REFUSING = `
binding.loadSavedModel = () => { throw new Error(complaint); };
`;

describe('a card that runs no program', () => {
  const installRefusing = (complaint: string): void => {
    install({ version: '2.21.0', cards: { 0: 'Card A' }, complaint });
    const file = join(folder.path, 'fake', 'index.js');
    writeFileSync(file, PACKAGE.replace('seen.forEach', `${REFUSING}seen.forEach`));
  };
  const run = (...args: string[]) => sweep(['tiny.yaml', '--device', 'gpu', ...args], folder.path);
  beforeEach(() => folder.writeSpec('tiny.yaml', { hidden: '[3]', seeds: '0, 1' }));

  test('is tried once, is not asked again, and trains layer by layer, with the reason', async () => {
    installRefusing('ptxas was not found');
    const first = await run();
    expect(first.stderr).toContain('First use of Card A');
    expect(first.stderr).toContain(
      'Layer by layer: 2 trials, because TensorFlow runs no program on this GPU (ptxas was not found)',
    );
    expect(first.code).toBe(0);
    folder.writeSpec('tiny.yaml', { hidden: '[4]', seeds: '0, 1' });
    const second = await run();
    expect(second.stderr).not.toContain('First use');
    expect(second.stderr).toContain('(ptxas was not found)');
    expect(folder.rows('select distinct trainer, device from jobs')).toEqual([['layers', 'gpu']]);
  });

  test('is not tried where no program is wanted', async () => {
    installRefusing('ptxas was not found');
    const { code, stderr } = await run('--compile', 'off');
    expect(stderr).not.toContain('First use');
    expect(stderr).toContain('on gpu (Card A)');
    expect(code).toBe(0);
    // What was not tried is not remembered.
    folder.writeSpec('tiny.yaml', { hidden: '[4]', seeds: '0' });
    expect((await run()).stderr).toContain('First use of Card A');
  });

  test('is tried again where its memory was another process’s', async () => {
    installRefusing('OOM when allocating tensor');
    await run();
    folder.writeSpec('tiny.yaml', { hidden: '[4]', seeds: '0, 1' });
    expect((await run()).stderr).toContain('First use of Card A');
  });

  test('though it did once: falls to the plain graph, then to layers, each said once', async () => {
    installRefusing('libdevice is gone');
    // What is asked for by name is not judged before.
    const { stderr, code } = await run('--compile', 'graph', '--workers', '2');
    const said = stderr.split('\n').filter((line) => line.includes('libdevice is gone)'));
    expect(said).toEqual(['Layer by layer: TensorFlow runs no program here (libdevice is gone)']);
    expect(code).toBe(0);
    expect(folder.rows('select distinct trainer, compilation from jobs')).toEqual([
      ['layers', null],
    ]);
    expect(folder.rows('select status, count(*) from trials group by 1')).toEqual([
      ['completed', 2],
    ]);
  });

  test('is an error where XLA is asked for by name', async () => {
    installRefusing('ptxas was not found');
    const { stderr, code } = await run('--compile', 'xla', '--retries', '0');
    expect(stderr).toContain('ptxas was not found');
    expect(code).toBe(3);
    expect(folder.rows('select distinct status from trials')).toEqual([['failed']]);
  });
});

describe('--device gpu', () => {
  beforeEach(() => folder.writeSpec('tiny.yaml', { hidden: '[3]', seeds: '0, 1, 2, 3' }));
  const made = () => existsSync(join(folder.path, 'results'));

  test('trains on the cards that are named, each job on one of them', async () => {
    install({ version: '2.21.0', cards: { 0: 'Card A', 1: 'Card B', 2: 'Card C' } });
    const { code, stderr } = await sweep(
      ['tiny.yaml', '--gpus', '1,2', '--workers', '2'],
      folder.path,
    );
    expect(stderr).toContain('on 2 workers sharing 2 GPUs');
    expect(stderr).toMatch(/Engine: tfjs-node-gpu 4\.0\.0-fake on gpu \(Card [BC]\)/);
    expect(code).toBe(0);
    expect(
      folder.rows('select distinct engine, library, device, device_name from jobs order by 4'),
    ).toEqual([
      ['tfjs-node-gpu', 'TensorFlow 2.21.0', 'gpu', 'Card B'],
      ['tfjs-node-gpu', 'TensorFlow 2.21.0', 'gpu', 'Card C'],
    ]);
    expect(folder.rows('select count(*) from jobs where threads is null')).toEqual([[0]]);
  });

  test('without a card ends with 5 and what the library complained of, nothing made', async () => {
    install({ version: '2.21.0', cards: {}, complaint: "Could not load 'libcudnn.so.9'" });
    const { code, stderr } = await sweep(['tiny.yaml', '--device', 'gpu'], folder.path);
    expect({ code, stderr }).toEqual({
      code: 5,
      stderr:
        "device gpu is not available: TensorFlow 2.21.0 registered only a cpu: Could not load 'libcudnn.so.9'; " +
        'sweep doctor lists available devices\n',
    });
    expect(made()).toBe(false);
  });

  test('a flag outweighs a variable: --device cpu beside SWEEP_GPUS trains on the CPU', async () => {
    install({ version: '2.21.0', cards: { 0: 'Card A' } });
    vi.stubEnv('SWEEP_GPUS', '0');
    const { code, stderr } = await sweep(
      ['tiny.yaml', '--device', 'cpu', '--compile', 'off'],
      folder.path,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining(' on cpu ') });
  });

  test('a card that is not there ends with 5 and the cards that are', async () => {
    install({ version: '2.21.0', cards: { 0: 'Card A' } });
    const { code, stderr } = await sweep(['tiny.yaml', '--gpus', '3,0'], folder.path);
    expect(stderr).toBe(
      'gpus: 3 not available; got 0 (Card A); use only GPUs that sweep doctor lists\n',
    );
    expect(code).toBe(5);
    expect(made()).toBe(false);
  });
});
