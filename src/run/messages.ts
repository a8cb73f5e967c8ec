import { problem } from '../text/problem.js';

export function noCompiler(compile: string, where: string): string {
  return problem({
    what: `--compile ${compile}: networks are not trained as TensorFlow programs on ${where}`,
    expected: 'the native engine',
    advice: 'install it with sweep setup, or omit --compile',
  });
}

/** An engine that had loaded here before, and was not tried again. */
export function loadsNoMore(engine: string, reason: string): string {
  return problem({
    what: `${engine} no longer loads: ${reason}`,
    advice: 'run the same command again: the engines are probed anew',
  });
}

// Why the layers trainer takes trials; said after `Layer by layer: `.

export function askedLayerByLayer(): string {
  return '--compile off asks for it';
}

export function fewSteps(): string {
  return 'so few steps end before a program is ready';
}

// Why `auto` leaves a GPU alone; said after `Not on a GPU: `.

/** @param times how much longer networks of this size take there. */
export function gpuIsSlower(times: number): string {
  return problem({
    what: `networks of this size are estimated to take ${times.toFixed(1)} times as long there as on the CPU`,
    advice: '--device gpu trains them there',
  });
}

export function driverNotLoaded(): string {
  return 'no NVIDIA driver is loaded';
}

export function measuredOnProcessors(): string {
  return 'models are benchmarked on the CPU unless --device gpu is given';
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
