// A worker whose seeds misbehave, each in its own way; every other seed is trained in a moment. It
// writes down how many workers live when a job begins (see alive.mjs).
import { setTimeout as sleep } from 'node:timers/promises';
import { serve } from '../../../dist/pool/serve.js';
import { countAlive } from './alive.mjs';
import { pretend } from './pretend.mjs';

const ENGINE = { engine: 'wasm', device: 'cpu', device_name: null };
const METRICS = {
  loss: 1,
  accuracy: 0.5,
  val_loss: 1,
  val_top5_accuracy: 0.5,
  val_accuracy: 0.5,
  seconds: 1,
};
const TEST = { test_loss: 1, test_accuracy: 0.5 };
const forever = () => new Promise(() => setInterval(() => undefined, 1000));

/** After a message, gives the parent a moment, and then does what a worker does that is fine. */
async function afterwards(job, send) {
  await sleep(300);
  return pretend(job, send, ENGINE);
}

const epoch = (trial, number, more = {}) => ({
  type: 'epoch',
  trial,
  metrics: { epoch: number, ...METRICS, ...more },
});

/** Megabytes without a text in it, with few line ends. */
function printGarbage() {
  const binary = Buffer.from(Array.from({ length: 65536 }, (_, byte) => (byte * 7919) % 251));
  for (let round = 0; round < 64; round++) {
    process.stdout.write(binary);
    process.stderr.write(binary);
  }
  process.stderr.write('x'.repeat(1e6));
}

const FAULTS = {
  killed: async (_, send, trial) => {
    send(epoch(trial, 1));
    console.log('in the middle of it');
    process.kill(process.pid, 'SIGKILL');
    await forever();
  },
  memory: async (_, send, trial) => {
    send(epoch(trial, 1));
    const kept = [];
    for (;;) kept.push(new Array(1e6).fill(kept.length));
  },
  silent: forever,
  loop: async (_, send, trial) => {
    console.log('turning round');
    send(epoch(trial, 1));
    await sleep(50);
    for (;;);
  },
  leaves: async () => {
    console.log('nothing to say');
    process.exit(0);
  },
  garbage: async (job, send) => {
    printGarbage();
    return pretend(job, send, ENGINE);
  },
  'garbage-and-death': async () => {
    printGarbage();
    // What is still in this process when it dies is lost.
    await new Promise((written) => process.stderr.write('\n', written));
    await new Promise((written) => process.stdout.write('\nlast words', written));
    process.kill(process.pid, 'SIGKILL');
    await forever();
  },
  'wrong-type': async (job, send, trial) => {
    send({ type: 'epoch', trial, metrics: 'good' });
    return afterwards(job, send);
  },
  'no-protocol': async (job, send) => {
    process.send(['what', { is: 'this' }]);
    return afterwards(job, send);
  },
  'unknown-trial': async (job, send) => {
    send(epoch('nobody', 1));
    return afterwards(job, send);
  },
  nan: async (job, send, trial) => {
    send(epoch(trial, 1, { val_accuracy: NaN }));
    return afterwards(job, send);
  },
  'epoch-again': async (job, send, trial) => {
    send(epoch(trial, 1));
    send(epoch(trial, 1, { loss: 7 }));
    return afterwards(job, send);
  },
  'epoch-early': async (job, send, trial) => {
    send(epoch(trial, 2));
    return afterwards(job, send);
  },
  'completed-early': async (job, send, trial) => {
    send({ type: 'completed', trial, test: TEST });
    return afterwards(job, send);
  },
  'completed-twice': async (job, send, trial) => {
    pretend(job, send, ENGINE);
    send({ type: 'completed', trial, test: { ...TEST, test_accuracy: 0.9 } });
    return forever();
  },
  'no-times': async (job, send) => {
    pretend(job, send, ENGINE);
    return { train_seconds: 'many' };
  },
  'throws-text': async () => {
    throw 'just a text';
  },
  'throws-nothing': async () => {
    throw undefined;
  },
  'throws-strange': async () => {
    console.log('before it threw');
    throw Object.assign(Object.create(null), { toString: 5 });
  },
};

const faults = process.env.MISBEHAVE.split(',');

serve(async (job, { send }) => {
  countAlive(process.env.MISBEHAVE_FOLDER);
  // Some time, so that jobs overlap.
  await sleep(20);
  const [{ seed, trial }] = job.trials;
  const fault = FAULTS[faults[seed]];
  return fault === undefined ? pretend(job, send, ENGINE) : fault(job, send, trial);
});
