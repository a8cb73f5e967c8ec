// Trains the last trial of experiments/smoke.yaml in a worker of whatever Node runs this, without a
// database (better-sqlite3 is compiled for one Node), and prints what the worker said.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findCpuEngine } from '../../../dist/native/find-engine.js';
import { planJobs } from '../../../dist/plan/jobs.js';
import { WorkerPool } from '../../../dist/pool/worker-pool.js';
import { jobPayload } from '../../../dist/run/executing/job-message.js';
import { remainingTrials } from '../../../dist/run/planning/planned-sweep.js';
import { prepareSweep } from '../../../dist/run/planning/prepare.js';
import { workerEnvironments } from '../../../dist/run/executing/workers.js';

const file = fileURLToPath(new URL('../../../experiments/smoke.yaml', import.meta.url));
const prepared = prepareSweep(readFileSync(file, 'utf8'), file);
const job = planJobs(remainingTrials(prepared.expansion, new Map()), 'given').at(-1);
const { candidate } = await findCpuEngine();
const [environment] = workerEnvironments(2, { candidate, gpus: [] });
const pool = new WorkerPool({
  module: new URL('../../../dist/train/worker.js', import.meta.url),
  slots: 1,
  environment: () => environment,
});
const messages = [];
const ids = job.trials.map(({ trial }) => trial.id);
const outcome = await pool.run(() => jobPayload(prepared, job, ids, 'auto'), {
  onMessage: (message) => messages.push(message),
});
await pool.close();
console.log(JSON.stringify({ node: process.versions.node, state: outcome.state, messages }));
