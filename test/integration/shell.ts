import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Of this repository. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Runs lines as a reader types them, `sweep` and `npx sweep` being the command that was built; the
 * first that fails ends them.
 *
 * @param env in the place of this process's.
 */
export function runShell(
  lines: string,
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  const script = `sweep() { "$SWEEP_NODE" "$SWEEP_MAIN" "$@"; }\nnpx() { "$@"; }\n${lines}`;
  const { SWEEP_DB: _, ...own } = process.env;
  const child = spawn('bash', ['-e', '-c', script], {
    cwd,
    env: {
      ...own,
      CI: 'true',
      PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
      SWEEP_NODE: process.execPath,
      SWEEP_MAIN: join(ROOT, 'dist', 'cli', 'main.js'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}
