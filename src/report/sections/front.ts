import { type Cost, COST_ROWS, COSTS } from '../../quantity/costs.js';
import { compareCounts } from '../../front/front.js';
import type { ConfigurationSummary } from '../../front/configurations.js';
import { writeCount } from '../../front/numbers.js';
import { METRIC_WORDS } from '../../front/quantities.js';
import type { Statistics } from '../../front/statistics.js';
import type { Metric } from '../../quantity/metrics.js';
import { METRIC_AXES } from '../charts/axes.js';
import { VERDICT_WORDS } from '../charts/points.js';
import { markup, type Markup } from '../escape.js';
import { exportText, type ReportFacts } from '../facts.js';
import { dataTable, MOST_FRONT_ROWS, type Column } from './table.js';

/**
 * The front in numbers: the front of the means, and what is shown to be on it or is undecided beside
 * it. The only place that shows test accuracy, and of the front of the means alone.
 */
export function frontSection(facts: ReportFacts): Markup {
  const shown = facts.configurations
    .filter(({ configuration }) => {
      const verdict = facts.verdictOf(configuration);
      return verdict !== null && (facts.isOnFront(configuration) || verdict === 'front');
    })
    .sort((a, b) => compareCounts(a.flops, b.flops));
  if (shown.length === 0) return markup``;
  const columns: readonly Column<ConfigurationSummary>[] = [
    { title: 'Configuration', numeric: false, text: (item) => facts.nameOf(item.configuration) },
    {
      title: 'Verdict',
      note: 'simultaneous, 95 %',
      numeric: false,
      text: ({ configuration }) => {
        const verdict = facts.verdictOf(configuration);
        return verdict === null ? '–' : VERDICT_WORDS[verdict];
      },
      class: ({ configuration }) => (facts.verdictOf(configuration) === 'front' ? '' : 'waiting'),
    },
    costColumn('flops'),
    ...metricsOf(facts).map((metric): Column<ConfigurationSummary> => ({
      title: METRIC_AXES[metric].title,
      note: 'mean, 95 % CI (t)',
      numeric: true,
      text: (item) => statisticsText(metric, facts.statisticsOf(item, metric)),
    })),
    { title: 'Seeds', numeric: true, text: (item) => String(item.completed.length) },
    ...COSTS.filter((name) => name !== 'flops').map(costColumn),
    {
      title: 'Test accuracy',
      note: 'never used for selection',
      numeric: true,
      text: (item) =>
        facts.isOnFront(item.configuration)
          ? statisticsText('val_accuracy', item.test.test_accuracy)
          : '–',
      class: () => 'waiting',
    },
  ];
  return markup`<section>
    <h2>The Pareto front</h2>
    <p class="caption">
      Complete configurations whose means no other dominates in ${objectivesText(facts)}. The verdict
      is what the seeds show: on the front means better than every configuration that costs no more;
      undecided means that noise may have put it here.${dominatedText(facts)} Test accuracy was
      measured once per trial, after the last epoch, and is never used for selection.
    </p>
    ${dataTable('front', 'The Pareto front', columns, shown, false, exportText(facts, 'fronts'), MOST_FRONT_ROWS)}
  </section> `;
}

/** Those of the objectives; validation accuracy is always among them. */
function metricsOf({ sweep }: ReportFacts): readonly Metric[] {
  const named = sweep.objectives.flatMap(({ name }) => (isMetric(name) ? [name] : []));
  return named.includes('val_accuracy') ? named : [...named, 'val_accuracy'];
}

function isMetric(name: string): name is Metric {
  return Object.hasOwn(METRIC_AXES, name);
}

/** How many configurations beside the table are shown to be dominated, or undecided. */
function dominatedText(facts: ReportFacts): string {
  const others = facts.configurations.filter(
    ({ configuration }) => !facts.isOnFront(configuration),
  );
  const count = (verdict: string): number =>
    others.filter(({ configuration }) => facts.verdictOf(configuration) === verdict).length;
  const [dominated, undecided] = [count('dominated'), count('undecided')];
  if (dominated + undecided === 0) return '';
  return ` Of the others, ${writeCount(dominated)} ${dominated === 1 ? 'is' : 'are'} shown to be dominated and ${writeCount(undecided)} ${undecided === 1 ? 'is' : 'are'} undecided.`;
}

function costColumn(name: Cost): Column<ConfigurationSummary> {
  const { label, about } = COST_ROWS[name];
  return {
    title: label,
    ...(about === '' ? {} : { note: about }),
    numeric: true,
    text: (item) => writeCount(item[name]),
  };
}

/** `97.51 % (97.35 to 97.67 %)`; the mean alone for one seed. */
function statisticsText(metric: Metric, statistics: Statistics | null): string {
  if (statistics === null) return '–';
  const { write, writeInterval } = METRIC_WORDS[metric];
  const { mean, interval } = statistics;
  return interval === null
    ? write(mean)
    : `${write(mean)} (${writeInterval([interval.low, interval.high])})`;
}

function objectivesText({ sweep }: ReportFacts): string {
  return sweep.objectives.map(({ name, goal }) => `${name} (${goal})`).join(' and ');
}
