import { betterWhen, goalOf, type Objective } from '../trial/objective.js';

/**
 * What a reader of a stored sweep must know of its objectives: sweeps of older versions may prefer
 * what is worse, or trade off `seconds`. A sentence or two each, for a line of its own; empty for a
 * sweep whose objectives a spec may have.
 */
export function objectiveNotes(sweep: string, objectives: readonly Objective[]): readonly string[] {
  return objectives.flatMap((objective) => {
    const { name, goal } = objective;
    const better = betterWhen(name);
    return [
      ...(goal === goalOf(name) ? [] : [wrongDirection(sweep, objective, better, goalOf(name))]),
      ...(name === 'seconds' ? [secondsObjective(sweep)] : []),
    ];
  });
}

/** Notes on a stored sweep whose objectives today's specs no longer allow. */

/** @param better when its metric is better; @param goal the one that says so. */
export function wrongDirection(
  sweep: string,
  { name, goal }: { readonly name: string; readonly goal: string },
  better: 'larger' | 'smaller',
  right: string,
): string {
  return (
    `${sweep} has the objective ${goal} ${name}, but ${name} is better when ${better}: its front and ` +
    `its best are reversed. Set goal: ${right} in its spec, or delete goal, and run ` +
    'it again; nothing is retrained.'
  );
}

export function secondsObjective(sweep: string): string {
  return (
    `${sweep} has seconds as an objective, which depend on what trained at the same time. To optimize for ` +
    `speed, run it with run: {save: all}, then sweep measure ${sweep}, then ` +
    `sweep best ${sweep} --cost latency_ms.`
  );
}
