import type { ConfigurationSummary } from '../../front/configurations.js';
import { writeCount, writePercent } from '../../front/numbers.js';
import type { Statistics } from '../../front/statistics.js';
import { markup, type Markup } from '../escape.js';
import type { ReportFacts } from '../facts.js';
import { dataTable, type Column } from './table.js';

/** The front in numbers; the only place that shows test accuracy. */
export function frontSection(facts: ReportFacts): Markup {
  if (facts.front.length === 0) return markup``;
  const columns: readonly Column<ConfigurationSummary>[] = [
    { title: 'Configuration', numeric: false, text: (item) => facts.nameOf(item.configuration) },
    count('FLOPs', 'per image, forward', (item) => item.flops),
    count('Parameters', '', (item) => item.params),
    count('Training FLOPs', 'whole training', (item) => item.training_flops),
    {
      title: 'Validation accuracy',
      note: 'mean ± 95 % t interval',
      numeric: true,
      text: (item) => accuracyText(item.means.val_accuracy),
    },
    { title: 'Seeds', numeric: true, text: (item) => String(item.completed.length) },
    {
      title: 'Test accuracy',
      note: 'not used to choose',
      numeric: true,
      text: (item) => accuracyText(item.test.accuracy),
      class: () => 'waiting',
    },
  ];
  return markup`<section>
    <h2>The front</h2>
    <p class="caption">
      Configurations that no other complete one beats in ${objectivesText(facts)}. Test accuracy was
      taken once per trial, after its last epoch; nothing on this page was chosen by it.
    </p>
    ${dataTable('front', 'The front', columns, facts.front, false)}
  </section> `;
}

function count(
  title: string,
  note: string,
  value: (item: ConfigurationSummary) => number | bigint,
): Column<ConfigurationSummary> {
  return {
    title,
    ...(note === '' ? {} : { note }),
    numeric: true,
    text: (item) => writeCount(value(item)),
  };
}

/** `97.51 ± 0.16 %`; the mean alone for one seed. */
function accuracyText(statistics: Statistics | null): string {
  if (statistics === null) return '–';
  if (statistics.interval === null) return writePercent(statistics.mean);
  const half = (statistics.interval.high - statistics.interval.low) / 2;
  return `${(statistics.mean * 100).toFixed(2)} ± ${writePercent(half)}`;
}

function objectivesText({ sweep }: ReportFacts): string {
  return sweep.objectives.map(({ name, goal }) => `${name} (${goal})`).join(' and ');
}
