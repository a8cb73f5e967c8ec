import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { MemoryGate } from '../../../src/run/executing/memory-gate.js';

/** Enters one after the other; what has entered so far. */
function entering(gate: MemoryGate, ...bytes: number[]): number[] {
  const entered: number[] = [];
  for (const some of bytes) void gate.enter(some).then(() => entered.push(some));
  return entered;
}

test('jobs begin while they fit together, and the next when one has left', async () => {
  const gate = new MemoryGate(100);
  const entered = entering(gate, 60, 40, 50);
  await setImmediate();
  expect(entered).toEqual([60, 40]);
  gate.leave(60);
  await setImmediate();
  expect(entered).toEqual([60, 40, 50]);
});

test('one that never fits begins when it is alone, and nothing beside it', async () => {
  const gate = new MemoryGate(100);
  const entered = entering(gate, 10, 500, 1);
  await setImmediate();
  expect(entered).toEqual([10, 1]);
  gate.leave(10);
  await setImmediate();
  expect(entered).toEqual([10, 1]);
  gate.leave(1);
  await setImmediate();
  expect(entered).toEqual([10, 1, 500]);
});
