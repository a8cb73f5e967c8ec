// How long the same training takes here by sweep and by its peers: npm run bench -- --help
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildOf, sameBuild } from './builds.mjs';
import { CONTESTANTS, dataFolder, readRuns } from './contestants.mjs';
import { apartNote, rowsOf, tableOf } from './table.mjs';
import { modelsOfPeers, WORKS } from './works.mjs';

const DEFAULT_WORKS = 'rates,seeds,mixed';
const HELP = `npm run bench -- [options]

Trains the same networks with sweep and with its peers, each a whole process from start to exit,
one after the other and round after round, and prints medians as a Markdown table. Every run is kept
as a line of a file; the same command goes on where it was cut off. Wants a quiet machine.

  --works rates,mixed     of ${Object.keys(WORKS).join(', ')}
                          (${DEFAULT_WORKS}); agreement is for accuracy: ten seeds, of sweep and
                          keras_tuned, say; lenets, gru and batchnorm are networks of layers
  --peers sweep,jax_vmap  of ${Object.keys(CONTESTANTS).join(', ')} (all)
  --runs 5                rounds
  --epochs 10             passes over the training images
  --limit 5000            train on the first so many images only
  --out FILE              runs, a JSON line each (results/bench.jsonl); FILE.rows.json holds the rows
  --print                 only print what FILE holds

Peers in Python are got by scripts/bench/setup; who is missing is left out, with the reason.`;

const { values: options } = parseArgs({
  options: {
    works: { type: 'string', default: DEFAULT_WORKS },
    peers: { type: 'string', default: Object.keys(CONTESTANTS).join(',') },
    runs: { type: 'string', default: '5' },
    epochs: { type: 'string', default: '10' },
    limit: { type: 'string' },
    out: { type: 'string', default: 'results/bench.jsonl' },
    print: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(HELP);
  process.exit(0);
}
const works = chosen(options.works, WORKS, '--works');
const peers = chosen(options.peers, CONTESTANTS, '--peers');
const [runs, epochs] = [whole(options.runs, '--runs'), whole(options.epochs, '--epochs')];
const limit = options.limit === undefined ? null : whole(options.limit, '--limit');
const out = resolve(options.out);
const session = new Date().toISOString();
mkdirSync(dirname(out), { recursive: true });

if (!options.print) await runAll();
print();

async function runAll() {
  const present = Object.fromEntries(works.map((work) => [work, whoTrains(work)]));
  const folder = mkdtempSync(join(tmpdir(), 'sweep-bench-'));
  try {
    for (let round = 1; round <= runs; round++) {
      for (const work of works) {
        // Who comes first changes with the round.
        const names = present[work];
        const shift = (round - 1) % Math.max(1, names.length);
        const order = [...names.slice(shift), ...names.slice(0, shift)];
        for (const name of order) await runOnce(folder, work, name, round);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The chosen contestants that can train a work here; says why others are left out. */
function whoTrains(work) {
  return peers.filter((name) => {
    const reason = CONTESTANTS[name].missing(WORKS[work].models);
    if (reason !== null) console.error(`${work}: ${name} is left out: ${reason}`);
    return reason === null;
  });
}

async function runOnce(folder, work, name, round) {
  const done = mine(work).filter((run) => run.name === name).length;
  if (done >= round) return;
  const { models } = WORKS[work];
  const file = join(folder, `${work}.json`);
  const settings = {
    validation: 10_000,
    limit,
    batch_size: 32,
    epochs,
    models,
    threads: availableParallelism(),
  };
  const written = { data: dataFolder(), ...settings, models: modelsOfPeers(models) };
  writeFileSync(file, JSON.stringify(written));
  const began = performance.now();
  let report;
  try {
    report = await CONTESTANTS[name].start({ ...settings, file }, folder, name);
  } catch (error) {
    console.error(
      `${work}, ${name}: failed: ${String(error.stderr ?? error.message)
        .trim()
        .split('\n')
        .at(-1)}`,
    );
    return;
  }
  // Our own queries come after the run; they are no part of it.
  const total = report.total ?? (performance.now() - began) / 1000;
  const { seconds } = report;
  seconds.startup ??= total - seconds.compile - seconds.train - seconds.evaluate;
  const short = report.models.find(({ loss }) => loss !== undefined && loss.length !== epochs);
  if (short !== undefined) {
    console.error(
      `${work}, ${name}: not counted: ${short.loss.length} epochs instead of ${epochs}`,
    );
    return;
  }
  const run = {
    work,
    name,
    epochs,
    limit,
    ...report,
    total,
    at: new Date().toISOString(),
    build: buildOf(name, models),
    session,
  };
  appendFileSync(out, `${JSON.stringify(run)}\n`);
  console.error(`${work}, round ${round}, ${name}: ${total.toFixed(1)} s`);
}

function print() {
  const all = {};
  for (const work of works) {
    const runsOfWork = mine(work);
    if (runsOfWork.length === 0) continue;
    const rows = rowsOf(runsOfWork, WORKS[work]);
    all[work] = rows;
    console.log(`\n${WORKS[work].title}, ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}\n`);
    console.log(tableOf(rows));
    const note = apartNote(runsOfWork);
    if (note !== null) console.log(`\n${note}`);
  }
  writeFileSync(`${out}.rows.json`, `${JSON.stringify(all, null, 2)}\n`);
}

/** The runs of a work with these settings, of the programs as they are now, on this machine. */
function mine(work) {
  return readRuns(out).filter(
    (run) =>
      run.work === work &&
      run.epochs === epochs &&
      run.limit === limit &&
      sameBuild(run.build, buildOf(run.name, WORKS[work].models)),
  );
}

function chosen(text, known, option) {
  const names = text.split(',');
  const wrong = names.find((name) => !Object.hasOwn(known, name));
  if (wrong !== undefined)
    fail(`${option}: unknown ${wrong}; expected ${Object.keys(known).join(', ')}`);
  return names;
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
