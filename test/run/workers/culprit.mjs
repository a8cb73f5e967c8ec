// A worker that dies of every job with a trial of seed 5 in it, and finishes all others.
import { serve } from '../../../dist/pool/serve.js';

serve(async (job, { send }) => {
  if (job.trials.some(({ seed }) => seed === 5)) process.exit(9);
  send({
    type: 'started',
    engine: {
      engine: 'tfjs-node-gpu',
      version: '0',
      library: 'none',
      path: '/package',
      device: 'cpu',
      device_name: null,
      threads: 1,
    },
  });
  for (const { trial, epochs } of job.trials) {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const metrics = { epoch, loss: 1, accuracy: 0.5, val_loss: 1, val_accuracy: 0.5, seconds: 1 };
      send({ type: 'epoch', trial, metrics });
    }
    send({ type: 'completed', trial, test: { test_loss: 1, test_accuracy: 0.5 } });
  }
  return { load_seconds: 0, compile_seconds: 0, train_seconds: 1, evaluate_seconds: 1 };
});
