import { execFile, type ExecFileException } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { EngineName, EngineReport } from './engine.js';

/** Whether an engine loads on this machine, and what it then reports. */
export type EngineProbe = {
  readonly name: EngineName;
  /** CUDA's libraries that the staged package should hold and does not, and the driver's. */
  readonly missing: readonly string[];
} & (
  | {
      readonly available: true;
      readonly report: EngineReport;
      /** What it printed on stderr. */
      readonly log: string;
    }
  | { readonly available: false; readonly reason: string }
);

const PROBE_TIMEOUT_MS = 60_000;

type Environment = Readonly<Record<string, string>>;

/** Loads an engine in a process of its own. Never rejects: whatever goes wrong is the reason. */
export async function probeEngine(
  name: EngineName,
  environment: Environment = {},
): Promise<EngineProbe> {
  const [missing, ended] = await Promise.all([
    name === 'tfjs-node-gpu' ? probeCudaLibraries(environment) : [],
    runMain('probe-main.js', [name], environment),
  ]);
  const { stdout, stderr, error } = ended;
  const answer = lastJson(stdout) as Answer | undefined;
  if (answer?.available === true) return { name, missing, ...answer, log: stderr };
  if (answer?.available === false) return { name, missing, ...answer };
  return { name, missing, available: false, reason: failure(error, stderr) };
}

async function probeCudaLibraries(environment: Environment): Promise<readonly string[]> {
  const { stdout, stderr, error } = await runMain('probe-cuda-main.js', [], environment);
  const missing = lastJson(stdout);
  return Array.isArray(missing) ? (missing as string[]) : [failure(error, stderr)];
}

type Answer = { available: true; report: EngineReport } | { available: false; reason: string };

interface Ended {
  readonly error: ExecFileException | null;
  readonly stdout: string;
  readonly stderr: string;
}

function runMain(main: string, args: readonly string[], environment: Environment): Promise<Ended> {
  const path = fileURLToPath(new URL(main, import.meta.url));
  const options = {
    timeout: PROBE_TIMEOUT_MS,
    env: { TF_CPP_MIN_LOG_LEVEL: '2', TF_ENABLE_ONEDNN_OPTS: '0', ...process.env, ...environment },
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [path, ...args], options, (error, stdout, stderr) =>
      resolve({ error, stdout, stderr }),
    );
  });
}

/** The last line, which the library's own chatter comes before. */
function lastJson(stdout: string): unknown {
  try {
    return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
  } catch {
    return undefined;
  }
}

function failure(error: ExecFileException | null, stderr: string): string {
  const last = stderr.trimEnd().split('\n').at(-1)?.trim() ?? '';
  const how = error?.signal
    ? `killed by ${error.signal}`
    : `ended with ${String(error?.code ?? 'no answer')}`;
  return `its process was ${how}${last === '' ? '' : `: ${last}`}`.replace('was ended', 'ended');
}
