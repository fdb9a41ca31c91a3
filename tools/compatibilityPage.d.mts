/** The text of docs/node-compatibility.md. */
export function compatibilityPage(): string;
