import { bodies, files, type PlatformCase, values } from './platformCase.ts';

const thrown = [
  'new Error("boom")',
  'new TypeError("type")',
  'new Error("")',
  '"text"',
  '""',
  '0',
  '7',
  'true',
  'undefined',
  'null',
  '1n',
  'Symbol("s")',
  '{ message: "m", name: "N" }',
  '{ a: 1 }',
  '[1, 2]',
  'function () {}',
  'Object.assign(new Error("boom"), { code: 404, status: 1 })',
  'Object.assign(new Error("boom"), { name: "Mine" })',
  'Object.assign(new Error("boom"), { name: { a: 1 } })',
  'Object.assign(new Error("boom"), { toString() { return "mine"; } })',
  'Object.assign(new Error("boom"), { toString() { throw new Error("no"); } })',
  'Object.assign(new Error("boom"), { toString() { return { a: 1 }; } })',
  'Object.assign(new Error("boom"), { message: 1n })',
  'Object.defineProperty(new Error("boom"), "message", { get() { throw new Error("no"); } })',
  'Object.create(Error.prototype)',
  'Object.create(null)',
  'Object.freeze(new Error("frozen"))',
  'new PreUserRegistrationError("denied", "friendly")',
  'new ExtensibilityUserError("told")',
  'new (class Own extends Error {})("own")',
  'new AggregateError([], "many")',
  '(() => { const a = {}; a.a = a; return a; })()',
  'new Date(0)',
  '{ toJSON() { return "instead"; } }',
  'new Proxy(new Error("proxied"), {})',
] as const;

const mistakes = bodies({
  'a property of undefined': 'user.user_metadata.address.city;',
  'a property of null': 'null.x;',
  'a call of what is none': 'user.email();',
  'a name that is none': 'undeclared;',
  'an assignment to a constant': 'const a = 1; a = 2;',
  'a name before its declaration': 'a; let a;',
  'a stack that overflows': '(function again() { again(); })();',
  'an array that is too long': 'new Array(-1);',
  'JSON that is none': 'JSON.parse("{");',
  'a missing module, at the call':
    'try { require("no-such-package"); } catch (e) { cb(null, [e.name, e.code]); }',
});

const later = bodies({
  'a throw in a timer': 'setTimeout(() => { throw new Error("late"); }, 1);',
  'a throw in setImmediate': 'setImmediate(() => { throw new Error("late"); });',
  'a throw in a tick': 'process.nextTick(() => { throw new Error("late"); });',
  'a throw in a microtask': 'queueMicrotask(() => { throw new Error("late"); });',
  'a throw in an emitter': 'new (require("events"))().emit("error", new Error("late"));',
  'a throw in an emitter, later':
    'setTimeout(() => new (require("events"))().emit("error", new Error("late")), 1);',
  'a rejection that nothing handles': 'Promise.reject(new Error("late"));',
  'a rejection in a chain': 'Promise.resolve().then(() => { throw new Error("late"); });',
  'a rejection that is handled': 'Promise.reject(new Error("late")).catch(() => cb(null, "handled"));',
  'a throw of text, later': 'setTimeout(() => { throw "words"; }, 1);',
  'a rejection after cb': 'cb(null, 1); Promise.reject(new Error("late"));',
  'a throw in a timer after cb': 'cb(null, 1); setTimeout(() => { throw new Error("late"); }, 1);',
  'no cb': '',
  'no cb, a value returned': 'return { a: 1 };',
  'no cb, a promise returned': 'return Promise.resolve(1);',
  'no cb, a promise that never settles': 'return new Promise(() => {});',
  'no cb, as an error path forgot it': 'setTimeout(() => { if (user.nobody) cb(); }, 1);',
});

const asynchronous = files({
  'an async hook that calls cb':
    'module.exports = async (user, context, cb) => { await null; cb(null, 1); };',
  'an async hook that returns': 'module.exports = async () => ({ a: 1 });',
  'an async hook that throws': 'module.exports = async () => { throw new Error("rejected"); };',
  'an async hook that throws later':
    'module.exports = async () => { await null; throw new Error("rejected"); };',
  'an async hook that throws what is no Error': 'module.exports = async () => { throw { a: 1 }; };',
  'an async hook that throws after cb':
    'module.exports = async (user, context, cb) => { cb(null, 1); await null; throw new Error("late"); };',
  'an async hook that hands cb its error':
    'module.exports = async (user, context, cb) => { try { await Promise.reject(new Error("kept")); } catch (e) { cb(e); } };',
  'a generator': 'module.exports = function* (user, context, cb) { cb(); };',
  'an async generator': 'module.exports = async function* (user, context, cb) { cb(); };',
});

export const throwCases: PlatformCase[] = [
  ...values('throw _;', thrown),
  ...thrown.map((expression) => ({ name: `at load: throw ${expression}`, text: `throw ${expression};` })),
  ...mistakes,
  ...later,
  ...asynchronous,
];
