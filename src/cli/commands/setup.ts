import { resolve } from 'node:path';
import type { StagingStep } from '../../native/staging/stage.js';
import { type Command, EXIT, UsageError } from '../command.js';
import { textArgument } from '../arguments/options.js';
import type { Terminal } from '../terminal/terminal.js';
import { problem } from '../../text/problem.js';

export const SETUP: Command = {
  name: 'setup',
  usage: 'setup',
  summary: 'Install the native TensorFlow engine (Linux x86-64), several times faster than wasm',
  positionals: {},
  options: {
    from: {
      type: 'string',
      requiresArg: true,
      describe: 'Folder of downloaded wheels, for offline machines (docs/gpu.md)',
    },
    gpu: {
      type: 'boolean',
      default: false,
      describe: 'CUDA build, with the NVIDIA libraries; the default if nvidia-smi finds a GPU',
    },
    cpu: {
      type: 'boolean',
      default: false,
      describe: 'CPU build, even if there is a GPU',
    },
    remove: { type: 'boolean', default: false, describe: 'Uninstall it' },
  },
  examples: [
    ['sweep setup', '0.3 GB to download, 0.7 GB in ~/.cache/flopsweep or SWEEP_CACHE_DIR'],
    ['sweep setup --gpu', '2.9 GB and 4.4 GB, for NVIDIA GPUs; only the driver must be installed'],
    ['sweep setup --remove', 'uninstall it; training then runs on wasm'],
  ],
  goesOn: () => true,
  run: async (args, terminal) => {
    if (args['gpu'] === true && args['cpu'] === true) {
      throw new UsageError(gpuAndCpu());
    }
    const [
      { cacheFolder },
      { RELEASES },
      { stageNative, removeStaged },
      { runTool, StagingError },
    ] = await Promise.all([
      import('../../native/staging/cache.js'),
      import('../../native/staging/release.js'),
      import('../../native/staging/stage.js'),
      import('../../native/staging/tools.js'),
    ]);
    const display = new SetupDisplay(terminal);
    const cache = cacheFolder(terminal.env);
    if (args['remove'] === true) {
      const removed = await removeStaged(cache, () => display.show({ type: 'waiting' }));
      terminal.message(`${removedFromCache(removed, cache)}\n`);
      return EXIT.done;
    }
    const gpu =
      args['gpu'] === true || (args['cpu'] !== true && (await runTool('nvidia-smi', ['-L'])).ok);
    const from = textArgument(args, 'from');
    // What has been verified stays, and nothing half made is ever in the way.
    const stopped = (): void => {
      display.end(setupStopped());
      process.exit(130);
    };
    process.once('SIGINT', stopped);
    try {
      await stageNative({
        cache,
        release: gpu ? RELEASES.gpu : RELEASES.cpu,
        runTool,
        platform: process.platform,
        arch: process.arch,
        from: from === undefined ? undefined : resolve(from),
        tryPackage,
        onStep: (step) => display.show(step),
      });
      return EXIT.done;
    } catch (error) {
      if (!(error instanceof StagingError)) throw error;
      display.end(noNativeEngine(error.message, await whatRuns()));
      // `sweep setup && sweep mlp.yaml` must continue; a build requested by name must not fail silently.
      const asked = args['gpu'] === true || args['cpu'] === true || from !== undefined;
      return asked ? EXIT.environment : EXIT.done;
    } finally {
      process.removeListener('SIGINT', stopped);
    }
  },
};

async function tryPackage(path: string): Promise<string | null> {
  const [{ probeEngine }, { whyUnusable }] = await Promise.all([
    import('../../native/probe.js'),
    import('../../native/cuda-libraries.js'),
  ]);
  const candidate = { engine: 'tfjs-node-gpu', path } as const;
  return whyUnusable(await probeEngine(candidate, { gpus: 'all' }));
}

async function whatRuns(): Promise<string> {
  const { findCpuEngine } = await import('../../native/find-engine.js');
  const { candidate } = await findCpuEngine();
  return trainingRunsOn(candidate.engine, candidate.engine === 'wasm' ? null : candidate.path);
}

