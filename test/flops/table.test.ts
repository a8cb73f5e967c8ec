import { expect, test } from 'vitest';
import { countFlops } from '../../src/flops/count.js';
import { flopsTable, withSeparators } from '../../src/flops/table.js';
import { mlpNetwork } from '../../src/model/mlp.js';

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
  expect(table.split('\n')[0]).toMatch(/^MAC of a batch of 1,000, convention mac \(/);
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
  ]);
  expect(cells(table, 'total').slice(-6)).toEqual([
    '89,610',
    '178,800',
    '0',
    '250',
    '0',
    '179,050',
  ]);
});

test('with training come the gradients, their ratio to forward, and the optimizer', () => {
  const table = flopsTable(countFlops(LARGE, { convention: 'notebook' }), { training: true });
  expect(cells(table, 'total').slice(-4)).toEqual(['179,050', '178,800', '22,000', '200,800']);
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
