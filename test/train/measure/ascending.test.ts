import { expect, test } from 'vitest';
import { measureAscending } from '../../../src/train/measure/contract.js';

/** Memory that only grows, as a process's peak does: by what each batch needs. */
function measured(batches: readonly number[]) {
  let peak = 0;
  const order: number[] = [];
  const peaks = measureAscending(batches, (batch) => {
    order.push(batch);
    peak = Math.max(peak, 100 + 10 * batch);
    return peak;
  });
  return { order, peaks };
}

test('smaller batches are measured first, so that a peak is of no larger one', () => {
  const { order, peaks } = measured([256, 1, 32]);
  expect(order).toEqual([1, 32, 256]);
  expect(peaks).toEqual([2660, 110, 420]);
});

test('batches are compared as numbers, and each is measured', () => {
  expect(measured([10, 9, 9]).peaks).toEqual([200, 190, 190]);
  expect(measured([]).peaks).toEqual([]);
});
