import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { WorkerPool } from '../../src/pool/worker-pool.js';

const MODULE = new URL('../pool/workers/misbehave.mjs', import.meta.url);

let pool: WorkerPool;
afterEach(async () => {
  pool.kill();
  await pool.close();
});

function poolOf(slots: number, cancelGraceMs = 200): WorkerPool {
  pool = new WorkerPool({ module: MODULE, slots, cancelGraceMs });
  return pool;
}

function run(
  task: Record<string, unknown>,
  timeoutMs?: number,
  onMessage?: (body: unknown) => void,
) {
  return pool.run(() => task, { timeoutMs, onMessage });
}

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** Live children of this process, as Linux lists them. */
function childProcesses(): number {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8');
  return children.trim().split(' ').filter(Boolean).length;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('WorkerPool', () => {
  it('reports what a worker throws, and gives the next task a fresh process', async () => {
    poolOf(1);
    const before = await run({ do: 'pid' });
    expect(await run({ do: 'pid' })).toEqual(before);
    expect(await run({ do: 'throw' })).toMatchObject({
      state: 'threw',
      error: { name: 'RangeError', message: 'too much' },
    });
    expect(childProcesses()).toBe(0);
    expect(await run({ do: 'pid' })).not.toEqual(before);
  });

  it('reports what a thrown error is to blame for', async () => {
    poolOf(1);
    const engine = { name: 'EngineError', blame: 'environment', code: 'engine' };
    expect(await run({ do: 'throw-engine' })).toMatchObject({ state: 'threw', error: engine });
    const memory = { name: 'MemoryError', blame: 'input' };
    expect(await run({ do: 'throw-memory' })).toMatchObject({ state: 'threw', error: memory });
    const other = await run({ do: 'throw' });
    expect(other.state === 'threw' && other.error).not.toHaveProperty('blame');
  });

  it('returns results, messages first, and uses its processes again', async () => {
    poolOf(1);
    const messages: unknown[] = [];
    const outcome = await run({ do: 'answer', value: 2n ** 60n }, undefined, (body) =>
      messages.push(body),
    );
    expect(outcome).toMatchObject({ state: 'finished', result: 2n ** 60n });
    expect(messages).toEqual(['on the way']);
    const [first, second] = [await run({ do: 'pid' }), await run({ do: 'pid' })];
    expect(second).toEqual(first);
  });

  it.each([
    [
      { do: 'exit', code: 0 },
      { state: 'crashed', code: 0, signal: null, log: ['last words'] },
    ],
    [
      { do: 'exit', code: 3 },
      { state: 'crashed', code: 3, signal: null, log: ['last words'] },
    ],
    [{ do: 'kill' }, { state: 'crashed', code: null, signal: 'SIGKILL' }],
  ])('reports a worker that leaves by %j, and starts another', async (task, expected) => {
    poolOf(1);
    expect(await run(task)).toMatchObject(expected);
    expect(await run({ do: 'answer', value: 1 })).toMatchObject({ state: 'finished', result: 1 });
  });

  it('keeps the last lines of a worker that prints garbage, and only these', async () => {
    poolOf(1);
    const outcome = await run({ do: 'print' });
    expect(outcome.state).toBe('finished');
    expect(outcome.log.length).toBeLessThanOrEqual(50);
  });

  it('kills a worker that hangs past its timeout, and frees the slot only when it is gone', async () => {
    poolOf(1);
    const { result: pid } = (await run({ do: 'pid' })) as unknown as { result: number };
    const outcome = await run({ do: 'hang' }, 300);
    expect(outcome).toMatchObject({ state: 'timeout', afterMs: 300 });
    expect(isRunning(pid)).toBe(false);
    expect(await run({ do: 'answer', value: 1 })).toMatchObject({ state: 'finished' });
  });

  it('waits for weeks where it is told to', async () => {
    poolOf(1);
    const outcome = await run({ do: 'wait', ms: 20 }, 20 * 86_400_000 * 8);
    expect(outcome.state).toBe('finished');
  });

  it.skipIf(process.platform !== 'linux')(
    'never has more processes than slots, even where workers die or are killed',
    async () => {
      poolOf(2);
      const counts: number[] = [];
      const tasks = Array.from({ length: 16 }, async (_, index) => {
        const task = [{ do: 'kill' }, { do: 'hang' }, { do: 'wait', ms: 20 }][index % 3];
        // Sampled when the next process may be started: the old one must be gone by then.
        const prepare = (): unknown => {
          setImmediate(() => counts.push(childProcesses()));
          return task;
        };
        await pool.run(prepare, { timeoutMs: 100 });
      });
      await Promise.all(tasks);
      expect(counts.length).toBe(16);
      expect(Math.max(...counts)).toBe(2);
    },
  );

  it('asks tasks to stop, and withdraws those that wait', async () => {
    poolOf(1);
    const started = deferred();
    const first = run({ do: 'until-cancelled' }, undefined, () => started.resolve());
    const waiting = run({ do: 'answer', value: 1 });
    await started.promise;
    pool.cancel();
    expect(await first).toMatchObject({ state: 'cancelled' });
    expect(await waiting).toMatchObject({ state: 'cancelled' });
  });

  it('kills a task that does not stop when asked', async () => {
    poolOf(1);
    const started = deferred();
    const task = run({ do: 'ignore-cancel' }, undefined, () => started.resolve());
    await started.promise;
    pool.cancel();
    expect(await task).toMatchObject({ state: 'cancelled' });
  });

  it('kills a task at once that has not said anything yet: it may be loading', async () => {
    poolOf(1, 60_000);
    const task = run({ do: 'hang' });
    // The process is there, and its task hangs or has not begun.
    await new Promise((resolve) => setTimeout(resolve, 300));
    const began = performance.now();
    pool.cancel();
    expect(await task).toMatchObject({ state: 'cancelled' });
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it('ends a task whose message is refused, and frees the slot only when it is gone', async () => {
    poolOf(1);
    const { result: pid } = (await run({ do: 'pid' })) as unknown as { result: number };
    const outcome = await pool.run(() => ({ do: 'ignore-cancel' }), {
      onMessage: (body, refuse) => refuse(`not ${String(body)}`),
    });
    expect(outcome).toMatchObject({ state: 'refused', reason: 'not started' });
    expect(isRunning(pid)).toBe(false);
    expect(await run({ do: 'answer', value: 1 })).toMatchObject({ state: 'finished' });
  });

  it.each([
    ['what is no message', { do: 'send', message: 'garbage' }],
    ['an answer to no task', { do: 'send', message: { type: 'result', id: 99 } }],
    ['an error that is none', { do: 'send', message: { type: 'error', id: 1, error: 'no' } }],
  ])('ends a task whose worker sends %s', async (_, task) => {
    poolOf(1);
    expect(await run(task)).toMatchObject({
      state: 'refused',
      reason: expect.stringContaining('an invalid message; got '),
    });
  });

  it.each([
    ['nothing', undefined, 'undefined'],
    ['an object', { code: 7 }, '{ code: 7 }'],
  ])('reports a worker that throws %s instead of an error', async (_, value, text) => {
    poolOf(1);
    expect(await run({ do: 'throw-value', value })).toMatchObject({
      state: 'threw',
      error: { name: 'Error', message: `the worker threw ${text}, which is not an Error` },
    });
  });

  it('keeps what a worker printed last, without a line end, before it was killed', async () => {
    poolOf(1);
    const outcome = await run({ do: 'last-words' });
    expect(outcome).toMatchObject({ state: 'crashed', signal: 'SIGKILL' });
    expect(outcome.log).toEqual(['to stdout', 'to stderr, no end\uFFFD']);
  });

  it('withdraws a task that has nothing to do when its turn comes', async () => {
    poolOf(1);
    expect(await pool.run(() => undefined)).toMatchObject({ state: 'withdrawn' });
  });

  it('has no process left after close', async () => {
    poolOf(2);
    const { result: pid } = (await run({ do: 'pid' })) as unknown as { result: number };
    await pool.close();
    expect(isRunning(pid)).toBe(false);
  });

  it.each([0, 1.5, NaN])('refuses %s slots', (slots) => {
    poolOf(1);
    expect(() => new WorkerPool({ module: MODULE, slots })).toThrow('Expected `slots`');
  });
});
