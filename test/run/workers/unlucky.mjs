// The real worker, but for seeds that go wrong: 1 crashes, 2 hangs, 3 crashes once, 4 says it has
// finished and sends no result.
import { existsSync, writeFileSync } from 'node:fs';
import { serve } from '../../../dist/pool/serve.js';
import { pretend } from './pretend.mjs';

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
  return pretend(job, send, { engine: 'wasm', device: 'cpu', device_name: null });
});
