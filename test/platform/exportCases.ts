import { files, type PlatformCase } from './platformCase.ts';

const cb = '(user, context, cb) { cb(null, "ran"); }';

const forms = files({
  'module.exports = function': `module.exports = function ${cb};`,
  'module.exports = a named function': `module.exports = function hook${cb};`,
  'module.exports = an arrow': 'module.exports = (user, context, cb) => cb(null, "ran");',
  'module.exports = a function declared': `function hook${cb}\nmodule.exports = hook;`,
  'module.exports = a function declared below': `module.exports = hook;\nfunction hook${cb}`,
  'module.exports = a function in a const': `const hook = function ${cb};\nmodule.exports = hook;`,
  'module.exports = a bound function': `module.exports = function ${cb}.bind(null);`,
  'module.exports = a proxy': `module.exports = new Proxy(function ${cb}, {});`,
  'module.exports = a class': `module.exports = class { constructor${cb} };`,
  'module.exports = new Function': 'module.exports = new Function("user", "context", "cb", "cb(null, 1)");',
  'module.exports = exports = function': `module.exports = exports = function ${cb};`,
  'module["exports"] =': `module["exports"] = function ${cb};`,
  'this is module.exports': `cbOf = this === module.exports && exports === this; module.exports = (u, c, cb) => cb(null, cbOf);`,
  'exports = function': `exports = function ${cb};`,
  'exports.hook = function': `exports.hook = function ${cb};`,
  'module.exports.default = function': `module.exports.default = function ${cb};`,
  "an Action's export": 'exports.onExecutePostUserRegistration = async (event, api) => {};',
  'a named function and no export': `function hook${cb}`,
  'an arrow and no export': '(user, context, cb) => cb();',
  'a bare function': `function ${cb}`,
  'a bare function in brackets': `(function ${cb})`,
  'a function that is called': `(function ${cb})({}, {}, () => {});`,
  'a returned function': `return function ${cb};`,
  'a returned arrow': 'return (user, context, cb) => cb(null, "ran");',
  'a returned object': `module.exports = function ${cb}; return { a: 1 };`,
  'a returned zero': `module.exports = function ${cb}; return 0;`,
  'a return and nothing': `module.exports = function ${cb}; return;`,
  'module.exports = an object': 'module.exports = { a: 1 };',
  'module.exports = null': 'module.exports = null;',
  'module.exports = undefined': 'module.exports = undefined;',
  'module.exports = text': 'module.exports = "text";',
  'module.exports = a promise': `module.exports = Promise.resolve(function ${cb});`,
  'an empty file': '',
  'only a comment': '// nothing',
  'a comment at the end': `module.exports = function ${cb} // end`,
  'an open comment': `module.exports = function ${cb} /* end`,
  'a brace too many': `module.exports = function ${cb} }`,
  'a brace too few': 'module.exports = function (user, context, cb) { cb();',
  'a UTF-8 BOM': `\ufeffmodule.exports = function ${cb};`,
  'line ends of Windows': `module.exports =\r\nfunction ${cb};\r\n`,
  'a line separator': `module.exports =\u2028function ${cb};`,
  'a shebang': `#!/usr/bin/env node\nmodule.exports = function ${cb};`,
  'no parameters': 'module.exports = function () { arguments[2](null, "ran"); };',
  'one parameter': 'module.exports = function (user) { arguments[2](null, user.email); };',
  'two parameters': 'module.exports = function (user, cb) { cb(); };',
  'four parameters': 'module.exports = function (user, context, cb, more) { cb(null, typeof more); };',
  'rest parameters': 'module.exports = (...all) => all[2](null, all.length);',
  'default parameters': 'module.exports = (user = 1, context = 2, cb = 3) => cb(null, user.email);',
  'destructured parameters':
    'module.exports = ({ email }, { connection: { name } }, cb) => cb(null, [email, name]);',
  'a destructured parameter that is missing':
    'module.exports = ({ missing: { deep } }, context, cb) => cb();',
  'state of the module': 'let calls = 0; module.exports = (user, context, cb) => cb(null, ++calls);',
  'a global as a store':
    'global.store = global.store || 1; module.exports = (user, context, cb) => cb(null, store);',
  'an export set later': `setTimeout(() => { module.exports = function ${cb}; }, 1);`,
});

const compile = files({
  'a syntax error': 'module.exports = function (user, context, cb) { let x = ; };',
  'a token too many': 'module.exports = function (user, context, cb) { ) };',
  'a name declared twice': 'let a; let a;',
  'await in a function that is not async':
    'module.exports = function (user, context, cb) { await null; cb(); };',
  'await at the top': 'await null;',
  'a bad regular expression': 'module.exports = /(/;',
  'unfinished text': 'module.exports = "abc',
  'an unfinished template': 'module.exports = `abc',
  'new.target at the top': 'x = new.target; module.exports = (user, context, cb) => cb(null, typeof x);',
  'a missing package': 'const x = require("no-such-package-anywhere");',
  'a throw at load': 'throw new TypeError("load");',
  'a mistake at load': 'undeclared.x = 1;',
  'an error with properties at load':
    'throw Object.assign(new Error("load"), { code: 7, error_description: "own" });',
  'an error with a circular property at load': 'const e = new Error("load"); e.self = e; throw e;',
  'a load that ends the wrapper with a getter':
    'throw Object.defineProperty(new Error("x"), "message", { get() { return "got"; } });',
});

