// A worker that trains nothing and writes down which card it has and how many live workers have the
// same one; it is killed in the middle of its first job where the seed is odd.
import { appendFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serve } from '../../../dist/pool/serve.js';

const { CARDS_FOLDER: folder, CUDA_VISIBLE_DEVICES: card, SWEEP_GPU_NAME: name } = process.env;

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
  const [{ trial, seed, epochs }] = job.trials;
  const mark = join(folder, `killed-${seed}`);
  if (seed % 2 === 1 && !existsSync(mark)) {
    writeFileSync(mark, '');
    process.kill(process.pid, 'SIGKILL');
  }
  send({
    type: 'started',
    engine: {
      engine: 'tfjs-node-gpu',
      version: '0',
      library: 'none',
      path: '/package',
      device: 'gpu',
      device_name: name,
      threads: 1,
    },
  });
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const metrics = { epoch, loss: 1, accuracy: 0.5, val_loss: 1, val_accuracy: 0.5, seconds: 1 };
    send({ type: 'epoch', trial, metrics });
  }
  send({ type: 'completed', trial, test: { test_loss: 1, test_accuracy: 0.5 } });
  return { load_seconds: 0, compile_seconds: 0, train_seconds: 1, evaluate_seconds: 1 };
});
