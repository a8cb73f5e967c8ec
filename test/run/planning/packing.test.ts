import { describe, expect, test } from 'vitest';
import { REFERENCE_COSTS } from '../../../src/plan/compilation.js';
import type { TrialWorkload } from '../../../src/plan/jobs.js';
import type { Resources } from '../../../src/run/planning/time-model.js';
import type { Agreement, CardSpeeds } from '../../../src/native/cards.js';
import { cardSpeeds } from '../card-for-test.js';
import { packingFor, runOfPrograms } from '../../../src/run/planning/packing.js';

const NATIVE: Resources = {
  engine: 'tfjs-node-gpu',
  gpus: 0,
  workers: 2,
  compile: 'auto',
  costs: REFERENCE_COSTS,
  benchmark: [],
  card: null,
  gpuBytes: Infinity,
};
const MACHINE = { processors: 2, memory: 8e9 };
const WASM: Resources = { ...NATIVE, engine: 'wasm' };

test('on the native engine trials are packed by their parameters', () => {
  expect(packingFor(NATIVE, 'auto', 2, MACHINE)).toMatchObject({
    trainer: 'compiled',
    params: 700_000,
    workers: 2,
  });
});

test('on wasm trials are trained together, a few at a time', () => {
  expect(packingFor(WASM, 'auto', 2, MACHINE)).toMatchObject({ trainer: 'fused', trials: 4 });
});

test('on wasm networks of different orders have nothing in common, on the native engine a compiler', () => {
  expect(packingFor(WASM, 'auto', 2, MACHINE)).toMatchObject({ mixedParams: 0 });
  // One of 784-100-100-10 for each order, which has 89,610 parameters.
  expect(packingFor(NATIVE, 'auto', 2, MACHINE)?.mixedParams).toBeGreaterThan(89_610);
});

test('fuse: off leaves every trial alone; a number bounds those of a job', () => {
  expect(packingFor(NATIVE, 'off', 2, MACHINE)).toMatchObject({ trainer: 'compiled', trials: 1 });
  expect(packingFor(NATIVE, 4, 2, MACHINE)).toMatchObject({ trials: 4 });
  expect(packingFor(WASM, 16, 2, MACHINE)).toMatchObject({ trials: 16 });
});

test('compile: off leaves all to the layers trainer', () => {
  expect(packingFor({ ...NATIVE, compile: 'off' }, 'auto', 2, MACHINE)).toBeNull();
  expect(packingFor({ ...WASM, compile: 'off' }, 'auto', 2, MACHINE)).toBeNull();
  expect(packingFor({ ...NATIVE, gpus: 1, compile: 'off' }, 'auto', 1, MACHINE)).toBeNull();
});

test('networks trained together fit into a worker’s part of half the memory', () => {
  expect(packingFor(NATIVE, 'auto', 4, MACHINE)).toMatchObject({ bytes: 1e9 });
});

describe('on a GPU', () => {
  const difference = 1e-6;
  const together = (rates: Readonly<Record<number, number>>): CardSpeeds['together'] =>
    Object.entries(rates).map(([networks, rate]) => ({
      networks: Number(networks),
      step_flop: 12_147_200,
      compile_seconds: 3,
      step_seconds: Number(networks) / rate,
    }));
  const onGpu = (resources: Partial<Resources>, workers = 1) =>
    packingFor({ ...NATIVE, gpus: 1, gpuBytes: 10e9, ...resources }, 'auto', workers, MACHINE);

  test('trials of any order go together, whatever their parameters, until one was measured 64', () => {
    const packing = onGpu({});
    expect(packing).toMatchObject({ trainer: 'compiled', params: Infinity, mixedParams: Infinity });
    expect(packing).toMatchObject({ trials: 64, bytes: 8e9 });
  });

  test.each([
    // Nine tenths of the best are enough.
    [{ 1: 100, 8: 700, 64: 2000, 256: 2100 }, 64],
    [{ 1: 100, 8: 700, 64: 2000, 256: 4000 }, 256],
    [{ 1: 100, 8: 99, 64: 98 }, 1],
  ])('of steps a second %j it takes the fewest that are nearly as fast: %i', (rates, networks) => {
    expect(onGpu({ card: cardSpeeds({ together: together(rates) }) })?.trials).toBe(networks);
  });

  test('what workers share of a card they divide', () => {
    expect(onGpu({}, 4)?.bytes).toBe(2e9);
    expect(onGpu({ gpus: 2 }, 4)?.bytes).toBe(4e9);
  });

  test('programs are run as they were proven there, and not at all where none was', () => {
    const agreement = (xla: Agreement, graph: Agreement) => ({
      card: cardSpeeds({ agreement: { xla, graph } }),
    });
    const [good, bad] = [{ difference }, { difference: 5.6e-2 }];
    const failed = { failure: 'no ptxas' };
    expect(runOfPrograms({ ...NATIVE, gpus: 1, ...agreement(good, bad) })).toBe('xla');
    expect(runOfPrograms({ ...NATIVE, gpus: 1, ...agreement(failed, good) })).toBe('graph');
    expect(runOfPrograms({ ...NATIVE, gpus: 1, ...agreement(bad, good) })).toBe('graph');
    expect(
      runOfPrograms({ ...NATIVE, gpus: 1, ...agreement({ difference: NaN }, bad) }),
    ).toBeNull();
    expect(onGpu(agreement(bad, failed))).toBeNull();
    // Who asks by name gets it.
    expect(runOfPrograms({ ...NATIVE, gpus: 1, compile: 'xla', ...agreement(bad, bad) })).toBe(
      'xla',
    );
  });
});

describe('what trains a job', () => {
  const trial = (steps: number): TrialWorkload =>
    ({
      trial: { configuration: { model: { hidden: [16] } } },
      flop: 6n * 12_730n * 32n * BigInt(steps),
      steps,
      params: 12_730,
      effort: { compile: 1, flop: 1, xlaGain: 0 },
    }) as unknown as TrialWorkload;
  const trainerOf = (steps: number, resources: Resources, fuse: 'auto' | 'off' | 8 = 'auto') =>
    packingFor(resources, fuse, 2, MACHINE)?.chooseTrainer([trial(steps), trial(steps)]).trainer;

  test('few steps are done one network at a time before a program is ready, many are not', () => {
    // Twice 3 ms a step, against 0.55 s and 0.16 ms (a plain graph's 0.13 ms among them).
    expect(trainerOf(80, NATIVE)).toBe('layers');
    expect(trainerOf(120, NATIVE)).toBe('compiled');
  });

  test('who asks for programs gets them, and wasm has none', () => {
    expect(trainerOf(1, { ...NATIVE, compile: 'graph' })).toBe('compiled');
    expect(trainerOf(1, { ...NATIVE, compile: 'xla' })).toBe('compiled');
    expect(trainerOf(1, NATIVE, 8)).toBe('compiled');
    expect(trainerOf(1, WASM)).toBe('fused');
  });
});
