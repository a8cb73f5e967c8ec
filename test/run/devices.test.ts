import { expect, test } from 'vitest';
import { EngineError } from '../../src/native/engine.js';
import type { Gpu, GpuChoice } from '../../src/native/gpus.js';
import { askedDevices, chooseDevices } from '../../src/run/devices.js';

const GPU: Gpu = { id: '0', name: 'card', memory_mib: 24_000, compute_capability: '9.0' };
const has = (choice: GpuChoice) =>
  Promise.resolve(choice === 'auto' ? [GPU] : choice.map((id) => ({ ...GPU, id })));
const hasNone = () => Promise.reject(new EngineError('no driver'));
const never = () => Promise.reject(new Error('was asked'));
const [driver, noDriver] = [() => true, () => false];

test('cpu asks for no GPU', async () => {
  expect(await chooseDevices({ device: 'cpu', gpus: 'auto' }, never, driver)).toEqual({
    device: 'cpu',
    gpus: [],
    passedOver: null,
  });
});

test('auto takes the GPUs of a machine with a driver, and they are binding then', async () => {
  expect(await chooseDevices({ device: 'auto', gpus: 'auto' }, has, driver)).toEqual({
    device: 'gpu',
    gpus: [GPU],
    passedOver: null,
  });
});

test('auto without a driver does not spend a second on asking', async () => {
  expect(await chooseDevices({ device: 'auto', gpus: 'auto' }, never, noDriver)).toMatchObject({
    device: 'auto',
    gpus: [],
  });
});

test('auto with a driver and no GPU to be had goes on, and says why', async () => {
  expect(await chooseDevices({ device: 'auto', gpus: 'auto' }, hasNone, driver)).toEqual({
    device: 'auto',
    gpus: [],
    passedOver: 'no driver',
  });
});

test('GPUs asked for by device or by number are never replaced', async () => {
  await expect(chooseDevices({ device: 'gpu', gpus: 'auto' }, hasNone, noDriver)).rejects.toThrow(
    'no driver',
  );
  await expect(chooseDevices({ device: 'auto', gpus: ['1'] }, hasNone, noDriver)).rejects.toThrow(
    'no driver',
  );
  expect((await chooseDevices({ device: 'auto', gpus: ['1'] }, has, noDriver)).gpus).toEqual([
    { ...GPU, id: '1' },
  ]);
});

test.each([
  [{}, { device: 'auto', gpus: ['3'] }],
  [{ device: 'cpu' }, { device: 'cpu', gpus: 'auto' }],
  [{ gpus: ['1'] }, { device: 'gpu', gpus: ['1'] }],
  [{ gpus: 'auto' }, { device: 'auto', gpus: 'auto' }],
  [{ device: 'gpu' }, { device: 'gpu', gpus: ['3'] }],
] as const)('flags %j over a spec with gpus: [3] ask for %j', (flags, asked) => {
  expect(askedDevices({ device: 'auto', gpus: ['3'] }, flags)).toEqual(asked);
});

test('GPUs named by a flag outweigh a spec that says cpu', () => {
  expect(askedDevices({ device: 'cpu', gpus: 'auto' }, { gpus: ['0'] }).device).toBe('gpu');
});
