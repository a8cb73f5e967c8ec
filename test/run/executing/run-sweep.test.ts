import { blameOf, FakePool, type Fate, STARTED, type Train, trainWell } from '../fakes.js';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EngineCandidate, EngineError } from '../../../src/native/engine.js';
import type { FoundEngine } from '../../../src/native/find-engine.js';
import { HEARTBEAT_SECONDS, thisHolder } from '../../../src/run/executing/holder.js';
import type { RunOptions } from '../../../src/run/options.js';
import { plannedSweep } from '../../../src/run/planning/planned-sweep.js';
import { type PreparedSweep, prepareSweep } from '../../../src/run/planning/prepare.js';
import { type RunSummary, runSweep } from '../../../src/run/executing/run-sweep.js';
import { claimTrials } from '../../../src/store/claims.js';
import { removeStored } from '../../../src/store/remove.js';
import { recordTrialEnd } from '../../../src/store/results.js';
import { beginRun } from '../../../src/store/runs.js';
import { AlreadyRunningError } from '../../../src/store/store-error.js';
import type { Job } from '../../../src/train/contract.js';
import { RunFolder } from '../run-for-test.js';

let folder: RunFolder;
let pools: FakePool[];
/** Engines that were asked for. */
let asked: number;
beforeEach(() => {
  folder = new RunFolder();
  pools = [];
  asked = 0;
});
afterEach(() => folder.remove());

const NATIVE: EngineCandidate = { engine: 'tfjs-node', path: '/package' };
const WASM: EngineCandidate = { engine: 'wasm', path: '/wasm' };
const found = (candidate: EngineCandidate, untried = false): FoundEngine => {
  return { candidate, passedOver: [], untried };
};

/** Runs it as a command does, but for the workers, the engine and the time. */
function start(
  prepared: PreparedSweep,
  { train = trainWell, ...options }: Partial<RunOptions> & { readonly train?: Train } = {},
): Promise<RunSummary> {
  return runSweep(prepared, {
    database: folder.database,
    workers: 1,
    device: 'cpu',
    compile: 'off',
    clock: folder.clock,
    questions: {
      findCpu: () => {
        asked += 1;
        return Promise.resolve(found(NATIVE));
      },
    },
    openPool: ({ slots }) => {
      const pool = new FakePool(slots, folder.clock, train);
      pools.push(pool);
      return pool;
    },
    onEvent: (event) => folder.events.push(event),
    ...options,
  });
}
const run = (...args: Parameters<typeof start>): Promise<RunSummary> =>
  folder.clock.until(start(...args));

const begun = (): readonly number[] =>
  pools.flatMap((pool) => pool.begun.map(({ seeds }) => seeds[0] ?? -1));
const runs = (): unknown[] => folder.rows('SELECT started, finished FROM runs ORDER BY id');
const CRASH: Fate = { state: 'crashed', code: 9, signal: null };

/** A spec of its own below the tiny dataset. */
function prepare(file: string, text: string): PreparedSweep {
  const path = join(folder.path, file);
  writeFileSync(path, text);
  return prepareSweep(text, path);
}

