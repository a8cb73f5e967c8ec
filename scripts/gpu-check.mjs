// What CUDA does for this machine, as a Markdown report on stdout: see docs/gpu.md.
//
//   scripts/gpu-check [--peers PYTHON] [--notebook]
//
// Needs `npm ci` and `npx sweep setup --gpu`. It trains in a folder of its own and leaves nothing
// behind; some five minutes. --peers times JAX and PyTorch too, by a Python that has both.
// --notebook adds the notebook's five seeds. Exit code 3: something is not as it should be.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const CLI = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const NOTEBOOK = fileURLToPath(new URL('../experiments/notebook.yaml', import.meta.url));
const LENETS = fileURLToPath(new URL('../experiments/lenet-vs-mlp.yaml', import.meta.url));
const PEERS = fileURLToPath(new URL('gpu-peers.py', import.meta.url));
const { values: options } = parseArgs({
  options: { peers: { type: 'string' }, notebook: { type: 'boolean', default: false } },
});
/** Seconds that the peers may begin something in. */
const PEERS_SECONDS = 100;

/** Mean validation accuracy over five seeds that Keras reaches, twelve seeds each. */
const BANDS = [
  { hidden: '100-100', low: 0.972, high: 0.978 },
  { hidden: '50-50', low: 0.969, high: 0.975 },
];