const sloppy = files({
  'an undeclared assignment': 'module.exports = function (user, context, cb) { x = 1; cb(null, x); };',
  'an undeclared assignment below "use strict"':
    '"use strict";\nmodule.exports = function (user, context, cb) { x = 1; cb(null, x); };',
  "'use strict' inside of the function":
    'module.exports = function (user, context, cb) { "use strict"; undeclaredHere = 1; cb(); };',
  with: 'module.exports = function (user, context, cb) { with (user) { cb(null, email); } };',
  octal: 'module.exports = function (user, context, cb) { cb(null, 010); };',
  'parameters of one name': 'module.exports = function (a, a, cb) { cb(null, typeof a); };',
  'arguments.callee': 'module.exports = function (user, context, cb) { cb(null, typeof arguments.callee); };',
  'arguments that are parameters':
    'module.exports = function (user, context, cb) { arguments[0] = 5; cb(null, user); };',
  'delete of a name': 'module.exports = function (user, context, cb) { cb(null, delete user); };',
  'eval that declares': 'module.exports = function (user, context, cb) { eval("var y = 2"); cb(null, y); };',
  'a write to what is frozen':
    'module.exports = function (user, context, cb) { const a = Object.freeze({ b: 1 }); a.b = 2; cb(null, a); };',
  'a write to a primitive': 'module.exports = function (user, context, cb) { "a".b = 1; cb(null, 1); };',
  'a function in a block':
    'module.exports = function (user, context, cb) { { function inner() { return 1; } } cb(null, inner()); };',
  'a strict class in a sloppy file':
    'class A { m() { return this; } }\nmodule.exports = (user, context, cb) => cb(null, [(0, new A().m)() === undefined]);',
  'an HTML comment': 'module.exports = function (user, context, cb) { cb(null, 1); }; <!-- comment',
  'let as a name': 'var let = 1; module.exports = (user, context, cb) => cb(null, let);',
});

const prelude = files({
  'both names exist':
    'module.exports = (user, context, cb) => cb(null, [typeof ExtensibilityUserError, typeof PreUserRegistrationError]);',
  'their names, lengths and chain':
    'module.exports = (user, context, cb) => cb(null, [ExtensibilityUserError.name, ExtensibilityUserError.length, PreUserRegistrationError.length, Object.getPrototypeOf(PreUserRegistrationError) === ExtensibilityUserError, Object.getPrototypeOf(ExtensibilityUserError) === Error]);',
  'what their errors hold':
    'module.exports = (user, context, cb) => { const e = new PreUserRegistrationError("a", "b"); cb(null, [e.name, e.message, e.friendlyMessage, String(e), Object.keys(e), e instanceof Error]); };',
  'a class that extends one':
    'class Mine extends PreUserRegistrationError {}\nmodule.exports = (user, context, cb) => cb(new Mine("a"));',
  'class PreUserRegistrationError again':
    'class PreUserRegistrationError extends Error {}\nmodule.exports = (user, context, cb) => cb();',
  'const ExtensibilityUserError again':
    'const ExtensibilityUserError = 1;\nmodule.exports = (user, context, cb) => cb();',
  'var PreUserRegistrationError again':
    'var PreUserRegistrationError = 1;\nmodule.exports = (user, context, cb) => cb();',
  'function PreUserRegistrationError again':
    'function PreUserRegistrationError() {}\nmodule.exports = (user, context, cb) => cb();',
  'one of them overwritten':
    'PreUserRegistrationError = 1;\nmodule.exports = (user, context, cb) => cb(null, PreUserRegistrationError);',
  'one of them as a local name':
    'module.exports = (user, context, cb) => { const PreUserRegistrationError = 2; cb(null, PreUserRegistrationError); };',
  'they are no globals':
    'module.exports = (user, context, cb) => cb(null, ["PreUserRegistrationError" in globalThis, "ExtensibilityUserError" in globalThis]);',
  'names of the wrapper are not there':
    'module.exports = (user, context, cb) => cb(null, [typeof func, typeof webtaskContext, typeof Authz, typeof handler]);',
  "CommonJS' names":
    'module.exports = (user, context, cb) => cb(null, [typeof require, typeof module, typeof exports, typeof __filename, typeof __dirname]);',
});

const modules: PlatformCase[] = [
  {
    name: 'an ES module',
    text: 'export default function (user, context, cb) { cb(null, "ran"); }',
    differs: {
      why: 'ES modules',
      reply: { statusCode: 200, headers: {}, status: 'success', data: 'ran' },
    },
  },
];

export const exportCases: PlatformCase[] = [...forms, ...compile, ...sloppy, ...prelude, ...modules];
