import { stripTypeScriptTypes } from 'node:module';
import { extname } from 'node:path';

/**
 * What Auth0's wrapper prepends to every hook (auth0-ext-compilers@6.1.0, lib/compilers/compilerFactory.js), on one
 * line. Standing in front, it also makes a leading 'use strict' no directive, as on the platform.
 */
const prelude = [
  'class ExtensibilityUserError extends Error { constructor(message) { super(message); this.name = this.constructor.name; } }',
  'class PreUserRegistrationError extends ExtensibilityUserError { constructor(message, friendlyMessage) { super(message); this.friendlyMessage = friendlyMessage || message; } }',
].join(' ');
const header = `(function (exports, require, module, __filename, __dirname) { ${prelude} `;

/** The script of a hook: an expression that is a function of CommonJS' five names. */
export interface HookScript {
  code: string;
  /** Put the hook's first line at its own columns. */
  columnOffset: number;
}

/** Wraps the hook's text without moving a line of it. */
export function wrapHook(text: string): HookScript {
  return { code: `${header}${text}\n})`, columnOffset: -header.length };
}

const isTypeScript = (file: string): boolean => ['.ts', '.cts', '.mts'].includes(extname(file));

/**
 * Replaces types by spaces, so that every line and column stays; throws a SyntaxError for what is more than types.
 * TypeScript's `export =`, which is such, becomes what it means, at the cost of the columns in its own line.
 */
export function plainJavaScript(file: string, text: string): string {
  if (!isTypeScript(file)) return text;
  try {
    return stripTypeScriptTypes(text.replace(/^export(\s*)=(?!=)/m, 'module.exports$1='), { mode: 'strip' });
  } catch (error) {
    // Node tells the place above the error: a line ":LINE", some lines of the text, and a caret under the place.
    const { message, stack = '' } = error as Error;
    const [, line = '1', space = ''] = /^:(\d+)\n(?:.*\n)*?( *)\^/.exec(stack) ?? [];
    const failure = new SyntaxError(message);
    failure.stack = `SyntaxError: ${message}\n    at ${file}:${line}:${space.length + 1}`;
    throw failure;
  }
}