describe('a run', () => {
  test('says what it has done, and in which time', async () => {
    await folder.clock.until(folder.clock.sleep(5));
    const summary = await run(folder.prepare([0, 1, 2]), {
      retries: 0,
      train: async (job, worker) => (job.trials[0]?.seed === 1 ? CRASH : trainWell(job, worker)),
    });
    expect(summary).toEqual({
      sweep: 'tiny',
      trials: { completed: 2, failed: 1 },
      ran: 2,
      chosen: 3,
      failed: 1,
      remaining: 1,
      seconds: 4,
      end: { reason: 'completed' },
    });
    expect(runs()).toEqual([['2026-01-01T00:00:05.000Z', '2026-01-01T00:00:09.000Z']]);
  });

  test('again has nothing to do, and needs neither an engine nor a pool', async () => {
    await run(folder.prepare([0]));
    expect([asked, pools.length]).toEqual([1, 1]);
    expect(await run(folder.prepare([0]))).toMatchObject({ ran: 0, chosen: 0, remaining: 0 });
    expect([asked, pools.length]).toEqual([1, 1]);
  });

  test('trains what was chosen of what is left', async () => {
    const train: Train = async (job, worker) =>
      job.trials[0]?.seed === 1 ? CRASH : trainWell(job, worker);
    await run(folder.prepare([0, 1]), { train, retries: 0 });
    pools = [];
    const more = folder.prepare([0, 1, 2, 3]);
    expect(await run(more, { selection: 'failed' })).toMatchObject({
      chosen: 1,
      ran: 1,
      remaining: 2,
    });
    expect(await run(more, { maxTrials: 1 })).toMatchObject({ chosen: 1, ran: 1, remaining: 1 });
    expect(await run(more)).toMatchObject({ chosen: 1, ran: 1, remaining: 0 });
    expect(begun()).toEqual([1, 2, 3]);
  });

  test.each([
    [2, 3, 2],
    [2, 1, 1],
  ])('on %i workers with %i jobs has %i slots', async (workers, trials, slots) => {
    let got = 0;
    await run(folder.prepare(Array.from({ length: trials }, (_, seed) => seed)), {
      workers,
      openPool: (options) => {
        got = options.slots;
        return new FakePool(options.slots, folder.clock, trainWell);
      },
    });
    expect(got).toBe(slots);
    expect(folder.eventsOf('planned')).toMatchObject([{ workers: slots, chosen: trials }]);
  });

  test('says first what leaves the sweep', async () => {
    await run(folder.prepare([0, 1]));
    folder.events.length = 0;
    await run(folder.prepare([1, 2]));
    expect(folder.events[0]).toEqual({ type: 'leaving', sweep: 'tiny', trials: 1, trained: 1 });
  });

  test.each([
    ['none', false],
    ['front', true],
  ] as const)('that saves %s says so to its workers', async (save, keeps) => {
    const jobs: Job[] = [];
    const seen: boolean[] = [];
    const models = join(folder.path, 'results', 'models');
    await run(folder.prepare([0]), {
      save,
      train: (job, worker) => {
        jobs.push(job);
        seen.push(existsSync(models));
        return trainWell(job, worker);
      },
    });
    const place = { folder: models, database: 'sweep.db' };
    expect(jobs.map((job) => job.models)).toEqual([keeps ? place : null]);
    expect(seen).toEqual([keeps]);
    // Nothing was written into it.
    expect(existsSync(models)).toBe(false);
  });
});

describe('what cannot be is said before anything is stored', () => {
  test('options that are none', async () => {
    await expect(start(folder.prepare([0]), { retries: -1 })).rejects.toThrow(RangeError);
    expect(existsSync(folder.database)).toBe(false);
  });

  const layers = `name: conv
dataset: { name: idx, path: data, validation: 60 }
model: { layers: [conv2d: { filters: 2, kernel_size: 2 }, flatten] }
parameters: { epochs: 2, batch_size: 8 }
seeds: [0]
`;
  test.each([
    ['no engine at all', {}, () => Promise.reject(new EngineError('none loads')), 'none loads'],
    ['XLA on wasm', { compile: 'xla' }, () => Promise.resolve(found(WASM)), 'wasm'],
  ] as const)('%s', async (_, options, findCpu, message) => {
    const prepared = prepare('conv.yaml', layers);
    const ended = run(prepared, { ...options, questions: { findCpu } });
    await expect(ended).rejects.toMatchObject({
      name: 'EngineError',
      message: expect.stringContaining(message),
    });
    expect(existsSync(folder.database)).toBe(false);
  });

  test.each([
    ['native', NATIVE, 'graph', 'compiled'],
    ['wasm', WASM, 'auto', 'fused'],
  ] as const)('a convolution is trained as a program: %s', async (_, engine, compile, trainer) => {
    const summary = await run(prepare('conv.yaml', layers), {
      compile,
      questions: { findCpu: () => Promise.resolve(found(engine)) },
    });
    expect(summary).toMatchObject({ ran: 1 });
    expect(folder.rows('SELECT trainer FROM jobs')).toEqual([[trainer]]);
  });
});

