// Keeps models of zeros and says that each hidden layer makes a network better, up to three units;
// with KILL_PARENT it kills the sweep between a model and its row.
import { setTimeout } from 'node:timers/promises';
import { serve } from '../../../dist/pool/serve.js';
import { writeKeptModel } from '../../../dist/train/kept-model.js';
import { start, TIMES } from './pretend.mjs';
import { namedWeights } from '../../../dist/train/grouped/view.js';

serve(async (job, { send }) => {
  start(send, { engine: 'wasm', device: 'cpu', device_name: null });
  for (const { trial, network, epochs, ...rest } of job.trials) {
    const units = network.layers.filter((layer) => layer.class === 'Dense');
    const val_accuracy = { 1: 0.5, 2: units[0].config.units === 3 ? 0.4 : 0.9 }[units.length];
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const metrics = {
        epoch,
        loss: 1,
        accuracy: 0.5,
        val_loss: 1,
        val_top5_accuracy: 0.5,
        val_accuracy,
        seconds: 1,
      };
      send({ type: 'epoch', trial, metrics });
    }
    if (job.models !== null) {
      const arrays = units.flatMap((layer) => [
        new Float32Array(layer.inputShape[0] * layer.config.units),
        new Float32Array(layer.config.units),
      ]);
      const weights = namedWeights(network, arrays);
      writeKeptModel(job.models, { trial, network, epochs, ...rest }, job, weights);
    }
    if (process.env.KILL_PARENT !== undefined) {
      process.kill(process.ppid, 'SIGKILL');
      await setTimeout(60_000);
    }
    send({ type: 'completed', trial, test: { test_loss: 1, test_accuracy: 0.5 } });
  }
  return TIMES;
});
