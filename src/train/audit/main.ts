// A process of its own that reads a model's topology and a batch size as JSON, runs one step in
// TensorFlow.js, and prints what was executed as JSON.
import { text } from 'node:stream/consumers';
import { runStep } from './run-step.js';

interface Request {
  readonly topology: object;
  readonly batch: number;
}

const { topology, batch } = JSON.parse(await text(process.stdin)) as Request;
// TensorFlow.js writes hints and warnings there; the answer is the last line.
const step = await runStep(topology, batch);
process.stdout.write(
  `\n${JSON.stringify(step, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value))}\n`,
);
