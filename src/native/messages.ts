import { problem } from '../text/problem.js';

// Why an engine is not there, does not load or cannot do what is asked.

export function packageMissing(engine: string): string {
  return `the package @tensorflow/${engine} is not installed`;
}

export function libraryMissing(): string {
  return 'its native library is missing (sweep setup installs it)';
}

export function backendDoesNotStart(): string {
  return 'its backend does not start';
}

/** Also used by sweep doctor, and in the reasons for other failures. */
export function engineDoesNotLoad(engine: string, reason: string): string {
  return `${engine}: ${reason}`;
}

export function noEngine(): string {
  return problem({ what: 'no engine loads, not even wasm', advice: 'run npm ci again' });
}

export function otherDevice(engine: string, asked: string, got: string): string {
  return problem({
    what: `${engine} registered no ${asked}`,
    got: `a ${got}`,
    advice: 'sweep doctor lists available devices',
  });
}

export function graphsNeedNative(): string {
  return problem({
    what: 'graphs need the native engine',
    got: 'wasm',
    advice: 'sweep setup installs it',
  });
}

/** How the process ended in which an engine was loaded to try it. */
export function processEnded(
  end: { readonly signal: string } | { readonly code: string | null },
  lastLine: string,
): string {
  const how =
    'signal' in end ? `was killed by ${end.signal}` : `ended with ${end.code ?? 'no answer'}`;
  return `its process ${how}${lastLine === '' ? '' : `: ${lastLine}`}`;
}

// Why a GPU cannot be had. Reasons of one package are parted by ` | `.

/** @param asked the requested ids; null for any. */
function notHad(
  asked: readonly string[] | null,
  reasons: readonly string[],
  advice: string,
): string {
  const which = asked === null ? '' : ` (gpus ${asked.join(', ')})`;
  return problem({ what: `device gpu${which} is not available: ${reasons.join('; ')}`, advice });
}

export function gpusNotHad(asked: readonly string[] | null, reasons: readonly string[]): string {
  return notHad(asked, reasons, 'sweep doctor lists available devices');
}

/** A staged CUDA build lacks libraries. */
export function cudaBuildBroken(
  asked: readonly string[] | null,
  reasons: readonly string[],
): string {
  return notHad(asked, reasons, 'sweep setup --gpu rebuilds the CUDA build');
}

export function noCudaBuild(): string {
  return 'no CUDA build is installed (sweep setup --gpu installs it)';
}

export function unnamedGpu(library: string): string {
  return `${library} registered a GPU without naming it`;
}

export function packageFailed(missing: readonly string[], reason: string): string {
  return [...missing, `tfjs-node-gpu: ${reason}`].join(' | ');
}

/** @param reasons what is missing, and what the library logged; none where it is no CUDA build. */
export function onlyDevice(library: string, device: string, reasons: readonly string[]): string {
  const said =
    reasons.length === 0
      ? ' (sweep setup --gpu installs the CUDA build)'
      : `: ${reasons.join(' | ')}`;
  return `${library} registered only a ${device}${said}`;
}

export function someGpusNotHad(
  lost: readonly string[],
  found: readonly { readonly id: string; readonly name: string }[],
): string {
  return problem({
    what: `gpus: ${lost.join(', ')} not available`,
    got: found.map(({ id, name }) => `${id} (${name})`).join(', '),
    advice: 'use only GPUs that sweep doctor lists',
  });
}

export function noDriver(library: string): string {
  return `no NVIDIA driver is installed (${library})`;
}

/** One of CUDA's own. */
export function libraryNotOpened(library: string): string {
  return `${library} cannot be opened`;
}

// Why a GPU has no programs; said after `Layer by layer: N trials, because `.

/** @param reason what the library said. */
export function programFailsOnCard(reason: string): string {
  return `TensorFlow runs no program on this GPU (${reason})`;
}

/** @param difference of weights, by the largest of them. */
export function cardDiffers(difference: number, most: number): string {
  return `weights after 50 steps on this GPU differ from the CPU's by ${difference.toExponential(0)}, more than ${most.toExponential(0)}`;
}
