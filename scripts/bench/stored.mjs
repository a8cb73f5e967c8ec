// How long the commands that read a database take on a large one: npm run bench:stored -- --help
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from './statistics.mjs';
import { fillSweep } from './stored-sweep.mjs';

const HELP = `npm run bench:stored -- [options]

Fills a database for each shape of sweep, without training, and times the commands that read it, each a
whole process from start to exit; of the page its size and, where there is a Chromium (SWEEP_CHROMIUM),
how long it takes to open and how many nodes it has. Prints medians as a Markdown table.

  --shapes 2000x5,10000x1  configurations x seeds
  --epochs 10              of each trial
  --runs 3                 rounds
  --folder FOLDER          keeps the databases and pages there, and takes those that it finds`;

const { values: options } = parseArgs({
  options: {
    shapes: { type: 'string', default: '2000x5,10000x1' },
    epochs: { type: 'string', default: '10' },
    runs: { type: 'string', default: '3' },
    folder: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(HELP);
  process.exit(0);
}
const shapes = options.shapes.split(',').map((text) => {
  const [, configurations, seeds] =
    /^(\d+)x(\d+)$/.exec(text) ??
    fail(`--shapes: got ${text}; expected configurations x seeds, e.g. 2000x5`);
  return { name: text, configurations: Number(configurations), seeds: Number(seeds) };
});
const [epochs, runs] = [whole(options.epochs, '--epochs'), whole(options.runs, '--runs')];

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const SWEEP = 'large';
const COMMANDS = [
  ['list'],
  ['show', SWEEP],
  ['show', SWEEP, '--json'],
  ['best', SWEEP],
  ['best', SWEEP, '--json'],
  ['logs', SWEEP],
  ['query', 'select * from fronts'],
  ['query', 'select * from configurations'],
  ['export', SWEEP],
  ['export', SWEEP, '--what', 'epochs'],
  ['report', SWEEP],
];

const kept = options.folder === undefined ? null : resolve(options.folder);
const folder = kept ?? mkdtempSync(join(tmpdir(), 'sweep-stored-'));
try {
  const columns = [];
  for (const shape of shapes) columns.push(await measure(shape));
  print(columns);
} finally {
  if (kept === null) rmSync(folder, { recursive: true, force: true });
}

async function measure({ name, configurations, seeds }) {
  const place = join(folder, name);
  mkdirSync(place, { recursive: true });
  const database = join(place, 'sweep.db');
  if (!existsSync(database)) {
    const began = performance.now();
    await fill(database, { sweep: SWEEP, configurations, seeds, epochs });
    console.error(`${name}: filled in ${seconds(performance.now() - began)}`);
  }
  const times = COMMANDS.map(() => []);
  for (let round = 1; round <= runs; round++) {
    for (const [index, args] of COMMANDS.entries()) {
      const began = performance.now();
      const { status, stderr } = spawnSync(process.execPath, [MAIN, ...args, '--db', database], {
        encoding: 'utf8',
        maxBuffer: 2 ** 30,
      });
      times[index].push(performance.now() - began);
      if (status !== 0) fail(`sweep ${args.join(' ')} ended with ${status}: ${stderr}`);
    }
    console.error(`${name}: round ${round} of ${runs}`);
  }
  const page = join(place, `${SWEEP}.html`);
  return {
    name,
    rows: [
      ...COMMANDS.map((args, index) => [`\`${words(args)}\``, seconds(median(times[index]))]),
      ['page', `${(statSync(page).size / 1e6).toFixed(1)} MB`],
      ...(await opened(page)),
    ],
  };
}

async function fill(database, shape) {
  const module = (file) => import(new URL(`../../dist/store/${file}.js`, import.meta.url).href);
  const [{ openForWriting }, runModule, claims, results] = await Promise.all(
    ['open', 'runs', 'claims', 'results'].map(module),
  );
  const db = openForWriting(database, '0.0.0');
  let time = Date.UTC(2026, 0, 1);
  const now = () => new Date((time += 10)).toISOString();
  try {
    fillSweep({ runs: runModule, claims, results }, { db, now, isAlive: () => true }, shape);
  } finally {
    db.close();
  }
}

/** Time from navigation until its charts are drawn, first paint and nodes of the document. */
async function opened(page) {
  const executablePath = [process.env.SWEEP_CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome']
    .filter((path) => path !== undefined)
    .find((path) => existsSync(path));
  if (executablePath === undefined) return [];
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const ready = [];
    const paint = [];
    let nodes = 0;
    for (let round = 1; round <= runs; round++) {
      const view = await browser.newPage();
      const began = performance.now();
      await view.goto(pathToFileURL(page).href);
      await view.evaluate('window.sweepReady');
      ready.push(performance.now() - began);
      paint.push(await view.evaluate("performance.getEntriesByType('paint')[0].startTime"));
      nodes = await view.evaluate("document.querySelectorAll('*').length");
      await view.close();
    }
    return [
      ['page, first paint', seconds(median(paint))],
      ['page, charts drawn', seconds(median(ready))],
      ['page, elements', nodes.toLocaleString('en')],
    ];
  } finally {
    await browser.close();
  }
}

function print([first, ...others]) {
  const all = [first, ...others];
  console.log(`|  | ${all.map(({ name }) => name).join(' | ')} |`);
  console.log(`| --- | ${all.map(() => '---:').join(' | ')} |`);
  for (const [row, [what]] of first.rows.entries()) {
    console.log(`| ${what} | ${all.map(({ rows }) => rows[row][1]).join(' | ')} |`);
  }
}

function words(args) {
  return args.map((word) => (word.includes(' ') ? `"${word}"` : word)).join(' ');
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(2)} s`;
}

function whole(text, option) {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1)
    fail(`${option}: got ${text}; expected a whole number from 1 up`);
  return number;
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
