// A worker that does what its task says, through the built pool.
import { EngineError } from '../../../dist/native/engine.js';
import { serve } from '../../../dist/pool/serve.js';
import { MemoryError } from '../../../dist/train/memory.js';

serve(async (task, { signal, send }) => {
  switch (task.do) {
    case 'answer':
      send('on the way');
      return task.value;
    case 'pid':
      return process.pid;
    case 'wait':
      await new Promise((resolve) => setTimeout(resolve, task.ms));
      return 'waited';
    case 'throw':
      throw new RangeError('too much');
    case 'throw-engine':
      throw new EngineError('no library');
    case 'throw-memory':
      throw new MemoryError('too large');
    case 'throw-value':
      throw task.value;
    case 'send':
      process.send(task.message);
      await new Promise(() => setInterval(() => undefined, 1000));
      break;
    case 'last-words':
      process.stdout.write('to stdout\n');
      process.stderr.write('to stderr, no end\0');
      process.kill(process.pid, 'SIGKILL');
      break;
    case 'exit':
      console.log('last words');
      process.exit(task.code);
      break;
    case 'kill':
      process.kill(process.pid, 'SIGKILL');
      await new Promise(() => setInterval(() => undefined, 1000));
      break;
    case 'print':
      for (let line = 0; line < 1000; line++) console.log(`line ${line}`);
      process.stdout.write('\u0000garbage without an end'.repeat(1000));
      return 'printed';
    case 'memory': {
      const kept = [];
      for (;;) kept.push(new Array(1e6).fill(kept.length));
    }
    case 'hang':
      for (;;);
    case 'until-cancelled':
      send('started');
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      signal.throwIfAborted();
      break;
    case 'ignore-cancel':
      send('started');
      await new Promise(() => setInterval(() => undefined, 1000));
  }
  return undefined;
});
