import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CommandFolder } from '../integration/command-folder.js';
import { expectModelsReload, MNIST_LINES } from '../integration/reloading.js';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { call } from '../../src/graph/control-flow.js';
import * as op from '../../src/graph/ops.js';
import { namedSignature, savedModel } from '../../src/graph/saved-model.js';
import { Graph } from '../../src/graph/scope.js';
import type { Tensor } from '../../src/graph/node.js';
import { ENGINE_VARIABLE } from '../../src/native/environment.js';
import { closeUnused, openGraph, reopenGraph } from '../../src/native/graph-session.js';
import { loadEngine, useInTfjs } from '../../src/native/load-engine.js';
import { stagedPackage } from '../../src/native/staging/cache.js';
import { cardSpeeds } from '../run/card-for-test.js';
import { MOST_DIFFERENCE, writeCard } from '../../src/native/cards.js';
import type { JobTrial } from '../../src/train/contract.js';
import { groupTaskOf } from '../../src/train/grouped/train-grouped.js';
import { measureTogether, proveCard } from '../../src/train/speed/measure-card.js';
import { openProgram, programOf, trainCompiled } from '../../src/train/compiled/train-compiled.js';
import { OPTIMIZERS } from '../../src/elementary/optimizers.js';
import { sweep } from '../integration/sweep-process.js';
import {
  dataset,
  facts,
  messagesOf,
  expectDivergenceKept,
  expectEachAsAlone,
  expectMeasuresOfFloat64,
  expectStepsOfFloat64,
  expectWhatLayersSays,
  largestDifference,
  trialsOf,
  type Open,
  weightsAfter,
} from '../train/dense-groups.js';
import { expectKerasSteps, KERAS_CASES, KERAS_COMPANIES } from '../train/layer-programs.js';
import { expectMixtureAsAlone, expectShortBatch, SHORT_BATCHES } from '../train/mixtures.js';

/** What TensorFlow calls them, where a test has it take them for a GPU. */
const PROCESSORS = '/device:CPU:0';

/** The CPU build in a package that says it has a GPU, and runs on the processors what is placed there. */
function pretendedCard(real: string): string {
  return `
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
module.exports = require(${JSON.stringify(real)});
const tf = require(${JSON.stringify(createRequire(import.meta.url).resolve('@tensorflow/tfjs-core'))});
console.error('I0000 00:00:1 1 gpu_device.cc:2043] Created device /job:localhost/replica:0/task:0/device:GPU:0 ' +
  'with 20000 MB memory:  -> device: 0, name: Pretended, pci bus id: 0000:00:06.0, compute capability: 9.0');
const backend = tf.findBackend('tensorflow');
Object.defineProperty(backend, 'isUsingGpuDevice', { value: true });
const { binding } = backend;
backend.binding = Object.create(binding, {
  loadSavedModel: {
    value: (folder, tags) => {
      const file = join(folder, 'saved_model.pb');
      const graph = readFileSync(file, 'latin1');
      if (!graph.includes('/device:GPU:0')) throw new Error('nothing is placed on the GPU');
      writeFileSync(file, graph.replaceAll('/device:GPU:0', ${JSON.stringify(PROCESSORS)}), 'latin1');
      return binding.loadSavedModel(folder, tags);
    },
  },
});
`;
}

/** Images of an evaluation that XLA compiles, too. */
const MANY = 1e12;

function program(xla: boolean): Open {
  return async (task) => {
    const many = { ...task, evaluated: MANY };
    const { executor, compilation } = await openProgram(many, { xla });
    expect(programOf(many, xla ? 'xla' : 'graph').evaluationByXla).toBe(xla);
    expect(compilation).toBe(xla ? 'xla' : 'graph');
    return executor;
  };
}

