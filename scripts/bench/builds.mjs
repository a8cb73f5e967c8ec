// What runs are comparable: those of the same programs, of ours or of the peers, on one machine.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const ours = digestOf(at('../../dist'), /\.js$/) + digestOf(at('.'), /^contestants\.mjs$/);
const peers = digestOf(at('peers'), /\.(py|mjs)$/);
const machine = `${availableParallelism()} x ${cpus()[0]?.model}`;

/** Names a contestant's program and this machine. */
export function buildOf(name) {
  return { program: name.startsWith('sweep') ? ours : peers, machine };
}

export function sameBuild(a, b) {
  return a?.program === b.program && a.machine === b.machine;
}

function digestOf(folder, names) {
  const hash = createHash('sha256');
  const files = readdirSync(folder, { recursive: true }).filter((name) => names.test(name));
  for (const name of files.sort()) hash.update(name).update(readFileSync(join(folder, name)));
  return hash.digest('hex').slice(0, 16);
}
