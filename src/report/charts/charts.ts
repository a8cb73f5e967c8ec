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
  effortChart('cost', 'seconds', {
    title: 'Time',
    caption:
      'Seconds of training and evaluation per completed trial; in a job of several trials, its share by FLOPs.',
  }),
  effortChart('speed', 'flops_per_second', {
    title: 'Speed',
    caption:
      'Training FLOP per second of the trial’s job. Small networks are slow because overhead dominates.',
  }),
  latencyChart,
];
