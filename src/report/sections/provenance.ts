import { writeCount } from '../../front/numbers.js';
import type { JobRecord } from '../../trial/records.js';
import { markup, type Markup } from '../escape.js';
import type { ReportFacts } from '../facts.js';

/** Everything needed to know what made these numbers, and to make them again. */
export function provenanceSection(facts: ReportFacts): Markup {
  const { sweep } = facts;
  const seeds = [...new Set(facts.trials.map((trial) => trial.seed))].sort((a, b) => a - b);
  const machines = countBy(facts.jobs, machineText);
  const hosts = countBy(facts.jobs, (job) => job.host);
  return markup`<section>
    <h2>Provenance</h2>
    <dl class="facts">
      ${[
        row('Dataset', markup`${sweep.dataset}, SHA-256 <code>${sweep.dataset_sha256}</code>`),
        row(
          'Split',
          `${writeCount(sweep.train_images)} training, ${writeCount(sweep.validation_images)} validation, ${writeCount(sweep.test_images)} test images`,
        ),
        row('FLOPs', `${sweep.convention} convention`),
        row('Objectives', objectivesText(facts)),
        row('Seeds', seeds.length === 0 ? 'none' : seedsText(seeds)),
        row('Trained by', lines(machines)),
        row('Hosts', lines(hosts)),
        row('Program', lines(countBy(facts.jobs, programText))),
        row('Created', time(sweep.created)),
        row('Last run', time(sweep.updated)),
        row('This page', time(facts.generatedAt)),
      ]}
    </dl>
    ${(facts.parts ?? [{ sweep }]).map(
      (
        part,
      ) => markup`<h3>${facts.parts === undefined ? 'Spec' : `Spec of ${part.sweep.sweep}`}</h3>
    <p class="caption"><code>${part.sweep.spec_path}</code></p>
    <pre>${part.sweep.spec_text}</pre>
`,
    )}
  </section> `;
}

function row(term: string, description: Markup | string): Markup {
  return markup`<dt>${term}</dt>
    <dd>${description}</dd> `;
}

/** Of several sweeps, those of the first count; the others' are said where they differ. */
function objectivesText({ sweep, parts = [] }: ReportFacts): string {
  const write = ({ objectives }: ReportFacts['sweep']): string =>
    objectives.map(({ name, goal }) => `${goal} ${name}`).join(', ');
  const others = parts.filter((part) => write(part.sweep) !== write(sweep));
  return [
    write(sweep),
    ...others.map((part) => `${part.sweep.sweep} alone has ${write(part.sweep)}`),
  ].join('; ');
}

function machineText(job: JobRecord): string {
  const engine = [job.engine ?? 'engine unknown', job.engine_version ?? ''].join(' ').trim();
  const device = [job.device ?? 'device unknown', job.device_name ?? ''].join(' ').trim();
  const threads =
    job.threads === null ? '' : `, ${job.threads} ${job.threads === 1 ? 'thread' : 'threads'}`;
  const library = job.library === null ? '' : ` (${job.library})`;
  const program = job.compilation === null ? '' : ` (${job.compilation})`;
  return `${engine}${library} on ${device}${threads}, trainer ${job.trainer}${program}`;
}

function countBy(jobs: readonly JobRecord[], key: (job: JobRecord) => string): readonly string[] {
  const counts = new Map<string, number>();
  for (const job of jobs) counts.set(key(job), (counts.get(key(job)) ?? 0) + 1);
  return [...counts].map(
    ([text, count]) => `${text} (${writeCount(count)} ${count === 1 ? 'job' : 'jobs'})`,
  );
}

function lines(texts: readonly string[]): Markup {
  return texts.length === 0
    ? markup`nothing yet`
    : markup`${texts.map((text) => markup`<div>${text}</div>`)}`;
}

function programText({ version, git_commit }: JobRecord): string {
  return `flopsweep ${version}${git_commit === null ? '' : `, commit ${git_commit}`}`;
}

function time(iso: string): Markup {
  return markup`<time datetime="${iso}"
    >${iso.replace('T', ' ').replace(/(\.\d+)?Z$/, ' UTC')}</time
  >`;
}

/** `0 to 4` for a run of whole numbers, a list otherwise. */
function seedsText(seeds: readonly number[]): string {
  const [first, last] = [seeds[0], seeds.at(-1)];
  const run = seeds.every((seed, index) => seed === (first ?? 0) + index);
  return run && seeds.length > 2 ? `${first} to ${last} (${seeds.length})` : seeds.join(', ');
}
