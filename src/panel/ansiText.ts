/** Log text with the colours that packages such as chalk write. Pure. */
import Anser from 'anser';

export interface AnsiPart {
  text: string;
  /** Names of the styles, such as `ansi-red` or `bold`. */
  classes: string[];
}

/** Splits text at its escape sequences; those that are not about colours are dropped. */
export function ansiParts(text: string): AnsiPart[] {
  if (!text.includes('\u001b')) return [{ text, classes: [] }];
  return Anser.ansiToJson(text, { use_classes: true, remove_empty: true }).map(
    ({ content, fg, bg, decorations }) => ({
      text: content,
      classes: [
        // Of the 256 and the 16 million colours only the sixteen that a theme defines are shown.
        ...(isThemed(fg) ? [fg] : []),
        ...(isThemed(bg) ? [`${bg}-background`] : []),
        ...decorations,
      ],
    }),
  );
}

const isThemed = (name: string | null): name is string =>
  name !== null && /^ansi-(bright-)?[a-z]+$/.test(name) && name !== 'ansi-truecolor';
