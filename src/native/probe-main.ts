// A process of its own that loads the engine it is told to load and prints what it found: a native
// library that crashes takes only this process with it.
import { loadEngine, useInTfjs } from './load-engine.js';

const answer = await probe().catch((error: Error) => ({
  available: false,
  reason: error.message.replace(/^[\w-]+: /, ''),
}));
process.stdout.write(`\n${JSON.stringify(answer)}\n`, () => process.exit(0));

async function probe(): Promise<object> {
  const report = await loadEngine('auto');
  await useInTfjs();
  return { available: true, report };
}
