import { expectation } from './expectation.js';

export function workersExpected(): string {
  return 'auto, or a whole number from 1 to 1,024';
}

export function fuseExpected(): string {
  return 'auto, off, or a whole number from 1 to 1,024';
}

export function durationExpected(): string {
  return expectation('a time from 1s to 24d', 'write it like 90s, 30m or 1h30m');
}

export function gpusExpected(): string {
  return expectation(
    'auto, or a list of numbers as nvidia-smi counts them',
    'write it like [0, 1]',
  );
}

export function gpuExpected(): string {
  return 'a number from 0 to 1,023 or a UUID such as GPU-5a1f';
}

export function eachGpuOnce(): string {
  return expectation(
    'each GPU once',
    'several workers share a GPU where workers is larger than their number',
  );
}

export function noGpusOnCpu(): string {
  return expectation('no gpus beside device: cpu', 'delete one of them');
}
