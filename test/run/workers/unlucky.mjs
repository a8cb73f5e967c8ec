// The real worker, but for seeds that go wrong: 1 crashes, 2 hangs, 3 crashes once, 4 says it has
// finished and sends no result.
import { existsSync, writeFileSync } from 'node:fs';
import { serve } from '../../../dist/pool/serve.js';

const FAULTS = {
  1: () => {
    console.error('about to fail: out of luck');
    process.exit(7);
  },
  2: () => {
    for (;;);
  },
  3: () => {
    const mark = process.env.UNLUCKY_MARK;
    if (existsSync(mark)) return;
    writeFileSync(mark, '');
    process.kill(process.pid, 'SIGKILL');
  },
  4: () => process.exit(0),
};

serve(async (job, { send }) => {
  FAULTS[job.trials[0].seed]?.();
  send({
    type: 'started',
    engine: {
      engine: 'wasm',
      version: '0',
      library: 'none',
      device: 'cpu',
      device_name: null,
      threads: 1,
      path: '/package',
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
