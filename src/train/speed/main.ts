// A process of its own that loads the engine it is told to load, measures how fast it is, and prints
// that as JSON.
import { loadEngine, nativeBackend } from '../../native/load-engine.js';
import { measureMatrixPeak } from '../../native/matrix-peak.js';
import type { Speeds } from '../../native/speeds.js';
import { measurePrograms } from './measure-programs.js';

const report = await loadEngine('auto');
const peak = measureMatrixPeak(40);
const speeds: Speeds = {
  measured: new Date().toISOString(),
  threads: report.threads,
  matrix_flops_per_second: peak.flops_per_second,
  matrix_size: peak.size,
  programs:
    nativeBackend() === undefined || report.device === 'gpu' ? null : await measurePrograms(),
};
process.stdout.write(`\n${JSON.stringify(speeds)}\n`, () => process.exit(0));
