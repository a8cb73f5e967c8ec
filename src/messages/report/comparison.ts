// What must be alike of sweeps on one page, and what each has.

export function conventionOfFlops(): string {
  return 'the convention of FLOPs';
}

export function theDataset(): string {
  return 'the dataset';
}

export function datasetOf(name: string, sha256: string): string {
  return `${name} (SHA-256 ${sha256.slice(0, 12)})`;
}

export function theSplit(): string {
  return 'the split of the dataset';
}

/** Counts as they read: `54,000`. @param shuffled such as `shuffled by seed 0`; may be empty. */
export function splitOf(
  training: string,
  validation: string,
  test: string,
  shuffled: string,
): string {
  const counts = `${training} training, ${validation} validation, ${test} test images`;
  return shuffled === '' ? counts : `${counts}, ${shuffled}`;
}
