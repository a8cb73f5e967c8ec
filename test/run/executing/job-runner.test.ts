import { rmSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MemoryGate } from '../../../src/run/executing/memory-gate.js';
import { claimTrials } from '../../../src/store/claims.js';
import { recordTrialEnd } from '../../../src/store/results.js';
import { beginRun, endRun } from '../../../src/store/runs.js';
import { plannedSweep } from '../../../src/run/planning/planned-sweep.js';
import { StoreError } from '../../../src/store/store-error.js';
import { holder } from '../../store/store-for-test.js';
import {
  completedOf,
  epochOf,
  type Fate,
  GRACE_SECONDS,
  STARTED,
  TIMES,
  type Train,
  trainWell,
  blameOf,
} from '../fakes.js';
import { RunFolder, TRIAL_SECONDS } from '../run-for-test.js';

let folder: RunFolder;
beforeEach(() => {
  folder = new RunFolder();
});
afterEach(() => folder.remove());

const attempts = (): unknown[] =>
  folder.rows(
    'SELECT t.seed, a.status, a.error FROM attempts a JOIN stored_trials t ON t.id = a.trial_id ORDER BY a.id',
  );
const jobs = (): unknown[] => folder.rows('SELECT trials, status FROM jobs ORDER BY id');

/** A job with one of the seeds comes to that end after a second; all others are trained. */
function faulty(fates: Readonly<Record<number, Fate | 'hangs'>>): Train {
  return async (job, worker) => {
    const found = job.trials.map(({ seed }) => fates[seed]).find((fate) => fate !== undefined);
    if (found === undefined) return trainWell(job, worker);
    worker.say(STARTED);
    await worker.clock.sleep(found === 'hangs' ? 1e9 : 1, worker.stopped);
    return found === 'hangs' ? { state: 'cancelled' } : found;
  };
}
const CRASH: Fate = { state: 'crashed', code: 9, signal: null, log: ['last words'] };
const threw = (name: string, message = 'no'): Fate => ({
  state: 'threw',
  error: { name, message, ...blameOf(name) },
});

describe('a run in which nothing goes wrong', () => {
  test('trains every job once, as many at once as there are slots', async () => {
    const { ended, pool } = folder.begin(folder.prepare([0, 1, 2]), { slots: 2 });
    expect(await ended()).toEqual({ ran: 3, failed: 0, end: { reason: 'completed' } });
    // Two epochs of a second each.
    expect(pool.begun).toEqual([
      { seeds: [0], at: 0 },
      { seeds: [1], at: 0 },
      { seeds: [2], at: 2 },
    ]);
    expect(pool.closed).toBe(true);
    expect(folder.statuses()).toEqual({ 0: 'completed', 1: 'completed', 2: 'completed' });
    expect(
      folder.rows(
        'SELECT seed, started, finished, val_accuracy, seconds FROM stored_trials WHERE seed = 2',
      ),
    ).toEqual([[2, '2026-01-01T00:00:02.000Z', '2026-01-01T00:00:04.000Z', 0.5, 2]]);
    expect(folder.rows('SELECT count(*) FROM stored_epochs')).toEqual([[6]]);
  });

  test('says what happens in order, the engine once', async () => {
    const { ended } = folder.begin(folder.prepare([0, 1]));
    await ended();
    const one = ['trial-started', 'progress', 'epoch', 'progress', 'epoch', 'trial-ended'];
    expect(folder.events.map(({ type }) => type)).toEqual([
      ...one.slice(0, 1),
      'engine',
      ...one.slice(1),
      ...one,
    ]);
    expect(
      folder.eventsOf('trial-ended').map(({ seconds, progress }) => [seconds, progress.ended]),
    ).toEqual([
      [2, 1],
      [2, 2],
    ]);
  });

  test('a job that memory has no room for waits for one that ends', async () => {
    const prepared = folder.prepare([0, 1]);
    const {
      ended,
      pool,
      jobs: planned,
    } = folder.begin(prepared, {
      slots: 2,
      memory: new MemoryGate(1),
    });
    expect(planned).toHaveLength(2);
    await ended();
    expect(pool.begun.map(({ at }) => at)).toEqual([0, 2]);
  });
});

