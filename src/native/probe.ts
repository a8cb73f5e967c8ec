import { execFile, type ExecFileException } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { processEnded } from './messages.js';
import { hasOwnCuda } from './cuda-libraries.js';
import type { EngineCandidate, EngineName, EngineReport } from './engine.js';
import { engineEnvironment, type EngineSettings } from './environment.js';

/** Whether an engine loads on this machine, and what it then reports. */
export type EngineProbe = {
  readonly name: EngineName;
  /** CUDA's libraries that the package should hold and does not, and the driver's. */
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

/** From a cold network disk, four gigabytes of libraries take their time. */
const PROBE_TIMEOUT_MS = 300_000;

type Environment = Readonly<Record<string, string>>;

/**
 * Loads an engine in a process of its own, whose environment is that of a worker with these
 * settings. Never rejects: whatever goes wrong is the reason.
 */
export async function probeEngine(
  candidate: EngineCandidate,
  settings: EngineSettings,
): Promise<EngineProbe> {
  const environment = engineEnvironment(candidate, settings);
  const [missing, { stdout, stderr, error }] = await Promise.all([
    settings.gpus === 'none' ? [] : probeCudaLibraries(candidate, environment),
    runMain('probe-main.js', [], environment),
  ]);
  const name = candidate.engine;
  const answer = lastJson(stdout) as Answer | undefined;
  if (answer?.available === true) return { name, missing, ...answer, log: stderr };
  if (answer?.available === false) return { name, missing, ...answer };
  return { name, missing, available: false, reason: failure(error, stderr) };
}

async function probeCudaLibraries(
  { path }: EngineCandidate,
  environment: Environment,
): Promise<readonly string[]> {
  if (!hasOwnCuda(path)) return [];
  const { stdout, error } = await runMain('probe-cuda-main.js', [path], environment);
  const last = lastJson(stdout);
  if (Array.isArray(last)) return last as string[];
  // Slowness is no damage; loading the engine itself shows what else may be wrong.
  return typeof last === 'string' && error?.killed !== true ? [last] : [];
}

type Answer = { available: true; report: EngineReport } | { available: false; reason: string };

interface Ended {
  readonly error: ExecFileException | null;
  readonly stdout: string;
  readonly stderr: string;
}

function runMain(main: string, args: readonly string[], environment: Environment): Promise<Ended> {
  const path = fileURLToPath(new URL(main, import.meta.url));
  const options = { timeout: PROBE_TIMEOUT_MS, env: { ...process.env, ...environment } };
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
  if (error?.signal) return processEnded({ signal: error.signal }, last);
  const code = error?.code ?? null;
  return processEnded({ code: code === null ? null : String(code) }, last);
}
