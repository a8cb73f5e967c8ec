import { moreProblems } from './schema/messages.js';
import { ExplainedError } from '../text/problem.js';

/** One thing wrong with a spec; the message says what, what was got and expected, what to do. */
export interface SpecProblem extends Position {
  readonly file: string;
  readonly message: string;
}

/** Nobody reads further than this. */
export const MOST_SHOWN = 20;

/** A spec that cannot be used, with all that is wrong with it, in the order of the text. */
export class SpecError extends ExplainedError {
  override readonly name = 'SpecError';
  readonly blame = 'input';
  readonly problems: readonly SpecProblem[];

  /** @param more how many there are besides; the message shows twenty, and the number of the rest. */
  constructor(problems: readonly SpecProblem[], more = 0) {
    const all = problems.map((problem) => ({ ...problem, message: visible(problem.message) }));
    const shown = all.slice(0, MOST_SHOWN);
    const rest = all.length - shown.length + more;
    const lines = [...shown.map(problemText), ...(rest > 0 ? [moreProblems(rest)] : [])];
    super(lines.join('\n'));
    this.problems = all;
  }
}

/** Names of a text go into messages in many places: none of them may move a terminal's cursor. */
function visible(message: string): string {
  return message.replace(/\p{C}/gu, '\uFFFD');
}

/** `mlp.yaml:7:3: ...`, a form that editors and terminals make a link of. */
export function problemText(problem: SpecProblem): string {
  const place = problem.line === 0 ? '' : `:${problem.line}:${problem.column}`;
  return `${problem.file}${place}: ${problem.message}`;
}

/** Where something stands in the text of a spec; both counted from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
  /** Instead of the spec's path, where it stands elsewhere: `--set epochs=x`; line and column are 0. */
  readonly file?: string;
}

/** Keys and list indices from the top of the file down to a value. */
export type Path = readonly (string | number)[];

/** `parameters.hidden.values[1][0]`, as messages name a value. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}
