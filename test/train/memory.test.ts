import { expect, test } from 'vitest';
import { mlpNetwork } from '../../src/network/mlp.js';
import type { Job, JobTrial, TrainerName } from '../../src/train/contract.js';
import { jobBytes, requireMemory, trainingBytes } from '../../src/train/memory.js';

const network = (hidden: readonly number[]) =>
  mlpNetwork({ hidden, activation: 'relu' }, [2, 3], 2);
const job = (trainer: TrainerName, batch_size: number, ...hidden: number[][]) =>
  ({
    trainer,
    trials: hidden.map((some) => ({ network: network(some), batch_size }) as unknown as JobTrial),
    facts: { imageShape: [2, 3] },
    split: { train: 70, validation: 20, test: 10 },
  }) as unknown as Job;

// (6 + 1) 4 + (4 + 1) 2 = 38 parameters; 6 flattened, 4 and 2 outputs, 6 pixels.
const OF_4 = { params: 38, outputs: 12 };
// (6 + 1) 2 = 14 parameters; 6 flattened and 2 outputs.
const OF_NONE = { params: 14, outputs: 8 };
const bytes = (
  { params, outputs }: { readonly params: number; readonly outputs: number },
  copies: number,
  batch: number,
): number => 4 * copies * params + batch * (12 * outputs + 4 * 6);

test.each([
  ['compiled', 8],
  ['fused', 20],
  ['layers', 17],
] as const)('%s: copies of the weights, and a batch', (trainer, copies) => {
  expect(trainingBytes(network([4]), 600, trainer)).toBe(bytes(OF_4, copies, 600));
});

test('an evaluation takes 500 images at once, however small the batches', () => {
  expect(trainingBytes(network([4]), 32, 'compiled')).toBe(bytes(OF_4, 8, 500));
});

test('a job takes what its networks take together, and its 100 images of 6 bytes four times', () => {
  expect(jobBytes(job('compiled', 600, [4], []))).toBe(
    bytes(OF_4, 8, 600) + bytes(OF_NONE, 8, 600) + 4 * 600,
  );
});

test('the layers trainer takes one network at a time', () => {
  expect(jobBytes(job('layers', 600, [4], []))).toBe(bytes(OF_4, 17, 600) + 600);
});

test('what does not fit is refused before it is taken, and said', () => {
  const large = job('compiled', 32, [100_000, 100_000]);
  expect(() => requireMemory(job('compiled', 600, [4]), 1e6)).not.toThrow();
  expect(() => requireMemory(large, 8e9)).toThrow(
    /needs about 32\d\.\d GB of memory, but only 8\.0 GB are available; make the network or its batches smaller/,
  );
  const two = job('compiled', 32, [100_000, 100_000], [4]);
  expect(() => requireMemory(two, 8e9)).toThrow(/train fewer at once \(run\.fuse\)$/);
});
