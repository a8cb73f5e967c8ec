// A process of its own that opens CUDA's libraries of a staged package and prints which it cannot:
// before TensorFlow, which may end its process where one is missing, and never in the same process.
import { writeSync } from 'node:fs';
import { missingCudaLibraries } from './cuda-libraries.js';

// A damaged library can end this process: the last name written is then its own.
const missing = missingCudaLibraries(process.argv[2] ?? '', (name) =>
  writeSync(1, `${JSON.stringify(name)}\n`),
);
process.stdout.write(`\n${JSON.stringify(missing)}\n`, () => process.exit(0));
