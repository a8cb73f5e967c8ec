import { accuracyChart } from './accuracy.js';
import type { Chart } from './chart.js';

/** Every chart of the page, in order. */
export const CHARTS: readonly Chart[] = [accuracyChart];
