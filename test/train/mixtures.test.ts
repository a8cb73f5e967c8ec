import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, test } from 'vitest';
import { OPTIMIZERS } from '../../src/elementary/optimizers.js';
import { openInterpreted } from '../../src/train/interpreted/train-interpreted.js';
import type { Open } from './dense-groups.js';
import { expectMixtureAsAlone, expectShortBatch, SHORT_BATCHES } from './mixtures.js';

const open: Open = async (task) => openInterpreted(task);

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('on wasm', () => {
  test.each(OPTIMIZERS)(
    'with %s, networks of four kinds are trained as alone to the last bit, beside one that diverges',
    (optimizer) => expectMixtureAsAlone(optimizer, open, true),
  );

  test.each(Object.keys(SHORT_BATCHES))('the short last batch has its own statistics: %s', (name) =>
    expectShortBatch(name, open),
  );
});