describe('an engine that was taken untried, since it has loaded before', () => {
  /** Only the native engine's workers die. */
  const choices = (): NonNullable<RunOptions['questions']> => ({
    findCpu: () => Promise.resolve((asked += 1) === 1 ? found(NATIVE, true) : found(WASM)),
  });
  const noLibrary: Fate = {
    state: 'threw',
    error: { name: 'EngineError', ...blameOf('EngineError'), message: 'no library' },
  };

  test('and does not load is passed over, and the same trials are trained on the next', async () => {
    const summary = await run(folder.prepare([0, 1]), {
      questions: choices(),
      train: (job, worker) =>
        pools.length === 1 ? Promise.resolve(noLibrary) : trainWell(job, worker),
    });
    expect(summary).toMatchObject({ ran: 2, failed: 0, end: { reason: 'completed' } });
    expect(asked).toBe(2);
    expect(begun()).toEqual([0, 0, 1]);
    // Of one run, in which nothing has failed.
    expect(folder.rows('SELECT status, count(*) FROM attempts GROUP BY 1')).toEqual([
      ['completed', 2],
      ['interrupted', 1],
    ]);
    expect(folder.rows('SELECT count(*) FROM runs')).toEqual([[1]]);
    expect(folder.eventsOf('stopped')).toEqual([]);
  });

  test('like the next one, ends the run', async () => {
    const ended = run(folder.prepare([0]), {
      questions: choices(),
      train: () => Promise.resolve(noLibrary),
    });
    await expect(ended).rejects.toThrow('no library');
    expect([asked, pools.length]).toEqual([2, 2]);
    expect(folder.rows('SELECT count(*) FROM runs WHERE finished IS NULL')).toEqual([[0]]);
  });

  test('one that was tried has no second chance', async () => {
    const ended = run(folder.prepare([0]), { train: () => Promise.resolve(noLibrary) });
    await expect(ended).rejects.toThrow('no library');
    expect([asked, pools.length]).toEqual([1, 1]);
  });

  test('nor is another taken for what is no engine', async () => {
    const damaged: Fate = {
      state: 'threw',
      error: { name: 'DatasetError', blame: 'environment', message: 'damaged' },
    };
    const ended = run(folder.prepare([0]), {
      questions: choices(),
      train: () => Promise.resolve(damaged),
    });
    await expect(ended).rejects.toMatchObject({ name: 'DatasetError' });
    expect(asked).toBe(1);
  });
});

describe('another process', () => {
  /** Begins the same sweep in a process, with a claim on its first trial. */
  function begin(prepared: PreparedSweep, holder = thisHolder()) {
    folder.living.add(holder.pid);
    const writer = folder.writer();
    const other = beginRun(writer, plannedSweep(prepared.expansion, null), holder);
    const [trial] = prepared.expansion.trials;
    const claim = claimTrials(writer, other, [trial?.id ?? ''], 'layers', holder);
    if (claim.state !== 'claimed') throw new Error(claim.state);
    return { writer, job: claim.job, trial: trial?.id ?? '' };
  }

  test.skipIf(process.platform !== 'linux')(
    'that lives and runs the same sweep keeps it',
    async () => {
      const prepared = folder.prepare([0, 1]);
      begin(prepared);
      await expect(run(prepared)).rejects.toThrow(AlreadyRunningError);
      expect(folder.statuses()).toEqual({ 0: 'running', 1: 'pending' });
      expect(pools).toEqual([]);
    },
  );

  test('that has died loses it', async () => {
    const prepared = folder.prepare([0, 1]);
    begin(prepared, { ...thisHolder(), pid: 2 ** 22 + 1 });
    expect(await run(prepared)).toMatchObject({ ran: 2, chosen: 2, remaining: 0 });
    expect(folder.rows('SELECT status, error FROM attempts ORDER BY id LIMIT 1')).toEqual([
      ['interrupted', 'its process died (killed?)'],
    ]);
  });

  test('may have trained all while the engine was looked for', async () => {
    const prepared = folder.prepare([0], 'mine');
    const summary = await run(prepared, {
      questions: {
        findCpu: () => {
          const { writer, job, trial } = begin(folder.prepare([0], 'theirs'));
          recordTrialEnd(writer, job, trial, {
            status: 'completed',
            test: { test_loss: 1, test_accuracy: 0.5 },
          });
          return Promise.resolve(found(NATIVE));
        },
      },
    });
    expect(summary).toMatchObject({ ran: 0, chosen: 0, remaining: 0, trials: { completed: 1 } });
    expect(pools).toEqual([]);
  });

  test('may have removed a result after there was nothing to do: then an engine is looked for', async () => {
    const prepared = folder.prepare([0]);
    await run(prepared);
    asked = 0;
    const ended = start(prepared);
    expect(asked).toBe(0);
    const trials = prepared.expansion.trials.map(({ id }) => id);
    removeStored(folder.writer(), { sweeps: [], trials, old: [] });
    expect(await folder.clock.until(ended)).toMatchObject({ ran: 1, chosen: 1 });
    expect(asked).toBe(1);
  });
});

