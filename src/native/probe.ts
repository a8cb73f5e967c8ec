import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { EngineName, EngineReport } from './engine.js';

/** Whether an engine loads on this machine, and what it then reports. */
export type EngineProbe = { readonly name: EngineName } & (
  | {
      readonly available: true;
      readonly report: EngineReport;
      /** CUDA's libraries that the package should hold and does not. */
      readonly missing: readonly string[];
      /** What it printed on stderr. */
      readonly log: string;
    }
  | { readonly available: false; readonly reason: string }
);

const PROBE_TIMEOUT_MS = 60_000;

/** Loads an engine in a process of its own. Never rejects: whatever goes wrong is the reason. */
export function probeEngine(
  name: EngineName,
  environment: Readonly<Record<string, string>> = {},
): Promise<EngineProbe> {
  const main = fileURLToPath(new URL('probe-main.js', import.meta.url));
  const options = {
    timeout: PROBE_TIMEOUT_MS,
    env: { TF_CPP_MIN_LOG_LEVEL: '2', TF_ENABLE_ONEDNN_OPTS: '0', ...process.env, ...environment },
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [main, name], options, (error, stdout, stderr) => {
      const answer = lastJson(stdout);
      if (answer?.available === true) resolve({ name, ...answer, log: stderr });
      else if (answer !== undefined) resolve({ name, ...answer });
      else resolve({ name, available: false, reason: failure(error, stderr) });
    });
  });
}

type Answer =
  | { available: true; report: EngineReport; missing: readonly string[] }
  | { available: false; reason: string };

function lastJson(stdout: string): Answer | undefined {
  const line = stdout.trimEnd().split('\n').at(-1) ?? '';
  try {
    const value = JSON.parse(line) as Answer;
    return typeof value.available === 'boolean' ? value : undefined;
  } catch {
    return undefined;
  }
}

function failure(
  error: (Error & { signal?: string | null; code?: unknown }) | null,
  stderr: string,
): string {
  const last = stderr.trimEnd().split('\n').at(-1) ?? '';
  const how = error?.signal
    ? `killed by ${error.signal}`
    : `ended with ${String(error?.code ?? 'no answer')}`;
  return `its process ${how}${last === '' ? '' : `: ${last}`}`;
}
