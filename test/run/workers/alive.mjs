// How many workers live at the same time, as they see it themselves.
import { appendFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Writes this worker down in a folder, and how many of those written down live now. */
export function countAlive(folder) {
  writeFileSync(join(folder, `worker-${process.pid}`), '');
  const living = readdirSync(folder).filter((file) => {
    const [kind, pid] = file.split('-');
    return kind === 'worker' && isRunning(Number(pid));
  });
  appendFileSync(join(folder, 'living'), `${living.length}\n`);
}