describe('a trial that another process trains', () => {
  /** The other process has claimed seed 0 in a sweep of its own. */
  function theirs(seeds: readonly number[] = [0]) {
    folder.living.add(2);
    const writer = folder.writer();
    const { expansion } = folder.prepare(seeds, 'theirs');
    const run = beginRun(writer, plannedSweep(expansion, null), holder(2));
    const ids = expansion.trials.map(({ id }) => id);
    const claim = claimTrials(writer, run, ids, 'layers', holder(2));
    if (claim.state !== 'claimed') throw new Error('not claimed');
    const complete = (): void => {
      for (const id of ids) {
        recordTrialEnd(writer, claim.job, id, {
          status: 'completed',
          test: { test_loss: 1, test_accuracy: 0.9 },
        });
      }
      endRun(writer, run);
    };
    return { complete };
  }

  test('is waited for, while the slot trains others; its result serves both', async () => {
    const { complete } = theirs();
    const { ended, pool } = folder.begin(folder.prepare([0, 1, 2]));
    folder.clock.at(3.5, complete);
    expect(await ended()).toEqual({ ran: 2, failed: 0, end: { reason: 'completed' } });
    expect(pool.begun).toEqual([
      { seeds: [1], at: 0 },
      { seeds: [2], at: 2 },
    ]);
    // Asked at 0; then its turn came after what waited for the slot.
    expect(folder.eventsOf('waiting')).toEqual([{ type: 'waiting', pid: 2, host: 'here' }]);
    expect(folder.statuses()).toEqual({ 0: 'completed', 1: 'completed', 2: 'completed' });
    expect(folder.rows('SELECT count(*), max(attempt) FROM attempts')).toEqual([[3, 1]]);
  });

  test('counts as done when it is', async () => {
    const { complete } = theirs();
    const { ended, progress } = folder.begin(folder.prepare([0, 1]));
    folder.clock.at(1.5, complete);
    await ended();
    expect([progress.fraction, progress.remainingSeconds]).toEqual([1, 0]);
  });

  test('is taken over when that process has died, and trained anew', async () => {
    theirs();
    const { ended } = folder.begin(folder.prepare([0]));
    folder.clock.at(3.5, () => folder.living.delete(2));
    expect(await ended()).toEqual({ ran: 1, failed: 0, end: { reason: 'completed' } });
    expect(folder.clock.now()).toBe(4 + 2);
    expect(attempts()).toEqual([
      [0, 'interrupted', 'its process died (killed?)'],
      [0, 'completed', null],
    ]);
  });

  test('is not waited for any longer when the run is stopped', async () => {
    theirs();
    const stop = new AbortController();
    const { ended } = folder.begin(folder.prepare([0]), { stop: stop.signal });
    folder.clock.at(2.25, () => stop.abort());
    expect(await ended()).toMatchObject({ ran: 0, end: { reason: 'signal' } });
    expect(folder.clock.now()).toBe(2.25);
    expect(folder.statuses()).toEqual({ 0: 'running' });
  });

  test('may be one of many, without a warning', async () => {
    const seeds = Array.from({ length: 20 }, (_, seed) => seed);
    const { complete } = theirs(seeds);
    const warnings: string[] = [];
    const warn = (warning: Error): void => void warnings.push(warning.message);
    process.on('warning', warn);
    const { ended } = folder.begin(folder.prepare(seeds));
    folder.clock.at(2, complete);
    expect(await ended()).toMatchObject({ ran: 0 });
    await setImmediate();
    process.off('warning', warn);
    expect(warnings).toEqual([]);
  });
});

