/** Wrong usage, or a payload that is none: nothing was run, and the exit status is 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
