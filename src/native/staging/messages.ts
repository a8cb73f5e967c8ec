import { gigabytes } from '../../text/values.js';
import { problem } from '../../text/problem.js';

// Why `sweep setup` makes no native engine. These follow `No native engine: `.

export function otherPlatform(platform: string, arch: string): string {
  return problem({
    what: `the native library is available for Linux x86-64 only, not for ${platform} ${arch}`,
  });
}

export function builtAndUnusable(reason: string): string {
  return problem({ what: `it was built but does not load: ${reason}` });
}

export function diskFull(cache: string, free: number, needs: number): string {
  return problem({
    what: `not enough disk in ${cache}`,
    got: `${gigabytes(free)} free`,
    expected: `${gigabytes(needs)} temporarily`,
    advice: 'free some space, or set SWEEP_CACHE_DIR to another folder',
  });
}

/** @param reason what the file system says, with the path. */
export function cacheNotWritable(reason: string): string {
  return problem({ what: reason, advice: 'set SWEEP_CACHE_DIR to another folder' });
}

export function lockLost(): string {
  return problem({
    what: 'this setup was suspended for too long, and another one took over',
    advice: 'run it again to check the result',
  });
}

// Programs that `sweep setup` runs; `said` is their last line.

export function saidNothing(): string {
  return 'no output';
}

export function npmFailed(said: string): string {
  return problem({
    what: `npm cannot download tfjs-node-gpu: ${said}`,
    advice: 'after npm ci it is in the npm cache; otherwise npm needs a network',
  });
}

export function noCompiler(): string {
  return problem({ what: 'no C++ compiler', advice: 'install g++ (Debian: apt-get install g++)' });
}

export function compilerDoesNotRun(said: string): string {
  return problem({ what: `g++ does not run: ${said}` });
}

export function bindingNotCompiled(said: string): string {
  return problem({ what: `g++ cannot compile the binding: ${said}` });
}

const PIP = 'pip downloads TensorFlow: install python3-pip, or pass a folder of wheels: --from DIR';

export function noPython(): string {
  return problem({ what: 'no Python on the PATH', advice: PIP });
}

export function noPip(python: string, said: string): string {
  return problem({ what: `${python} has no pip (${said})`, advice: PIP });
}

/** @param unreachable whether pip found no version at all, as without a network. */
export function pipFailed(requirement: string, said: string, unreachable: boolean): string {
  return problem({
    what: `pip cannot download ${requirement}: ${said}`,
    ...(unreachable ? { advice: 'offline, pass a folder of wheels: --from DIR' } : {}),
  });
}

export function wheelNotBrought(file: string): string {
  return problem({ what: `pip did not download ${file}`, advice: 'try again, or use --from' });
}

export function otherWheel(file: string, got: string, expected: string): string {
  return problem({
    what: `${file} is not the pinned file, or is incomplete`,
    got: `SHA-256 ${got}`,
    expected,
    advice: 'download it again',
  });
}

export function noWheelThere(path: string): string {
  return problem({ what: `--from: no file ${path}`, expected: 'the wheel that pip downloads' });
}

export function noWheelFolder(path: string): string {
  return problem({
    what: `--from: no folder ${path}`,
    expected: 'a folder with the wheels listed in docs/gpu.md',
  });
}

/** Whole wheels, but of another content than is known here. */
export function membersMissing(members: readonly string[]): string {
  return problem({ what: `the wheels lack ${members.join(', ')}` });
}
