import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { prepareSweep } from '../../src/run/planning/prepare.js';
import { runSweep } from '../../src/run/executing/run-sweep.js';
import type { RunOptions } from '../../src/run/options.js';
import { CommandFolder } from './command-folder.js';
import { expectModelsReload, metadataOf, MNIST_LINES } from './reloading.js';

let folder: CommandFolder;
beforeEach(() => {
  folder = new CommandFolder();
});
afterEach(() => folder.remove());

const models = (): string[] => {
  const place = join(folder.path, 'results', 'models');
  return existsSync(place) ? readdirSync(place).sort() : [];
};
/** Models that the rows have, as `hidden/seed`. */
const kept = (): string[] =>
  folder
    .rows('select distinct hidden, seed from trials where model is not null order by hidden, seed')
    .map(([hidden, seed]) => `${String(hidden)}/${String(seed)}`);
/** The folders are those of the rows. */
const expectKept = (names: readonly string[]): void => {
  expect(kept()).toEqual(names);
  expect(models()).toEqual(
    folder
      .rows('select distinct trial from trials where model is not null order by trial')
      .map(([trial]) => trial),
  );
};

describe('a model that is loaded by TensorFlow.js alone says what its trial says', () => {
  test.each(['fused', 'layers'])('of the %s trainer', async (trainer) => {
    writeFileSync(
      join(folder.path, 'few.yaml'),
      `name: few
${MNIST_LINES}
parameters: { hidden: { values: [[], [24, 12]] }, dropout: 0.2, activation: gelu, epochs: 3, learning_rate: 0.01 }
seeds: [3]
run: { save: all }
`,
    );
    const { code, stderr } = await folder.run(
      'few.yaml',
      ...(trainer === 'layers' ? ['--compile', 'off'] : []),
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(folder.rows('select distinct trainer from trials')).toEqual([[trainer]]);
    expectModelsReload(folder, 2);
    const [[trial, model]] = folder.rows('select trial, model from trials limit 1') as [
      [string, string],
    ];
    expect(model).toBe(`models/${trial}/model.json`);
    expect(metadataOf(folder, model)).toMatchObject({
      trial,
      dataset: 'mnist',
      input: 'pixels / 255',
      input_shape: [28, 28],
      classes: 10,
    });
  });

  test('of layers that have other weights than a kernel and a bias', async () => {
    writeFileSync(
      join(folder.path, 'layers.yaml'),
      `name: layers
dataset: { name: idx, path: data, validation: 60 }
model:
  layers:
    - lstm: { units: 6, return_sequences: true }
    - layer_normalization
    - gru: 5
    - batch_normalization
    - dropout: 0.1
    - dense: { units: 8, activation: relu, use_bias: false }
parameters: { epochs: 12, batch_size: 8, learning_rate: 0.01 }
seeds: [0]
`,
    );
    const { code, stderr } = await folder.run('layers.yaml');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(folder.rows('select distinct trainer from trials')).toEqual([['fused']]);
    expectModelsReload(folder, 1, { data: join(folder.path, 'data'), test: 60 });
  });

  test.each([
    [
      'images',
      `    - conv2d: { filters: 4, kernel_size: 3, activation: relu }
    - batch_normalization
    - prelu: { shared_axes: [1, 2] }
    - max_pooling2d
    - separable_conv2d: { filters: 6, kernel_size: 3, padding: same }
    - reshape: { target_shape: [13, -1] }
    - lstm: { units: 10, return_sequences: true }
    - simple_rnn: 12
    - dense: { units: 16, activation: swish }
`,
    ],
    [
      'pixels and windows',
      `    - depthwise_conv2d: { kernel_size: 3, strides: 2, depth_multiplier: 4 }
    - average_pooling2d: { pool_size: 3, strides: 2, padding: same }
    - reshape: { target_shape: [49, 4] }
    - conv1d: { filters: 8, kernel_size: 3, activation: tanh }
    - gru: { units: 12 }
    - layer_normalization
`,
    ],
    [
      'words',
      `    - embedding: { output_dim: 3 }
    - reshape: { target_shape: [28, 84] }
    - conv1d: { filters: 12, kernel_size: 3, activation: elu }
    - max_pooling1d
    - flatten
`,
    ],
  ])('of a program of layers that read %s', async (_, layers) => {
    writeFileSync(
      join(folder.path, 'layers.yaml'),
      `name: layers
${MNIST_LINES}
model:
  layers:
${layers}
parameters: { epochs: 16, batch_size: 20, learning_rate: 0.01 }
seeds: [0, 1]
data_seed: 0
run: { save: all }
`,
    );
    const { code, stderr } = await folder.run('layers.yaml');
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(folder.rows('select distinct trainer from trials')).toEqual([['fused']]);
    expectModelsReload(folder, 2);
  });
});

describe('which models a run keeps', () => {
  /** [3] is worse than [] and dearer; [4] is the best. */
  const run = (options: Partial<RunOptions> = {}, name = 'tiny') => {
    const file = join(folder.path, `${name}.yaml`);
    return runSweep(prepareSweep(readFileSync(file, 'utf8'), file), {
      database: join(folder.path, 'results', 'sweep.db'),
      workers: 1,
      workerModule: new URL('../run/workers/keeping.mjs', import.meta.url),
      ...options,
    });
  };

  test("exactly the front's, every seed", async () => {
    folder.writeSpec('tiny.yaml', { seeds: '0, 1' });
    await run();
    expectKept(['4/0', '4/1', 'none/0', 'none/1']);
  });

  test('all, or none, as the spec says; a flag goes before it', async () => {
    folder.writeSpec('tiny.yaml', { more: 'run: { save: none }' });
    await run();
    expectKept([]);
    folder.writeSpec('tiny.yaml', { seeds: '1', more: 'run: { save: none }' });
    await run({ save: 'all' });
    expectKept(['3/1', '4/1', 'none/1']);
    // What was not kept stays so, whatever is asked for later.
    folder.writeSpec('tiny.yaml', { seeds: '0, 1', more: 'run: { save: all }' });
    await run();
    expectKept(['3/1', '4/1', 'none/1']);
  });

  test('one that is stopped keeps what may still join the front', async () => {
    folder.writeSpec('tiny.yaml', { seeds: '0, 1', more: 'run: { order: given, fuse: off }' });
    await run({ maxTrials: 1 });
    expectKept(['none/0']);
    await run({ maxTrials: 2 });
    expectKept(['3/0', 'none/0', 'none/1']);
    await run({ maxTrials: 1 });
    expectKept(['none/0', 'none/1']);
  });

  test("another sweep's front keeps its own", async () => {
    folder.writeSpec('other.yaml', { name: 'other', hidden: '[3]' });
    await run({}, 'other');
    folder.writeSpec('tiny.yaml', {});
    await run();
    expectKept(['3/0', '4/0', 'none/0']);
    expect((await folder.run('rm', 'other', '--yes')).code).toBe(0);
    await run();
    expectKept(['4/0', 'none/0']);
  });

  test('another sweep that keeps all keeps them, whatever the front of this one is', async () => {
    folder.writeSpec('other.yaml', { name: 'other', more: 'run: { save: all }' });
    await run({}, 'other');
    expectKept(['3/0', '4/0', 'none/0']);
    folder.writeSpec('tiny.yaml', {});
    await run();
    expectKept(['3/0', '4/0', 'none/0']);
    // Until it keeps its front too.
    folder.writeSpec('other.yaml', { name: 'other' });
    await run({}, 'other');
    expectKept(['4/0', 'none/0']);
  });

  test('two databases in one folder have each their own', async () => {
    folder.writeSpec('tiny.yaml', {});
    const second = join(folder.path, 'results', 'second.db');
    await run({ save: 'all' });
    await run({ database: second });
    expect(kept()).toEqual(['3/0', '4/0', 'none/0']);
    const own = folder.rows('select model from trials where model is not null').flat();
    const { code, stdout } = await folder.run(
      ...['query', 'select model from trials where model is not null', '--db', second, '--json'],
    );
    expect(code).toBe(0);
    const rows = JSON.parse(stdout) as { model: string }[];
    expect(rows.map(({ model }) => model)).toEqual([
      expect.stringMatching(/^models\/[0-9a-f]{16}\.second\.db\/model\.json$/),
      expect.stringMatching(/^models\/[0-9a-f]{16}\.second\.db\/model\.json$/),
    ]);
    for (const model of [...own.map(String), ...rows.map((row) => row.model)]) {
      expect(existsSync(join(folder.path, 'results', model))).toBe(true);
    }
  });

  test('a spec that comes back finds its models again', async () => {
    folder.writeSpec('tiny.yaml', {});
    await run();
    folder.writeSpec('tiny.yaml', { epochs: 1 });
    await run();
    folder.writeSpec('tiny.yaml', {});
    expect((await run()).ran).toBe(0);
    expect(kept()).toEqual(['4/0', 'none/0']);
    // Those of the other spec wait for it, until they are removed.
    expect(models()).toHaveLength(4);
    expect((await folder.run('rm', '--old', '--yes')).code).toBe(0);
    expectKept(['4/0', 'none/0']);
  });

  test('another database in the same folder, and files of other programs, are left alone', async () => {
    folder.writeSpec('tiny.yaml', {});
    await run();
    const place = join(folder.path, 'results', 'models');
    mkdirSync(join(place, '0123456789abcdef'));
    writeFileSync(join(place, 'notes.txt'), '');
    const before = models();
    await run({ database: join(folder.path, 'results', 'second.db'), save: 'none' });
    await run();
    expect(models()).toEqual(before);
  });

  test('a result that is removed takes its model along', async () => {
    folder.writeSpec('tiny.yaml', { hidden: '[]' });
    await run();
    const [[trial]] = folder.rows('select trial from trials') as [[string]];
    expect((await folder.run('rm', trial, '--yes')).code).toBe(0);
    expectKept([]);
    await run();
    expectKept(['none/0']);
  });

  test('where they cannot be written, the run says so before it trains', async () => {
    folder.writeSpec('tiny.yaml', {});
    mkdirSync(join(folder.path, 'results'));
    writeFileSync(join(folder.path, 'results', 'models'), 'a file');
    const { code, stderr } = await folder.run('tiny.yaml');
    expect(code).toBe(5);
    expect(stderr).toMatch(/a trained model cannot be kept in .*models; got .*; .*--save none/);
    expect(folder.rows('select count(*) from attempts')).toEqual([[0]]);
    expect((await folder.run('tiny.yaml', '--save', 'none')).code).toBe(0);
  });
});

describe('a sweep that is killed between a model and its row', () => {
  beforeEach(() => {
    folder.writeSpec('tiny.yaml', {
      hidden: '[4]',
      epochs: 12,
      parameters: ', learning_rate: 0.03',
    });
    const program = fileURLToPath(new URL('programs/run-keeping.mjs', import.meta.url));
    const { signal } = spawnSync(process.execPath, [program, 'tiny.yaml', 'results/sweep.db'], {
      cwd: folder.path,
      env: { ...process.env, KILL_PARENT: '1' },
    });
    expect(signal).toBe('SIGKILL');
    expect([models().length, kept()]).toEqual([1, []]);
  });

  test('trains the trial again, and its model is the new one', async () => {
    expect((await folder.run('tiny.yaml')).code).toBe(0);
    expectKept(['4/0']);
    const [[row]] = folder.rows('select test_accuracy from trials') as [[number]];
    // The one that was left has zeros, which say the first class of three.
    expect(row).not.toBeCloseTo(1 / 3, 3);
    expectModelsReload(folder, 1, { data: join(folder.path, 'data'), test: 60 });
  });

  test('removes it, and what was half written, where no spec wants it any more', async () => {
    const [left] = models();
    mkdirSync(join(folder.path, 'results', 'models', `.${left ?? ''}.sweep.db.tmp`));
    folder.writeSpec('tiny.yaml', { hidden: '[5]' });
    expect((await folder.run('tiny.yaml')).code).toBe(0);
    // The other's row had not got its model yet.
    expectKept(['5/0']);
  });
});

describe('sweep save', () => {
  const save = (...args: readonly string[]) => folder.run('save', ...args);

  test('copies a model, which a script without sweep then asks', async () => {
    writeFileSync(
      join(folder.path, 'few.yaml'),
      `name: few
${MNIST_LINES}
parameters: { hidden: [24], epochs: 6, learning_rate: 0.01 }
`,
    );
    expect((await folder.run('few.yaml')).code).toBe(0);
    const [[trial]] = folder.rows('select trial from trials') as [[string]];
    const { code, stdout, stderr } = await save(trial.slice(0, 6), '--out', 'deep/my-model');
    expect([code, stdout, stderr]).toEqual([0, 'deep/my-model\n', '']);
    expect(readdirSync(join(folder.path, 'deep/my-model')).sort()).toEqual([
      'model.json',
      'weights.bin',
    ]);
    // Where the kept ones are, each is of its own trial.
    const among = await save(trial, '--out', 'results/models/0123456789abcdef');
    expect(among).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('the models folder of a database') as string,
    });
    expect(models()).toEqual([trial]);
    // Over itself it is copied again.
    expect((await save(trial, '--out', 'deep/my-model')).code).toBe(0);
    const script = fileURLToPath(new URL('../../docs/classify.mjs', import.meta.url));
    const says = (image: number): string =>
      execFileSync(process.execPath, [script, 'deep/my-model', String(image)], {
        cwd: folder.path,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    // The first test images of MNIST are a 7, a 2, a 1 and a 0.
    const digits = [0, 1, 2, 3].map((image) => says(image).at(0));
    expect(digits).toEqual(['7', '2', '1', '0']);
  });

  test('says what to do where there is none, or the folder is not its own', async () => {
    folder.writeSpec('tiny.yaml', { hidden: '[3], [4]' });
    await folder.run('tiny.yaml', '--save', 'all');
    const [[first], [second]] = folder.rows('select trial from trials') as [[string], [string]];
    const full = join(folder.path, 'full');
    mkdirSync(full);
    writeFileSync(join(full, 'model.json'), '{"generatedBy": "somebody"}');
    const cases: readonly (readonly [readonly string[], RegExp])[] = [
      [['ffffff', '--out', 'm'], /has no sweep and no trial "ffffff"/],
      [['tiny', '--out', 'm'], /sweep save needs a trial; got the sweep tiny/],
      [[first], /--out: got nothing; expected a folder/],
      [[first, '--out', 'full'], /--out: full holds other files; expected a new or empty folder/],
      [[first, '--out', 'tiny.yaml'], /--out: tiny.yaml is not a folder/],
    ];
    for (const [args, message] of cases) {
      const { code, stdout, stderr } = await save(...args);
      expect([code, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(message);
    }
    expect(readFileSync(join(full, 'model.json'), 'utf8')).toBe('{"generatedBy": "somebody"}');
    await folder.run('rm', first, '--yes');
    const pending = await save(first, '--out', 'm');
    expect([pending.code, pending.stderr]).toEqual([
      2,
      `the model of trial ${first} is not kept; got a trial that is pending; run its spec with --save all\n`,
    ]);
    await folder.run('tiny.yaml', '--save', 'none');
    const { stderr } = await save(first, '--out', 'm');
    expect(stderr).toMatch(/is not kept; to get it, .*sweep rm \w{16} --yes.*--save all/);
    expect(existsSync(join(folder.path, 'm'))).toBe(false);
    expect((await save(second, '--out', 'm')).code).toBe(0);
  });
});