describe('an attempt that fails', () => {
  test('is followed by as many more as there are retries, while others go on', async () => {
    const { ended, pool } = folder.begin(folder.prepare([0, 1]), {
      retries: 2,
      train: faulty({ 0: CRASH }),
    });
    expect(await ended()).toEqual({ ran: 1, failed: 1, end: { reason: 'completed' } });
    const error = 'the worker exited with code 9 before it had a result';
    expect(attempts()).toEqual([
      [0, 'failed', error],
      [1, 'completed', null],
      [0, 'failed', error],
      [0, 'failed', error],
    ]);
    expect(pool.begun.map(({ at }) => at)).toEqual([0, 1, 3, 4]);
    const ends = folder.eventsOf('trial-ended').filter(({ status }) => status === 'failed');
    expect(ends.map(({ retried, progress }) => [retried, progress.ended])).toEqual([
      [true, 0],
      [true, 1],
      [false, 2],
    ]);
    expect(ends[0]?.log).toEqual(['last words']);
    expect(folder.rows('SELECT DISTINCT log FROM attempts WHERE log IS NOT NULL')).toEqual([
      ['last words'],
    ]);
  });

  test('and then does well, is a result', async () => {
    let tries = 0;
    const { ended } = folder.begin(folder.prepare([0]), {
      retries: 1,
      train: (job, worker) =>
        tries++ === 0 ? faulty({ 0: CRASH })(job, worker) : trainWell(job, worker),
    });
    expect(await ended()).toEqual({ ran: 1, failed: 0, end: { reason: 'completed' } });
  });

  test('for want of memory has no other: it must end the same way', async () => {
    const { ended } = folder.begin(folder.prepare([0]), {
      retries: 5,
      train: faulty({ 0: threw('MemoryError', 'needs 9 GB') }),
    });
    expect(await ended()).toMatchObject({ ran: 0, failed: 1 });
    expect(attempts()).toEqual([[0, 'failed', 'needs 9 GB']]);
  });

  test('says nothing of how long the others take', async () => {
    const { ended } = folder.begin(folder.prepare([0, 1, 2]), {
      retries: 1,
      train: async (job, worker) => {
        if (job.trials[0]?.seed !== 0) return trainWell(job, worker);
        await worker.clock.sleep(1000, worker.stopped);
        return CRASH;
      },
    });
    await ended();
    // Two seconds each, as estimated: whenever one ends, those that are left take as long.
    const left = folder.eventsOf('trial-ended').map(({ progress }) => progress.remainingSeconds);
    expect(left).toEqual([3 * TRIAL_SECONDS, 2 * TRIAL_SECONDS, TRIAL_SECONDS, 0]);
  });
});

describe('of trials that are trained together', () => {
  const eight = [0, 1, 2, 3, 4, 5, 6, 7];

  test('the one that kills its program is found by halving', async () => {
    const { ended, pool, progress } = folder.begin(folder.prepare(eight), {
      together: 8,
      train: faulty({ 5: CRASH }),
    });
    expect(await ended()).toEqual({ ran: 7, failed: 1, end: { reason: 'completed' } });
    expect(pool.begun.map(({ seeds }) => seeds.join(''))).toEqual([
      '01234567',
      '0123',
      '4567',
      '45',
      '67',
      '4',
      '5',
    ]);
    expect(progress.fraction).toBe(1);
  });

  test('the run knows the halves as soon as it is split', async () => {
    const { ended } = folder.begin(folder.prepare(eight), {
      together: 8,
      train: faulty({ 5: CRASH }),
    });
    await ended();
    const seen = folder
      .eventsOf('trial-ended')
      .filter(({ retried }) => !retried)
      .map(({ progress }) => progress.fraction);
    // 0 to 3 end with their job, half of all; then 6 and 7, a quarter, 4, and 5 for good.
    expect(seen).toEqual([0.5, 0.5, 0.5, 0.5, 0.75, 0.75, 0.875, 1]);
    const left = folder.eventsOf('progress').map(({ progress }) => progress.remainingSeconds);
    expect(Math.max(...left)).toBeLessThanOrEqual(8 * TRIAL_SECONDS);
  });

  test('those that have a result when it dies are not split with the others', async () => {
    const { ended, pool, progress } = folder.begin(folder.prepare([0, 1, 2, 3]), {
      together: 4,
      train: async (job, worker) => {
        if (job.trials.length < 4) return trainWell(job, worker);
        worker.say(STARTED);
        const [first, second] = job.trials.map(({ trial }) => trial) as [string, string];
        worker.say({ type: 'diverged', trial: first, reason: 'NaN' });
        for (const epoch of [1, 2]) worker.say(epochOf(second, epoch));
        worker.say(completedOf(second));
        return CRASH;
      },
    });
    expect(await ended()).toEqual({ ran: 4, failed: 0, end: { reason: 'completed' } });
    expect(pool.begun.map(({ seeds }) => seeds.join(''))).toEqual(['0123', '2', '3']);
    expect(folder.statuses()).toEqual({
      0: 'diverged',
      1: 'completed',
      2: 'completed',
      3: 'completed',
    });
    // Half of the job was done when it was split.
    const fractions = folder.eventsOf('progress').map(({ progress: { fraction } }) => fraction);
    expect(fractions).toEqual([0.625, 0.75, 0.875, 1]);
    expect(progress.fraction).toBe(1);
  });

  test('the one that never ends is found so too, each job in the time of all its trials', async () => {
    const { ended, pool } = folder.begin(folder.prepare([0, 1]), {
      together: 2,
      timeoutMs: 10_000,
      timeLimit: '--timeout',
      train: faulty({ 1: 'hangs' }),
    });
    expect(await ended()).toEqual({ ran: 1, failed: 1, end: { reason: 'completed' } });
    expect(pool.begun).toEqual([
      { seeds: [0, 1], at: 0 },
      { seeds: [0], at: 20 },
      { seeds: [1], at: 22 },
    ]);
    expect(folder.clock.now()).toBe(32);
    expect(attempts()).toEqual([
      [
        0,
        'timeout',
        expect.stringContaining('20 s (--timeout for each of the 2 trained together)'),
      ],
      [1, 'timeout', expect.stringContaining('20 s (--timeout for each of the 2')],
      [0, 'completed', null],
      [1, 'timeout', 'it took longer than 10 s (--timeout) and was stopped'],
    ]);
    expect(folder.events.at(-1)).toEqual({ type: 'timed-out', lost: { trials: 1, jobs: 1 } });
  });
});

