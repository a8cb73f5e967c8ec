import { writeCount, writePercent } from '../../front/numbers.js';
import type { Cost } from '../../quantity/costs.js';
import type { Metric } from '../../quantity/metrics.js';
import type { Count } from '../../quantity/costs.js';
import { writeDuration } from './times.js';

/** An objective with its value: `val_accuracy 97.51 %`, `179,050 FLOPs`; unknown where there is none. */
export function objectiveText(name: Metric | Cost, value: Count | null): string {
  if (value === null) return `${name} unknown`;
  switch (name) {
    case 'flops':
      return `${writeCount(value)} FLOPs`;
    case 'params':
      return `${writeCount(value)} parameters`;
    case 'training_flops':
      return `${writeCount(value)} training FLOPs`;
    case 'val_accuracy':
    case 'accuracy':
      return `${name} ${writePercent(Number(value))}`;
    case 'val_loss':
    case 'loss':
      return `${name} ${Number(value).toFixed(4)}`;
    case 'seconds':
      return writeDuration(Number(value));
  }
}
