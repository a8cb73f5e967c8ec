// What runs are comparable: those of the same programs, of ours or of the peers, on one machine.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const starter = at('contestants.mjs');
const ours = digestOf([starter, ...filesIn(at('../../dist'), /\.js$/)]);
const peers = digestOf([starter, ...filesIn(at('peers'), /\.(py|mjs)$/)]);
const machine = `${availableParallelism()} x ${cpus()[0]?.model}`;

/** Names a contestant's program, the models that it trains, and this machine. */
export function buildOf(name, models) {
  const work = createHash('sha256').update(JSON.stringify(models)).digest('hex').slice(0, 16);
  return { program: name.startsWith('sweep') ? ours : peers, work, machine };
}

export function sameBuild(a, b) {
  return a?.program === b.program && a.work === b.work && a.machine === b.machine;
}

function filesIn(folder, names) {
  const found = readdirSync(folder, { recursive: true }).filter((name) => names.test(name));
  return found.sort().map((name) => join(folder, name));
}

function digestOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}