const folder = mkdtempSync(join(tmpdir(), 'sweep-gpu-check-'));
let wrong = 0;
try {
  await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = wrong === 0 ? 0 : 3;

async function main() {
  say(`# sweep on this GPU, ${new Date().toISOString().slice(0, 10)}\n`);
  const doctor = JSON.parse((await sweep(['doctor', '--json'])).stdout);
  const engine = doctor.engines.find(({ name }) => name === 'tfjs-node-gpu');
  say(`- Node ${doctor.node.version}, ${availableParallelism()} processors`);
  if (!engine.available) return fail(`tfjs-node-gpu does not load: ${engine.reason}`);
  say(`- tfjs-node-gpu ${engine.version}, ${engine.library}`);
  say(`- driver ${nvidiaSmi('driver_version') ?? 'unknown: nvidia-smi does not answer'}`);
  for (const device of engine.devices) say(`- ${device}`);
  if (engine.missing.length > 0) say(`- cannot be opened: ${engine.missing.join(', ')}`);

  say('\n## Without one of its libraries\n');
  await withoutLibrary(engine.path);
  if (!engine.devices.some((device) => device.startsWith('gpu'))) {
    return fail('TensorFlow registered no GPU; nothing was trained');
  }

  say('\n## Programs on the card, and on the processors\n');
  await programs();

  say('\n## What `auto` takes\n');
  await automatic();

  say('\n## Whole runs\n');
  await wholeRuns();

  if (options.notebook) {
    say('\n## experiments/notebook.yaml\n');
    await notebook();
  }
}

/** The 50 steps of both, and how fast K networks are trained together, beside the peers. */
async function programs() {
  const began = performance.now();
  const doctor = JSON.parse((await sweep(['doctor', '--bench', '--json'])).stdout);
  const engine = doctor.engines.find(({ name }) => name === 'tfjs-node-gpu');
  const [name] = Object.keys(engine.cards);
  if (name === undefined) return fail('no GPU was measured');
  const { agreement, together, programs: mixed } = engine.cards[name];
  for (const [run, found] of Object.entries(agreement)) {
    const text =
      'difference' in found
        ? `weights after 50 steps differ from the CPU's by ${found.difference.toExponential(1)}`
        : `fails: ${found.failure}`;
    say(`- ${run}: ${text}`);
    check(found.difference < 1e-3, `programs (${run}) are not proven on this card`);
  }
  for (const { program, xla_step_seconds, graph_step_seconds, compile_seconds } of mixed ?? []) {
    say(
      `- ${program}: ${ms(xla_step_seconds)} a step with XLA (compiled in ${compile_seconds.toFixed(1)} s), ${ms(graph_step_seconds)} as a plain graph`,
    );
  }
  for (const one of engine.speeds?.programs ?? []) {
    say(`- on one processor, ${one.program}: ${ms(one.xla_step_seconds)} a step with XLA`);
  }
  say(`- measured in ${((performance.now() - began) / 1000).toFixed(0)} s\n`);
  const rows = together.map(({ networks, step_seconds, compile_seconds }) => ({
    peer: 'sweep',
    networks,
    ms: step_seconds * 1000,
    first: compile_seconds,
  }));
  if (options.peers !== undefined) rows.push(...(await peers(together)));
  say('784-100-100-10, batch 32, Adam; a step of K networks, each with an order of its own.\n');
  say('| trained by | K | ms a step | us a step and network | s to the first steps |');
  say('| --- | --: | --: | --: | --: |');
  for (const { peer, networks, ms: step, first, failure } of rows) {
    const cells =
      failure === undefined
        ? `${step.toFixed(3)} | ${((step * 1000) / networks).toFixed(1)} | ${first.toFixed(1)}`
        : `${failure} | |`;
    say(`| ${peer} | ${networks} | ${cells} |`);
  }
}

async function peers(together) {
  const counts = together.map(({ networks }) => networks);
  const args = [PEERS, '--networks', counts.join(','), '--seconds', String(PEERS_SECONDS)];
  const { stdout, stderr, code } = await spawned(options.peers, args, {
    XLA_PYTHON_CLIENT_PREALLOCATE: 'false',
  });
  if (code !== 0) say(`- the peers ended with ${code}: ${stderr.trim().split('\n').at(-1)}\n`);
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
}

function ms(seconds) {
  return `${(seconds * 1000).toPrecision(3)} ms`;
}

/** Both sizes of sweep: a GPU is for many networks. */
async function automatic() {
  for (const count of [2, 128]) {
    const seeds = Array.from({ length: count }, (_, seed) => seed);
    const file = spec(`auto-${count}`, { limit: 20_000, epochs: 1, seeds });
    const { stderr } = await mustSweep([file, '--db', `auto-${count}.db`]);
    const said = stderr.split('\n').filter((line) => /^(Engine|Not on a GPU|Layer by)/.test(line));
    say(`- ${count} trials, one epoch of 20,000 images: ${said.join('; ')}`);
  }
}

async function wholeRuns() {
  const seeds = Array.from({ length: 128 }, (_, seed) => seed);
  const file = spec('many', { limit: 50_000, epochs: 10, seeds });
  await timed('128 seeds of 784-100-100-10, ten epochs of 50,000 images', file, 'many.db');
  await timed('experiments/lenet-vs-mlp.yaml', LENETS, 'lenets.db');
}

async function timed(title, file, database) {
  const memory = [];
  const timer = setInterval(() => memory.push(...gpuMemory()), 1000);
  const began = performance.now();
  const { stderr } = await mustSweep([file, '--device', 'gpu', '--db', database]);
  clearInterval(timer);
  const seconds = (performance.now() - began) / 1000;
  const [jobs] = await rows(
    database,
    `select count(*) as jobs, group_concat(distinct trainer) as trainers, group_concat(distinct compilation) as ways,
       sum(compile_seconds) as compile, sum(train_seconds) as train, sum(evaluate_seconds) as evaluate,
       group_concat(distinct device) as devices from jobs`,
  );
  const [trials] = await rows(
    database,
    "select count(*) as n, avg(val_accuracy) as mean from trials where status = 'completed'",
  );
  say(
    `- ${title}: ${seconds.toFixed(1)} s, ${trials.n} trials in ${jobs.jobs} jobs (${jobs.trainers}, ${jobs.ways}): compile ${jobs.compile.toFixed(1)}, train ${jobs.train.toFixed(1)}, evaluate ${jobs.evaluate.toFixed(1)} s; mean val_accuracy ${(trials.mean * 100).toFixed(2)} %; GPU memory ${memoryText(memory)}`,
  );
  const fallen = stderr.split('\n').filter((line) => /^(Not compiled|Layer by layer)/.test(line));
  for (const line of fallen) say(`- ${line}`);
  check(jobs.devices === 'gpu', 'a job did not run on the GPU');
  check(fallen.length === 0, 'a program fell back');
}

/** One of CUDA's libraries taken away, in a copy made of hard links: exit 5, and it is named. */
async function withoutLibrary(path) {
  const library = 'libcublas.so.12';
  const place = join('deps/nvidia/cublas/lib', library);
  if (!existsSync(join(path, place))) {
    return say(`- not tried: the package brings no ${library} of its own`);
  }
  const modules = dirname(dirname(path));
  const copy = `${dirname(modules)}.check-${process.pid}`;
  try {
    mkdirSync(copy);
    execFileSync('cp', ['-al', modules, copy]);
    const inCopy = join(copy, 'node_modules/@tensorflow/tfjs-node-gpu');
    rmSync(join(inCopy, place));
    const { code, stderr } = await sweep([spec('without'), '--device', 'gpu'], {
      SWEEP_STAGED_PACKAGE: inCopy,
    });
    const line = stderr.trim().split('\n').at(-1) ?? '';
    say(`- exit ${code}: ${line}`);
    check(code === 5 && line.includes(library), `${library} was taken away and not named`);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

async function notebook() {
  const began = performance.now();
  const { stderr } = await mustSweep([NOTEBOOK, '--device', 'gpu', '--db', 'notebook.db']);
  say(`- ${((performance.now() - began) / 1000).toFixed(0)} s; ${stderr.split('\n')[0]}`);
  const [job] = await rows(
    'notebook.db',
    'select engine, library, device, device_name, threads from jobs limit 1',
  );
  say(
    `- ${job.engine}, ${job.library}, ${job.device} (${job.device_name}), threads ${job.threads}`,
  );
  const found = await rows(
    'notebook.db',
    'select hidden, n, val_accuracy, val_accuracy_sd from configurations',
  );
  for (const { hidden, low, high } of BANDS) {
    const row = found.find((one) => one.hidden === hidden);
    say(
      `- ${hidden}: mean val_accuracy ${(row.val_accuracy * 100).toFixed(2)} % (sd ${(row.val_accuracy_sd * 100).toFixed(2)}, n = ${row.n})`,
    );
    check(row.val_accuracy >= low && row.val_accuracy <= high, `${hidden} is outside its band`);
  }
}

function spec(name, { limit = 2000, test = 10_000, epochs = 1, seeds = [0] } = {}) {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(
    file,
    `name: ${name}
dataset: { name: mnist, limit: ${limit}, test: ${test} }
parameters: { hidden: { values: [[100, 100]] }, epochs: ${epochs} }
seeds: [${seeds.join(', ')}]
`,
  );
  return file;
}

function sweep(args, env = {}) {
  return spawned(process.execPath, [CLI, ...args], env);
}

function spawned(command, args, env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: folder, env: { ...process.env, ...env } });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => (stdout += data));
    child.stderr.on('data', (data) => (stderr += data));
    child.on('error', (error) => resolve({ code: -1, stdout, stderr: error.message }));
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

async function mustSweep(args) {
  const ended = await sweep(args);
  check(ended.code === 0, `sweep ${args.join(' ')} ended with ${ended.code}: ${ended.stderr}`);
  return ended;
}

async function rows(database, sql) {
  const { stdout } = await sweep(['query', sql, '--db', database, '--format', 'json']);
  return JSON.parse(stdout);
}

function nvidiaSmi(query) {
  try {
    const text = execFileSync('nvidia-smi', [`--query-gpu=${query}`, '--format=csv,noheader']);
    return String(text).trim().split('\n').join(', ');
  } catch {
    return undefined;
  }
}

/** MiB of each process on the GPUs, as the driver says; in a container it may say nothing. */
function gpuMemory() {
  try {
    const text = execFileSync('nvidia-smi', [
      '--query-compute-apps=used_memory',
      '--format=csv,noheader,nounits',
    ]);
    return [String(text).trim().split('\n').filter(Boolean).map(Number)];
  } catch {
    return [];
  }
}

function memoryText(samples) {
  const largest = Math.max(0, ...samples.flat().filter((mib) => mib > 0));
  return largest === 0 ? 'nvidia-smi does not say' : `${largest} MiB`;
}

function say(line) {
  process.stdout.write(`${line}\n`);
}

function check(good, message) {
  if (!good) fail(message);
}

function fail(message) {
  wrong += 1;
  say(`- **not as it should be**: ${message}`);
}
