import { describe, test } from 'vitest';
import { openInterpreted } from '../../src/train/interpreted/train-interpreted.js';
import { expectKerasSteps, KERAS_CASES, KERAS_COMPANIES } from './layer-programs.js';

describe.each(Object.entries(KERAS_COMPANIES))('%s on wasm', (_, orderOf) => {
  test.each(Object.keys(KERAS_CASES))('takes the steps that Keras takes: %s', (name) =>
    expectKerasSteps(name, orderOf, async (task) => openInterpreted(task)),
  );
});
