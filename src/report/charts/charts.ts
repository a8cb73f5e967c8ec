import { accuracyChart } from './accuracy.js';
import type { Chart } from './chart.js';
import { curveChart } from './curves.js';
import { effortChart } from './effort.js';
import { latencyChart } from './latency.js';

/** Every chart of the page, in order. */
export const CHARTS: readonly Chart[] = [
  accuracyChart,
  curveChart('curves', 'val_accuracy', 'Learning curves'),
  curveChart('losses', 'val_loss', 'Validation loss'),
  effortChart(
    'cost',
    'seconds',
    'Time',
    'Seconds that each completed trial took, training and evaluation; of a job that trained several at once, its share by FLOPs.',
  ),
  effortChart(
    'speed',
    'flops_per_second',
    'Speed',
    'Counted training FLOP of the trial’s job per second of training. Small networks are slow because they are mostly overhead.',
  ),
  latencyChart,
];
