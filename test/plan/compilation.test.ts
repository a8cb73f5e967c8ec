import { describe, expect, test } from 'vitest';
import {
  compilationOf,
  compileSeconds,
  graphSeconds,
  costsOf,
  REFERENCE_COSTS,
} from '../../src/plan/compilation.js';
import type { TrialWorkload } from '../../src/plan/jobs.js';

function trial(hidden: readonly number[], params: number, steps: number): TrialWorkload {
  const configuration = { model: { family: 'mlp', hidden, activation: 'relu', dropout: 0 } };
  const effort = { compile: 1, flop: 1 };
  return { trial: { configuration }, params, steps, effort } as unknown as TrialWorkload;
}

test('two measured programs give the four costs, by hand', () => {
  const small = { architectures: 1, params: 10_000, graph_seconds: 0.5, compile_seconds: 0.75 };
  const large = { architectures: 4, params: 510_000, graph_seconds: 0.8, compile_seconds: 1.5 };
  const costs = costsOf(
    { ...small, xla_step_seconds: 1e-4, graph_step_seconds: 2.2e-4 },
    { ...large, xla_step_seconds: 2e-3, graph_step_seconds: 3.12e-3 },
  );
  // Compiling: (1.5 - 0.75) / 3 an architecture. Gains: 0.12 and 1.12 ms, (1 ms) / 500,000 a parameter.
  expect(costs.graph_architecture_seconds).toBeCloseTo(0.1, 12);
  expect(costs.graph_program_seconds).toBeCloseTo(0.4, 12);
  expect(costs.architecture_seconds).toBeCloseTo(0.25, 12);
  expect(costs.program_seconds).toBeCloseTo(0.5, 12);
  expect(costs.parameter_gain_seconds).toBeCloseTo(2e-9, 15);
  expect(costs.step_gain_seconds).toBeCloseTo(1e-4, 12);
});

test('networks of one architecture are compiled once', () => {
  const twins = [trial([8], 1, 1), trial([8], 1, 1)];
  expect(compileSeconds(twins, REFERENCE_COSTS)).toBe(0.75);
  expect(compileSeconds([...twins, trial([9], 1, 1)], REFERENCE_COSTS)).toBe(1);
  expect(graphSeconds([...twins, trial([9], 1, 1)], REFERENCE_COSTS)).toBeCloseTo(0.7, 12);
});

describe('XLA', () => {
  // 784-100-100-10 gains 0.1 ms + 89,610 x 2.5 ns = 0.324 ms a step: 0.75 s are 2,315 steps.
  test('pays where the steps make up for its seconds', () => {
    expect(compilationOf([trial([100, 100], 89_610, 2400)], 'auto', REFERENCE_COSTS)).toBe('xla');
    expect(compilationOf([trial([100, 100], 89_610, 2300)], 'auto', REFERENCE_COSTS)).toBe('graph');
  });

  test('never pays where it was measured to be slower', () => {
    const slower = { ...REFERENCE_COSTS, step_gain_seconds: -1e-4, parameter_gain_seconds: 0 };
    expect(compilationOf([trial([8], 6_370, 1e6)], 'auto', slower)).toBe('graph');
  });

  test('is taken or left where that is asked for', () => {
    expect(compilationOf([trial([8], 6_370, 1)], 'xla', REFERENCE_COSTS)).toBe('xla');
    expect(compilationOf([trial([8], 6_370, 1e6)], 'graph', REFERENCE_COSTS)).toBe('graph');
  });
});
