import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TrialWorkload } from '../../../src/plan/jobs.js';
import type { Outcome } from '../../../src/pool/protocol.js';
import { JobRecorder, type Recording } from '../../../src/run/executing/job-recorder.js';
import { remainingTrials, trialLabels } from '../../../src/run/planning/planned-sweep.js';
import { claimTrials } from '../../../src/store/claims.js';
import { holder } from '../../store/store-for-test.js';
import { blameOf, completedOf, epochOf, STARTED, TIMES } from '../fakes.js';
import { RunFolder } from '../run-for-test.js';

let folder: RunFolder;
beforeEach(() => {
  folder = new RunFolder();
});
afterEach(() => folder.remove());

/** Training FLOP of the trials in turn: shares of 1, 3, 4 eighths of the job. */
const FLOP = [100n, 300n, 400n];

/**
 * An attempt of a job of three trials, seeds 0 to 2, that were claimed unless told otherwise.
 *
 * @param trainer of a job of several: `layers` trains one after the other.
 */
function attempt({
  seeds = [0, 1, 2],
  claimed = seeds,
  trainer = 'compiled' as 'compiled' | 'layers',
  ...changes
}: {
  seeds?: readonly number[];
  claimed?: readonly number[];
  trainer?: 'compiled' | 'layers';
} & Partial<Recording> = {}) {
  const prepared = folder.prepare([0, 1, 2]);
  const { writer, run } = folder.begin(prepared);
  const all = remainingTrials(prepared.expansion, new Map()).map(
    (planned, index): TrialWorkload => ({ ...planned, flop: FLOP[index] ?? 0n }),
  );
  const trials = all.filter(({ trial: { seed } }) => seeds.includes(seed));
  const ids = trials.map(({ trial }) => trial.id);
  const mine = trials
    .filter(({ trial: { seed } }) => claimed.includes(seed))
    .map(({ trial }) => trial.id);
  const claim = claimTrials(writer, run, mine, trainer, holder(1));
  if (claim.state !== 'claimed') throw new Error(claim.state);
  const advanced: number[] = [];
  const ended: [seed: number, status: string, error: string][] = [];
  const told: string[] = [];
  const recorder = new JobRecorder({ trainer, trials, compile: 'graph' }, claim.job, claim.trials, {
    writer,
    now: folder.clock.now,
    labelOf: trialLabels(prepared.expansion),
    attempt: 1,
    models: null,
    passedOver: [],
    onEvent: (event) => folder.events.push(event),
    advance: (fraction) => void advanced.push(fraction),
    timeLimit: 'run.timeout',
    ended: ({ seed }, status, error) => void ended.push([seed, status, error]),
    attemptFailed: () => void told.push('attempt failed'),
    jobEnded: () => void told.push('job ended'),
    progress: () => ({ fraction: 0, remainingSeconds: 0, ended: 0, trials: 3 }),
    ...changes,
  });
  /** What the worker says, none of it wrong. */
  const say = (...bodies: readonly unknown[]): void => {
    for (const body of bodies) expect(recorder.receive(body)).toBeUndefined();
  };
  /** The worker trains this trial to its end. */
  const complete = (index: number): void => {
    const trial = ids[index] ?? '';
    say(epochOf(trial, 1), epochOf(trial, 2), completedOf(trial));
  };
  const end = (outcome: Outcome, mayRetry = true): readonly number[] =>
    recorder.end(outcome, mayRetry).map(({ trial }) => trial.seed);
  return { recorder, ids, say, complete, end, advanced, ended, told };
}

const finished = (result: unknown = TIMES): Outcome => ({ state: 'finished', result, log: [] });
const CRASH: Outcome = { state: 'crashed', code: 9, signal: null, log: ['last words'] };
const threw = (name: string): Outcome => ({
  state: 'threw',
  error: { name, message: 'no', ...blameOf(name) },
  log: [],
});
const TIMEOUT: Outcome = { state: 'timeout', afterMs: 1000, log: [] };
const CANCELLED: Outcome = { state: 'cancelled', log: ['half of a line'] };

