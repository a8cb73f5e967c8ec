// A process of its own that opens CUDA's libraries of the staged package and prints which it cannot:
// before TensorFlow, which may end its process where one is missing, and never in the same process.
import { missingCudaLibraries } from './cuda-libraries.js';
import { STAGED_PACKAGE_VARIABLE } from './load-engine.js';
import { stagedPackage } from './staging/cache.js';

const path = process.env[STAGED_PACKAGE_VARIABLE] ?? stagedPackage(process.env, 'gpu');
const missing = path === undefined ? [] : missingCudaLibraries(path);
process.stdout.write(`\n${JSON.stringify(missing)}\n`, () => process.exit(0));
