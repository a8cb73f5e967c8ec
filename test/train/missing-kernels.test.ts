import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { expect, it } from 'vitest';
import { LAYER_LANGUAGE } from '../../src/model/layer-language.js';
import { KERNELS_THAT_WASM_LACKS } from '../../src/train/missing-kernels.js';

it('names kernels that the plain backend has and wasm has not', () => {
  const kernelsOf = (backend: string): readonly string[] =>
    tf.getKernelsForBackend(backend).map(({ kernelName }) => kernelName);
  const [all, wasm] = [kernelsOf('cpu'), kernelsOf('wasm')];
  for (const kernel of Object.values(KERNELS_THAT_WASM_LACKS)) {
    expect(all).toContain(kernel);
    expect(wasm).not.toContain(kernel);
  }
});

it('names layers that a spec can have', () => {
  const classes = Object.values(LAYER_LANGUAGE).map((layer) => layer.class);
  for (const name of Object.keys(KERNELS_THAT_WASM_LACKS)) expect(classes).toContain(name);
});
