// Runs a spec with the worker of test/run/workers/keeping.mjs: node run-keeping.mjs <spec> <database>
import { readFileSync } from 'node:fs';
import { prepareSweep, runSweep } from '../../../dist/index.js';

const [file, database] = process.argv.slice(2);
await runSweep(await prepareSweep(readFileSync(file, 'utf8'), file), {
  database,
  workers: 1,
  workerModule: new URL('../../run/workers/keeping.mjs', import.meta.url),
});
