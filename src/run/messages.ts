import { problem } from '../text/problem.js';

/** A layer that the engine cannot train. */
export function kernelMissing(layer: string, kernel: string, network: string): string {
  return problem({
    what: `the layer ${layer} of ${network} cannot be trained on wasm: TensorFlow.js 4.22 has no kernel ${kernel} there`,
    got: 'wasm',
    expected: 'the native engine',
    advice:
      'get it with sweep setup (Linux x86-64; sweep doctor says what is here), or leave such layers out',
  });
}

/** @param where an engine, or null for a GPU. */
export function noCompiler(compile: string, where: string | null): string {
  return problem({
    what: `--compile ${compile}: networks are not trained as programs on ${where ?? 'a GPU'}`,
    expected: 'the native engine on the processors',
    advice: 'get it with sweep setup and --device cpu, or leave --compile out',
  });
}

/** An engine that had loaded here before, and was not tried again. */
export function loadsNoMore(engine: string, reason: string): string {
  return problem({
    what: `${engine} does not load any more: ${reason}`,
    advice: 'the same command tries it first',
  });
}

// Why `auto` leaves a GPU alone; said after `Not on a GPU: `.

/** @param times how much longer networks of this size take there. */
export function gpuIsSlower(times: number): string {
  return problem({
    what: `networks of this size are estimated to take ${times.toFixed(1)} times as long there as on the processors`,
    advice: '--device gpu trains them there',
  });
}

export function driverNotLoaded(): string {
  return 'no NVIDIA driver is loaded';
}

export function measuredOnProcessors(): string {
  return 'models are measured on the processors unless --device gpu says otherwise';
}

/** Of a process that said nothing of its failure. */
export function noReason(): string {
  return 'no reason given';
}

export function measuringFailed(engine: string, folder: string, reason: string): string {
  return problem({
    what: `the model in ${folder} could not be measured on ${engine}`,
    got: reason,
    advice: 'sweep doctor shows what loads',
  });
}

/** Of how fast an engine is. */
export function engineNotMeasured(engine: string, reason: string): string {
  return problem({
    what: `${engine} could not be measured`,
    got: reason,
    advice: 'sweep doctor shows what loads',
  });
}
