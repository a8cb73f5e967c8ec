import { counted } from '../counted.js';
import { problem } from '../problem.js';

/** How much goes, in what is counted. */
export interface RemovalCounts {
  readonly sweeps: readonly string[];
  readonly removed: number;
  readonly reset: number;
  readonly kept: number;
  readonly models: number;
  readonly pages: readonly string[];
}

/** `sweep mlp`, `130 trials`, ..., one a line; nothing where nothing goes. */
export function removalLines(counts: RemovalCounts): string[] {
  const { sweeps, removed, reset, kept, models, pages } = counts;
  return [
    ...sweeps.map((sweep) => `the sweep ${sweep}`),
    ...(removed === 0 ? [] : [`${counted(removed, 'trial')} with epochs and attempts`]),
    ...(reset === 0
      ? []
      : [
          `the ${reset === 1 ? 'result' : 'results'} of ${counted(reset, 'trial')}, which the same command trains again`,
        ]),
    ...(models === 0 ? [] : [counted(models, 'kept model')]),
    ...pages.map((page) => `the page ${page}`),
    ...(kept === 0 ? [] : [staying(kept)]),
  ];
}

function staying(trials: number): string {
  return trials === 1
    ? '(1 trial stays, since another sweep has it too)'
    : `(${trials} trials stay, since another sweep has them too)`;
}

export function wouldRemove(lines: readonly string[]): string {
  return `would remove:\n${indented(lines)}`;
}

export function removedText(lines: readonly string[]): string {
  return `removed:\n${indented(lines)}`;
}

export function removeQuestion(lines: readonly string[]): string {
  return `This removes:\n${indented(lines)}\nRemove? [y/N] `;
}

export function nothingToRemove(): string {
  return 'nothing to remove';
}

export function notRemoved(): string {
  return 'nothing was removed';
}

export function removalNeedsYes(lines: readonly string[]): string {
  const none = problem({
    what: 'nothing was removed, since there is no terminal to ask on',
    expected: '--yes to remove without asking',
  });
  return `${wouldRemove(lines)}\n${none}`;
}

export function nothingNamed(): string {
  return problem({
    what: 'sweep rm has nothing to remove',
    expected: 'names of sweeps or ids of trials, or --old',
    advice: 'sweep rm --help shows examples',
  });
}

/** The database is changed by then. */
export function fileStays(path: string, reason: string): string {
  return problem({
    what: `${path} could not be removed (${reason})`,
    advice: 'the database no longer knows it: delete it by hand',
  });
}

/** Of a path that the database names as a kept model, and that is none of its own. */
export function modelLeft(path: string): string {
  return problem({
    what: `${path}, which the database names as a kept model, is left`,
    expected:
      'models/TRIAL/model.json of a trial that goes, through no link, and of no other database',
    advice: 'look at what it is, and delete it by hand',
  });
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n');
}
