// A worker in which the trial of seed 5 diverges, and that dies of it beside others.
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '../../../dist/pool/serve.js';
import { pretend } from './pretend.mjs';

serve(async (job, { send }) => {
  const culprit = job.trials.find(({ seed }) => seed === 5);
  if (culprit !== undefined && job.trials.length > 1) {
    send({ type: 'diverged', trial: culprit.trial, reason: 'a weight became NaN' });
    await sleep(100);
    process.exit(9);
  }
  return pretend(job, send, { engine: 'tfjs-node-gpu', device: 'cpu', device_name: null });
});
