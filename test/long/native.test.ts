import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import '@tensorflow/tfjs-backend-wasm';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stagedPackage } from '../../src/native/staging/cache.js';
import { RELEASES } from '../../src/native/staging/release.js';
import { describeStopping } from '../processes/stopping.js';
import { sweep } from '../integration/sweep-process.js';
import { expectAgreement, weightsAfterFiftySteps } from '../train/stepping.js';

const LENET = fileURLToPath(new URL('../../experiments/lenet-vs-mlp.yaml', import.meta.url));
const SMOKE = fileURLToPath(new URL('../../experiments/smoke.yaml', import.meta.url));
const { cpu: CPU_RELEASE } = RELEASES;
const LIBRARY = `TensorFlow ${CPU_RELEASE.tensorflow}`;

interface TrainedOnce {
  readonly node: string;
  readonly state: string;
  readonly messages: readonly { readonly type: string }[];
}

function trainOnce(node: string): TrainedOnce {
  const program = fileURLToPath(new URL('programs/train-once.mjs', import.meta.url));
  return JSON.parse(execFileSync(node, [program], { encoding: 'utf8' })) as TrainedOnce;
}

describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('the native engine', () => {
  let folder: string;
  const before = { cache: process.env['SWEEP_CACHE_DIR'], path: process.env['PATH'] };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sweep-native-'));
    process.env['SWEEP_CACHE_DIR'] = join(folder, 'cache');
  });
  afterAll(() => {
    if (before.cache === undefined) delete process.env['SWEEP_CACHE_DIR'];
    else process.env['SWEEP_CACHE_DIR'] = before.cache;
    rmSync(folder, { recursive: true, force: true });
  });

  test('without Python, setup says so in a line and training runs on wasm', async () => {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    symlinkSync(execFileSync('which', ['g++'], { encoding: 'utf8' }).trim(), join(bin, 'g++'));
    process.env['PATH'] = bin;
    try {
      const setup = await sweep(['setup'], folder);
      expect(setup.code).toBe(0);
      expect(setup.stderr).toMatch(/^No native engine: no Python on the PATH; .*wasm\.$/m);
      const { code, stderr } = await sweep([SMOKE, '--db', 'wasm.db'], folder);
      expect(code).toBe(0);
      expect(stderr).toMatch(/Engine: wasm .*\(sweep setup installs it\)/);
    } finally {
      process.env['PATH'] = before.path;
    }
  });

  test('setup makes it, doctor names its version, a sweep trains on it', async () => {
    const setup = await sweep(['setup'], folder);
    expect(setup.stderr).toContain('The native engine is ready');
    expect(setup.code).toBe(0);
    // Only what is needed at run time is kept.
    expect(readdirSync(join(folder, 'cache'))).toHaveLength(1);

    const doctor = await sweep(['doctor', '--json'], folder);
    expect(JSON.parse(doctor.stdout)).toMatchObject({
      chosen: 'tfjs-node-gpu',
      engines: expect.arrayContaining([
        expect.objectContaining({
          name: 'tfjs-node-gpu',
          available: true,
          library: LIBRARY,
          version: CPU_RELEASE.binding,
        }),
      ]) as unknown,
    });

    const { code, stderr } = await sweep([SMOKE], folder);
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    const db = new Database(join(folder, 'results', 'sweep.db'), { readonly: true });
    const jobs = db
      .prepare('SELECT DISTINCT engine, engine_version, library, device FROM jobs')
      .all();
    db.close();
    expect(jobs).toEqual([
      {
        engine: 'tfjs-node-gpu',
        engine_version: CPU_RELEASE.binding,
        library: LIBRARY,
        device: 'cpu',
      },
    ]);
  });

  test('convolutions and MLPs stand on one front', async () => {
    const set = ['dataset={name: mnist, limit: 2000}', 'epochs=1', 'seeds=[0]'];
    const { code, stderr, stdout } = await sweep(
      [LENET, '--db', 'lenet.db', ...set.map((setting) => `--set=${setting}`)],
      folder,
    );
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('trained 11 trials');
    const db = new Database(join(folder, 'lenet.db'), { readonly: true });
    const families = db
      .prepare('SELECT family, count(*), min(val_accuracy) > 0.3 FROM trials GROUP BY family')
      .raw()
      .all();
    db.close();
    expect(families).toEqual([
      ['lenet', 6, 1],
      ['mlp', 5, 1],
    ]);
  });

  test('programs are compiled or not as asked, and the row says which', async () => {
    const compilations = async (choice: string): Promise<unknown[]> => {
      const database = `${choice}.db`;
      const { code } = await sweep([SMOKE, '--compile', choice, '--db', database], folder);
      expect(code).toBe(0);
      const db = new Database(join(folder, database), { readonly: true });
      const found = db.prepare('SELECT DISTINCT trainer, compilation FROM jobs').raw().all();
      db.close();
      return found;
    };
    expect(await compilations('graph')).toEqual([['compiled', 'graph']]);
    expect(await compilations('xla')).toEqual([['compiled', 'xla']]);
    expect(await compilations('off')).toEqual([['layers', null]]);
  });

  test('doctor --bench measures it, and runs decide by that', async () => {
    const { code, stdout } = await sweep(['doctor', '--bench', '--json'], folder);
    expect(code).toBe(0);
    const { engines } = JSON.parse(stdout) as { engines: { name: string; speeds: unknown }[] };
    expect(engines.find(({ name }) => name === 'tfjs-node-gpu')?.speeds).toMatchObject({
      matrix_flops_per_second: expect.any(Number),
      programs: [{ architectures: 1 }, { architectures: 4 }],
    });
  });

  describe('with compiled programs', () => describeStopping(1));

  test('it agrees with wasm after 50 steps, to 1e-5 of the kernels', async () => {
    const staged = stagedPackage(process.env, 'cpu') ?? '';
    expect(existsSync(staged)).toBe(true);
    createRequire(import.meta.url)(staged);
    const native = await weightsAfterFiftySteps('tensorflow');
    const wasm = await weightsAfterFiftySteps('wasm');
    expectAgreement(native, wasm);
  });

  test.each(['22', '24'])(
    'it loads and trains the same on Node %s',
    (version) => {
      const prefix = join(folder, `node-${version}`);
      execFileSync('npm', ['install', '--silent', '--prefix', prefix, `node@${version}`]);
      const other = trainOnce(join(prefix, 'node_modules', 'node', 'bin', 'node'));
      expect(other.node).toMatch(new RegExp(`^${version}\\.`));
      expect(other.state).toBe('finished');
      expect(other.messages[0]).toMatchObject({
        type: 'started',
        engine: { engine: 'tfjs-node-gpu', library: LIBRARY, device: 'cpu' },
      });
      const results = ({ messages }: TrainedOnce) =>
        messages.filter(({ type }) => type === 'completed');
      expect(results(other)).toHaveLength(1);
      expect(results(other)).toEqual(results(trainOnce(process.execPath)));
    },
    120_000,
  );

  test('setup --remove takes it away', async () => {
    expect((await sweep(['setup', '--remove'], folder)).code).toBe(0);
    expect(readdirSync(join(folder, 'cache'))).toEqual([]);
  });
});
