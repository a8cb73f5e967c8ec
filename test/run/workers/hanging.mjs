// A worker that never ends a job with a trial of seed 5 in it, and finishes all others.
import { serve } from '../../../dist/pool/serve.js';
import { pretend } from './pretend.mjs';

serve((job, { send, signal }) =>
  job.trials.some(({ seed }) => seed === 5)
    ? new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    : pretend(job, send, { engine: 'tfjs-node-gpu', device: 'cpu', device_name: null }),
);
