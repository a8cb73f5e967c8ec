import { readFileSync } from 'node:fs';
import { conventionText } from '../../flops/conventions.js';
import { nameConfigurations } from '../../front/names.js';
import { architectureOf } from '../../network/architecture.js';
import { type TrialWorkload, stepsOf } from '../../plan/jobs.js';
import type { ExpandedSpec, CountedConfiguration } from '../../spec/expand.js';
import type { PlannedSweep } from '../../store/runs.js';
import { beginsWithProduct, effortOf, programLacks } from '../../train/grouped/view.js';
import { sizesOf, trainingBytesByTrainer } from '../../train/memory.js';
import { configurationColumns, type Model, networkColumns } from '../../trial/configuration.js';
import { datasetName } from '../../trial/records.js';
import { isSettled, type Status, type Trial } from '../../trial/trial.js';

/** Of this program, as rows and reports say it. */
export const PROGRAM_VERSION = (
  JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  }
).version;

/** The expansion as the store keeps it. */
export function plannedSweep(
  expansion: ExpandedSpec,
  gitCommit: string | null,
  save: PlannedSweep['save'] = expansion.spec.run.save,
): PlannedSweep {
  const { spec, facts, split } = expansion;
  return {
    sweep: expansion.name,
    dataset: datasetName(facts.name, split.shuffleSeed),
    dataset_sha256: facts.sha256,
    train_images: split.train,
    validation_images: split.validation,
    test_images: split.test,
    convention: conventionText(expansion.convention, expansion.coefficients),
    objectives: expansion.objectives,
    spec_path: spec.file,
    spec_text: spec.text,
    version: PROGRAM_VERSION,
    git_commit: gitCommit,
    save,
    configurations: expansion.configurations.map((planned) => ({
      id: planned.configuration.id,
      ...configurationColumns(planned.configuration),
      ...planned.costs,
      architecture: architectureOf(planned.network),
      skipped: planned.skipped,
    })),
    trials: expansion.trials.map(({ id, configuration, seed }) => ({
      id,
      configuration: configuration.id,
      seed,
    })),
  };
}

/** A short name per configuration id, as page and terminal write it. */
export function configurationNames({ configurations }: ExpandedSpec): ReadonlyMap<string, string> {
  const columnsOf = perNetwork(({ configuration: { model } }) => networkColumns(model));
  return nameConfigurations(
    configurations.map((planned) => ({
      configuration: planned.configuration.id,
      ...configurationColumns(planned.configuration, columnsOf(planned)),
    })),
  );
}

/** What is made of a network, made once for all configurations of it. */
function perNetwork<Made>(
  make: (planned: CountedConfiguration) => Made,
): (planned: CountedConfiguration) => Made {
  const known = new Map<Model, Made>();
  return (planned) => {
    const { model } = planned.configuration;
    const before = known.get(model);
    if (before !== undefined) return before;
    const made = make(planned);
    known.set(model, made);
    return made;
  };
}

export type LabelTrial = (trial: Trial) => TrialLabel;

/** How the trials of an expansion are called; made once, used for every event. */
export function trialLabels(expansion: ExpandedSpec): LabelTrial {
  const names = configurationNames(expansion);
  return ({ id, configuration, seed }) => ({
    trial: id,
    name: names.get(configuration.id) ?? configuration.id,
    seed,
    flops: expansion.byId.get(configuration.id)?.costs.flops ?? 0n,
  });
}

/** Desired trials minus those that have a result: what there is left to train. */
export function remainingTrials(
  expansion: ExpandedSpec,
  statuses: ReadonlyMap<string, Status>,
): TrialWorkload[] {
  const factsOf = perNetwork(({ network }) => ({
    lacks: programLacks(network),
    sharesBatches: beginsWithProduct(network),
    effort: effortOf(network),
    sizes: sizesOf(network),
    bytesByBatch: new Map<number, TrialWorkload['bytes']>(),
  }));
  const programs = new Map<string, string>();
  const remaining: TrialWorkload[] = [];
  for (const trial of expansion.trials) {
    const planned = expansion.byId.get(trial.configuration.id);
    const status = statuses.get(trial.id);
    if (planned === undefined || planned.skipped !== null) continue;
    if (status !== undefined && isSettled(status)) continue;
    const { batch_size, epochs } = trial.configuration;
    const { lacks, sharesBatches, effort, sizes, bytesByBatch } = factsOf(planned);
    const bytes = bytesByBatch.get(batch_size) ?? trainingBytesByTrainer(sizes, batch_size);
    bytesByBatch.set(batch_size, bytes);
    const program = lacks === null ? programOf(trial) : null;
    // Equal texts are one text: there are as many as trials.
    if (program !== null && !programs.has(program)) programs.set(program, program);
    remaining.push({
      trial,
      flop: planned.training_flop,
      steps: stepsOf(expansion.split.train, batch_size, epochs),
      params: Number(planned.costs.params),
      bytes,
      effort,
      program: program === null ? null : (programs.get(program) ?? program),
      order: sharesBatches ? (trial.data_seed ?? trial.seed) : null,
      programLacks: lacks,
    });
  }
  return remaining;
}

/** Trials of one program are updated by the same rule and end together. */
function programOf({ configuration }: Trial): string {
  const { optimizer, batch_size, epochs } = configuration;
  return JSON.stringify([optimizer, batch_size, epochs]);
}

/** Ids of the configurations that a constraint leaves out. */
export function skippedConfigurations({ configurations }: ExpandedSpec): ReadonlySet<string> {
  return new Set(
    configurations.flatMap(({ configuration, skipped }) =>
      skipped === null ? [] : [configuration.id],
    ),
  );
}

/** Trials that a constraint leaves out. */
export function skippedTrials({ configurations, spec }: ExpandedSpec): number {
  return configurations.filter(({ skipped }) => skipped !== null).length * spec.seeds.length;
}

/** A trial as a person knows it. */
export interface TrialLabel {
  readonly trial: string;
  /** The configuration's, as the page writes it: `100-100 (lr 0.01)`. */
  readonly name: string;
  readonly seed: number;
  readonly flops: bigint;
}
