import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Holder, StoredHolder } from '../store/holder.js';

/** A process on another host counts as gone when it has not been heard of for this long. */
const SILENCE_MS = 60_000;
/** How often a run says that it lives. */
export const HEARTBEAT_MS = 10_000;

/** This process. */
export function thisHolder(): Holder {
  return { pid: process.pid, host: hostname(), process_start: processStart(process.pid) };
}

/** Whether a stored process still lives. */
export function isAlive(holder: StoredHolder): boolean {
  if (holder.host !== hostname()) {
    return Date.now() - Date.parse(holder.heartbeat) < SILENCE_MS;
  }
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it is there, but somebody else's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  // The same number may by now be another process.
  const start = processStart(holder.pid);
  return holder.process_start === null || start === null || start === holder.process_start;
}

/** Boot-relative start time of a process on Linux, with the boot's id; null elsewhere. */
function processStart(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the command's name in brackets, may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // A killed process that its parent has not waited for is gone, though its number is taken.
    if (fields[0] === 'Z') return 'zombie';
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}/${fields[19]}`;
  } catch {
    return null;
  }
}
