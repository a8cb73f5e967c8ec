import { stripVTControlCharacters } from 'node:util';
import { objectiveValue } from '../../front/front.js';
import { writeCount, writePercent } from '../../front/numbers.js';
import {
  andMore,
  engineTaken,
  epochText,
  forTogether,
  joinsFront,
  leavingText,
  measuringText,
  logsHint,
  fellBackText,
  layerByLayerText,
  notOnGpu,
  overallProgress,
  startingText,
  stoppedLosing,
  stoppingText,
  timedOutLosing,
  timeLeft,
  toTrainText,
  trialName,
  trialsText,
  tryingAgain,
  waitingForProcess,
  workText,
  fewerDrawn,
} from './messages.js';
import type { EngineReport, PassedOver } from '../../native/engine.js';
import type { RunEvent, RunProgress } from '../../run/executing/events.js';
import type { TrialLabel } from '../../run/planning/planned-sweep.js';
import { objectiveText, writeDuration, writeEstimate } from '../terminal/quantities.js';
import { printableLine } from '../../text/printable.js';
import { type Style, styleFor, type Terminal } from '../terminal/terminal.js';

/** Redrawing more often would only flicker. */
const REDRAW_SECONDS = 0.1;
/** Off a terminal, progress within a trial is printed at most this often. */
const LINE_SECONDS = 30;

/** Of a failed trial's log: what a stack or a library says fits into so many. */
const LOG_LINES = 10;

/**
 * Shows a run as it goes. On a terminal live lines are redrawn, and what joins the front or goes wrong
 * is printed above them; elsewhere, and where all is asked for, a line per event.
 */
export class RunDisplay {
  readonly #terminal: Terminal;
  readonly #style: Style;
  readonly #clock: () => number;
  readonly #databaseOption: string;
  readonly #verbose: boolean;
  /** What each running trial does now, in the order of their start. */
  readonly #running = new Map<string, RunningTrial>();
  #progress: RunProgress | undefined;
  #drawnLines = 0;
  #drawnAt = -Infinity;
  #saidAt: number;
  #waiting = false;
  #saidLog = '';
  #saidFault = '';
  #hasHinted = false;

  /**
   * @param clock seconds, only forward.
   * @param databaseOption names the database in commands that are shown.
   * @param verbose whether a terminal too gets a line for every trial.
   */
  constructor(terminal: Terminal, clock: () => number, databaseOption = '', verbose = false) {
    this.#databaseOption = databaseOption;
    this.#verbose = verbose;
    this.#terminal = terminal;
    this.#style = styleFor(terminal.messageColour);
    this.#clock = clock;
    this.#saidAt = clock();
  }

