import type { Answer, Candidate, Saving } from './answer.js';
import { writeCount, writePercent, writePoints } from './numbers.js';
import type { Interval } from './statistics.js';

/** The answer for people: one line, then what it rests on, then what to beware of. */
export interface AnswerText {
  readonly headline: string;
  readonly sentences: readonly string[];
  readonly caveats: readonly string[];
}

/** `names` gives a short name per configuration id (see names.ts); ids stand in for missing ones. */
export function answerInWords(answer: Answer, names: ReadonlyMap<string, string>): AnswerText {
  const name = (candidate: Candidate): string => nameInWords(candidate, names);

  switch (answer.state) {
    case 'nothing':
      return {
        headline: 'No answer yet: no configuration is complete.',
        sentences: [
          answer.configurations === 0
            ? 'The sweep has no configuration to train.'
            : `None of ${configurations(answer.configurations)} has completed every seed.`,
        ],
        caveats: [],
      };
    case 'single':
      return {
        headline: `No comparison yet: only ${name(answer.best)} is complete.`,
        sentences: [`${name(answer.best)} has ${measured(answer.best)}.`],
        caveats: caveats(answer, answer.best),
      };
    case 'saves': {
      const { best, cheapest } = answer;
      return {
        headline: `Yes: ${name(cheapest.candidate)} takes ${fewer(cheapest)} FLOPs than the best, ${name(best)}, and ${loses(cheapest)}.`,
        sentences: [
          `The best is ${name(best)} with ${measured(best)}.`,
          `The cheapest within 1 percentage point is ${name(cheapest.candidate)} with ${measured(cheapest.candidate)}: ${saved(cheapest)}.`,
          ...noise(cheapest),
        ],
        caveats: caveats(answer, best, cheapest.candidate),
      };
    }
    case 'costs': {
      const { best, next } = answer;
      if (next === null) {
        return {
          headline: `The best, ${name(best)}, is also the cheapest that is complete.`,
          sentences: [`It has ${measured(best)}.`, 'Try smaller networks to see what they lose.'],
          caveats: caveats(answer, best),
        };
      }
      return {
        headline: `Not here: nothing cheaper comes within 1 percentage point of the best, ${name(best)}.`,
        sentences: [
          `The best is ${name(best)} with ${measured(best)}.`,
          `The next best with fewer FLOPs is ${name(next.candidate)} with ${measured(next.candidate)}: it ${loses(next)}, with ${saved(next)}.`,
          ...noise(next),
        ],
        caveats: caveats(answer, best, next.candidate),
      };
    }
  }
}

/** A bare `32` in a sentence would read as a number: `hidden 32`. */
function nameInWords(
  { configuration: { configuration, family, hidden } }: Candidate,
  names: ReadonlyMap<string, string>,
): string {
  const name = names.get(configuration) ?? configuration;
  return family === 'mlp' && name.startsWith(hidden)
    ? `${hidden === 'none' ? 'softmax regression' : `hidden ${hidden}`}${name.slice(hidden.length)}`
    : name;
}

function measured({ val_accuracy, configuration }: Candidate): string {
  const accuracy = `${writePercent(val_accuracy.mean)} validation accuracy`;
  const basis =
    val_accuracy.interval === null
      ? 'one seed'
      : `95 % t interval ${percents(val_accuracy.interval)}, ${val_accuracy.n} seeds`;
  return `${accuracy} (${basis}) at ${writeCount(configuration.flops)} FLOPs per image`;
}

function fewer({ share_saved }: Saving): string {
  // Floored, so that a saving is never told larger than it is and never reads 100 %.
  return `${Math.floor(share_saved * 100 + 1e-9)} % fewer`;
}

function saved({ flops_saved, ratio }: Saving): string {
  const times = Number.isFinite(ratio) ? `, ${ratio.toPrecision(3)} times fewer` : '';
  return `${writeCount(flops_saved)} FLOPs per image saved${times}`;
}

function loses({ difference }: Saving): string {
  if (difference === null || difference.mean <= 0) return 'loses nothing';
  const points = writePoints(difference.mean);
  return points === '0.00' ? 'loses less than 0.01 points' : `loses ${points} points of accuracy`;
}

/** Whether the seeds can tell the two apart. */
function noise({ difference }: Saving): readonly string[] {
  if (difference === null || difference.interval === null) return [];
  const basis = difference.method === 'paired' ? `${difference.n} paired seeds` : 'Welch';
  const interval = `95 % t interval ${signedPoints(difference.interval)} points, ${basis}`;
  return [
    difference.moreThanNoise === true
      ? `The difference of ${writePoints(difference.mean)} points is more than noise (${interval}).`
      : `The difference of ${writePoints(difference.mean)} points may be noise: its interval includes 0 (${interval}).`,
  ];
}

function caveats(answer: Answer, ...chosen: readonly Candidate[]): readonly string[] {
  const complete = answer.state === 'saves' || answer.state === 'costs' ? answer.complete : 1;
  const open = answer.configurations - complete;
  return [
    ...(chosen.some((candidate) => candidate.val_accuracy.n === 1)
      ? ['One seed, so no interval: differences of a few tenths of a point may be noise.']
      : []),
    ...(open > 0
      ? [
          `${open} of ${configurations(answer.configurations)} ${open === 1 ? 'is' : 'are'} not complete and not compared.`,
        ]
      : []),
  ];
}

function percents({ low, high }: Interval): string {
  return `${(low * 100).toFixed(2)} to ${writePercent(high)}`;
}

function signedPoints({ low, high }: Interval): string {
  return `${(low * 100).toFixed(2)} to ${(high * 100).toFixed(2)}`;
}

function configurations(count: number): string {
  return `${writeCount(count)} ${count === 1 ? 'configuration' : 'configurations'}`;
}
