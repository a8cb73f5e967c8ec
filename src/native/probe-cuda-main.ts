// A process of its own that opens CUDA's libraries of a staged package and prints which it cannot:
// before TensorFlow, which may end its process where one is missing, and never in the same process.
import { missingCudaLibraries } from './cuda-libraries.js';

const missing = missingCudaLibraries(process.argv[2] ?? '');
process.stdout.write(`\n${JSON.stringify(missing)}\n`, () => process.exit(0));