test('one that is alone and takes too long is not tried again', async () => {
  const { ended } = folder.begin(folder.prepare([0, 1]), {
    retries: 3,
    timeoutMs: 5000,
    train: faulty({ 0: 'hangs' }),
  });
  expect(await ended()).toMatchObject({ ran: 1, failed: 1 });
  expect(folder.statuses()).toEqual({ 0: 'timeout', 1: 'completed' });
  expect(folder.rows('SELECT count(*) FROM attempts')).toEqual([[2]]);
});

describe('a budget', () => {
  test('that is over stops what runs, and says so', async () => {
    const { ended, pool } = folder.begin(folder.prepare([0, 1, 2]), {
      budgetSeconds: 3,
      // Far too little.
      secondsOf: () => 0.1,
    });
    expect(await ended()).toEqual({ ran: 1, failed: 0, end: { reason: 'budget', reached: true } });
    expect(folder.clock.now()).toBe(3);
    expect(pool.told).toEqual(['cancel']);
    expect(folder.statuses()).toEqual({ 0: 'completed', 1: 'interrupted', 2: 'pending' });
    expect(folder.events.slice(-3)).toMatchObject([
      { type: 'stopping', reason: 'budget' },
      { type: 'trial-ended', status: 'interrupted' },
      { type: 'stopped', completed: 1, lost: { trials: 1, jobs: 1 } },
    ]);
  });

  test('that is over from the start begins nothing', async () => {
    const { ended, pool } = folder.begin(folder.prepare([0]), { budgetSeconds: 0 });
    expect(await ended()).toEqual({ ran: 0, failed: 0, end: { reason: 'budget', reached: true } });
    expect(pool.begun).toEqual([]);
  });

  test('that does not admit a trial leaves it, and ends the run early', async () => {
    // The second is said to take 2 s, and the first took as long as it was said to: one is left.
    const { ended, pool } = folder.begin(folder.prepare([0, 1]), { budgetSeconds: 3 });
    expect(await ended()).toEqual({ ran: 1, failed: 0, end: { reason: 'budget', reached: false } });
    expect(folder.clock.now()).toBe(2);
    expect(pool.begun).toHaveLength(1);
    expect(folder.statuses()).toEqual({ 0: 'completed', 1: 'pending' });
  });

  test('that does not admit a job admits a part of it', async () => {
    // 16 s are too much for half of 20, 8 are not.
    const { ended, pool, progress } = folder.begin(folder.prepare([0, 1, 2, 3, 4, 5, 6, 7]), {
      together: 8,
      budgetSeconds: 20,
    });
    expect(await ended()).toEqual({ ran: 8, failed: 0, end: { reason: 'completed' } });
    expect(pool.begun.map(({ seeds }) => seeds.length)).toEqual([4, 4]);
    expect(progress.fraction).toBe(1);
  });

  test('that is not used up stops nobody later', async () => {
    const { ended } = folder.begin(folder.prepare([0]), { budgetSeconds: 100 });
    await ended();
    await folder.clock.until(folder.clock.sleep(1000));
    expect(folder.eventsOf('stopping')).toEqual([]);
  });
});

