import { describe, expect, test } from 'vitest';
import type { CardSpeeds } from '../../src/native/cards.js';
import { EngineError, type Gpu } from '../../src/native/engine.js';
import type { GpuChoice } from '../../src/native/gpus.js';
import type { TrialWorkload } from '../../src/plan/jobs.js';
import { cardSpeeds } from './card-for-test.js';
import { askedDevices, chooseDevices, whyNoGpu } from '../../src/run/devices.js';

const GPU: Gpu = { id: '0', name: 'card', memory_mib: 24_000, compute_capability: '9.0' };
const CUDA = { engine: 'tfjs-node-gpu', path: '/cuda' } as const;
const WASM = { engine: 'wasm', path: '/wasm' } as const;
const has = (choice: GpuChoice) =>
  Promise.resolve({
    candidate: CUDA,
    gpus: choice === 'auto' ? [GPU] : choice.map((id) => ({ ...GPU, id })),
  });
const findCpu = () => Promise.resolve({ candidate: WASM, passedOver: [], untried: false });
const ON_CPU = { candidate: WASM, passedOver: [], untried: false, gpus: [], card: null };
const CARD = cardSpeeds();
const meet = () => Promise.resolve(CARD);
const hasNone = () => Promise.reject(new EngineError('no driver'));
const never = () => Promise.reject(new Error('was asked'));
const [driver, noDriver] = [() => true, () => false];
const faster = () => null;
const slower = () => 'too small';

test('cpu asks for no GPU', async () => {
  const asked = { device: 'cpu', gpus: 'auto' } as const;
  expect(
    await chooseDevices(asked, faster, { ask: never, hasDriver: driver, findCpu, meet }),
  ).toEqual({
    ...ON_CPU,
    device: 'cpu',
    gpuPassedOver: null,
  });
});

describe('auto', () => {
  const asked = { device: 'auto', gpus: 'auto' } as const;

  test('takes the GPUs of a machine with a driver where they are faster; they are binding', async () => {
    expect(
      await chooseDevices(asked, faster, { ask: has, hasDriver: driver, findCpu, meet }),
    ).toEqual({
      device: 'gpu',
      candidate: CUDA,
      passedOver: [],
      untried: false,
      gpus: [GPU],
      card: CARD,
      gpuPassedOver: null,
    });
  });

  test('leaves GPUs idle that are slower for this sweep, and says so', async () => {
    expect(
      await chooseDevices(asked, slower, { ask: has, hasDriver: driver, findCpu, meet }),
    ).toEqual({
      ...ON_CPU,
      device: 'auto',
      gpuPassedOver: 'too small',
    });
  });

  test('does not spend a second on asking without a driver', async () => {
    expect(
      await chooseDevices(asked, faster, { ask: never, hasDriver: noDriver, findCpu }),
    ).toMatchObject({
      device: 'auto',
      gpus: [],
    });
  });

  test('goes on with a driver and no GPU to be had, and says why', async () => {
    expect(
      await chooseDevices(asked, faster, { ask: hasNone, hasDriver: driver, findCpu }),
    ).toEqual({
      ...ON_CPU,
      device: 'auto',
      gpuPassedOver: 'no driver',
    });
  });
});

test.each([
  { device: 'gpu', gpus: 'auto' },
  { device: 'auto', gpus: ['0'] },
] as const)('%j is never replaced', async (asked) => {
  const none = { ask: hasNone, hasDriver: noDriver, findCpu, meet };
  await expect(chooseDevices(asked, slower, none)).rejects.toThrow('no driver');
  const one = { ask: has, hasDriver: noDriver, findCpu, meet };
  expect((await chooseDevices(asked, slower, one)).gpus).toEqual([GPU]);
});

describe('whyNoGpu', () => {
  const machine = { processors: 16, memory: 128e9 };
  const MODEL = { hidden: [100, 100] };
  /** Jobs of so many parameters: about 6 FLOP a parameter and image, batches of 32. */
  const trials = (params: number): TrialWorkload[] =>
    Array.from({ length: 16 }, () => ({
      trial: { configuration: { model: MODEL } } as unknown as TrialWorkload['trial'],
      params,
      bytes: { layers: 0, compiled: 0, fused: 0 },
      effort: { compile: 1, flop: 1, xlaGain: 0 },
      program: 'alike',
      order: 0,
      programLacks: null,
      steps: 1000,
      flop: BigInt(params * 6 * 32 * 1000),
    }));

  const CHOICE = { workers: 'auto', compile: 'auto' } as const;
  const gpus = [{ ...GPU, memory_mib: 140_000 }];
  const known = (card: CardSpeeds) => ({ candidate: CUDA, gpus, card });
  const failure = 'no ptxas';
  const NO_PROGRAMS = cardSpeeds({
    agreement: { xla: { failure }, graph: { failure } },
  });
  /** Steps of 64 networks that take so long. */
  const measured = (step_seconds: number): CardSpeeds =>
    cardSpeeds({
      together: [{ networks: 64, step_flop: 12_147_200, compile_seconds: 3, step_seconds }],
    });

  test('on an H200 beside 16 processors, layer by layer, 90 thousand parameters are far too few', () => {
    // Measured there with the layers trainer: 127 steps a second on the GPU, 2,386 on the processors.
    const reason = whyNoGpu(trials(89_400), [], CHOICE, known(NO_PROGRAMS), machine);
    expect(reason).toMatch(/take \d+\.\d times as long/);
  });

  test('what programs were measured to take there decides, not what the layers trainer takes', () => {
    // 16 processors take some 0.13 ms a step each: 64 networks in 0.5 ms, all of them.
    const many = Array.from({ length: 16 }, () => trials(89_400)).flat();
    expect(whyNoGpu(many, [], CHOICE, known(measured(0.25e-3)), machine)).toBeNull();
    expect(whyNoGpu(many, [], CHOICE, known(measured(5e-3)), machine)).toMatch(/times as long/);
  });

  test('jobs that ran here outweigh what was measured before them', () => {
    const job = {
      compilation: 'xla',
      trainer: 'compiled',
      engine: 'tfjs-node-gpu',
      flop: 1e9,
      steps: 1000,
      evaluate_seconds: 0,
    };
    const past = [
      { ...job, device: 'gpu', train_seconds: 1 },
      { ...job, device: 'cpu', train_seconds: 100 },
    ];
    expect(whyNoGpu(trials(89_400), past, CHOICE, known(measured(5)), machine)).toBeNull();
  });

  test('nothing left to train is no reason', () => {
    expect(whyNoGpu([], [], CHOICE, known(CARD), machine)).toBeNull();
  });
});

test.each([
  [{}, { device: 'auto', gpus: ['3'] }],
  [{ device: 'cpu' }, { device: 'cpu', gpus: 'auto' }],
  [{ gpus: ['1'] }, { device: 'gpu', gpus: ['1'] }],
  [{ gpus: 'auto' }, { device: 'auto', gpus: 'auto' }],
  [{ device: 'gpu' }, { device: 'gpu', gpus: ['3'] }],
] as const)('flags %j over a spec with gpus: [3] ask for %j', (flags, asked) => {
  expect(askedDevices({ device: 'auto', gpus: ['3'] }, flags)).toEqual(asked);
});

test('GPUs named by a flag outweigh a spec that says cpu', () => {
  expect(askedDevices({ device: 'cpu', gpus: 'auto' }, { gpus: ['0'] }).device).toBe('gpu');
});
