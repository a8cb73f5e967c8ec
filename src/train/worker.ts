// The main module of a worker process: takes jobs from the pool, one after the other.
import { loadDataset, type LoadedDataset } from '../dataset/load.js';
import type { EngineReport } from '../native/engine.js';
import { loadEngine } from '../native/load-engine.js';
import { serve } from '../pool/serve.js';
import type { Job, JobMessage, JobTimes } from './contract.js';
import { TRAINERS } from './trainers.js';

let engine: { readonly device: Job['device']; readonly report: EngineReport } | undefined;
let dataset: { readonly key: string; readonly loaded: LoadedDataset } | undefined;

serve(async (payload, { signal, send }): Promise<JobTimes> => {
  const job = payload as Job;
  const report = (message: JobMessage): void => send(message);
  const began = performance.now();
  const loaded = loadJobDataset(job);
  const ready = await loadJobEngine(job);
  const load_seconds = (performance.now() - began) / 1000;
  report({ type: 'started', engine: ready });
  signal.throwIfAborted();
  const train = await TRAINERS[job.trainer]();
  return { load_seconds, ...(await train(job, { dataset: loaded, signal, report })) };
});

async function loadJobEngine(job: Job): Promise<EngineReport> {
  if (engine?.device !== job.device) {
    engine = { device: job.device, report: await loadEngine(job.device) };
  }
  return engine.report;
}

function loadJobDataset(job: Job): LoadedDataset {
  const key = JSON.stringify([job.dataset, job.split, job.facts.sha256]);
  if (dataset?.key !== key) {
    dataset = { key, loaded: loadDataset(job.dataset, job.split, job.facts.sha256) };
  }
  return dataset.loaded;
}