describe('what a worker says', () => {
  test('of its engine is stored with its job and told', () => {
    const passedOver = [{ engine: 'tfjs-node-gpu', reason: 'no card' }] as const;
    const { recorder, say } = attempt({ passedOver });
    expect(recorder.engineLoaded).toBe(false);
    say(STARTED);
    expect(recorder.engineLoaded).toBe(true);
    expect(
      folder.rows(
        'SELECT engine, engine_version, device, threads, peak_flops_per_second FROM jobs',
      ),
    ).toEqual([['tfjs-node', '0', 'cpu', 1, 1e10]]);
    expect(folder.events).toEqual([{ type: 'engine', report: STARTED.engine, passedOver }]);
  });

  test('of another trainer that takes over is stored: then trials are trained one by one', () => {
    const { say, complete, ids } = attempt();
    say(STARTED, { type: 'fell-back', to: 'graph', reason: 'no XLA' });
    expect(folder.rows('SELECT trainer FROM jobs')).toEqual([['compiled']]);
    say({ type: 'fell-back', to: 'layers', reason: 'no memory' });
    expect(folder.rows('SELECT trainer FROM jobs')).toEqual([['layers']]);
    expect(folder.eventsOf('fell-back').map(({ to, reason }) => [to, reason])).toEqual([
      ['graph', 'no XLA'],
      ['layers', 'no memory'],
    ]);
    complete(0);
    expect(ids).toHaveLength(3);
    expect(folder.eventsOf('trial-ended')).toMatchObject([{ together: 1 }]);
  });

  test('of an epoch is a row, and the last one is that of the trial', () => {
    const { say, ids } = attempt();
    say(
      epochOf(ids[0] ?? '', 1, 0.25),
      epochOf(ids[0] ?? '', 2, 0.75),
      epochOf(ids[1] ?? '', 1, 0.5),
    );
    expect(
      folder.rows(
        'SELECT seed, epoch, e.val_accuracy, t.val_accuracy FROM stored_epochs e JOIN stored_trials t ON t.id = trial_id ORDER BY 1, 2',
      ),
    ).toEqual([
      [0, 1, 0.25, 0.75],
      [0, 2, 0.75, 0.75],
      [1, 1, 0.5, 0.5],
    ]);
    expect(
      folder
        .eventsOf('epoch')
        .map(({ trial, metrics, epochs }) => [trial.seed, metrics.epoch, epochs]),
    ).toEqual([
      [0, 1, 2],
      [0, 2, 2],
      [1, 1, 2],
    ]);
  });

  test('of the ends of trials is stored as it comes, each in the time since the job began', async () => {
    const { say, complete, ids, ended } = attempt();
    await folder.clock.until(folder.clock.sleep(7));
    complete(1);
    await folder.clock.until(folder.clock.sleep(3));
    say({ type: 'diverged', trial: ids[0], reason: 'NaN in epoch 1' });
    expect(folder.statuses()).toEqual({ 0: 'diverged', 1: 'completed', 2: 'running' });
    expect(ended).toEqual([
      [1, 'completed', ''],
      [0, 'diverged', 'NaN in epoch 1'],
    ]);
    expect(folder.eventsOf('trial-ended')).toMatchObject([
      {
        status: 'completed',
        val_accuracy: 0.5,
        seconds: 7,
        together: 3,
        error: null,
        retried: false,
      },
      { status: 'diverged', val_accuracy: null, seconds: 10, error: 'NaN in epoch 1' },
    ]);
  });

  test('that is no message is answered with why, and nothing of it is stored', () => {
    const { recorder, ids, complete } = attempt({ claimed: [0, 2] });
    complete(0);
    for (const [body, reason] of [
      ['garbage', 'message; got "garbage"'],
      [epochOf(ids[2] ?? '', 2), 'metrics.epoch; got 2; expected epoch 1'],
      [epochOf(ids[2] ?? '', 1, 7), 'metrics.val_accuracy; got 7'],
      [completedOf(ids[2] ?? ''), 'completed before its last epoch'],
      [completedOf(ids[0] ?? ''), 'completed of a trial that has ended'],
      // Somebody else has it.
      [epochOf(ids[1] ?? '', 1), 'expected a trial of its job'],
    ] as const) {
      expect(recorder.receive(body)).toContain(reason);
    }
    expect(folder.rows('SELECT count(*) FROM stored_epochs')).toEqual([[2]]);
    expect(folder.statuses()).toEqual({ 0: 'completed', 1: 'pending', 2: 'running' });
  });
});

describe('how far a job is', () => {
  test('is what the worker says: one message, one event, of the first trial that goes on', () => {
    const { say, ids, advanced } = attempt();
    say({ type: 'progress', fraction: 0.25 });
    say({ type: 'diverged', trial: ids[0], reason: 'NaN' }, { type: 'progress', fraction: 0.5 });
    expect(advanced).toEqual([0.25, 0.5]);
    expect(
      folder.eventsOf('progress').map(({ trial, fraction }) => [trial.seed, fraction]),
    ).toEqual([
      [0, 0.25],
      [1, 0.5],
    ]);
  });

  test('does not go back when the trials of a job say their epochs, one after the other', () => {
    const { say, ids, advanced } = attempt();
    say({ type: 'progress', fraction: 0.5 });
    for (const trial of ids) say(epochOf(trial, 1));
    expect(advanced).toEqual([0.5]);
  });

  test('is by the FLOP of its epochs where the worker is too fast to say', () => {
    const { say, ids, advanced, complete } = attempt();
    say(epochOf(ids[1] ?? '', 1));
    complete(0);
    complete(2);
    // Half of 3 eighths, then 1 eighth in two halves, then 4 eighths so.
    expect(advanced).toEqual([3, 4, 5, 9, 13].map((sixteenths) => sixteenths / 16));
  });

  test('a trial that diverged has done no more than its epochs: its neighbours go on as before', () => {
    const { say, ids, advanced } = attempt();
    say({ type: 'diverged', trial: ids[2], reason: 'NaN' });
    expect(advanced).toEqual([]);
  });
});

