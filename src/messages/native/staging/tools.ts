import { problem } from '../../problem.js';

// Programs that `sweep setup` runs; `said` is their last line.

export function saidNothing(): string {
  return 'it said nothing';
}

export function npmFailed(said: string): string {
  return problem({
    what: `npm cannot fetch tfjs-node-gpu: ${said}`,
    advice: 'after npm ci it is in the cache of npm; else npm needs a network',
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

const PIP = 'pip fetches TensorFlow: install python3-pip, or bring the wheel with --from DIR';

export function noPython(): string {
  return problem({ what: 'no Python is on the PATH', advice: PIP });
}

export function noPip(python: string, said: string): string {
  return problem({ what: `${python} has no pip (${said})`, advice: PIP });
}

/** @param unreachable whether pip found no version at all, as without a network. */
export function pipFailed(requirement: string, said: string, unreachable: boolean): string {
  return problem({
    what: `pip cannot fetch ${requirement}: ${said}`,
    ...(unreachable
      ? { advice: 'is there a network? --from DIR takes wheels that were fetched elsewhere' }
      : {}),
  });
}