describe('while it runs', () => {
  /** So many seconds. */
  const long =
    (
      seconds: number,
      during: (worker: { at: (after: number, act: () => void) => void }) => void,
    ): Train =>
    async (job, worker) => {
      const began = worker.clock.now();
      during({ at: (after, act) => worker.clock.at(began + after, act) });
      await worker.clock.sleep(seconds, worker.stopped);
      return trainWell(job, worker);
    };
  const heartbeat = (): unknown => folder.rows('SELECT heartbeat FROM runs')[0]?.[0];

  test('it says that it lives, again and again, and no longer than it does', async () => {
    const seen: unknown[] = [];
    await run(folder.prepare([0]), {
      train: long(25, ({ at }) => {
        for (const after of [1, 11, 21]) at(after, () => seen.push(heartbeat()));
      }),
    });
    expect(seen).toEqual(
      [0, HEARTBEAT_SECONDS, 2 * HEARTBEAT_SECONDS].map(
        (seconds) => `2026-01-01T00:00:${String(seconds).padStart(2, '0')}.000Z`,
      ),
    );
    expect(folder.clock.waiting).toBe(0);
  });

  test('a heartbeat that fails is made up for by the next', async () => {
    const summary = await run(folder.prepare([0]), {
      train: long(25, ({ at }) => {
        const { db } = folder.writer();
        at(5, () =>
          db.exec(
            "CREATE TRIGGER mute BEFORE UPDATE OF heartbeat ON runs BEGIN SELECT RAISE(ABORT, 'no'); END",
          ),
        );
        at(15, () => db.exec('DROP TRIGGER mute'));
      }),
    });
    expect(summary).toMatchObject({ ran: 1 });
    expect(heartbeat()).toBe('2026-01-01T00:00:20.000Z');
  });
});

describe('why it ends', () => {
  test('its budget, of which planning is a part', async () => {
    const summary = await run(folder.prepare([0, 1]), {
      budgetSeconds: 3,
      questions: {
        findCpu: async () => {
          await folder.clock.sleep(2);
          return found(NATIVE);
        },
      },
      train: async (_, { say, clock, stopped }) => {
        say(STARTED);
        await clock.sleep(100, stopped);
        return { state: 'cancelled' };
      },
    });
    expect(summary).toMatchObject({
      ran: 0,
      remaining: 2,
      seconds: 3,
      end: { reason: 'budget', reached: true },
      trials: { interrupted: 1, pending: 1 },
    });
  });

  test('a signal, though all was done by then', async () => {
    const stop = new AbortController();
    const summary = await run(folder.prepare([0]), {
      stop: stop.signal,
      onEvent: ({ type }) => {
        if (type === 'trial-ended') stop.abort();
      },
    });
    expect(summary).toMatchObject({ ran: 1, remaining: 0, end: { reason: 'signal' } });
  });

  test('a signal, though there was nothing to do', async () => {
    await run(folder.prepare([0]));
    const summary = await run(folder.prepare([0]), { stop: AbortSignal.abort() });
    expect(summary).toMatchObject({ ran: 0, chosen: 0, end: { reason: 'signal' } });
  });

  test('the first failure, where it is to', async () => {
    const summary = await run(folder.prepare([0, 1]), {
      failFast: true,
      retries: 0,
      train: () => Promise.resolve(CRASH),
    });
    expect(summary).toMatchObject({ failed: 1, end: { reason: 'failure', trial: { seed: 0 } } });
  });
});

describe('an error', () => {
  const refuse = (what: string, name: string): string =>
    `CREATE TRIGGER ${name} BEFORE UPDATE OF ${what} BEGIN SELECT RAISE(ABORT, '${name}'); END`;

  test('ends the run, and what it had begun is interrupted', async () => {
    const ended = run(folder.prepare([0, 1]), {
      onEvent: ({ type }) => {
        if (type === 'epoch') throw new Error('nobody listens');
      },
    });
    await expect(ended).rejects.toThrow('nobody listens');
    expect(runs()).toEqual([[expect.any(String), expect.any(String)]]);
    expect(folder.statuses()).toEqual({ 0: 'interrupted', 1: 'pending' });
  });

  test('of a result that cannot be stored is that of the run, whatever fails after it', async () => {
    const ended = run(folder.prepare([0]), {
      train: (job, worker) => {
        const { db } = folder.writer();
        db.exec(refuse('test_accuracy ON stored_trials', 'full'));
        db.exec(refuse('finished ON runs', 'later'));
        return trainWell(job, worker);
      },
    });
    await expect(ended).rejects.toThrow('full');
    expect(folder.statuses()).toEqual({ 0: 'running' });
    expect(folder.eventsOf('trial-ended')).toEqual([]);
  });

  test('of the end of a run that went well is one all the same', async () => {
    const ended = run(folder.prepare([0]), {
      train: (job, worker) => {
        folder.writer().db.exec(refuse('finished ON runs', 'full'));
        return trainWell(job, worker);
      },
    });
    await expect(ended).rejects.toThrow('full');
    expect(folder.statuses()).toEqual({ 0: 'completed' });
  });
});
