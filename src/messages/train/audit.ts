/** A kernel that multiplies, but whose shapes nobody wrote down. */
export function unknownKernel(kernel: string): string {
  return `kernel ${kernel} is not known here`;
}
