/**
 * What Auth0's wrapper prepends to every hook (auth0-ext-compilers@6.1.0, lib/compilers/compilerFactory.js), on one
 * line. Standing in front, it also makes a leading 'use strict' no directive, as on the platform.
 */
const prelude = [
  'class ExtensibilityUserError extends Error { constructor(message) { super(message); this.name = this.constructor.name; } }',
  'class PreUserRegistrationError extends ExtensibilityUserError { constructor(message, friendlyMessage) { super(message); this.friendlyMessage = friendlyMessage || message; } }',
].join(' ');

/**
 * How a file's text is taken. `commonjs`: as it stands. `interop`: TypeScript that becomes CommonJS, as its compiler
 * makes it (require's conditions, `__esModule`). `module`: an ES module, with Node's semantics.
 */
export type ModuleFormat = 'commonjs' | 'interop' | 'module';

/** The name that stands in CommonJS for `import` before `(`: as long, so that columns stay, and hardly anybody's own. */
export const importFunction = 'impørt';

/** The names that a module's function gets besides CommonJS' own; see modules.ts of the guest, which calls it. */
const header: Record<ModuleFormat, string> = {
  commonjs: `(function (exports, require, module, __filename, __dirname, ${importFunction}) { `,
  interop:
    '(function (exports, require, module, __filename, __dirname, __require, __importMeta, __namespace) { ',
  module:
    "(function (exports, require, module, __filename, __dirname, __require, __importMeta, __namespace) { 'use strict'; ",
};
/** Without `import()` a module's function has the five names of Node's, which code can count. */
const plainHeader = '(function (exports, require, module, __filename, __dirname) { ';

/** A script that is a function of CommonJS' names: an expression, on whose first line a header stands. */
export interface ModuleScript {
  code: string;
  /** The header's length: what the columns of the first line are too high by. */
  headerLength: number;
}

const wrap = (front: string, text: string): ModuleScript => ({
  code: `${front}${text}\n})`,
  headerLength: front.length,
});

/** Wraps a module's text without moving a line of it. */
export function wrapModule(text: string, format: ModuleFormat): ModuleScript {
  return wrap(format === 'commonjs' && !text.includes(importFunction) ? plainHeader : header[format], text);
}

/** Wraps the hook's text without moving a line of it. Only an ES module is strict, as it is anywhere. */
export function wrapHook(text: string, format: ModuleFormat): ModuleScript {
  return wrap(`${header[format]}${prelude} `, text);
}
