import { problem } from '../../problem.js';

export function wheelNotBrought(file: string): string {
  return problem({ what: `pip did not bring ${file}`, advice: 'try again, or use --from' });
}

export function otherWheel(file: string, got: string, expected: string): string {
  return problem({
    what: `${file} is not the pinned file, or not all of it`,
    got: `SHA-256 ${got}`,
    expected,
    advice: 'fetch it again',
  });
}

export function noWheelThere(path: string): string {
  return problem({ what: `--from: no file ${path}`, expected: 'the wheel that pip downloads' });
}

export function noWheelFolder(path: string): string {
  return problem({
    what: `--from: no folder ${path}`,
    expected: 'one with the wheels of docs/gpu.md',
  });
}

/** Whole wheels, but of another content than is known here. */
export function membersMissing(members: readonly string[]): string {
  return problem({ what: `the wheels lack ${members.join(', ')}` });
}