describe('where the first failure is to stop the run', () => {
  test('it does, once its retries are used up; what waits is not begun', async () => {
    const { ended, pool } = folder.begin(folder.prepare([0, 1, 2, 3]), {
      failFast: true,
      retries: 1,
      train: faulty({ 1: CRASH }),
    });
    const error = 'the worker exited with code 9 before it had a result';
    expect(await ended()).toMatchObject({
      ran: 2,
      failed: 1,
      end: { reason: 'failure', trial: { name: '3', seed: 1 }, error },
    });
    // The retry waits for the one that has begun meanwhile, and goes before the one that waits.
    expect(pool.begun.map(({ seeds }) => seeds[0])).toEqual([0, 1, 2, 1]);
    expect(folder.statuses()).toEqual({
      0: 'completed',
      1: 'failed',
      2: 'completed',
      3: 'pending',
    });
    expect(folder.eventsOf('stopping')).toEqual([{ type: 'stopping', reason: 'failure' }]);
  });

  test('what runs beside it is interrupted', async () => {
    const { ended } = folder.begin(folder.prepare([0, 1]), {
      failFast: true,
      slots: 2,
      train: faulty({ 0: 'hangs', 1: CRASH }),
    });
    expect(await ended()).toMatchObject({ ran: 0, failed: 1 });
    expect(folder.statuses()).toEqual({ 0: 'interrupted', 1: 'failed' });
    expect(folder.events.at(-1)).toMatchObject({ type: 'stopped', lost: { trials: 1, jobs: 1 } });
  });

  test('the halves of a job go before what waits, to know who it was', async () => {
    const { ended, pool } = folder.begin(folder.prepare([0, 1, 2, 3, 4, 5]), {
      failFast: true,
      together: 2,
      train: faulty({ 1: CRASH }),
    });
    expect(await ended()).toMatchObject({ ran: 3, end: { reason: 'failure', trial: { seed: 1 } } });
    expect(pool.begun.map(({ seeds }) => seeds.join(''))).toEqual(['01', '23', '0', '1']);
  });
});

describe('a signal', () => {
  test('to stop has workers stop, and keeps what is done', async () => {
    const stop = new AbortController();
    const { ended, pool } = folder.begin(folder.prepare([0, 1, 2]), { stop: stop.signal });
    folder.clock.at(3, () => stop.abort());
    expect(await ended()).toEqual({ ran: 1, failed: 0, end: { reason: 'signal' } });
    expect(pool.told).toEqual(['cancel']);
    expect(folder.statuses()).toEqual({ 0: 'completed', 1: 'interrupted', 2: 'pending' });
    expect(attempts().at(-1)).toEqual([1, 'interrupted', 'the sweep was stopped']);
  });

  /** Trains for ever and hears nothing. */
  const deaf: Train = async (_, { say, clock }) => {
    say(STARTED);
    await clock.sleep(1e6);
    return { state: 'cancelled' };
  };

  test.each([
    ['to stop leaves them their grace', false, 1 + GRACE_SECONDS],
    ['to kill does not', true, 2],
  ])('%s', async (_, kills, until) => {
    const [stop, kill] = [new AbortController(), new AbortController()];
    const { ended, pool } = folder.begin(folder.prepare([0, 1]), {
      stop: stop.signal,
      kill: kill.signal,
      train: deaf,
    });
    folder.clock.at(1, () => stop.abort());
    if (kills) folder.clock.at(2, () => kill.abort());
    expect(await ended()).toMatchObject({ ran: 0, end: { reason: 'signal' } });
    expect(folder.clock.now()).toBe(until);
    expect(pool.told).toEqual(kills ? ['cancel', 'kill'] : ['cancel']);
    expect(folder.statuses()).toEqual({ 0: 'interrupted', 1: 'pending' });
  });

  test.each(['stop', 'kill'] as const)('to %s that came before anything began', async (name) => {
    const { ended, pool } = folder.begin(folder.prepare([0]), { [name]: AbortSignal.abort() });
    expect(await ended()).toMatchObject({ ran: 0 });
    expect(pool.begun).toEqual([]);
    expect(folder.statuses()).toEqual({ 0: 'pending' });
  });

  test('is obeyed and named though a budget has begun to stop the run', async () => {
    const stop = new AbortController();
    const { ended } = folder.begin(folder.prepare([0]), {
      stop: stop.signal,
      budgetSeconds: 1,
      train: faulty({ 0: 'hangs' }),
      onEvent: (event) => {
        folder.events.push(event);
        if (event.type === 'stopping' && event.reason === 'budget') stop.abort();
      },
    });
    expect(await ended()).toMatchObject({ end: { reason: 'signal' } });
    expect(folder.eventsOf('stopping').map(({ reason }) => reason)).toEqual(['budget', 'signal']);
  });

  test('that comes as a result does, keeps the result', async () => {
    const stop = new AbortController();
    const { ended } = folder.begin(folder.prepare([0]), {
      stop: stop.signal,
      train: async (job, worker) => {
        const fate = await trainWell(job, worker);
        stop.abort();
        return fate;
      },
    });
    expect(await ended()).toMatchObject({ ran: 1, end: { reason: 'signal' } });
    expect(folder.statuses()).toEqual({ 0: 'completed' });
  });
});

