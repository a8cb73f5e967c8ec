// What CUDA does for this machine, as a Markdown report on stdout: see docs/gpu.md.
//
//   scripts/gpu-check [--quick]
//
// Needs `npm ci` and `npx sweep setup --gpu`. It trains in a folder of its own and leaves nothing
// behind; it takes some minutes, with the notebook up to half an hour. --quick leaves the notebook
// out. Exit code 3: something is not as it should be.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const NOTEBOOK = fileURLToPath(new URL('../experiments/notebook.yaml', import.meta.url));
const quick = process.argv.includes('--quick');

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

  say('\n## The same 50 steps on GPU and CPU\n');
  await compareDevices();

  say('\n## Workers on one card\n');
  await workersOnOneCard();

  if (quick) return;
  say('\n## experiments/notebook.yaml\n');
  await notebook();
}

/** One of CUDA's libraries taken away, in a copy made of hard links: exit 5, and it is named. */
async function withoutLibrary(path) {
  const library = 'libcublas.so.12';
  const modules = dirname(dirname(path));
  const copy = `${dirname(modules)}.check-${process.pid}`;
  try {
    mkdirSync(copy);
    execFileSync('cp', ['-al', modules, copy]);
    const inCopy = join(copy, 'node_modules/@tensorflow/tfjs-node-gpu');
    const file = join(inCopy, 'deps/nvidia/cublas/lib', library);
    if (!existsSync(file)) return say(`- not tried: the package brings no ${library} of its own`);
    rmSync(file);
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

async function compareDevices() {
  const file = spec('steps', { limit: 1600, test: 1000 });
  const losses = [];
  for (const device of ['gpu', 'cpu']) {
    await mustSweep([file, '--device', device, '--db', `${device}.db`]);
    const [row] = await rows(`${device}.db`, 'select val_loss, device, engine from trials');
    losses.push(row.val_loss);
    say(`- ${device}: val_loss ${row.val_loss} (${row.engine} on ${row.device})`);
  }
  const difference = Math.abs(losses[0] / losses[1] - 1);
  say(`- relative difference ${difference.toExponential(1)}`);
  check(difference < 1e-4, 'GPU and CPU differ by more than single precision explains');
}

async function workersOnOneCard() {
  say('| workers | steps per second, all together | ratio | per worker | GPU memory per worker |');
  say('| --- | --- | --- | --- | --- |');
  const counts = [1, 2, 4, 8, 16].filter((count) => count <= availableParallelism());
  let alone;
  for (const workers of counts) {
    const seeds = Array.from({ length: workers }, (_, seed) => seed);
    const file = spec(`workers-${workers}`, { limit: 20_000, epochs: 2, seeds });
    const one = await measured([file, '--device', 'gpu', '--workers', String(workers)], workers);
    alone ??= one.total;
    say(
      `| ${workers} on GPU | ${one.total.toFixed(0)} | ${(one.total / alone).toFixed(2)} | ${one.each.toFixed(0)} | ${one.memory} |`,
    );
  }
  const processors = Math.min(16, availableParallelism());
  const seeds = Array.from({ length: processors }, (_, seed) => seed);
  const file = spec('cpu', { limit: 20_000, epochs: 2, seeds });
  const cpu = await measured([file, '--device', 'cpu', '--workers', String(processors)], 0);
  say(
    `| ${processors} on CPU | ${cpu.total.toFixed(0)} | ${(cpu.total / alone).toFixed(2)} | ${cpu.each.toFixed(0)} | |`,
  );
}

/** Rates of all jobs, added up: every worker trains one, at the same time. */
async function measured(args, workers) {
  const database = `${basename(args[0])}.db`;
  const memory = [];
  const timer = setInterval(() => memory.push(...gpuMemory()), 1000);
  try {
    await mustSweep([...args, '--db', database]);
  } finally {
    clearInterval(timer);
  }
  const jobs = await rows(
    database,
    `select j.id, j.device, j.device_name, j.threads, j.train_seconds,
       (select sum(t.epochs) from trials t where t.job = j.id) * 625 as steps from jobs j`,
  );
  const device = workers > 0 ? 'gpu' : 'cpu';
  check(
    jobs.every((job) => job.device === device),
    `a job did not run on the ${device}`,
  );
  const each = jobs.map(({ steps, train_seconds }) => steps / train_seconds);
  const mean = each.reduce((sum, rate) => sum + rate, 0) / each.length;
  return { total: mean * jobs.length, each: mean, memory: memoryText(memory) };
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
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd: folder,
      env: { ...process.env, ...env },
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data) => (stdout += data));
    child.stderr.on('data', (data) => (stderr += data));
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