describe('how an attempt ends', () => {
  /** Of the trials, then of the job. */
  const states = (): unknown[] => [
    Object.values(folder.statuses()).join(' '),
    folder.rows('SELECT status FROM jobs')[0]?.[0],
  ];

  test.each([
    ['finished', finished(), 'failed'],
    ['crashed', CRASH, 'failed'],
    ['out of memory', threw('MemoryError'), 'failed'],
    ['refused', { state: 'refused', reason: 'garbage', log: [] }, 'failed'],
    ['too slow', TIMEOUT, 'timeout'],
  ] as const)(
    'of several, %s: those without a result are tried again, in halves',
    (_, outcome, status) => {
      const { complete, end, ended, told } = attempt();
      complete(0);
      expect(end(outcome)).toEqual([1, 2]);
      expect(states()).toEqual([`completed ${status} ${status}`, status]);
      expect(ended.map(([seed]) => seed)).toEqual([0]);
      expect(told).toEqual(['attempt failed']);
      expect(folder.eventsOf('trial-ended').map(({ retried }) => retried)).toEqual([
        false,
        true,
        true,
      ]);
    },
  );

  test.each([
    ['crashed', CRASH, [0], 'failed'],
    ['without a result', finished(), [0], 'failed'],
    ['out of memory', threw('MemoryError'), [], 'failed'],
    ['too slow', TIMEOUT, [], 'timeout'],
    ['stopped', CANCELLED, [], 'interrupted'],
    ['without an engine', threw('EngineError'), [], 'interrupted'],
  ] as const)('of one that is alone, %s', (_, outcome, again, status) => {
    const { end, ended, told } = attempt({ seeds: [0], trainer: 'layers' });
    expect(end(outcome)).toEqual(again);
    expect(states()).toEqual([`${status} pending pending`, status]);
    expect(ended).toHaveLength(1 - again.length);
    expect(told).toEqual(['attempt failed', ...(again.length === 0 ? ['job ended'] : [])]);
  });

  test('for good where there is no other attempt', () => {
    const { end, ended, told } = attempt();
    expect(end(CRASH, false)).toEqual([]);
    const error = 'the worker exited with code 9 before it had a result';
    expect(ended).toEqual([0, 1, 2].map((seed) => [seed, 'failed', error]));
    expect(told).toEqual(['attempt failed', 'job ended']);
    expect(folder.rows('SELECT DISTINCT error, log FROM attempts')).toEqual([
      [error, 'last words'],
    ]);
  });

  test('with every result, whatever its worker does then', () => {
    const { complete, end, told } = attempt();
    for (const index of [0, 1, 2]) complete(index);
    expect(end(CRASH)).toEqual([]);
    expect(states()).toEqual(['completed completed completed', 'completed']);
    expect(told).toEqual(['job ended']);
  });

  test('what was stopped shows no log; it is stored', () => {
    const { end } = attempt();
    end(CANCELLED);
    expect(folder.eventsOf('trial-ended').map(({ log }) => log)).toEqual([[], [], []]);
    expect(folder.rows('SELECT DISTINCT log FROM attempts')).toEqual([['half of a line']]);
  });
});

describe('the figures of a job', () => {
  const figures = (): unknown[] =>
    folder.rows('SELECT flop, flops_per_second, train_seconds FROM jobs').flat();
  const seconds = (): unknown[] =>
    folder.rows('SELECT seconds FROM stored_trials ORDER BY seed').flat();
  const times = { ...TIMES, train_seconds: 4, evaluate_seconds: 2 };

  test('are all FLOP over its training seconds; the seconds of both are shared by FLOP', () => {
    const { complete, end } = attempt();
    for (const index of [0, 1, 2]) complete(index);
    end(finished(times));
    expect(figures()).toEqual([800, 200, 4]);
    expect(seconds()).toEqual([6 / 8, (6 * 3) / 8, (6 * 4) / 8]);
  });

  test('of those that were claimed only', () => {
    const { complete, end } = attempt({ claimed: [0, 1] });
    complete(0);
    complete(1);
    end(finished(times));
    expect(figures()).toEqual([400, 100, 4]);
    expect(seconds()).toEqual([6 / 4, (6 * 3) / 4, null]);
  });

  test.each([
    // Its program goes on to the end.
    ['compiled', 800],
    // It is left where it diverged.
    ['layers', null],
  ] as const)('with one that diverged, by the %s trainer, are of %s FLOP', (trainer, flop) => {
    const { complete, end, say, ids } = attempt({ trainer });
    complete(0);
    say({ type: 'diverged', trial: ids[1], reason: 'NaN' });
    complete(2);
    end(finished(times));
    expect(figures()).toEqual([flop, flop === null ? null : flop / 4, 4]);
  });

  test('are unknown where the worker says none that are any', () => {
    const { complete, end } = attempt();
    for (const index of [0, 1, 2]) complete(index);
    end(finished({ train_seconds: 'many' }));
    expect(figures()).toEqual([null, null, null]);
    expect(seconds()).toEqual([null, null, null]);
  });
});