describe('an engine that does not load', () => {
  test('ends the run with its error: nothing has failed, and nothing more begins', async () => {
    const { ended, pool } = folder.begin(folder.prepare([0, 1]), {
      retries: 3,
      train: () => Promise.resolve(threw('EngineError', 'no such library')),
    });
    await expect(ended()).rejects.toMatchObject({
      name: 'EngineError',
      message: 'no such library',
    });
    expect(pool.begun).toHaveLength(1);
    expect(pool.closed).toBe(true);
    expect(folder.statuses()).toEqual({ 0: 'interrupted', 1: 'pending' });
    expect(attempts()).toEqual([[0, 'interrupted', 'no such library']]);
  });

  const untried = {
    device: 'cpu',
    candidate: { engine: 'tfjs-node', path: '/package' },
    passedOver: [],
    untried: true,
    gpus: [],
    card: null,
    gpuPassedOver: null,
  } as const;
  const dies =
    (fate: Fate, before: readonly unknown[] = []): Train =>
    async (_, { say }) => {
      for (const message of before) say(message);
      return fate;
    };

  test('though it has before, is to blame for the death of its process', async () => {
    const { ended } = folder.begin(folder.prepare([0]), {
      devices: untried,
      train: dies({ state: 'crashed', code: null, signal: 'SIGSEGV' }),
    });
    await expect(ended()).rejects.toMatchObject({
      name: 'EngineError',
      message: expect.stringMatching(/SIGSEGV/),
    });
    // Another one is taken, and the trial begins anew at once: nothing is said to be lost.
    expect(folder.eventsOf('stopped')).toEqual([]);
  });

  test.each([
    ['once it was loaded', { state: 'crashed', code: null, signal: 'SIGSEGV' }, [STARTED]],
    [
      'of SIGKILL, which is a person or want of memory',
      { state: 'crashed', code: null, signal: 'SIGKILL' },
      [],
    ],
  ] as const)('is not to blame for a death %s', async (_, fate, before) => {
    const { ended } = folder.begin(folder.prepare([0]), {
      devices: untried,
      train: dies(fate, before),
    });
    expect(await ended()).toMatchObject({ ran: 0, failed: 1 });
    expect(folder.statuses()).toEqual({ 0: 'failed' });
  });

  test.each(['DatasetError', 'ModelFileError'])('%s is of the machine too', async (name) => {
    const { ended } = folder.begin(folder.prepare([0, 1]), {
      train: () => Promise.resolve(threw(name, 'the disk')),
    });
    await expect(ended()).rejects.toMatchObject({ name, message: 'the disk' });
    expect(folder.statuses()).toEqual({ 0: 'interrupted', 1: 'pending' });
  });
});

