// Does time follow arithmetic? Trains every network of experiments/mlp.yaml alone, in a program of its
// own, several times over, and fits the seconds of a step to its FLOP: node scripts/bench/fit.mjs [rounds]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, relativeLine } from './statistics.mjs';
import { specOf, WORKS } from './works.mjs';

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const EPOCHS = 3;
/** Of 50,000 images in batches of 32, the short last one included. */
const STEPS = EPOCHS * 1563;
const JOBS = `SELECT t.hidden, j.flop, j.train_seconds FROM trials t
  JOIN attempts a ON a.trial_id = t.trial JOIN jobs j ON j.id = a.job_id
  WHERE j.status = 'completed'`;
const rounds = Number(process.argv[2] ?? 5);

const folder = mkdtempSync(join(tmpdir(), 'sweep-fit-'));
const sweep = (args) =>
  execFileSync(process.execPath, [CLI, ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
const seconds = new Map();
try {
  const spec = specOf('fit', WORKS.mixed.models, { epochs: EPOCHS, limit: null });
  writeFileSync(join(folder, 'fit.yaml'), `${spec}run: {fuse: off, workers: 1}\n`);
  for (let round = 1; round <= rounds; round++) {
    const db = `round${round}.db`;
    sweep(['fit.yaml', '--device', 'cpu', '--compile', 'xla', '--db', db]);
    const jobs = JSON.parse(
      sweep(['query', JOBS, '--db', db, '--format', 'json']).toString('utf8'),
    );
    for (const { hidden, flop, train_seconds } of jobs) {
      const known = seconds.get(hidden) ?? { flop, all: [] };
      seconds.set(hidden, { flop, all: [...known.all, train_seconds] });
    }
    console.error(`round ${round} of ${rounds}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const rows = [...seconds].map(([hidden, { flop, all }]) => ({
  hidden,
  megaflop: flop / STEPS / 1e6,
  ms: (median(all) / STEPS) * 1e3,
}));
const { fixed, slope, r2 } = relativeLine(rows.map(({ megaflop, ms }) => [megaflop, ms]));
console.log(
  `ms of a step = ${fixed.toFixed(3)} + MFLOP / ${(1 / slope).toFixed(1)} (R² = ${r2.toFixed(3)}), ${rounds} rounds\n`,
);
const [time, work] = ['ms', 'megaflop'].map((key) => rows.reduce((sum, row) => sum + row[key], 0));
console.log('| hidden | MFLOP a step | ms a step | to the line | to its share of the FLOP |');
console.log('| --- | --: | --: | --: | --: |');
for (const { hidden, megaflop, ms } of rows.sort((a, b) => a.megaflop - b.megaflop)) {
  const [line, share] = [ms / (fixed + slope * megaflop), ms / time / (megaflop / work)];
  const cells = [hidden, megaflop.toFixed(1), ms.toFixed(3), line.toFixed(2), share.toFixed(2)];
  console.log(`| ${cells.join(' | ')} |`);
}
