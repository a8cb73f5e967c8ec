import { type ChildProcess, fork } from 'node:child_process';
import type { URL } from 'node:url';
import { strayMessage } from './messages.js';
import { type FromWorker, isFromWorker, type Outcome, type ToWorker } from './protocol.js';

export interface WorkerProcessOptions {
  /** Module that calls `serve`. */
  readonly module: URL;
  /** Added to this process's environment; what a native library reads must be set before it loads. */
  readonly environment: Readonly<Record<string, string>>;
  /** Lines of output kept per task. */
  readonly logLines: number;
}

export interface TaskOptions {
  /** `refuse` ends the task: the worker is killed, and the outcome is `refused` with that reason. */
  readonly onMessage?: (body: unknown, refuse: (reason: string) => void) => void;
  /** The worker is killed when the task takes longer; the outcome is then `timeout`. */
  readonly timeoutMs?: number;
}

/** Why a process was told to end. */
type EndedBy = 'timeout' | 'cancelled' | { readonly refused: string };

/** How long to wait for the last output of a process whose exit was seen. */
const OUTPUT_GRACE_MS = 250;

/** A timer of Node holds 31 bits; a longer one would end at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** One child process, which handles one task at a time. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<{ code: number | null; signal: string | null }>;
  readonly #log: OutputLog;
  #alive = true;
  #receive: ((message: unknown) => void) | undefined;
  #reason: EndedBy | undefined;
  /** In the task that runs. */
  #hasSpoken = false;
  #cancelRunning: (() => void) | undefined;

  constructor(options: WorkerProcessOptions) {
    this.#log = new OutputLog(options.logLines);
    this.#child = fork(options.module, [], {
      env: { ...process.env, ...options.environment },
      execArgv: [],
      silent: true,
      // A process group of its own: Ctrl-C in a terminal reaches the parent, which decides.
      detached: process.platform !== 'win32',
      serialization: 'advanced',
    });
    this.#log.keep(this.#child.stdout);
    this.#log.keep(this.#child.stderr);
    this.#child.on('message', (message) => this.#receive?.(message));
    // Without a listener a failed fork or send would end this process; `exit` tells the rest.
    this.#child.on('error', (error) => this.#log.add(error.message));
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
    this.#log.clear();
    this.#reason = undefined;
    this.#hasSpoken = false;
    let timer: NodeJS.Timeout | undefined;
    const answered = new Promise<FromWorker>((resolve) => {
      const refuse = (reason: string): void => {
        // What it may have said since is not heard any more: it can only end.
        this.#receive = undefined;
        this.#kill({ refused: reason });
      };
      this.#receive = (message) => {
        if (!isFromWorker(message) || message.id > id) {
          return refuse(strayMessage(message));
        }
        // Of a task before: too late.
        if (message.id < id) return;
        this.#hasSpoken = true;
        if (message.type === 'message') options.onMessage?.(message.body, refuse);
        else resolve(message);
      };
    });
    const { timeoutMs } = options;
    if (timeoutMs !== undefined) {
      timer = setTimeout(() => this.#kill('timeout'), Math.min(timeoutMs, LONGEST_TIMER_MS));
    }
    this.#cancelRunning = () => this.#send({ type: 'cancel', id });
    this.#send({ type: 'task', id, payload });
    const end = await Promise.race([answered, this.#exited]);
    clearTimeout(timer);
    this.#receive = undefined;
    this.#cancelRunning = undefined;
    // What threw may have left a broken heap behind, and its last words may still be on their way.
    if ('type' in end && end.type === 'error') await this.close();
    const log = this.#log.lines();
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
    const reason = this.#endedBy();
    if (typeof reason === 'object') return { state: 'refused', reason: reason.refused, log };
    if (reason === 'timeout') return { state: 'timeout', afterMs: timeoutMs ?? 0, log };
    if (reason === 'cancelled') return { state: 'cancelled', log };
    return { state: 'crashed', ...end, log };
  }

  /**
   * Asks the running task to stop, and kills the process where it has not after `graceMs`. One that
   * has not said anything yet may be loading, hears nothing meanwhile and has nothing to lose.
   */
  cancel(graceMs: number): void {
    if (this.#cancelRunning === undefined) return;
    if (!this.#hasSpoken) return this.#kill('cancelled');
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

  /** Why this side ended the process, if it did. */
  #endedBy(): EndedBy | undefined {
    return this.#reason;
  }

  #kill(reason: EndedBy): void {
    this.#reason ??= reason;
    this.#alive = false;
    this.#child.kill('SIGKILL');
  }

  #send(message: ToWorker): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }
}

/** A longer line is cut, so that a worker that prints without line ends does not grow this process. */
const LONGEST_LINE = 2000;

/** The last lines that a process has printed, on both of its streams. */
export class OutputLog {
  readonly #most: number;
  readonly #rests = new Map<NodeJS.ReadableStream, string>();
  #lines: string[] = [];

  /** @param most lines that are kept. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Takes what a stream says from now on. */
  keep(stream: NodeJS.ReadableStream | null): void {
    if (stream === null) return;
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      const lines = ((this.#rests.get(stream) ?? '') + text).split(/\r?\n/);
      this.#rests.set(stream, (lines.pop() ?? '').slice(-LONGEST_LINE));
      // A burst may hold more lines than are kept.
      for (const line of lines.slice(-this.#most)) this.add(line);
    });
  }

  add(line: string): void {
    this.#lines.push(plain(line));
    if (this.#lines.length > this.#most) this.#lines.shift();
  }

  /** What is kept, with lines that have not ended yet: last words often have no line end. */
  lines(): string[] {
    const rests = [...this.#rests.values()].filter((rest) => rest !== '').map(plain);
    return [...this.#lines, ...rests].slice(-this.#most);
  }

  clear(): void {
    this.#lines = [];
    this.#rests.clear();
  }
}

/** A zero would end the text for programs that read it from the database. */
function plain(line: string): string {
  return line.slice(0, LONGEST_LINE).replaceAll('\u0000', '\uFFFD');
}
