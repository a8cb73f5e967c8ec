import { expect, test } from 'vitest';
import type { EngineCandidate } from '../../src/native/engine.js';
import { findCpuEngine } from '../../src/native/find-engine.js';
import type { EngineProbe } from '../../src/native/probe.js';

const CUDA = { engine: 'tfjs-node-gpu', path: '/cuda' } as const;
const CPU = { engine: 'tfjs-node-gpu', path: '/cpu' } as const;
const WASM = { engine: 'wasm', path: '/wasm' } as const;
const ABSENT = { engine: 'tfjs-node', reason: 'it is not installed' } as const;

/** Packages of which these do not load. */
const loadingAllBut = (reasons: Readonly<Record<string, string>>) => {
  const asked: string[] = [];
  const probe = ({ engine, path }: EngineCandidate) => {
    asked.push(path);
    const reason = reasons[path];
    return Promise.resolve({
      name: engine,
      missing: [],
      ...(reason === undefined ? { available: true } : { available: false, reason }),
    } as unknown as EngineProbe);
  };
  const loaded = new Set<string>();
  const trial = {
    probe,
    hasLoaded: ({ path }: EngineCandidate) => loaded.has(path),
    rememberLoaded: ({ path }: EngineCandidate) => void loaded.add(path),
  };
  return { asked, trial };
};

test('the first that loads is taken, and it is said why none before it', async () => {
  const { trial, asked } = loadingAllBut({ '/cuda': 'killed by SIGABRT' });
  const candidates = { present: [CUDA, CPU, WASM], absent: [ABSENT] };
  expect(await findCpuEngine(candidates, trial)).toEqual({
    candidate: CPU,
    passedOver: [{ engine: 'tfjs-node-gpu', reason: 'killed by SIGABRT' }],
    untried: false,
  });
  expect(asked).toEqual(['/cuda', '/cpu']);
});

test('where no native one loads, wasm is taken untried', async () => {
  const { trial, asked } = loadingAllBut({ '/cuda': 'broken', '/wasm': 'was asked' });
  const candidates = { present: [CUDA, WASM], absent: [ABSENT] };
  const { candidate, passedOver } = await findCpuEngine(candidates, trial);
  expect(candidate).toBe(WASM);
  // Only now is what is not installed missed.
  expect(passedOver).toEqual([ABSENT, { engine: 'tfjs-node-gpu', reason: 'broken' }]);
  expect(asked).toEqual(['/cuda']);
});

test('what has loaded here before is not tried again, what has not is', async () => {
  const { trial, asked } = loadingAllBut({ '/cuda': 'broken' });
  const candidates = { present: [CUDA, CPU, WASM], absent: [] };
  const first = await findCpuEngine(candidates, trial);
  expect(await findCpuEngine(candidates, trial)).toEqual({ ...first, untried: true });
  expect(asked).toEqual(['/cuda', '/cpu', '/cuda']);
});
