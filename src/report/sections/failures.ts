import { writeCount } from '../../front/numbers.js';
import type { AttemptRecord, TrialRecord } from '../../trial/records.js';
import type { Status } from '../../trial/trial.js';
import { configurationInWords } from '../../front/messages.js';
import { markup, type Markup } from '../escape.js';
import type { ReportFacts } from '../facts.js';

/** More would bury the page; the table of trials and the database name all of them. */
const SHOWN = 30;
const LOG_LINES = 20;

/** What went wrong, with the worker's own last words; nothing when nothing did. */
export function failuresSection(facts: ReportFacts): Markup {
  const failed = facts.trials.filter((trial) => explanation(trial.status) !== null);
  if (failed.length === 0) return markup``;
  const latest = latestAttempts(facts.attempts);
  const rest = failed.length - SHOWN;
  return markup`<section>
    <h2>Failures</h2>
    ${failed.slice(0, SHOWN).map((trial) => failure(facts, trial, latest.get(trial.trial)))}${
      rest > 0
        ? markup`<p class="caption">${writeCount(rest)} more are in the table of trials.</p>`
        : ''
    }
  </section> `;
}

function failure(
  facts: ReportFacts,
  trial: TrialRecord,
  attempt: AttemptRecord | undefined,
): Markup {
  const error = trial.error ?? attempt?.error ?? null;
  const log = attempt?.log?.trimEnd().split('\n').slice(-LOG_LINES).join('\n') ?? '';
  const attempts = trial.attempts === 1 ? '1 attempt' : `${trial.attempts} attempts`;
  return markup`<h3>
      ${configurationInWords(facts.nameOf(trial.configuration))}, seed ${trial.seed}:
      <span class="bad">${trial.status}</span>
    </h3>
    <p class="caption">
      ${explanation(trial.status) ?? ''} ${attempts}; trial <code>${trial.trial}</code>.
    </p>
${error === null ? '' : markup`<pre>${error}</pre>`}
${log === '' ? '' : markup`<details><summary>Last log lines</summary><pre>${log}</pre></details>`}
`;
}

/** Null for a status that is no failure. */
function explanation(status: Status): string | null {
  switch (status) {
    case 'failed':
      return 'The same command retries it.';
    case 'timeout':
      return 'Its job exceeded its timeout. The same command retries it.';
    case 'interrupted':
      return 'It was stopped before it finished. The same command retries it.';
    case 'diverged':
      return 'Its loss became infinite or not a number: a result of these hyper-parameters, not retried.';
    case 'pending':
    case 'running':
    case 'completed':
    case 'skipped':
      return null;
  }
}

function latestAttempts(attempts: readonly AttemptRecord[]): ReadonlyMap<string, AttemptRecord> {
  return new Map(
    [...attempts].sort((a, b) => a.attempt - b.attempt).map((attempt) => [attempt.trial, attempt]),
  );
}
