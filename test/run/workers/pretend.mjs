// What workers of tests have in common: they say that they train, and train nothing.

/** Says what it runs on. */
export function start(send, engine) {
  send({
    type: 'started',
    engine: { version: '0', library: 'none', path: '/package', threads: 1, ...engine },
    peak_flops_per_second: 1e10,
  });
}

/** What a job is said to have taken. */
export const TIMES = {
  load_seconds: 0,
  compile_seconds: 0,
  train_seconds: 1,
  evaluate_seconds: 1,
  compilation: null,
};

/** Says what it runs on, then every epoch and the end of each of the job's trials. */
export function pretend(job, send, engine) {
  start(send, engine);
  for (const { trial, epochs } of job.trials) {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const metrics = {
        epoch,
        loss: 1,
        accuracy: 0.5,
        val_loss: 1,
        val_top5_accuracy: 0.5,
        val_accuracy: 0.5,
        seconds: 1,
      };
      send({ type: 'epoch', trial, metrics });
    }
    send({ type: 'completed', trial, test: { test_loss: 1, test_accuracy: 0.5 } });
  }
  return TIMES;
}
