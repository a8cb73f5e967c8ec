import { EngineError } from './engine.js';
import { probeEngine, type EngineProbe } from './probe.js';

/** What TensorFlow logs when it cannot have a GPU: a library that it could not open, a driver. */
const REASON = /could not|cannot|failed call|error|skipping registering/i;

/**
 * Makes sure that a GPU can be had, before anything is stored or trained: TensorFlow itself falls
 * back to the CPU without an error when one of CUDA's libraries is missing.
 *
 * @throws EngineError with the reason that TensorFlow logged.
 */
export async function requireGpu(probe: typeof probeEngine = probeEngine): Promise<void> {
  // Its log holds the reason; silenced, it would be lost.
  const result = await probe('tfjs-node-gpu', { TF_CPP_MIN_LOG_LEVEL: '0' });
  if (result.available && result.report.device === 'gpu') return;
  throw new EngineError(
    `device gpu cannot be had: ${reasonOf(result)}; sweep doctor shows what can`,
  );
}

function reasonOf(result: EngineProbe): string {
  if (!result.available) return `tfjs-node-gpu: ${result.reason}`;
  const logged = result.log
    .split('\n')
    .filter((line) => REASON.test(line))
    .map((line) => line.replace(/^[IWEF]\d{4} [^\]]*\] /, '').trim());
  const { library, device } = result.report;
  const said =
    logged.length === 0
      ? ' (sweep setup --gpu gets the CUDA build)'
      : ` and said: ${[...new Set(logged)].join(' | ')}`;
  return `${library} registered only a ${device}${said}`;
}
