// A worker that dies of every job with a trial of seed 5 in it, and finishes all others.
import { serve } from '../../../dist/pool/serve.js';
import { pretend } from './pretend.mjs';

serve(async (job, { send }) => {
  if (job.trials.some(({ seed }) => seed === 5)) process.exit(9);
  return pretend(job, send, { engine: 'tfjs-node-gpu', device: 'cpu', device_name: null });
});
