/**
 * What the library prints, at the level of errors, where nothing is wrong: programs from the cache
 * name features that the compiler, not the processor, has (`prefer-no-scatter`), and a cache that is
 * new has entries of no older text.
 */
const USUAL = [
  /cpu_aot_loader\.cc:\d+\] Loading XLA:CPU AOT result\. Target machine feature \+prefer-no-(scatter|gather) is not supported/,
  /Error parsing text-format tensorflow\.XlaSerializedCacheEntry/,
];

/** The lines of a worker's log without those that the native library prints in every run. */
export function withoutUsualWords(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => !USUAL.some((pattern) => pattern.test(line)));
}
