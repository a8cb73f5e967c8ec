import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CardSpeeds } from '../../src/native/cards.js';
import { EngineError, type Gpu } from '../../src/native/engine.js';
import type { RunEvent } from '../../src/run/executing/events.js';
import type { RunOptions } from '../../src/run/options.js';
import { prepareSweep } from '../../src/run/planning/prepare.js';
import { runSweep } from '../../src/run/executing/run-sweep.js';
import { cardSpeeds } from '../run/card-for-test.js';
import { CommandFolder } from '../integration/command-folder.js';

const CUDA = { engine: 'tfjs-node-gpu', path: '/package' } as const;
const CARDS: readonly Gpu[] = ['4', '7'].map((id) => ({
  id,
  name: `card ${id}`,
  memory_mib: 24_000,
  compute_capability: '9.0',
}));

const failure = 'no ptxas';
/** A card on which networks are trained one by one. */
const NO_PROGRAMS = cardSpeeds({ agreement: { xla: { failure }, graph: { failure } } });

const asks = (card: CardSpeeds): RunOptions['questions'] => ({
  ask: () => Promise.resolve({ candidate: CUDA, gpus: CARDS }),
  meet: () => Promise.resolve(card),
});

let folder: CommandFolder;
beforeEach(() => {
  folder = new CommandFolder();
  vi.stubEnv('CARDS_FOLDER', folder.path);
});
afterEach(() => {
  vi.unstubAllEnvs();
  folder.remove();
});

async function run(more: string, options: Partial<RunOptions> = {}) {
  folder.writeSpec('tiny.yaml', { hidden: '[3]', seeds: '0, 1, 2, 3, 4, 5, 6, 7, 8, 9', more });
  const file = join(folder.path, 'tiny.yaml');
  const events: RunEvent[] = [];
  const summary = await runSweep(prepareSweep(readFileSync(file, 'utf8'), file), {
    database: join(folder.path, 'results', 'sweep.db'),
    workerModule: new URL('../run/workers/cards.mjs', import.meta.url),
    questions: asks(NO_PROGRAMS),
    onEvent: (event) => events.push(event),
    ...options,
  });
  return { summary, events };
}

test('two workers on each of two cards, never three, though every other one is killed', async () => {
  vi.stubEnv('CARDS_KILL', '1,3,5,7,9');
  const { summary } = await run('run: { device: gpu, workers: 4, retries: 1 }');
  expect(summary.trials).toEqual({ completed: 10 });
  const log = readFileSync(join(folder.path, 'log'), 'utf8').trim().split('\n');
  // Ten jobs, and five that were killed.
  expect(log).toHaveLength(15);
  // Two that begin at once may both count two, so that nobody was ever alone on a card.
  const seen = new Set(log);
  for (const line of seen) expect(line).toMatch(/^[47] [12] gpu$/);
  expect([...seen]).toEqual(expect.arrayContaining(['4 2 gpu', '7 2 gpu']));
});

test('a job says which card it ran on', async () => {
  // The first job of the first card; the other card has a job meanwhile.
  vi.stubEnv('CARDS_KILL', '0');
  const { events } = await run('run: { device: gpu, workers: 2, retries: 1 }');
  expect(folder.rows('select distinct device, device_name from jobs order by 2')).toEqual([
    [null, null], // the one that was killed before it could say
    ['gpu', 'card 4'],
    ['gpu', 'card 7'],
  ]);
  expect(events[0]).toMatchObject({ type: 'planned', workers: 2, gpus: CARDS });
});

test('a card that runs no program says why, and trains layer by layer', async () => {
  const { events } = await run('run: { device: gpu }');
  expect(events[0]).toMatchObject({
    layerByLayer: { trials: 10, reason: expect.stringContaining('no ptxas') },
  });
  expect(folder.rows('select distinct trainer from jobs')).toEqual([['layers']]);
});

test('programs take a card each, with the seeds of a network in one', async () => {
  const questions = asks(cardSpeeds());
  const { events } = await run('run: { device: gpu }', { questions, compile: 'xla' });
  expect(events[0]).toMatchObject({ workers: 2, layerByLayer: null });
  expect(folder.rows('select trainer, count(*), sum(trials) from jobs group by 1')).toEqual([
    ['compiled', 2, 10],
  ]);
});

test('a GPU that is not to be had ends the run before the database is made', async () => {
  const ask = () => Promise.reject(new EngineError('device gpu is not available: no driver'));
  await expect(run('run: { device: gpu }', { questions: { ask } })).rejects.toThrow('no driver');
  expect(() => folder.rows('select * from trials')).toThrow();
});

test('who has nothing to do asks for no GPU', async () => {
  await run('run: { device: gpu, retries: 1 }');
  const ask = () => Promise.reject(new EngineError('was asked'));
  const { summary } = await run('run: { device: gpu }', { questions: { ask } });
  expect(summary).toMatchObject({ ran: 0, remaining: 0 });
});
