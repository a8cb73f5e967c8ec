import { readFileSync } from 'node:fs';
import * as messages from './messages.js';
import type { EngineCandidate } from './engine.js';
import { engineFile, type Speeds } from './speeds.js';
import { CARDS, writeCacheFile } from './staging/cache.js';

/**
 * How far the weights of networks trained on a GPU are from the same trained on the processors: the
 * largest difference by the largest weight of each array. Or why nobody knows.
 */
export type Agreement = { readonly difference: number } | { readonly failure: string };

/** A program of so many networks of 784-100-100-10 and as many orders of the images, batch 32. */
export interface TogetherSpeed {
  readonly networks: number;
  /** Training FLOP of a step of one of them, convention `flop`. */
  readonly step_flop: number;
  readonly compile_seconds: number;
  /** Of all of them. */
  readonly step_seconds: number;
}

/** What a GPU was found to do with programs when it was first used. */
export interface CardSpeeds extends Speeds {
  /** After 50 steps, with XLA and as a plain graph. */
  readonly agreement: Readonly<Record<'xla' | 'graph', Agreement>>;
  /** By their number, rising, with XLA; fewer where time or memory was short, none without XLA. */
  readonly together: readonly TogetherSpeed[];
}

/**
 * Single precision explains less: other orders of sums, grown by 50 steps of Adam. Products in TF32
 * differ by some 5e-2.
 */
export const MOST_DIFFERENCE = 1e-3;

/** Networks of a program where nobody has measured. */
const USUAL_NETWORKS = 64;

/** Of the best speed of a network: what a smaller program may lack of it. */
const NEARLY = 0.9;

/**
 * Whether a library says that memory is short, which it does in words alone: those of TensorFlow's
 * allocators, of XLA's and of CUDA.
 */
export function isShortOfMemory(said: string): boolean {
  return /RESOURCE_EXHAUSTED|ResourceExhausted|OOM when allocating|out of memory/i.test(said);
}

/** How programs are run on a card: the better way that is proven there, or why there is none. */
export function programsOn({
  agreement,
}: Pick<CardSpeeds, 'agreement'>): { readonly run: 'xla' | 'graph' } | { readonly lacks: string } {
  if (agrees(agreement.xla)) return { run: 'xla' };
  if (agrees(agreement.graph)) return { run: 'graph' };
  const { xla } = agreement;
  return {
    lacks:
      'failure' in xla
        ? messages.programFailsOnCard(xla.failure)
        : messages.cardDiffers(xla.difference, MOST_DIFFERENCE),
  };
}

function agrees(agreement: Agreement): boolean {
  return 'difference' in agreement && agreement.difference <= MOST_DIFFERENCE;
}

/** Networks of a program on a card: the fewest with which each is trained nearly as fast as it can be. */
export function networksOnCard(card: Pick<CardSpeeds, 'together'> | null): number {
  const rates = (card?.together ?? []).map(({ networks, step_seconds }) => ({
    networks,
    rate: networks / step_seconds,
  }));
  const best = Math.max(...rates.map(({ rate }) => rate));
  return rates.find(({ rate }) => rate >= NEARLY * best)?.networks ?? USUAL_NETWORKS;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** By the GPUs' names, what was found with this library, this driver and these processors. */
export function readCards(
  candidate: EngineCandidate,
  env: Environment = process.env,
): Readonly<Record<string, CardSpeeds>> {
  try {
    const file = JSON.parse(readFileSync(engineFile(CARDS, candidate, env), 'utf8')) as CardsFile;
    return file.driver === driverVersion() ? file.cards : {};
  } catch {
    return {};
  }
}

/** Keeps it for all projects of this user. */
export function writeCard(
  candidate: EngineCandidate,
  gpu: string,
  card: CardSpeeds,
  env: Environment = process.env,
): void {
  const file: CardsFile = {
    driver: driverVersion(),
    cards: { ...readCards(candidate, env), [gpu]: card },
  };
  writeCacheFile(engineFile(CARDS, candidate, env), `${JSON.stringify(file, null, 2)}\n`);
}

interface CardsFile {
  /** What was proven with one driver is proven again with the next. */
  readonly driver: string | null;
  readonly cards: Readonly<Record<string, CardSpeeds>>;
}

/** As the kernel's module says it; null where there is none to ask. */
function driverVersion(): string | null {
  try {
    const text = readFileSync('/proc/driver/nvidia/version', 'utf8');
    return /Kernel Module\s+(?:for \S+\s+)?(\S+)/.exec(text)?.[1] ?? null;
  } catch {
    return null;
  }
}
