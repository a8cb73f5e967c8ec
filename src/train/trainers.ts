import type { TrainerName } from './contract.js';
import type { Trainer } from './trainer.js';

/** Every trainer, loaded when its first job comes. */
export const TRAINERS: Readonly<Record<TrainerName, () => Promise<Trainer>>> = {
  layers: async () => (await import('./eager/train-eager.js')).trainEager,
  fused: async () => (await import('./fused/train-fused.js')).trainFused,
  compiled: async () => (await import('./compiled/train-compiled.js')).trainCompiled,
};
