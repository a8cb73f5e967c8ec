import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { countFlops } from '../../src/flops/count.js';
import { networkFromTopology } from '../../src/network/keras/topology.js';
import { FOREIGN, LAYERED, MERGED, mutated, outcome, RANDOM, VALID } from '../spec/mutations.js';
import { randomOf, STRIKES, tell } from './campaign.js';

const SPECS = 10 * STRIKES;
const MODELS = 5 * STRIKES;
/** Nothing of a few kilobytes may take longer, on a busy machine either. */
const MOST_MS = 20_000;

test(`${SPECS} specs with mutations are read or refused with a place`, () => {
  const random = randomOf('specs');
  const corpus = [VALID, LAYERED, RANDOM, MERGED, FOREIGN];
  const outcomes = { valid: 0, refused: 0 };
  for (let run = 0; run < SPECS; run++) {
    let text = corpus[random(corpus.length)] ?? '';
    for (let count = 1 + random(8); count > 0; count--) text = mutated(text, random);
    const started = performance.now();
    outcomes[outcome(text)] += 1;
    expect([performance.now() - started < MOST_MS, text]).toEqual([true, text]);
  }
  tell(`specs: ${JSON.stringify(outcomes)}`);
  expect(outcomes.valid).toBeGreaterThanOrEqual(Math.floor(SPECS / 200));
});

/** Errors that say what is wrong with a model. */
const REFUSALS = ['TopologyError', 'UnknownShapeError', 'UncountedLayerError', 'ShapeError'];
const ODD: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  NaN,
  1e308,
  2 ** 53,
  '',
  'none',
  '\u001b[2J',
  '__proto__',
  [],
  [[]],
  {},
  [null, null],
  [-1, 0],
  { class_name: 'Dense' },
  { config: {} },
  [['x', 0, 0]],
  'a'.repeat(10_000),
];

/** Changes one place of a document: another value, gone, twice, or one of somewhere else. */
function mutatedJson(document: unknown, random: (below: number) => number): unknown {
  const copy = structuredClone(document);
  const places: { readonly holder: Record<string, unknown>; readonly key: string }[] = [];
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const key of Object.keys(value)) {
      const holder = value as Record<string, unknown>;
      places.push({ holder, key });
      walk(holder[key]);
    }
  };
  walk(copy);
  const place = places[random(Math.max(places.length, 1))];
  const other = places[random(Math.max(places.length, 1))];
  if (place === undefined || other === undefined) return copy;
  const { holder, key } = place;
  switch (random(4)) {
    case 0:
      holder[key] = structuredClone(ODD[random(ODD.length)]);
      break;
    case 1:
      if (Array.isArray(holder)) holder.splice(Number(key), 1);
      else Reflect.deleteProperty(holder, key);
      break;
    case 2:
      if (Array.isArray(holder))
        holder.splice(Number(key), 0, structuredClone(holder[Number(key)]));
      else holder[`${key}_2`] = structuredClone(holder[key]);
      break;
    default:
      holder[key] = structuredClone(other.holder[other.key]);
  }
  return copy;
}

test(`${MODELS} models with mutations are counted or refused by name`, () => {
  const random = randomOf('models');
  const folder = fileURLToPath(new URL('../network/fixtures', import.meta.url));
  const corpus = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown);
  expect(corpus.length).toBeGreaterThan(3);
  const outcomes = { counted: 0, refused: 0 };
  for (let run = 0; run < MODELS; run++) {
    let model = corpus[random(corpus.length)];
    for (let count = 1 + random(4); count > 0; count--) model = mutatedJson(model, random);
    const started = performance.now();
    try {
      const { forward, params } = countFlops(networkFromTopology(model, {}), {});
      expect(forward >= 0n && params >= 0n).toBe(true);
      outcomes.counted += 1;
    } catch (error) {
      const { name, message } = error as Error;
      if (!REFUSALS.includes(name)) {
        throw new Error(`${name}: ${message} on ${JSON.stringify(model).slice(0, 5000)}`, {
          cause: error,
        });
      }
      outcomes.refused += 1;
    }
    expect(performance.now() - started).toBeLessThan(MOST_MS);
  }
  tell(`models: ${JSON.stringify(outcomes)}`);
  expect(outcomes.counted).toBeGreaterThan(MODELS / 20);
  expect(outcomes.refused).toBeGreaterThan(MODELS / 20);
});
