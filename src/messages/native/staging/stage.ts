import { gigabytes } from '../../gigabytes.js';
import { problem } from '../../problem.js';

// Why `sweep setup` makes no native engine. These follow `No native engine: `.

export function otherPlatform(platform: string, arch: string): string {
  return problem({
    what: `the native library is staged on Linux x86-64 only, not on ${platform} ${arch}`,
  });
}

export function builtAndUnusable(reason: string): string {
  return problem({ what: `it was built and does not load: ${reason}` });
}

export function diskFull(cache: string, free: number, needs: number): string {
  return problem({
    what: `not enough disk in ${cache}`,
    got: `${gigabytes(free)} free`,
    expected: `${gigabytes(needs)} for a while`,
    advice: 'make room, or name another folder in SWEEP_CACHE_DIR',
  });
}

/** @param reason what the file system says, with the path. */
export function cacheNotWritable(reason: string): string {
  return problem({ what: reason, advice: 'name another folder in SWEEP_CACHE_DIR' });
}

export function lockLost(): string {
  return problem({
    what: 'this setup was stopped for long, and another took over',
    advice: 'run it again to see what the other has made',
  });
}
