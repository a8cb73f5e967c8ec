import type { Metric } from '../../trial/objective.js';

/** What other tools call the metrics that may choose; one of the test set is that of validation here. */
export const METRIC_WORDS: Readonly<Record<string, Metric>> = {
  val_accuracy: 'val_accuracy',
  val_acc: 'val_accuracy',
  validation_accuracy: 'val_accuracy',
  accuracy: 'val_accuracy',
  acc: 'val_accuracy',
  test_accuracy: 'val_accuracy',
  val_loss: 'val_loss',
  validation_loss: 'val_loss',
  loss: 'val_loss',
  test_loss: 'val_loss',
};
