// A process of its own that loads the engine it is told to load, measures how fast it is, on a GPU
// also whether it computes what the processors do, and prints that as JSON.
import type { CardSpeeds } from '../../native/cards.js';
import { FIRST_GPU, loadEngine, nativeBinding } from '../../native/load-engine.js';
import { measureMatrixPeak } from '../../native/matrix-peak.js';
import type { Speeds } from '../../native/speeds.js';
import { measureTogether, proveCard } from './measure-card.js';
import { measurePrograms } from './measure-programs.js';

const report = await loadEngine('auto');
const peak = await measureMatrixPeak(40);
const onCard = report.device === 'gpu';
const base = {
  measured: new Date().toISOString(),
  threads: report.threads,
  matrix_flops_per_second: peak.flops_per_second,
  matrix_size: peak.size,
};
const answer: Speeds | CardSpeeds = onCard
  ? await measureCard()
  : { ...base, programs: nativeBinding() === undefined ? null : await measurePrograms() };
process.stdout.write(`\n${JSON.stringify(answer)}\n`, () => process.exit(0));

async function measureCard(): Promise<CardSpeeds> {
  const agreement = await proveCard(FIRST_GPU);
  if ('failure' in agreement.xla) return { ...base, agreement, programs: null, together: [] };
  const programs = await measurePrograms(FIRST_GPU);
  return { ...base, agreement, programs, together: await measureTogether(FIRST_GPU) };
}
