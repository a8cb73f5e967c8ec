import { type Cost, COST_ROWS, COSTS, type Count } from '../quantity/costs.js';
import { type Metric, metricRow, METRICS } from '../quantity/metrics.js';
import { recordOf } from '../quantity/table.js';
import { lowerFirst } from '../text/values.js';
import { writeCount, writePercent, writePoints } from './numbers.js';

/** How a metric stands in a sentence. */
export interface MetricWords {
  /** `validation accuracy`. */
  readonly noun: string;
  readonly write: (value: number) => string;
  /** A difference, without sign and with its unit: `0.68 points`. */
  readonly writeDifference: (difference: number) => string;
  /** Likewise, rounded up: what a difference is at most. */
  readonly writeMost: (difference: number) => string;
  /** `97.61 to 97.86 %`. */
  readonly writeInterval: (interval: readonly [low: number, high: number]) => string;
}

/** How a cost stands in a sentence. */
export interface CostWords {
  /** `FLOPs`, as of `fewer FLOPs`. */
  readonly noun: string;
  readonly comparative: 'fewer' | 'less';
  /** `84,550 FLOPs per image`. */
  readonly write: (cost: Count) => string;
  /** `84,550 FLOPs per image saved`. */
  readonly writeSaved: (saved: Count) => string;
}

/** Shares of images, 0 to 1: per cent, and their differences in percentage points. */
export function shareWords(noun: string): MetricWords {
  const pointsOf = (text: string): string => `${text} ${text === '1.00' ? 'point' : 'points'}`;
  return {
    noun,
    write: writePercent,
    writeDifference: (difference) => {
      const points = writePoints(difference);
      return points === '0.00' && difference !== 0 ? 'less than 0.01 points' : pointsOf(points);
    },
    writeMost: (difference) => pointsOf(writePoints(roundUp(difference, 1e-4))),
    writeInterval: ([low, high]) =>
      `${writePercent(low).replace(' %', '')} to ${writePercent(high)}`,
  };
}

/** Any other number, in four significant digits. */
export function numberWords(noun: string): MetricWords {
  return {
    noun,
    write: writeFigures,
    writeDifference: (difference) => writeFigures(Math.abs(difference)),
    writeMost: (difference) => {
      const magnitude = Math.floor(Math.log10(Math.abs(difference) || 1));
      return writeFigures(roundUp(difference, 10 ** (magnitude - 3)));
    },
    writeInterval: ([low, high]) => `${writeFigures(low)} to ${writeFigures(high)}`,
  };
}

/** To whole steps; what is a whole number of them but for the last digits stays so. */
function roundUp(difference: number, step: number): number {
  return Math.ceil(Math.abs(difference) / step - 1e-9) * step;
}

export const METRIC_WORDS: Readonly<Record<Metric, MetricWords>> = recordOf(METRICS, (name) => {
  const { scale, label } = metricRow(name);
  const noun = lowerFirst(label);
  return scale === 'share' ? shareWords(noun) : numberWords(noun);
});

export const COST_WORDS: Readonly<Record<Cost | 'latency_ms', CostWords>> = {
  ...recordOf(COSTS, (name) => {
    const { noun, comparative, per } = COST_ROWS[name];
    return costWords(noun, comparative, (cost) => `${writeCount(cost)} ${noun}${per}`);
  }),
  latency_ms: costWords(
    'time per image',
    'less',
    (cost) => `${writeFigures(Number(cost))} ms per image`,
  ),
};

function costWords(
  noun: string,
  comparative: CostWords['comparative'],
  write: CostWords['write'],
): CostWords {
  return { noun, comparative, write, writeSaved: (saved) => `${write(saved)} saved` };
}

function writeFigures(value: number): string {
  return String(Number(value.toPrecision(4)));
}
