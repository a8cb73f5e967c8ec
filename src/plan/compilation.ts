import type { Compilation } from '../train/contract.js';
import type { Model } from '../trial/configuration.js';
import type { TrialWorkload } from './jobs.js';

/** What a user says of compiling: `auto` is XLA where it pays, `off` no compiled program at all. */
export const COMPILE_CHOICES = ['auto', 'xla', 'graph', 'off'] as const;
export type CompileChoice = (typeof COMPILE_CHOICES)[number];

/** What programs cost on a machine before their first step, and what XLA gains. */
export interface CompileCosts {
  /** Seconds to make the graph of a program ready, and for each architecture in it. */
  readonly graph_program_seconds: number;
  readonly graph_architecture_seconds: number;
  /** Seconds that XLA takes besides to compile it, and for each architecture in it. */
  readonly program_seconds: number;
  readonly architecture_seconds: number;
  /** Seconds saved by a step against the plain graph, and for each parameter in it. */
  readonly step_gain_seconds: number;
  readonly parameter_gain_seconds: number;
}

/** Measured on one thread of a server processor (AVX-512), batch 32: programs of 1 to 8 networks. */
export const REFERENCE_COSTS: CompileCosts = {
  graph_program_seconds: 0.4,
  graph_architecture_seconds: 0.15,
  program_seconds: 0.5,
  architecture_seconds: 0.25,
  step_gain_seconds: 1e-4,
  parameter_gain_seconds: 2.5e-9,
};

/** A program whose times were measured with XLA and as a plain graph. */
export interface MeasuredProgram {
  readonly architectures: number;
  readonly params: number;
  readonly graph_seconds: number;
  readonly compile_seconds: number;
  readonly xla_step_seconds: number;
  readonly graph_step_seconds: number;
}

/** The costs of which two programs, that differ in size and architectures, are examples. */
export function costsOf(small: MeasuredProgram, large: MeasuredProgram): CompileCosts {
  const gain = (program: MeasuredProgram): number =>
    program.graph_step_seconds - program.xla_step_seconds;
  const architectures = large.architectures - small.architectures;
  const costs = (of: 'graph_seconds' | 'compile_seconds'): readonly [number, number] => {
    const each = Math.max(0, (large[of] - small[of]) / architectures);
    return [Math.max(0, small[of] - each * small.architectures), each];
  };
  const [graph_program_seconds, graph_architecture_seconds] = costs('graph_seconds');
  const [program_seconds, architecture_seconds] = costs('compile_seconds');
  const parameter_gain_seconds = Math.max(
    0,
    (gain(large) - gain(small)) / (large.params - small.params),
  );
  return {
    graph_program_seconds,
    graph_architecture_seconds,
    program_seconds,
    architecture_seconds,
    step_gain_seconds: gain(small) - parameter_gain_seconds * small.params,
    parameter_gain_seconds,
  };
}

/** Until the graph of these trials is ready. */
export function graphSeconds(trials: readonly TrialWorkload[], costs: CompileCosts): number {
  return costs.graph_program_seconds + costs.graph_architecture_seconds * architecturesOf(trials);
}

/** What XLA takes besides to compile it. */
export function compileSeconds(trials: readonly TrialWorkload[], costs: CompileCosts): number {
  return costs.program_seconds + costs.architecture_seconds * architecturesOf(trials, true);
}

/** @param byEffort counts each by what it takes to compile it. */
function architecturesOf(trials: readonly TrialWorkload[], byEffort = false): number {
  // Configurations of a network share its model: few texts are made of many trials.
  const models = new Map(trials.map(({ trial, effort }) => [trial.configuration.model, effort]));
  const effort = (of: TrialWorkload['effort'] | undefined): number =>
    byEffort ? (of?.compile ?? 1) : 1;
  if (models.size === 1) return effort(trials[0]?.effort);
  const texts = new Map(Array.from(models, ([model, own]) => [textOf(model), own]));
  return [...texts.values()].reduce((sum, own) => sum + effort(own), 0);
}

const TEXTS = new WeakMap<Model, string>();

/** The same for models that are alike. */
export function textOf(model: Model): string {
  const text = TEXTS.get(model) ?? JSON.stringify(model);
  TEXTS.set(model, text);
  return text;
}

/** How a program of these trials is to be run. */
export function compilationOf(
  trials: readonly TrialWorkload[],
  choice: CompileChoice,
  costs: CompileCosts,
): Compilation {
  if (choice === 'xla' || choice === 'graph') return choice;
  return xlaPays(trials, costs) ? 'xla' : 'graph';
}

/** Whether a program ends sooner when XLA compiles it first. */
function xlaPays(trials: readonly TrialWorkload[], costs: CompileCosts): boolean {
  return secondsWithoutXla(trials, costs) > compileSeconds(trials, costs);
}

/** What the plain graph takes longer for all steps of a program. */
export function secondsWithoutXla(trials: readonly TrialWorkload[], costs: CompileCosts): number {
  const steps = Math.max(...trials.map((trial) => trial.steps));
  const params = trials.reduce((sum, trial) => sum + trial.params, 0);
  const others = trials.reduce((sum, { steps: own, effort }) => sum + own * effort.xlaGain, 0);
  return steps * (costs.step_gain_seconds + costs.parameter_gain_seconds * params) + others;
}
