import { expect, test } from 'vitest';
import { countFlops } from '../../src/flops/count.js';
import { share, short, withSeparators } from '../../src/flops/figures.js';
import { flopsTable } from '../../src/flops/table.js';
import { mlpNetwork } from '../../src/network/mlp.js';

const LARGE = mlpNetwork({ hidden: [100, 100], activation: 'relu' }, [28, 28], 10);

/** Cells of the line that begins with that word. */
function cells(table: string, word: string): readonly string[] {
  const line = table.split('\n').find((text) => text.startsWith(word)) ?? '';
  return line.split(/ {2,}/);
}

test('the title names unit and convention', () => {
  const table = flopsTable(countFlops(LARGE, { convention: 'mac', batch: 1000 }), {
    training: false,
  });
  expect(table.split('\n')[0]).toMatch(/^MAC for a batch of 1,000, convention mac \(/);
});

test('there is a row for each layer and one of totals', () => {
  const table = flopsTable(countFlops(LARGE, { convention: 'notebook' }), { training: false });
  expect(cells(table, 'layer')).toEqual([
    'layer',
    'class',
    'output shape',
    'params',
    'products',
    'bias',
    'activation',
    'other',
    'forward',
    'share',
  ]);
  expect(cells(table, 'dense_2')).toEqual([
    'dense_2',
    'Dense',
    '1 x 10',
    '1,010',
    '2,000',
    '0',
    '50',
    '0',
    '2,050',
    // 2,050 of 179,050
    '1.1 %',
  ]);
  expect(cells(table, 'total').slice(-7)).toEqual([
    '89,610',
    '178,800',
    '0',
    '250',
    '0',
    '179,050',
    '100.0 %',
  ]);
});

test('with training come the gradients, their ratio to forward, and the optimizer', () => {
  const table = flopsTable(countFlops(LARGE, { convention: 'notebook' }), { training: true });
  expect(cells(table, 'total').slice(-5, -1)).toEqual(['179,050', '178,800', '22,000', '200,800']);
  expect(table).toContain('loss: 50 FLOP');
  expect(table).toContain('forward and backward: 379,850 FLOP, 2.12 x forward');
  expect(table).toContain('optimizer: 1,254,540 FLOP a step');
});

test('columns are aligned and no line ends in blanks', () => {
  const lines = flopsTable(countFlops(LARGE, { convention: 'notebook' }), { training: false })
    .split('\n')
    .slice(2);
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
  expect(lines.every((line) => line === line.trimEnd())).toBe(true);
});

test.each([
  [0n, '0'],
  [999n, '999'],
  [1_000n, '1,000'],
  [209_533_460_200n, '209,533,460,200'],
])('%s is written %s', (count, text) => {
  expect(withSeparators(count)).toBe(text);
});

test.each([
  [0n, '0'],
  [999n, '999'],
  [1_000n, '1.000 K'],
  [999_949n, '999.9 K'],
  [999_950n, '1.000 M'],
  [300_774_272n, '300.8 M'],
  [15_470_264_320n, '15.47 G'],
])('%s is shortened to %s', (count, text) => {
  expect(short(count)).toBe(text);
});

test('a share of nothing is left open', () => {
  expect([share(1n, 8n), share(0n, 0n)]).toEqual(['12.5 %', '']);
});

test('counts from ten million up are shortened, unless all digits are asked for', () => {
  const report = countFlops(LARGE, { convention: 'notebook', batch: 1000 });
  expect(cells(flopsTable(report, { training: false }), 'total').slice(-2)).toEqual([
    '179.1 M',
    '100.0 %',
  ]);
  expect(flopsTable(report, { training: false })).toContain('forward: 179,050,000 FLOP');
  expect(flopsTable(report, { training: false, exact: true })).toContain('  179,050,000  ');
});

test('a convention without a backward pass says so in the place of numbers', () => {
  const table = flopsTable(countFlops(LARGE, { convention: 'tensorflow' }), { training: true });
  expect(table).toContain('convention tensorflow does not define the backward pass');
  expect(cells(table, 'dense_2').slice(-4, -1)).toEqual(['-', '-', '-']);
});

test('what a training costs follows where its length is known', () => {
  // 32 x 379,850 + 14 x 89,610
  const run = {
    batchSize: 32,
    steps: 1563,
    epochs: 10,
    step: 13_409_740n,
    epoch: 20_953_346_020n,
    total: 209_533_460_200n,
  };
  const table = flopsTable(countFlops(LARGE, { convention: 'notebook' }), { training: true, run });
  expect(table).toContain('step of 32, optimizer included: 13,409,740 FLOP');
  expect(table).toContain('epoch of 1,563 steps: 20,953,346,020 FLOP');
  expect(table).toContain('10 epochs: 209,533,460,200 FLOP');
});

test('on a narrow terminal the details go first, and what is left out is named', () => {
  const report = countFlops(LARGE, { convention: 'notebook' });
  const whole = flopsTable(report, { training: true });
  const widest = Math.max(
    ...whole
      .split('\n')
      .slice(1)
      .map(({ length }) => length),
  );
  expect(flopsTable(report, { training: true, width: widest })).toBe(whole);
  for (const width of [120, 80, 60]) {
    const lines = flopsTable(report, { training: true, width }).split('\n').slice(2);
    const table = lines.slice(0, lines.indexOf(''));
    expect(Math.max(...table.map(({ length }) => length))).toBeLessThanOrEqual(width);
    expect(table[0]).toMatch(/^layer .* forward .*backward/);
    expect(lines.join('\n')).toMatch(/Too narrow for .*class/);
  }
  // Even its three columns do not fit: a line for each cell.
  expect(flopsTable(report, { training: true, width: 20 })).toMatch(/\nlayer +total\nclass/);
});

test('a name of a layer is one line and adds no row', () => {
  const network = mlpNetwork({ hidden: [3], activation: 'relu' }, [2, 2], 2);
  const layers = network.layers.map((layer) => ({ ...layer, name: `${layer.name}\ntotal  0\t` }));
  const report = countFlops({ ...network, layers }, { convention: 'notebook' });
  const [plain, renamed] = [countFlops(network, { convention: 'notebook' }), report].map(
    (counted) => flopsTable(counted, { training: false }).split('\n').length,
  );
  expect(renamed).toBe(plain);
});
