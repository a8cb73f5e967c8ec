import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

interface AskOptions {
  readonly args?: readonly string[];
  /** Besides this process's own. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** Lists of times are long. */
const MOST_OUTPUT = 64 * 2 ** 20;

/**
 * Runs a module in a process of its own; the last line that it prints is JSON, its answer.
 *
 * @throws an Error where it fails or answers nothing: see failureOf.
 */
export async function askProcess(
  main: URL,
  { args = [], environment, timeoutMs = 0 }: AskOptions,
): Promise<unknown> {
  const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(main), ...args], {
    env: { ...process.env, ...environment },
    timeout: timeoutMs,
    maxBuffer: MOST_OUTPUT,
  });
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '') as unknown;
}

/** What such a process said of its failure: its first line that names an error. */
export function failureOf(error: unknown): string | undefined {
  return (error as Error).message.split('\n').find((line) => /^\w*Error: /.test(line));
}
