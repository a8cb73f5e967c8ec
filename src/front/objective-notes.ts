import { secondsObjective, wrongDirection } from '../messages/objective-notes.js';
import { BETTER_WHEN, goalOf, type Objective } from '../trial/objective.js';

/**
 * What a reader of a stored sweep must know of its objectives: sweeps of older versions may prefer
 * what is worse, or trade off `seconds`. A sentence or two each, for a line of its own; empty for a
 * sweep whose objectives a spec may have.
 */
export function objectiveNotes(sweep: string, objectives: readonly Objective[]): readonly string[] {
  return objectives.flatMap((objective) => {
    const { name, goal } = objective;
    const better = BETTER_WHEN[name];
    return [
      ...(goal === goalOf(name) ? [] : [wrongDirection(sweep, objective, better, goalOf(name))]),
      ...(name === 'seconds' ? [secondsObjective(sweep)] : []),
    ];
  });
}
