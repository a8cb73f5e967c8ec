// The main module of a worker process: takes jobs from the pool, one after the other.
import { loadDataset, type LoadedDataset } from '../data/load.js';
import { availableMemory } from '../native/available-memory.js';
import type { EngineReport } from '../native/engine.js';
import { closeUnused } from '../native/graph-session.js';
import { FIRST_GPU, loadEngine } from '../native/load-engine.js';
import { measureMatrixPeak } from '../native/matrix-peak.js';
import { serve } from '../pool/serve.js';
import { writeKeptModel } from './kept-model.js';
import { requireMemory } from './memory.js';
import type { Job, JobMessage, JobTimes } from './contract.js';
import { type TrainerContext, TRAINERS } from './trainer.js';

interface ReadyEngine {
  readonly device: Job['device'];
  readonly report: EngineReport;
  readonly peak_flops_per_second: number;
  /** Of this process, before it trained. */
  readonly resident_bytes: number;
}

let engine: ReadyEngine | undefined;
let dataset: { readonly key: string; readonly loaded: LoadedDataset } | undefined;

serve(async (payload, { signal, send }): Promise<JobTimes> => {
  const job = payload as Job;
  const report = (message: JobMessage): void => send(message);
  const began = performance.now();
  const loaded = loadJobDataset(job);
  const ready = await loadJobEngine(job);
  const load_seconds = (performance.now() - began) / 1000;
  report({
    type: 'started',
    engine: ready.report,
    peak_flops_per_second: ready.peak_flops_per_second,
  });
  signal.throwIfAborted();
  if (job.trainer !== 'compiled') closeUnused();
  const held = process.memoryUsage.rss() - ready.resident_bytes;
  requireMemory(job, availableMemory(ready.report, held));
  const train = await TRAINERS[job.trainer]();
  const { models } = job;
  const keepModel: TrainerContext['keepModel'] =
    models === null ? undefined : (trial, weights) => writeKeptModel(models, trial, job, weights);
  // A worker sees one GPU alone.
  const card = ready.report.device === 'gpu' ? FIRST_GPU : undefined;
  const context = { dataset: loaded, card, signal, report, keepModel };
  return { load_seconds, ...(await train(job, context)) };
});

async function loadJobEngine({ device }: Job): Promise<ReadyEngine> {
  if (engine?.device !== device) {
    const report = await loadEngine(device);
    const peak = await measureMatrixPeak();
    engine = {
      device,
      report,
      peak_flops_per_second: peak.flops_per_second,
      resident_bytes: process.memoryUsage.rss(),
    };
  }
  return engine;
}

function loadJobDataset(job: Job): LoadedDataset {
  const key = JSON.stringify([job.dataset, job.split, job.facts.sha256]);
  if (dataset?.key !== key) {
    dataset = { key, loaded: loadDataset(job.dataset, job.split, job.facts.sha256) };
  }
  return dataset.loaded;
}
