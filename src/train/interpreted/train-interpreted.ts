import { executorOf, programOf, takeNoStep } from '../compiled/train-compiled.js';
import type { GroupExecutor, GroupTask } from '../grouped/executor.js';
import { trainGrouped } from '../grouped/train-grouped.js';
import type { Trainer } from '../trainer.js';
import { interpretGraph } from './interpret-graph.js';

/** A program that JavaScript and WebAssembly run, without a library. */
export function openInterpreted(task: GroupTask): GroupExecutor {
  const program = programOf(task, 'interpreted');
  const session = interpretGraph(program.graph, program.signatures);
  const executor = executorOf(program, session, task);
  takeNoStep(executor);
  return executor;
}

/** Trains all trials of the job at once, by the program that the native engine would run. */
export const trainInterpreted: Trainer = (job, context) =>
  trainGrouped(job, context, (task) =>
    Promise.resolve({ executor: openInterpreted(task), compilation: null }),
  );
