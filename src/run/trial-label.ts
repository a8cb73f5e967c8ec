/** A trial as a person knows it. */
export interface TrialLabel {
  readonly trial: string;
  /** The configuration's, as the page writes it: `100-100 (lr 0.01)`. */
  readonly name: string;
  readonly seed: number;
  readonly flops: bigint;
}
