// A worker that trains nothing and writes down which card it has and how many live workers have the
// same one; it is killed in the middle of its first job of certain seeds.
import { appendFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serve } from '../../../dist/pool/serve.js';
import { pretend } from './pretend.mjs';

const {
  CARDS_FOLDER: folder,
  CARDS_KILL: killed = '',
  CUDA_VISIBLE_DEVICES: card,
  SWEEP_GPU_NAME: name,
} = process.env;

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

writeFileSync(join(folder, `worker-${card}-${process.pid}`), '');

serve(async (job, { send }) => {
  const sharing = readdirSync(folder).filter((file) => {
    const [kind, its, pid] = file.split('-');
    return kind === 'worker' && its === card && isRunning(Number(pid));
  });
  appendFileSync(join(folder, 'log'), `${card} ${sharing.length} ${job.device}\n`);
  await new Promise((resolve) => setTimeout(resolve, 40));
  const [{ seed }] = job.trials;
  const mark = join(folder, `killed-${seed}`);
  if (killed.split(',').includes(String(seed)) && !existsSync(mark)) {
    writeFileSync(mark, '');
    process.kill(process.pid, 'SIGKILL');
  }
  return pretend(job, send, { engine: 'tfjs-node-gpu', device: 'gpu', device_name: name });
});
