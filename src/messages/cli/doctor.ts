import { counted } from '../counted.js';

export function nodeText(version: string, supported: boolean, required: string): string {
  return `Node ${version}${supported ? '' : `: expected ${required}; install a newer one`}`;
}

export function otherDoesNotLoad(reason: string): string {
  return `another does not load: ${reason}`;
}

export function datasetText(path: string | null, reason: string | null): string {
  return `dataset mnist: ${path === null ? reason : `${path}, SHA-256 verified`}`;
}

export function trainingWillRun(engine: string | null): string {
  return engine === null
    ? 'No engine loads: run npm install again.'
    : `Training will run on ${engine}.`;
}

export function adviceText(advice: string): string {
  return `For more: ${advice}.`;
}

/** @param peak with its prefix, `96 G`. @param measured when. */
export function peakText(
  peak: string,
  size: number,
  threads: number | null,
  measured: string,
): string {
  const on =
    threads === null ? '' : `, ${threads === 1 ? 'one thread' : counted(threads, 'thread')}`;
  return `${peak}FLOP/s in products of ${size} x ${size} matrices${on} (${measured}): the peak, of which trials have a share`;
}

/** How fast a program is with XLA and without it; times in seconds. */
export function programText(times: {
  readonly program: string;
  readonly graph_seconds: number;
  readonly compile_seconds: number;
  readonly xla_step_seconds: number;
  readonly graph_step_seconds: number;
}): string {
  const milliseconds = (seconds: number): string => `${(seconds * 1000).toPrecision(3)} ms`;
  return (
    `a step of ${times.program}: ${milliseconds(times.graph_step_seconds)} as a plain graph, ` +
    `which is ready in ${times.graph_seconds.toFixed(1)} s; ` +
    `${milliseconds(times.xla_step_seconds)} with XLA (TensorFlow's compiler), which compiles ` +
    `for ${times.compile_seconds.toFixed(1)} s more`
  );
}

/** Either its version, or why it does not load. */
export function sqliteText(version: string | null, reason: string | null): string {
  return version === null ? (reason ?? 'SQLite does not load') : `SQLite ${version}`;
}
