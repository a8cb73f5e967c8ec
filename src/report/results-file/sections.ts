import type { FrontConfiguration } from '../../front/analyse-front.js';
import { writeCount } from '../../front/numbers.js';
import type { ResultRun } from '../../results-file/results.js';
import { writeCost } from '../../results-file/words.js';
import { VERDICT_WORDS } from '../charts/points.js';
import { markup, type Markup } from '../escape.js';
import { dataTable, MOST_FRONT_ROWS, MOST_ROWS, type Column } from '../sections/table.js';
import type { ResultsFacts } from './facts.js';

/** `results.csv · 130 runs of 26 configurations compared · 135 runs in the file`. */
export function resultsSummary({ results, configurations }: ResultsFacts): Markup {
  const compared = configurations.reduce((total, { n }) => total + n, 0);
  return markup`<p class="summary">
    ${counted(compared, 'run')} of ${counted(configurations.length, 'configuration')} compared ·
    ${counted(results.runs.length, 'run')} in the file
  </p>`;
}

/** The front in numbers, then every configuration. */
export function configurationsSection(facts: ResultsFacts): Markup {
  const { configurations } = facts;
  const front = configurations.filter((item) => item.front || item.verdict === 'front');
  if (front.length === 0) return markup``;
  const columns = columnsOf(facts);
  return markup`<section>
    <h2>The Pareto front</h2>
    <p class="caption">
      Configurations whose means no other dominates in ${facts.results.metric}
      (${facts.results.goal}) and ${facts.results.cost} (minimize). The verdict is what the seeds
      show: on the front means better than every configuration that costs no more; undecided means that
      noise may have put it here.
    </p>
    ${dataTable('front', 'The Pareto front', columns, front, false, elsewhere(facts), MOST_FRONT_ROWS)}
  </section>
  <section>
    <h2>Configurations</h2>
    ${dataTable('configurations', 'Configurations', columns, configurations, true, elsewhere(facts))}
  </section>`;
}

function columnsOf({ metric, cost }: ResultsFacts): readonly Column<FrontConfiguration>[] {
  return [
    { title: 'Configuration', numeric: false, text: (item) => item.configuration },
    {
      title: 'Verdict',
      note: 'simultaneous, 95 %',
      numeric: false,
      text: ({ verdict }) => VERDICT_WORDS[verdict],
      class: ({ verdict }) => (verdict === 'front' ? '' : 'waiting'),
    },
    {
      title: cost.noun,
      numeric: true,
      text: (item) => writeCost(item.cost),
      key: (item) => item.cost,
    },
    {
      title: metric.noun,
      note: 'mean, 95 % CI (t)',
      numeric: true,
      text: ({ mean, interval }) =>
        interval === null
          ? metric.write(mean)
          : `${metric.write(mean)} (${metric.writeInterval(interval)})`,
      key: (item) => item.mean,
    },
    { title: 'Seeds', numeric: true, text: (item) => String(item.n), key: (item) => item.n },
  ];
}

/** Every row of the file, whatever became of it. */
export function runsSection(facts: ResultsFacts): Markup {
  const { results, metric, cost } = facts;
  const columns: readonly Column<ResultRun>[] = [
    { title: 'Line', numeric: true, text: ({ line }) => String(line), key: ({ line }) => line },
    { title: 'Configuration', numeric: false, text: (run) => run.configuration },
    ...(results.seed === null
      ? []
      : [
          {
            title: results.seed,
            numeric: results.runs.every(({ seed }) => seed === '' || Number.isFinite(Number(seed))),
            text: (run: ResultRun) => run.seed,
          },
        ]),
    {
      title: 'State',
      numeric: false,
      text: ({ status }) => status,
      class: ({ status }) => (status === 'completed' ? '' : 'bad'),
    },
    {
      title: cost.noun,
      numeric: true,
      text: (run) => (run.cost === null ? '–' : writeCost(run.cost)),
      key: (run) => run.cost,
    },
    {
      title: metric.noun,
      numeric: true,
      text: (run) => (run.value === null ? '–' : metric.write(run.value)),
      key: (run) => run.value,
    },
  ];
  return markup`<section>
    <h2>Runs</h2>
    ${dataTable('runs', 'Runs', columns, results.runs, true, elsewhere(facts))}
  </section>`;
}

function elsewhere({ results }: ResultsFacts): string {
  return `every run is in ${results.file}`;
}

/** How the file was read: what was taken as what, and what was left out. */
export function provenanceSection({ results, analysis, generatedAt }: ResultsFacts): Markup {
  const left = [...results.left_out, ...analysis.left_out];
  return markup`<section>
    <h2>Provenance</h2>
    ${results.notes.map((note) => markup`<p class="caption">${note}</p> `)}
    ${
      left.length === 0
        ? ''
        : markup`<h3>Left out</h3>
    <dl class="facts">${left
      .slice(0, MOST_ROWS)
      .map(
        ({ configuration, reason }) => markup`<dt>${configuration}</dt><dd>${reason}</dd> `,
      )}</dl>
    ${left.length > MOST_ROWS ? markup`<p class="caption">And ${writeCount(left.length - MOST_ROWS)} more.</p>` : ''}`
    }
    <p class="caption">
      This page: <time datetime="${generatedAt}">${generatedAt.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC')}</time>
    </p>
  </section>`;
}

function counted(count: number, one: string): string {
  return `${writeCount(count)} ${count === 1 ? one : `${one}s`}`;
}
