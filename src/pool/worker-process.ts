import { fork, type ChildProcess } from 'node:child_process';
import type { URL } from 'node:url';
import { isFromWorker, type FromWorker, type Outcome, type ToWorker } from './protocol.js';

export interface WorkerProcessOptions {
  /** Module that calls `serve`. */
  readonly module: URL;
  /** Added to this process's environment; what a native library reads must be set before it loads. */
  readonly environment: Readonly<Record<string, string>>;
  /** Lines of output kept per task. */
  readonly logLines: number;
}

export interface TaskOptions {
  readonly onMessage?: (body: unknown) => void;
  /** The worker is killed when the task takes longer; the outcome is then `timeout`. */
  readonly timeoutMs?: number;
}

/** How long to wait for the last output of a process whose exit was seen. */
const OUTPUT_GRACE_MS = 250;

/** One child process, which handles one task at a time. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<{ code: number | null; signal: string | null }>;
  readonly #logLines: number;
  #log: string[] = [];
  #alive = true;
  #receive: ((message: FromWorker) => void) | undefined;
  #reason: 'timeout' | 'cancelled' | undefined;
  #cancelRunning: (() => void) | undefined;

  constructor(options: WorkerProcessOptions) {
    this.#logLines = options.logLines;
    this.#child = fork(options.module, [], {
      env: { ...process.env, ...options.environment },
      execArgv: [],
      silent: true,
      // A process group of its own: Ctrl-C in a terminal reaches the parent, which decides.
      detached: process.platform !== 'win32',
      serialization: 'advanced',
    });
    this.#keepOutput(this.#child.stdout);
    this.#keepOutput(this.#child.stderr);
    this.#child.on('message', (message) => {
      if (isFromWorker(message)) this.#receive?.(message);
    });
    // Without a listener a failed fork or send would end this process; `exit` tells the rest.
    this.#child.on('error', (error) => this.#keepLine(error.message));
    this.#exited = new Promise((resolve) => {
      const settle = (code: number | null, signal: string | null) => {
        this.#alive = false;
        const timer = setTimeout(() => resolve({ code, signal }), OUTPUT_GRACE_MS);
        this.#child.once('close', () => {
          clearTimeout(timer);
          resolve({ code, signal });
        });
      };
      this.#child.once('exit', settle);
      this.#child.once('error', () => {
        if (this.#child.pid === undefined) settle(null, null);
      });
    });
  }

  /** False from the moment that the process has ended or has been told to. */
  get alive(): boolean {
    return this.#alive;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /**
   * Hands over one task. Settles when the worker answers, or, where it was killed or died, when
   * its exit has been seen: a slot is never free while its process may still run.
   */
  async execute(id: number, payload: unknown, options: TaskOptions): Promise<Outcome> {
    this.#log = [];
    this.#reason = undefined;
    let timer: NodeJS.Timeout | undefined;
    const answered = new Promise<FromWorker>((resolve) => {
      this.#receive = (message) => {
        if (message.id !== id) return;
        if (message.type === 'message') options.onMessage?.(message.body);
        else resolve(message);
      };
    });
    const { timeoutMs } = options;
    if (timeoutMs !== undefined) timer = setTimeout(() => this.#kill('timeout'), timeoutMs);
    this.#cancelRunning = () => this.#send({ type: 'cancel', id });
    this.#send({ type: 'task', id, payload });
    const end = await Promise.race([answered, this.#exited]);
    clearTimeout(timer);
    this.#receive = undefined;
    this.#cancelRunning = undefined;
    const log = [...this.#log];
    // A process that was killed may still have sent its result before: nothing done is thrown away.
    if ('type' in end) {
      if (!this.#alive) await this.#exited;
      switch (end.type) {
        case 'result':
          return { state: 'finished', result: end.body, log };
        case 'error':
          return { state: 'threw', error: end.error, log };
        case 'cancelled':
          return { state: 'cancelled', log };
        case 'message':
          throw new Error('a message cannot end a task');
      }
    }
    if (this.#reason === 'timeout') return { state: 'timeout', afterMs: timeoutMs ?? 0, log };
    if (this.#reason === 'cancelled') return { state: 'cancelled', log };
    return { state: 'crashed', ...end, log };
  }

  /** Asks the running task to stop, and kills the process where it has not after `graceMs`. */
  cancel(graceMs: number): void {
    if (this.#cancelRunning === undefined) return;
    this.#cancelRunning();
    // One that dies of being asked has been cancelled, not crashed.
    this.#reason ??= 'cancelled';
    const timer = setTimeout(() => {
      if (this.#cancelRunning !== undefined) this.#kill('cancelled');
    }, graceMs);
    timer.unref();
  }

  /** Kills the process at once. */
  kill(): void {
    this.#kill('cancelled');
  }

  /** Ends an idle process, which has nothing to lose; left to itself, a native library takes its time. */
  async close(): Promise<void> {
    if (this.#alive) this.#kill('cancelled');
    await this.#exited;
  }

  #kill(reason: 'timeout' | 'cancelled'): void {
    this.#reason ??= reason;
    this.#alive = false;
    this.#child.kill('SIGKILL');
  }

  #send(message: ToWorker): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #keepOutput(stream: NodeJS.ReadableStream | null): void {
    let rest = '';
    stream?.setEncoding('utf8');
    stream?.on('data', (text: string) => {
      const lines = (rest + text).split(/\r?\n/);
      // A worker that prints without line ends must not grow this process.
      rest = (lines.pop() ?? '').slice(-2000);
      for (const line of lines) this.#keepLine(line);
    });
    stream?.on('end', () => {
      if (rest !== '') this.#keepLine(rest);
    });
  }

  #keepLine(line: string): void {
    this.#log.push(line.slice(0, 2000));
    if (this.#log.length > this.#logLines) this.#log.shift();
  }
}
