import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command, started in a process group of its own as a shell starts it. */
export class SweepProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout = '';
  stderr = '';
  /** Inherited by every process that the command starts. */
  readonly #mark = randomUUID();

  constructor(args: readonly string[], cwd: string) {
    this.child = spawn(process.execPath, [MAIN, ...args], {
      cwd,
      detached: true,
      env: { ...process.env, SWEEP_TEST_MARK: this.#mark, CI: 'true' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (data: Buffer) => (this.stdout += data.toString()));
    this.child.stderr?.on('data', (data: Buffer) => (this.stderr += data.toString()));
    this.ended = new Promise((resolve) => {
      this.child.once('close', (code, signal) =>
        resolve({ code, signal, stdout: this.stdout, stderr: this.stderr }),
      );
    });
  }

  /** To the whole group, as a terminal sends Ctrl-C. */
  signal(signal: NodeJS.Signals): void {
    try {
      process.kill(-(this.child.pid ?? 0), signal);
    } catch (error) {
      // It had already ended.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  /** Waits until a condition holds or the command has ended. */
  async until(condition: () => boolean, everyMs = 5): Promise<void> {
    while (this.child.exitCode === null && this.child.signalCode === null && !condition()) {
      await sleep(everyMs);
    }
  }

  /** Pids of live processes that this command started, itself included (Linux). */
  living(): number[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => {
        try {
          return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(this.#mark);
        } catch {
          return false;
        }
      });
  }
}

/** Runs the command to its end. */
export function sweep(args: readonly string[], cwd: string): Promise<Ended> {
  return new SweepProcess(args, cwd).ended;
}
