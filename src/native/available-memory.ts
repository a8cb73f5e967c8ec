import { readFileSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import type { EngineReport } from './engine.js';
import { GPU_MEMORY_VARIABLE } from './environment.js';

/** WebAssembly's addresses have 32 bits. */
export const WASM_BYTES = 4 * 2 ** 30;

/** Memory of the machine, or what its container may have of it, in bytes. */
export function machineMemory(): number {
  const limit = process.constrainedMemory();
  // 0 or far more than there is where nothing constrains it.
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/**
 * Memory that training may take in this process, in bytes: on a GPU the card's as TensorFlow may have
 * it, else what the machine or its container has left.
 *
 * @param held what this process has taken since its engine was loaded, and can use again.
 */
export function availableMemory(
  { engine, device }: Pick<EngineReport, 'engine' | 'device'>,
  held: number,
): number {
  if (device === 'gpu') {
    const mebibytes = Number(process.env[GPU_MEMORY_VARIABLE]);
    return mebibytes > 0 ? mebibytes * 2 ** 20 : Infinity;
  }
  const left = machineLeft() + Math.max(0, held);
  return engine === 'wasm' ? Math.min(left, WASM_BYTES) : left;
}

function machineLeft(): number {
  const limit = process.constrainedMemory();
  if (limit <= 0 || limit >= totalmem()) return freemem();
  // A container's use includes files that are only cached: those go when memory is wanted.
  return Math.min(freemem(), limit, process.availableMemory() + cachedFiles(readMemoryStat()));
}

/** Bytes of files that are cached, by the `memory.stat` of a control group (version 1 or 2). */
export function cachedFiles(memoryStat: string): number {
  const lines = [...memoryStat.matchAll(/^(total_)?(?:in)?active_file (\d+)$/gm)];
  // Version 1 gives both the group's own and, as totals, those with the groups below.
  const totals = lines.filter(([, total]) => total !== undefined);
  const counted = totals.length > 0 ? totals : lines;
  return counted.reduce((sum, [, , bytes]) => sum + Number(bytes), 0);
}

/** A container sees its own group at the root. */
function readMemoryStat(): string {
  for (const folder of ['/sys/fs/cgroup', '/sys/fs/cgroup/memory']) {
    try {
      return readFileSync(`${folder}/memory.stat`, 'utf8');
    } catch {
      // The other version, or none.
    }
  }
  return '';
}
