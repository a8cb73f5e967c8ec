import { execFile } from 'node:child_process';
import { saidNothing } from './messages.js';

/** What a program printed, or why it could not be run or failed. */
export type ToolResult =
  | { readonly ok: true; readonly output: string }
  | { readonly ok: false; readonly missing: boolean; readonly output: string };

/** Runs a program to its end. Passed in, so that tests can stand in for pip, npm and g++. */
export type RunTool = (
  program: string,
  args: readonly string[],
  surroundings?: {
    readonly cwd?: string;
    /** Added to this process's own. */
    readonly environment?: Readonly<Record<string, string>>;
  },
) => Promise<ToolResult>;

export const runTool: RunTool = (program, args, { cwd, environment = {} } = {}) =>
  new Promise((resolve) => {
    const env = { ...process.env, ...environment };
    const options = { maxBuffer: 64 * 1024 * 1024, cwd, env };
    execFile(program, [...args], options, (error, stdout, stderr) => {
      if (error === null) return resolve({ ok: true, output: stdout });
      const { code } = error as NodeJS.ErrnoException;
      resolve({ ok: false, missing: code === 'ENOENT', output: `${stdout}${stderr}` });
    });
  });

/** The last line that says something, of what can be pages. */
export function lastLine(output: string): string {
  const lines = output.split(/\r?\n/).filter((line) => line.trim() !== '');
  return (lines.at(-1) ?? saidNothing()).trim().slice(0, 300).replace(/\.$/, '');
}

/** The native library cannot be staged here; wasm still works. */
export class StagingError extends Error {
  override readonly name = 'StagingError';
}
