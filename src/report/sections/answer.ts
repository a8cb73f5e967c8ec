import { writeCount } from '../../front/numbers.js';
import { COST_WORDS, type CostWords } from '../../front/quantities.js';
import { type AnswerText, objectiveNotes } from '../../front/messages.js';
import { sweepAnswerInWords } from '../../front/sweep-analysis.js';
import { markup, type Markup } from '../escape.js';
import type { ReportFacts } from '../facts.js';

/** The question of the whole program, answered before anything else. */
export function answerSection(facts: ReportFacts): Markup {
  const words = sweepAnswerInWords(facts.analysis, facts.names);
  const notes = objectiveNotes(facts.sweep.sweep, facts.sweep.objectives);
  return answerMarkup(
    { ...words, caveats: [...words.caveats, ...notes] },
    COST_WORDS[facts.analysis.subject.cost],
  );
}

/** @param cost what less of is asked for. */
export function answerMarkup(
  { headline, sentences, caveats }: AnswerText,
  { comparative, noun }: CostWords,
): Markup {
  return markup`<section class="answer" aria-labelledby="answer">
    <h2 id="answer">Can I still get a good result with ${comparative} ${noun}?</h2>
    <p class="headline">${unbroken(headline)}</p>
    ${sentences.map((sentence) => markup`<p>${unbroken(sentence)}</p> `)}${caveats.map((caveat) => markup`<p class="caveat">${unbroken(caveat)}</p> `)}
  </section>`;
}

/** `24 trials of 12 configurations: 22 completed, 1 running, 1 failed.` */
export function summaryLine(facts: ReportFacts): Markup {
  const statuses = facts.counts.map(({ status, trials }) => `${writeCount(trials)} ${status}`);
  const trials = `${writeCount(facts.trials.length)} ${facts.trials.length === 1 ? 'trial' : 'trials'}`;
  const configurations = `${writeCount(facts.configurations.length)} ${facts.configurations.length === 1 ? 'configuration' : 'configurations'}`;
  const dataset = `${facts.sweep.dataset} · ${writeCount(facts.sweep.train_images)} training images`;
  return markup`<p class="summary">
    ${dataset} · ${trials} of
    ${configurations}${statuses.length === 0 ? '' : `: ${statuses.join(', ')}`}
  </p>`;
}

/** A number and its unit stay on one line. */
function unbroken(text: string): string {
  return text.replace(/(\d) (%|points?|FLOPs|seeds)/g, '$1\u00a0$2');
}
