// A process of its own that loads the engine it is told to load and prints what it found: a native
// library that crashes takes only this process with it.
import { loadEngine } from './load-engine.js';

const answer = await loadEngine('auto').then(
  (report) => ({ available: true as const, report }),
  (error: Error) => ({ available: false as const, reason: error.message.replace(/^[\w-]+: /, '') }),
);
process.stdout.write(`\n${JSON.stringify(answer)}\n`, () => process.exit(0));
