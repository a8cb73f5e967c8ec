/** One epoch of one trial. Accuracies are fractions (0 to 1), losses mean categorical cross-entropy in nats. */
export interface EpochMetrics {
  /** Counted from 1. */
  readonly epoch: number;
  /** Running means over the epoch's batches, weighted by their size, as Keras prints them. */
  readonly loss: number;
  readonly accuracy: number;
  /** Over the validation images, after the epoch. */
  readonly val_loss: number;
  readonly val_accuracy: number;
  /** Wall time of this epoch's training and validation. */
  readonly seconds: number;
}

/** Taken once per trial, from the last weights; never used to choose. */
export interface TestMetrics {
  readonly test_loss: number;
  readonly test_accuracy: number;
}
