import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { isRunning } from '../../native/program-cache.js';
import type { Holder, StoredHolder } from '../../store/holder.js';

/** A process on another host counts as gone when it has not been heard of for this long. */
const SILENCE_MS = 60_000;
/** How often a run says that it lives. */
export const HEARTBEAT_SECONDS = 10;

/** This process. */
export function thisHolder(): Holder {
  return { pid: process.pid, host: hostname(), process_start: processStart(process.pid) };
}

/** Whether a stored process still lives. */
export function isAlive(holder: StoredHolder): boolean {
  const heard = Date.now() - Date.parse(holder.heartbeat) < SILENCE_MS;
  // Where its number means nothing here, only what it last said does.
  if (holder.host !== hostname() || machineOf(holder.process_start) !== MACHINE) return heard;
  if (!isRunning(holder.pid)) return false;
  // The same number may by now be another process.
  const start = processStart(holder.pid);
  return holder.process_start === null || start === null ? heard : start === holder.process_start;
}

/**
 * Whether a stored process of this host has ended. Of another host's nothing is known here: false,
 * however long it has been silent.
 */
export function isGone(holder: StoredHolder): boolean {
  return holder.host === hostname() && !isAlive(holder);
}

/** What pids count within: the boot, and the container's pid namespace. Null elsewhere than on Linux. */
const MACHINE = machine();

function machine(): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}/${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return null;
  }
}

function machineOf(processStart: string | null): string | null {
  return processStart?.slice(0, processStart.lastIndexOf('/')) ?? null;
}

/** Start time of a process on Linux since boot, after its machine; null elsewhere. */
function processStart(pid: number): string | null {
  if (MACHINE === null) return null;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the command's name in brackets, may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A killed process that its parent has not waited for is gone, though its number is taken.
    return `${MACHINE}/${fields[0] === 'Z' ? 'zombie' : fields[19]}`;
  } catch {
    return null;
  }
}
