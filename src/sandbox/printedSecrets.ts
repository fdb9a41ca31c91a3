/** Shorter values stand in many a text by chance. */
const shortestSecret = 3;

/** Finds the names of the secrets whose values stand in a text, in any spelling that the mask knows. */
export function createPrintedSecrets(secrets: Record<string, string>, mask: (text: string) => string) {
  const names = Object.keys(secrets).filter((name) => (secrets[name] ?? '').length >= shortestSecret);
  const told = new Set<string>();
  return {
    /**
     * The warning for a text that is printed at a place, once for each place; null where there is no secret in it.
     * @param what the subject of the sentence: "This log"
     */
    warningFor(what: string, text: string, place: string): string | null {
      if (names.length === 0) return null;
      const masked = mask(text);
      if (masked === text) return null;
      const marks = names.filter(
        (name) => masked.includes(`[secret ${name}]`) && !text.includes(`[secret ${name}]`),
      );
      const key = `${place} ${marks.join(' ')}`;
      if (marks.length === 0 || told.has(key)) return null;
      told.add(key);
      const list = marks.length === 1 ? `the secret ${marks[0]}` : `the secrets ${marks.join(', ')}`;
      return `${what} holds ${list}. Here the value is masked; on Auth0 whoever reads the logs of hooks can read it.`;
    },
  };
}
