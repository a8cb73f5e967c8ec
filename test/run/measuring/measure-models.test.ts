import { expect, test } from 'vitest';
import type { EngineReport } from '../../../src/native/engine.js';
import { measureModels, ROUNDS } from '../../../src/run/measuring/models.js';
import type { MeasureRequest } from '../../../src/train/measure/contract.js';

const engine: EngineReport = {
  engine: 'wasm',
  version: '4.22.0',
  library: 'wasm',
  path: '/package',
  device: 'cpu',
  device_name: null,
  threads: 1,
};
const models = Array.from({ length: 6 }, (_, index) => ({
  trial: `trial-${index}`,
  folder: `/models/${index}`,
}));

async function measure(times: (request: MeasureRequest, call: number) => number[][], runs = 30) {
  const asked: MeasureRequest[] = [];
  const latencies = await measureModels(models, {
    batches: [1, 4],
    runs,
    device: 'cpu',
    ask: async (request) => {
      asked.push(request);
      const call = asked.length;
      return { engine, times: times(request, call), peak_memory_bytes: [1000 + call, 2000 + call] };
    },
  });
  return { asked, latencies };
}

test('every model has its turn once in each round, in an order that differs and is always the same', async () => {
  const { asked } = await measure(() => [[1], [4]]);
  const orders = Array.from({ length: ROUNDS }, (_, round) =>
    asked.slice(6 * round, 6 * round + 6).map(({ folder }) => folder),
  );
  for (const order of orders) {
    expect([...order].sort()).toEqual(models.map(({ folder }) => folder));
  }
  expect(new Set(orders.map((order) => order.join())).size).toBe(ROUNDS);
  expect((await measure(() => [[1], [4]])).asked).toEqual(asked);
});

test('the runs of all rounds give median and quartiles of one image, and the most memory of each batch', async () => {
  // Of model 2, batch 1: 1, 2, 3; batch 4: 40, 80, 120, which is 10, 20, 30 for each image.
  const seen = new Map<string, number>();
  const { latencies, asked } = await measure(({ folder }) => {
    const round = (seen.get(folder) ?? 0) + 1;
    seen.set(folder, round);
    return [[round], [40 * round]];
  });
  const last = asked.findLastIndex(({ folder }) => folder === '/models/2') + 1;
  expect(latencies.filter(({ trial }) => trial === 'trial-2')).toMatchObject([
    {
      batch: 1,
      median_ms: 2,
      lower_quartile_ms: 1.5,
      upper_quartile_ms: 2.5,
      runs: 3,
      peak_memory_bytes: 1000 + last,
    },
    {
      batch: 4,
      median_ms: 20,
      lower_quartile_ms: 15,
      upper_quartile_ms: 25,
      runs: 3,
      peak_memory_bytes: 2000 + last,
      engine: 'wasm',
      device: 'cpu',
    },
  ]);
  expect(latencies).toHaveLength(12);
});

test.each([
  [30, 10],
  [31, 11],
  [1, 1],
])('%i runs are at least %i in each round, and a third of a second', async (runs, each) => {
  const { asked } = await measure(() => [[1], [4]], runs);
  expect(new Set(asked.map(({ timing }) => timing.runs))).toEqual(new Set([each]));
  expect(asked[0]?.timing.seconds).toBeCloseTo(1 / 3);
});