describe.skipIf(process.platform !== 'linux' || process.arch !== 'x64')('compiled programs', () => {
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sweep-compiled-'));
    vi.stubEnv('SWEEP_CACHE_DIR', join(folder, 'cache'));
    const setup = await sweep(['setup', '--cpu'], folder);
    expect(setup.stderr).toContain('The native engine is ready');
    const path = stagedPackage(process.env, 'cpu') ?? '';
    vi.stubEnv(ENGINE_VARIABLE, JSON.stringify({ engine: 'tfjs-node-gpu', path }));
    await loadEngine('cpu');
    // For what programs are held against.
    await useInTfjs();
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([
    ['adam', 1, false],
    ['adam', 2, true],
    ['momentum', 3, false],
    ['sgd', 4, false],
    ['adam', 5, false],
    ['momentum', 6, true],
    ['rmsprop', 7, true],
    ['adamw', 8, true],
    ['rmsprop', 9, false],
    ['nadam', 10, true],
    ['nadam', 11, false],
  ] as const)(
    'with %s, random group %i (xla %s): each trial is what it is alone, beside one that diverges',
    (optimizer, seed, xla) => expectEachAsAlone(optimizer, seed, program(xla)),
  );

  test.each([
    [0.1, true],
    [30, true],
    [30, false],
  ])(
    'gradients, and those of the short last batch, are what float64 calculates (rate %d, xla %s)',
    (rate, xla) => expectStepsOfFloat64(rate, program(xla)),
  );

  test('accuracy and top-5 accuracy are those of float64 outputs in their order', () =>
    expectMeasuresOfFloat64(program(true)));

  describe.each([
    ['xla', true],
    ['graph', false],
  ])('%s', (_, xla) => {
    test.each(
      Object.keys(KERAS_CASES).flatMap((name) =>
        Object.entries(KERAS_COMPANIES).map(
          ([company, orderOf]) => [name, company, orderOf] as const,
        ),
      ),
    )('takes the steps that Keras takes: %s, %s', (name, _company, orderOf) =>
      expectKerasSteps(name, orderOf, program(xla)),
    );

    test.each(['adam', 'sgd'] as const)(
      'with %s, networks of four kinds are trained as alone, beside one that diverges',
      (optimizer) => expectMixtureAsAlone(optimizer, program(xla)),
    );

    test.each(Object.keys(SHORT_BATCHES))(
      'the short last batch has its own statistics: %s',
      (name) => expectShortBatch(name, program(xla)),
    );
  });

  test('a program that is open takes further jobs of its networks, as a new one would', async () => {
    const trialsFrom = (first: number): JobTrial[] =>
      trialsOf(
        [0, 1].map((seed) => ({ hidden: [9, 7], seed: first + seed, dropout: 0.2 })),
        'nadam',
      );
    const open = program(true);
    const reopen = (): ReturnType<typeof reopenGraph> => {
      const task = { ...groupTaskOf({ trials: trialsFrom(5), facts }, dataset), evaluated: MANY };
      const { graph, signatures } = programOf(task, 'xla');
      return reopenGraph(savedModel(graph, signatures), {});
    };
    const isOpen = async (): Promise<boolean> => {
      const { session, isNew } = await reopen();
      session.dispose();
      if (isNew) closeUnused();
      return !isNew;
    };
    expect(await isOpen()).toBe(false);
    await weightsAfter(trialsFrom(0), open);
    expect(await isOpen()).toBe(true);
    const again = await weightsAfter(trialsFrom(2), open);
    closeUnused();
    expect(await isOpen()).toBe(false);
    expect(again).toEqual(await weightsAfter(trialsFrom(2), open));

    // Memory is not kept for a job that does not come, nor is one taken again that has failed.
    await weightsAfter(trialsFrom(4), open);
    expect(await isOpen()).toBe(true);
    await setTimeout(1500);
    expect(await isOpen()).toBe(false);
    const { session } = await reopen();
    expect(() => session.run('no signature', {})).toThrow('no signature');
    session.dispose();
    expect(await isOpen()).toBe(false);
  });

  describe('a program for a GPU, on processors', () => {
    const placed =
      (xla: boolean): Open =>
      async (task) => {
        const { executor } = await openProgram(task, { xla, xlaRequired: true, card: PROCESSORS });
        return executor;
      };

    test.each(
      Object.keys(KERAS_CASES).flatMap((name) => [true, false].map((xla) => [name, xla] as const)),
    )('takes the steps that Keras takes: %s, xla %s', (name, xla) =>
      expectKerasSteps(name, [0, 1], placed(xla)),
    );

    test('of 64 networks with an order of the images each: every one as alone', async () => {
      const trials = Array.from({ length: 64 }, (_, seed) => ({
        ...(trialsOf(
          [{ hidden: [20 + (seed % 3), 10], seed, dropout: 0.2 }],
          'adam',
        )[0] as JobTrial),
        order_seed: seed,
      }));
      const all = await weightsAfter(trials, placed(true));
      for (const place of [0, 31, 63]) {
        const one = trials.slice(place, place + 1);
        const alone = await weightsAfter(one, program(true));
        expect(largestDifference(one, all.slice(place, place + 1), alone)).toBeLessThan(2e-5);
      }
    });

    test('is refused without one, in TensorFlow’s words, and trained layer by layer', async () => {
      const said: string[] = [];
      const [trial] = trialsOf([{ hidden: [3] }], 'adam');
      const task = groupTaskOf({ trials: [trial as JobTrial], facts }, dataset);
      const onPlain = (reason: string): void => void said.push(reason);
      await expect(
        openProgram(task, { xla: true, card: '/device:GPU:0', onPlain }),
      ).rejects.toThrow(/Cannot assign a device.*GPU/);
      expect(said).toEqual([expect.stringMatching(/Cannot assign a device.*GPU/)]);
    });

    test('falls to the plain graph, then to the layers trainer, which trains all', async () => {
      const trials = trialsOf([{ hidden: [3] }, { hidden: [4] }], 'adam');
      const messages = await messagesOf(trainCompiled, trials, {
        compile: 'xla',
        card: '/device:GPU:0',
      });
      const said = messages.flatMap((message) =>
        message.type === 'fell-back' ? [message.to] : [],
      );
      expect(said).toEqual(['graph', 'layers']);
      expect(messages.filter(({ type }) => type === 'completed')).toHaveLength(2);
    });

    test('is proven by 50 steps; what cannot be placed is not', async () => {
      const { xla, graph } = await proveCard(PROCESSORS);
      expect(xla).toEqual({ difference: 0 });
      expect(graph).toMatchObject({ difference: expect.any(Number) });
      expect((graph as { difference: number }).difference).toBeGreaterThan(0);
      expect((graph as { difference: number }).difference).toBeLessThan(MOST_DIFFERENCE / 5);
      const failure = expect.stringMatching(/Cannot assign a device/) as string;
      expect(await proveCard('/device:GPU:0')).toEqual({ xla: { failure }, graph: { failure } });
    });

    test('runs of whole sweeps, on processors that take themselves for a GPU', async () => {
      const real = stagedPackage(process.env, 'cpu') ?? '';
      const path = join(folder, 'pretended');
      mkdirSync(path);
      writeFileSync(join(path, 'package.json'), '{"name": "pretended", "main": "index.js"}');
      writeFileSync(join(path, 'index.js'), pretendedCard(real));
      const card = cardSpeeds({
        together: [{ networks: 4, step_flop: 12_147_200, compile_seconds: 3, step_seconds: 1e-5 }],
      });
      writeCard({ engine: 'tfjs-node-gpu', path }, 'Pretended', card);
      vi.stubEnv('SWEEP_STAGED_PACKAGE', path);
      const database = join(folder, 'pretended.db');
      const spec = join(folder, 'pretended.yaml');
      writeFileSync(
        spec,
        `name: pretended
dataset: { name: mnist, limit: 1000, test: 200 }
parameters: { hidden: { values: [[10], [8, 8]] }, epochs: 1 }
seeds: [0, 1, 2]
`,
      );
      const ran = await sweep([spec, '--device', 'gpu', '--db', database], folder);
      vi.stubEnv('SWEEP_STAGED_PACKAGE', undefined);
      expect({ code: ran.code, stderr: ran.stderr }).toMatchObject({ code: 0 });
      expect(ran.stderr).toContain('6 to train on 1 worker');
      expect(ran.stderr).toContain('on gpu (Pretended)');
      const { stdout } = await sweep(
        [
          'query',
          'select trials, trainer, compilation, device, device_name from jobs order by id',
          '--db',
          database,
          '--format',
          'json',
        ],
        folder,
      );
      // Four at most, whichever order of the images each follows.
      const job = { trainer: 'compiled', compilation: 'xla', device: 'gpu' };
      expect(JSON.parse(stdout)).toEqual(
        [4, 2].map((trials) => ({ trials, ...job, device_name: 'Pretended' })),
      );
    });

    test('is timed by how many train together', async () => {
      const found = await measureTogether(PROCESSORS, [1, 4]);
      expect(found.map(({ networks }) => networks)).toEqual([1, 4]);
      for (const { compile_seconds, step_seconds } of found) {
        expect(Math.min(compile_seconds, step_seconds)).toBeGreaterThan(0);
      }
    });
  });

  test('the plain graph computes what XLA does', async () => {
    const trials = trialsOf([{ hidden: [31, 17], dropout: 0.3 }, { hidden: [] }], 'adam');
    const [graph, xla] = await Promise.all(
      [false, true].map((compiled) => weightsAfter(trials, program(compiled))),
    );
    expect(largestDifference(trials, graph ?? [], xla ?? [])).toBeLessThanOrEqual(1e-5);
  });

  test.each(OPTIMIZERS)(
    'with %s, trained together they say what the layers trainer says of each',
    (optimizer) => expectWhatLayersSays(trainCompiled, optimizer),
  );

  test('what is fed is copied: a variable never stands in memory of JavaScript', async () => {
    const shape = [1000];
    const graph = new Graph();
    const kept = op.variable(graph, 'kept', 'float32', shape);
    const values = op.placeholder(graph, 'values', 'float32', shape);
    const ignored = op.placeholder(graph, 'ignored', 'int32', []);
    const [done] = call(graph, 'write', [values], (scope, [fed]) => {
      op.assign(scope, kept, fed as Tensor);
      return [op.constant(scope, 'int32', 0)];
    });
    const [found] = call(graph, 'read', [ignored], (scope) => [op.read(scope, kept)]);
    const write = { inputs: { values }, outputs: { done: done as Tensor } };
    const read = { inputs: { ignored }, outputs: { found: found as Tensor } };
    const session = await openGraph(savedModel(graph, { write, read }), {
      write: namedSignature(write),
      read: namedSignature(read),
    });
    // The binding would lend those that happen to be aligned, every fourth or so.
    for (let round = 0; round < 100; round++) {
      const array = new Float32Array(1000).fill(1);
      session.run('write', { values: { values: array, shape } });
      array.fill(2);
      expect(session.run('read', { ignored: 0 })['found']?.every((value) => value === 1)).toBe(
        true,
      );
    }
    session.dispose();
  });

  test.each([
    ['compiled', 'xla'],
    ['compiled', 'graph'],
    ['layers', 'off'],
  ])('a kept model of the %s trainer (%s) says what its trial says', async (trainer, compile) => {
    const own = new CommandFolder();
    try {
      writeFileSync(
        join(own.path, 'few.yaml'),
        `name: few
${MNIST_LINES}
parameters: { hidden: { values: [[], [24, 12]] }, dropout: 0.2, activation: gelu, epochs: 3, learning_rate: 0.01 }
seeds: [3]
run: { save: all }
`,
      );
      const { code, stderr } = await own.run('few.yaml', '--compile', compile);
      expect({ code, stderr }).toMatchObject({ code: 0 });
      expect(own.rows('select distinct trainer, engine from trials')).toEqual([
        [trainer, 'tfjs-node-gpu'],
      ]);
      expectModelsReload(own, 2, { nodePackage: stagedPackage(process.env, 'cpu') });
    } finally {
      own.remove();
    }
  });

  test('a trial that diverges is said to, with its epoch, and its neighbours end', () =>
    expectDivergenceKept(trainCompiled));
});
