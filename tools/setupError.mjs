/** What stops the set-up. Its message is a whole sentence for people: what was tried, and what to do. */
export class SetupError extends Error {
  /** @override */
  name = 'SetupError';
}

/**
 * Ends the process because of an error: a SetupError with its sentence alone, anything else with its stack.
 * @param {unknown} error
 * @returns {never}
 */
export function fail(error) {
  console.error(error instanceof SetupError ? error.message : error);
  process.exit(1);
}
