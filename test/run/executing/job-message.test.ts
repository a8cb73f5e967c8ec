import { epochMetrics } from '../../store/epoch-metrics.js';
import { expect, test } from 'vitest';
import {
  readJobMessage,
  readJobTimes,
  type TrialState,
} from '../../../src/run/executing/job-message.js';

const STARTED = {
  type: 'started',
  engine: {
    engine: 'wasm',
    version: '4.22.0',
    library: 'none',
    path: '/package',
    device: 'cpu',
    device_name: null,
    threads: 1,
  },
  peak_flops_per_second: null,
};
const METRICS = epochMetrics();
const epoch = (number: unknown, more: object = {}, trial: unknown = 'a') => ({
  type: 'epoch',
  trial,
  metrics: { ...METRICS, epoch: number, ...more },
});
const completed = (test: object, trial = 'a') => ({ type: 'completed', trial, test });
const TEST = { test_loss: 1, test_accuracy: 0.5 };

/** Of three epochs, trial a has reported one, b all; c has diverged. */
const TRIALS = new Map<string, TrialState>([
  ['a', { status: 'running', epoch: 1, epochs: 3 }],
  ['b', { status: 'running', epoch: 3, epochs: 3 }],
  ['c', { status: 'diverged', epoch: 1, epochs: 3 }],
]);

const read = (body: unknown, started = false) => readJobMessage(body, TRIALS, started);

test('what the contract allows is read as it is', () => {
  for (const message of [
    STARTED,
    { type: 'progress', fraction: 1 },
    epoch(2),
    completed(TEST, 'b'),
    { type: 'diverged', trial: 'a', reason: 'NaN' },
  ]) {
    expect(read(message)).toEqual({ state: 'read', message });
  }
});

test.each([
  ['no object', 'garbage', 'message; got "garbage"; expected an object whose type is'],
  ['nothing', null, 'message; got null'],
  ['a type that is none', { type: 'done' }, 'got "done"; expected an object whose type is'],
  [
    'an engine that is none',
    { ...STARTED, engine: 7 },
    "started: engine; got 7; expected an engine's",
  ],
  ['an unknown trial', epoch(2, {}, 'x'), 'epoch: trial; got "x"; expected a trial of its job'],
  ['a trial that is no text', epoch(2, {}, 7), 'epoch: trial; got 7; expected text'],
  ['a NaN loss', epoch(2, { loss: NaN }), 'metrics.loss; got NaN; expected a finite number'],
  ['an infinite one', epoch(2, { val_loss: Infinity }), 'metrics.val_loss; got Infinity'],
  ['an accuracy of 101 %', epoch(2, { accuracy: 1.01 }), 'got 1.01; expected a share from 0 to 1'],
  ['a text for a number', epoch(2, { loss: '1' }), 'metrics.loss; got "1"; expected a finite'],
  ['an epoch again', epoch(1), 'metrics.epoch; got 1; expected epoch 2'],
  ['an epoch too early', epoch(3), 'metrics.epoch; got 3; expected epoch 2'],
  ['half an epoch', epoch(1.5), 'metrics.epoch; got 1.5; expected a whole number'],
  ['an epoch too many', epoch(4, {}, 'b'), 'got 4; expected no more than 3 epochs'],
  [
    'an end too early',
    completed(TEST),
    'before its last epoch; got 1; expected 3 epochs before it',
  ],
  ['a test that is NaN', completed({ ...TEST, test_loss: NaN }, 'b'), 'test.test_loss; got NaN'],
  [
    'an end after the end',
    completed(TEST, 'c'),
    'completed of a trial that has ended; got "diverged"',
  ],
  ['progress beyond all', { type: 'progress', fraction: 2 }, 'fraction; got 2'],
  ['progress of nothing', { type: 'progress' }, 'fraction; got undefined; expected a share'],
])('%s is no message', (_, body, reason) => {
  const answer = read(body);
  expect(answer).toMatchObject({ state: 'malformed', reason: expect.stringContaining(reason) });
  expect(answer).toMatchObject({
    reason: expect.stringContaining('the worker sent an invalid message'),
  });
});

test('a job goes on for as long as a trial of it does', () => {
  const progress = { type: 'progress', fraction: 0.5 };
  const ended = new Map(
    [...TRIALS].map(([id, state]) => [id, { ...state, status: 'completed' as const }]),
  );
  expect(readJobMessage(progress, ended, true)).toMatchObject({
    state: 'malformed',
    reason: expect.stringContaining(
      'progress of a job whose trials have all ended; got 0.5; expected no more of it',
    ),
  });
});

test('a job falls back before its first epoch alone', () => {
  const fallback = { type: 'fell-back', to: 'layers', reason: 'no ptxas' };
  const before = new Map([['a', { status: 'running' as const, epoch: 0, epochs: 3 }]]);
  expect(readJobMessage(fallback, before, true)).toEqual({ state: 'read', message: fallback });
  expect(read(fallback)).toMatchObject({ state: 'malformed' });
  expect(readJobMessage({ ...fallback, to: 'hope' }, before, true)).toMatchObject({
    state: 'malformed',
    reason: expect.stringContaining('to; got "hope"; expected graph or layers'),
  });
});

test('what a job runs on is said once', () => {
  expect(read(STARTED, true)).toMatchObject({ state: 'malformed' });
});

test('the times of a job are numbers of seconds', () => {
  const times = {
    load_seconds: 0,
    compile_seconds: 0,
    train_seconds: 1,
    evaluate_seconds: 1,
    compilation: null,
  };
  expect(readJobTimes(times)).toEqual({ state: 'read', times });
  for (const wrong of [undefined, 'done', {}, { ...times, train_seconds: -1 }, [times]]) {
    expect(readJobTimes(wrong)).toMatchObject({ state: 'malformed' });
  }
});