describe('a database that cannot be written', () => {
  /** From some moment of the first job on. */
  const moments = {
    'its claim': 'claim',
    'an epoch': 'epoch',
    'a result': 'completed',
    'the end of its job': 'end',
  } as const;

  test.each(Object.entries(moments))('at %s ends the run with that error', async (_, moment) => {
    const writer = folder.writer();
    const block = (now: string): void => {
      if (now === moment) writer.db.pragma('query_only = ON');
    };
    const { ended, pool } = folder.begin(folder.prepare([0, 1]), {
      writer,
      train: async ({ trials }, { say, clock, stopped }) => {
        say(STARTED);
        const trial = trials[0]?.trial ?? '';
        say(epochOf(trial, 1));
        block('epoch');
        say(epochOf(trial, 2));
        block('completed');
        say(completedOf(trial));
        block('end');
        await clock.sleep(1, stopped);
        return { state: 'finished', result: TIMES };
      },
    });
    block('claim');
    await expect(ended()).rejects.toMatchObject({ code: 'SQLITE_READONLY' });
    expect(pool.begun).toHaveLength(moment === 'claim' ? 0 : 1);
    expect(pool.closed).toBe(true);
    const completed = folder.rows("SELECT count(*) FROM stored_trials WHERE status = 'completed'");
    expect(completed).toEqual([[moment === 'end' ? 1 : 0]]);
    // What is not stored was not said to be.
    expect(folder.eventsOf('trial-ended')).toHaveLength(moment === 'end' ? 1 : 0);
  });

  test('for the disk is full', async () => {
    const writer = folder.writer();
    const { ended } = folder.begin(folder.prepare([0]), {
      writer,
      train: async () => {
        const pages = writer.db.pragma('page_count', { simple: true }) as number;
        writer.db.pragma(`max_page_count = ${pages}`);
        // Last words that need some pages more.
        return { ...CRASH, log: Array<string>(50).fill('x'.repeat(2000)) };
      },
    });
    await expect(ended()).rejects.toMatchObject({ code: 'SQLITE_FULL' });
    expect(folder.eventsOf('trial-ended')).toEqual([]);
  });

  test('for its file was removed', async () => {
    const { ended } = folder.begin(folder.prepare([0]), {
      train: (job, worker) => {
        rmSync(folder.database);
        return trainWell(job, worker);
      },
    });
    await expect(ended()).rejects.toThrow(StoreError);
    expect(folder.eventsOf('trial-ended')).toEqual([]);
  });

  test('by a run that another host has given up, whose last result has nowhere to go', async () => {
    const other = folder.writer();
    const { ended, run } = folder.begin(folder.prepare([0]), {
      train: async (job, worker) => {
        endRun(other, run);
        return trainWell(job, worker);
      },
    });
    await expect(ended()).rejects.toThrow(/took over this run/);
    expect(folder.statuses()).toEqual({ 0: 'interrupted' });
  });
});

describe('a worker that says what is no message', () => {
  test.each([
    ['garbage', 'what?', 'message; got "what?"'],
    ['a number that is none', { type: 'progress', fraction: NaN }, 'progress: fraction; got NaN'],
    ['a trial of another job', epochOf('nobody', 1), 'epoch: trial; got "nobody"'],
  ])('%s, has failed, and nothing of it is stored', async (_, message, reason) => {
    let tries = 0;
    const { ended } = folder.begin(folder.prepare([0, 1]), {
      retries: 1,
      train: async (job, worker) => {
        if (job.trials[0]?.seed !== 0 || tries++ > 0) return trainWell(job, worker);
        worker.say(STARTED);
        worker.say(message);
        worker.say(epochOf(job.trials[0].trial, 1, 0.9));
        return trainWell(job, worker);
      },
    });
    expect(await ended()).toEqual({ ran: 2, failed: 0, end: { reason: 'completed' } });
    expect(attempts()[0]).toEqual([0, 'failed', expect.stringContaining(reason)]);
    expect(folder.rows('SELECT count(*) FROM stored_epochs WHERE val_accuracy <> 0.5')).toEqual([
      [0],
    ]);
  });

  test('that ends its job without the result of a trial has failed', async () => {
    const { ended } = folder.begin(folder.prepare([0]), {
      train: async (_, { say }) => {
        say(STARTED);
        return { state: 'finished', result: TIMES };
      },
    });
    expect(await ended()).toMatchObject({ ran: 0, failed: 1 });
    expect(attempts()).toEqual([[0, 'failed', expect.stringContaining('without a result')]]);
    expect(jobs()).toEqual([[1, 'failed']]);
  });
});

test('a listener that throws ends the run, not the process', async () => {
  const { ended } = folder.begin(folder.prepare([0, 1]), {
    onEvent: ({ type }) => {
      if (type === 'epoch') throw new Error('nobody listens');
    },
  });
  await expect(ended()).rejects.toThrow('nobody listens');
  expect(folder.statuses()).toEqual({ 0: 'interrupted', 1: 'pending' });
});
