// A process of its own that loads one engine and prints what it found: a native library that
// crashes takes only this process with it.
import { ENGINES } from './engine.js';
import { loadNamedEngine } from './load-engine.js';

const engine = ENGINES.find((name) => name === process.argv[2]);
if (engine === undefined) throw new Error(`unknown engine: ${process.argv[2]}`);
const answer = await loadNamedEngine(engine).then(
  (report) => ({ available: true as const, report }),
  (error: Error) => ({ available: false as const, reason: error.message }),
);
process.stdout.write(`\n${JSON.stringify(answer)}\n`, () => process.exit(0));
