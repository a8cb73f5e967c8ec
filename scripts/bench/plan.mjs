// How long large specs take to plan, with which memory, and how both grow: npm run bench:plan -- --help
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { growth, median } from './statistics.mjs';

const HELP = `npm run bench:plan -- [options]

Plans specs of several sizes, each in a process of its own from start to exit, with its output in a
file, round after round, and prints medians as a Markdown table. Wants a quiet machine: where others
use it, the seconds of processors say more. The exponent is of those, less a plan of one point.

  --plans grid,widths     of the plans below (all)
  --runs 3                rounds
  --json                  the document of --json instead of the table`;

const upTo = (count) => Array.from({ length: count }, (_, index) => index + 1);
const rates = (count) => upTo(count).map((index) => Number((index / 1e5).toPrecision(6)));
const parameters = (hidden, others = {}) => {
  const lists = Object.entries(others).map(([name, all]) => `  ${name}: { values: [${all}] }\n`);
  return `parameters:\n  hidden: { depth: [1], width: [${hidden}] }\n${lists.join('')}`;
};
const random = 'method: random\nrun_cap: 100000\n';

/** Points of each size, and the spec that has so many. */
const PLANS = {
  grid: {
    title: '100 widths x learning rates',
    sizes: [12_500, 25_000, 50_000, 100_000],
    spec: (size) => parameters(upTo(100), { learning_rate: rates(size / 100) }),
  },
  widths: {
    title: '`hidden: {depth: [1], width: [...]}`',
    sizes: [1250, 2500, 5000, 10_000],
    spec: (size) => parameters(upTo(size)),
  },
  exclude: {
    title: 'n x n, with n entries of `exclude`',
    sizes: [75 ** 2, 150 ** 2, 300 ** 2],
    spec: (size) => {
      const side = Math.sqrt(size);
      const entries = rates(side).map((rate, index) => [index + 1, rate]);
      return `${parameters(upTo(side), { learning_rate: rates(side) })}exclude:\n${entries
        .map(([width, rate]) => `  - { hidden: [${width}], learning_rate: ${rate} }\n`)
        .join('')}`;
    },
  },
  random: {
    title: '`random`, `run_cap: 100000`, fewer points',
    sizes: [12, 2500, 10_000, 40_000],
    spec: (size) => {
      const side = size === 12 ? 4 : 50;
      return random + parameters(upTo(side), { learning_rate: rates(size / side) });
    },
  },
  refused: {
    title: '`random`, where constraints refuse 95 %',
    sizes: [1250, 2500, 5000, 10_000],
    spec: (size) =>
      `method: random\nrun_cap: ${size}\nconstraints: [epochs == 1]\n` +
      `${parameters([8], { epochs: upTo(20) })}  learning_rate: { min: 0.0001, max: 0.1 }\n`,
  },
  hopeless: {
    title: 'n x n x n x n, refused',
    sizes: [10 ** 8, 10 ** 10, 10 ** 12].map((size) => Math.round(size ** (1 / 4)) ** 4),
    spec: (size) => {
      const side = Math.round(size ** (1 / 4));
      const whole = upTo(side);
      return parameters(whole, { learning_rate: rates(side), epochs: whole, batch_size: whole });
    },
    refused: true,
  },
};

/** Own seconds below this are noise: such sizes have no part in the exponent. */
const LEAST_SECONDS = 0.1;

const { values: options } = parseArgs({
  options: {
    plans: { type: 'string', default: Object.keys(PLANS).join(',') },
    runs: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(`${HELP}\n`);
  for (const [name, { title }] of Object.entries(PLANS)) console.log(`${name.padEnd(10)} ${title}`);
  process.exit(0);
}
const names = options.plans.split(',');
const unknown = names.find((name) => PLANS[name] === undefined);
const rounds = Number(options.runs);
if (unknown !== undefined || !Number.isInteger(rounds) || rounds < 1) {
  const got = unknown === undefined ? `--runs ${options.runs}` : `--plans ${unknown}`;
  console.error(`got ${got}; expected --runs from 1 on, and --plans of ${Object.keys(PLANS)}`);
  process.exit(2);
}

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const USAGE = `import { writeSync } from 'node:fs';
process.on('exit', () => writeSync(3, JSON.stringify(process.resourceUsage())));`;
const START = { title: 'one point', sizes: [1], spec: () => parameters([8]) };
const folder = mkdtempSync(join(tmpdir(), 'sweep-bench-plan-'));

try {
  const all = [['start', START], ...names.map((name) => [name, PLANS[name]])];
  const runs = new Map();
  for (let round = 1; round <= rounds; round++) {
    for (const [name, plan] of all) {
      for (const size of plan.sizes) {
        const run = await runOnce(name, plan, size);
        const key = `${name} ${size}`;
        runs.set(key, [...(runs.get(key) ?? []), run]);
        console.error(`round ${round}, ${key}: ${run.seconds.toFixed(2)} s`);
      }
    }
  }
  print(all, runs);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Seconds from start to exit, those of processors, and the largest resident memory in MB (10^6 bytes). */
async function runOnce(name, { spec, refused = false }, size) {
  const file = join(folder, 'spec.yaml');
  writeFileSync(file, `name: ${name}\ndataset: mnist\n${spec(size)}`);
  const [out, usage] = ['out', 'usage'].map((end) => openSync(join(folder, end), 'w'));
  const began = performance.now();
  const hook = `data:text/javascript,${encodeURIComponent(USAGE)}`;
  const args = ['--import', hook, CLI, 'plan', file, '--db', join(folder, 'none.db')];
  const child = spawn(process.execPath, [...args, ...(options.json ? ['--json'] : [])], {
    stdio: ['ignore', out, out, usage],
  });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject).once('exit', resolve);
  });
  const seconds = (performance.now() - began) / 1000;
  for (const open of [out, usage]) closeSync(open);
  if (code !== (refused ? 2 : 0)) {
    throw new Error(`${name} ${size} ended with ${code}: ${readFileSync(join(folder, 'out'))}`);
  }
  const used = JSON.parse(readFileSync(join(folder, 'usage')));
  const processor = (used.userCPUTime + used.systemCPUTime) / 1e6;
  return { seconds, processor, megabytes: (used.maxRSS * 1024) / 1e6 };
}

function print(all, runs) {
  const middle = (name, size, key) => median(runs.get(`${name} ${size}`).map((run) => run[key]));
  const start = middle('start', 1, 'processor');
  console.log(
    `\n| plan | points | seconds | of processors | peak MB | exponent |\n| --- | --: | --: | --: | --: | --: |`,
  );
  for (const [name, { title, sizes }] of all) {
    const own = sizes
      .map((size) => [size, middle(name, size, 'processor') - start])
      .filter(([, seconds]) => seconds >= LEAST_SECONDS);
    for (const [index, size] of sizes.entries()) {
      const last = index === sizes.length - 1;
      const cells = [
        index === 0 ? title : '',
        size.toLocaleString('en'),
        middle(name, size, 'seconds').toFixed(2),
        middle(name, size, 'processor').toFixed(2),
        middle(name, size, 'megabytes').toFixed(0),
        last && own.length > 1 ? growth(own).toFixed(2) : '',
      ];
      console.log(`| ${cells.join(' | ')} |`);
    }
  }
}