  show(event: RunEvent): void {
    switch (event.type) {
      case 'leaving':
        return this.#say(this.#style.warning(leavingText(event.sweep, event)));
      case 'planned':
        this.#say(plannedText(event));
        if (event.fewerDrawn !== null) {
          this.#say(fewerDrawn(event.fewerDrawn.asked, event.fewerDrawn.found));
        }
        if (event.gpuPassedOver !== null && event.remaining > 0) {
          this.#say(this.#style.faint(notOnGpu(event.gpuPassedOver)));
        }
        if (event.layerByLayer !== null) {
          const { trials, reason } = event.layerByLayer;
          this.#say(this.#style.faint(layerByLayerText(trials, reason)));
        }
        return;
      case 'measuring':
        return this.#say(this.#style.faint(measuringText(event.gpu.name)));
      case 'engine':
        return this.#say(this.#style.faint(engineText(event.report, event.passedOver)));
      case 'fell-back':
        return this.#say(this.#style.faint(fellBackText(event.to, event.reason)));
      case 'trial-started':
        this.#running.set(event.trial.trial, {
          job: event.job,
          name: nameOf(event.trial),
          detail: startingText(),
        });
        return this.#draw(true);
      case 'progress':
        this.#progress = event.progress;
        this.#setRunning(event.trial, event.fraction, undefined);
        this.#draw(false);
        return this.#sayNowAndThen();
      case 'epoch':
        this.#setRunning(
          event.trial,
          event.metrics.epoch / event.epochs,
          epochText(event.metrics.epoch, event.epochs, writePercent(event.metrics.val_accuracy)),
        );
        return this.#draw(false);
      case 'trial-ended': {
        this.#progress = event.progress;
        const job = this.#running.get(event.trial.trial)?.job;
        this.#running.delete(event.trial.trial);
        return this.#isSaid(event, job) ? this.#say(this.#endedText(event)) : this.#draw(true);
      }
      case 'front-joined':
        // Elsewhere each trial has its line, and the front is told at the end.
        return this.#terminal.live ? this.#say(this.#frontText(event)) : undefined;
      case 'waiting':
        if (!this.#waiting) {
          this.#say(waitingForProcess(event.pid, event.host));
        }
        this.#waiting = true;
        return;
      case 'stopping':
        return this.#say(this.#style.warning(stoppingText(event.reason)));
      case 'stopped':
        return this.#say(this.#style.warning(stoppedLosing(event.completed, event.lost)));
      case 'timed-out':
        return this.#say(this.#style.warning(timedOutLosing(event.lost)));
    }
  }

  /** Takes the live lines away. May be called twice. */
  end(): void {
    this.#erase();
    this.#running.clear();
    this.#progress = undefined;
  }

  /** @param detail undefined keeps what was said before. */
  #setRunning(trial: TrialLabel, fraction: number, detail: string | undefined): void {
    const before = this.#running.get(trial.trial);
    if (before === undefined) return;
    const kept = before.fraction === undefined ? '' : before.detail;
    this.#running.set(trial.trial, { ...before, fraction, detail: detail ?? kept });
  }

  /**
   * Whether a trial's end has a line that stays. On a terminal a result has none (the front has), nor
   * what was stopped, which is counted at the end; of a job that failed as a whole the first trial has.
   */
  #isSaid({ status, together, error, retried }: TrialEnded, job?: number): boolean {
    if (!this.#terminal.live || this.#verbose) return true;
    if (status === 'completed' || status === 'interrupted') return false;
    const fault = together > 1 ? JSON.stringify([job, status, error, retried]) : '';
    const isNew = fault === '' || fault !== this.#saidFault;
    this.#saidFault = fault;
    return isNew;
  }

  #endedText(event: TrialEnded): string {
    const { trial, status, val_accuracy, seconds, together, error, log, retried, progress } = event;
    const width = String(progress.trials).length;
    const head = `[${String(progress.ended).padStart(width)}/${progress.trials}] ${nameOf(trial)}`;
    const flops = `${writeCount(trial.flops)} FLOPs`;
    if (status === 'completed') {
      const accuracy = val_accuracy === null ? '' : `val_accuracy ${writePercent(val_accuracy)}  `;
      return `${head}  ${flops}  ${accuracy}${writeDuration(seconds)}${forTogether(together)}${this.#etaText(progress)}`;
    }
    const colour = status === 'interrupted' ? this.#style.warning : this.#style.bad;
    const again = retried ? tryingAgain() : '';
    const lines = this.#newLines(log).map((line) => this.#style.faint(printable(line)));
    const hasLog = log.length > 0;
    if (hasLog && status !== 'diverged' && status !== 'interrupted' && !this.#hasHinted) {
      this.#hasHinted = true;
      lines.push(this.#style.faint(logsHint(trial.trial, this.#databaseOption)));
    }
    const below = lines.map((line) => `\n      ${line}`).join('');
    const many = this.#terminal.live && !this.#verbose ? forTogether(together) : '';
    return `${head}${many}  ${colour(status)}: ${printable(error ?? '')}${again}${below}`;
  }

  #frontText({ name, configuration, objectives }: FrontJoined): string {
    const figures = objectives.map(({ name: objective }) =>
      objectiveText(objective, objectiveValue(configuration, objective)),
    );
    return joinsFront(name, figures, configuration.completed.length);
  }

  /** The last lines of a log, unless they stand there already: trials of one job share it. */
  #newLines(log: readonly string[]): readonly string[] {
    const lines = log.slice(-LOG_LINES);
    const text = lines.join('\n');
    if (text === this.#saidLog) return [];
    this.#saidLog = text;
    return lines;
  }

  #etaText(progress: RunProgress): string {
    if (progress.ended >= progress.trials) return '';
    return this.#style.faint(`, ${timeLeft(writeEstimate(progress.remainingSeconds))}`);
  }

  /** Writes lines that stay, above the live ones. */
  #say(text: string): void {
    this.#erase();
    this.#terminal.message(`${text}\n`);
    this.#saidAt = this.#clock();
    this.#draw(true);
  }

  #sayNowAndThen(): void {
    if (this.#terminal.live || this.#progress === undefined) return;
    if (this.#clock() - this.#saidAt < LINE_SECONDS) return;
    this.#say(overallText(this.#progress));
  }

  #draw(now: boolean): void {
    if (!this.#terminal.live) return;
    if (!now && this.#clock() - this.#drawnAt < REDRAW_SECONDS) return;
    this.#drawnAt = this.#clock();
    const lines = linesOf([...this.#running.values()]);
    if (this.#progress !== undefined && this.#running.size > 0) {
      lines.push(this.#bar(this.#progress));
    }
    this.#erase();
    const width = Math.max(20, this.#terminal.columns()) - 1;
    for (const line of lines) this.#terminal.message(`${clipped(line, width)}\n`);
    this.#drawnLines = lines.length;
  }

  #bar(progress: RunProgress): string {
    const width = 24;
    const filled = Math.min(width, Math.floor(progress.fraction * width));
    return `  ${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${overallText(progress)}`;
  }

  #erase(): void {
    if (this.#drawnLines === 0) return;
    this.#terminal.erase?.(this.#drawnLines);
    this.#drawnLines = 0;
  }
}

type FrontJoined = Extract<RunEvent, { type: 'front-joined' }>;
type TrialEnded = Extract<RunEvent, { type: 'trial-ended' }>;

interface RunningTrial {
  readonly job: number;
  readonly name: string;
  /** 0 to 1; absent until the first step. */
  readonly fraction?: number;
  readonly detail: string;
}

/** A line for each job, since the trials of one go on side by side: a terminal has few lines. */
function linesOf(running: readonly RunningTrial[]): string[] {
  return [...new Set(running.map(({ job }) => job))].map((job) => {
    const trials = running.filter((trial) => trial.job === job);
    // Of a job whose trials come one after the other, the one that goes on.
    const shown = trials.find(({ fraction = 0 }) => fraction > 0) ?? trials[0];
    return shown === undefined ? '' : runningText(shown, trials.length - 1);
  });
}

function runningText({ name, fraction, detail }: RunningTrial, others: number): string {
  const percent =
    fraction === undefined ? '' : `  ${`${Math.floor(fraction * 100)} %`.padStart(5)}`;
  return `  ${name}${andMore(others)}${percent}  ${detail}`.trimEnd();
}

function plannedText(event: Extract<RunEvent, { type: 'planned' }>): string {
  const { sweep, trials, skipped, remaining, chosen, workers, gpus } = event;
  const { estimateSeconds, budgetSeconds } = event;
  const head = trialsText(
    sweep,
    { trials, excluded: skipped, done: trials - remaining },
    toTrainText(remaining, chosen),
  );
  if (chosen === 0) return head;
  const budget = budgetSeconds === null ? null : writeDuration(budgetSeconds);
  const estimate = writeEstimate(estimateSeconds);
  return `${head}${workText(workers, { gpus: gpus.length, estimate, budget })}`;
}

/** What was taken, and why nothing better. */
export function engineText(report: EngineReport, passedOver: readonly PassedOver[]): string {
  const others = passedOver.map(({ engine, reason }) => `${engine}: ${reason}`);
  return engineTaken(report, report.device_name, others);
}

function overallText({ fraction, remainingSeconds, ended, trials }: RunProgress): string {
  return overallProgress(fraction, ended, trials, writeEstimate(remainingSeconds));
}

function nameOf({ name, seed }: TrialLabel): string {
  return trialName(name, seed);
}

/** Without what would move the cursor or colour the terminal. */
function printable(text: string): string {
  return printableLine(stripVTControlCharacters(text));
}

function clipped(line: string, width: number): string {
  return line.length <= width ? line : `${line.slice(0, width - 1)}…`;
}