/** A line per step; while files arrive, how many bytes of all there are, drawn over itself. */
class SetupDisplay {
  readonly #terminal: Terminal;
  #drawn = false;
  /** Tenths of the whole that were said, where lines cannot be drawn over. */
  #said = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  show(step: StagingStep): void {
    if (step.type !== 'arrived') return this.#say(stepText(step));
    const share = step.bytes / step.fetch;
    const text = `  ${arrivedText(share, size(step.fetch))}`;
    if (this.#terminal.live) {
      this.#erase();
      this.#terminal.message(text);
      this.#drawn = true;
    } else if (Math.floor(share * 10) > this.#said) {
      this.#said = Math.floor(share * 10);
      this.#say(text);
    }
  }

  /** The last line, of an end that is no step. */
  end(text: string): void {
    this.#say(text);
  }

  #say(text: string): void {
    this.#erase();
    this.#terminal.message(`${text}\n`);
  }

  #erase(): void {
    if (this.#drawn) this.#terminal.erase?.(0);
    this.#drawn = false;
  }
}

function stepText(step: Exclude<StagingStep, { type: 'arrived' }>): string {
  switch (step.type) {
    case 'waiting':
      return waitingForSetup();
    case 'present':
      return engineIsThere(step.folder);
    case 'broken':
      return engineIsBroken(step.reason);
    case 'announced':
      return gettingEngine(step.from, size(step.fetch), size(step.keep), step.folder);
    case 'fetching':
      return fetchingText(step.what, step.bytes === null ? null : size(step.bytes));
    case 'unpacking':
      return unpackingText();
    case 'compiling':
      return compilingText();
    case 'trying':
      return loadingOnce();
    case 'done':
      return engineIsReady(step.folder);
  }
}

function size(bytes: number): string {
  return bytes < 1e8 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

export function gpuAndCpu(): string {
  return problem({
    what: '--gpu: got --cpu too',
    expected: 'one of them',
    advice: 'the CUDA build runs on both',
  });
}

export function removedFromCache(removed: boolean, cache: string): string {
  return `${removed ? 'Removed the engine' : 'No engine was installed'} in ${cache}`;
}

export function setupStopped(): string {
  return 'Stopped; the same command resumes';
}

/** @param reason why none could be made. @param instead what training runs on. */
export function noNativeEngine(reason: string, instead: string): string {
  return `No native engine: ${reason}. ${instead}`;
}

/** @param path of an engine that is no part of the installation. */
export function trainingRunsOn(engine: string, path: string | null): string {
  return `Training runs on ${engine}${path === null ? '' : ` in ${path}`}.`;
}

export function arrivedText(share: number, total: string): string {
  return `${Math.floor(share * 100)} % of ${total}`;
}

export function waitingForSetup(): string {
  return 'Another setup is using the same cache: waiting for it';
}

export function engineIsThere(folder: string): string {
  return `The native engine is already installed: ${folder}`;
}

export function engineIsBroken(reason: string): string {
  return `The installed native engine does not load (${reason}): reinstalling it`;
}

/** @param from a folder with wheels; undefined where they are fetched. */
export function gettingEngine(
  from: string | undefined,
  fetch: string,
  keep: string,
  folder: string,
): string {
  const source = from === undefined ? `${fetch} to download` : `wheels from ${from}`;
  return `Installing the native engine: ${source}, ${keep} on disk in ${folder}`;
}

export function fetchingText(what: string, size: string | null): string {
  return `Downloading ${what}${size === null ? '' : ` (${size})`}`;
}

export function unpackingText(): string {
  return 'Unpacking libraries and headers';
}

export function compilingText(): string {
  return 'Compiling the binding';
}

export function loadingOnce(): string {
  return 'Testing that it loads';
}

export function engineIsReady(folder: string): string {
  return `The native engine is ready: ${folder}`;
}
