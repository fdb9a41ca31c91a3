import { bodies, type PlatformCase } from './platformCase.ts';

const secrets = {
  API_KEY: 'k3y-value',
  'kebab-case': 'other-value',
  webtask_x: 'wt-value',
  length: 'len-value',
  '': 'empty-name',
  1: 'number-name',
};

const webtask = bodies({
  'the keys of context': 'cb(null, Object.keys(context));',
  'the keys of context.webtask': 'cb(null, Object.keys(context.webtask));',
  'the kinds of its values':
    'cb(null, Object.entries(context.webtask).map(([key, value]) => [key, typeof value]));',
  'its descriptors':
    'cb(null, Object.entries(Object.getOwnPropertyDescriptors(context.webtask)).map(([key, d]) => [key, d.writable, d.enumerable, d.configurable]));',
  'its prototype':
    'cb(null, [context, context.webtask, context.webtask.data, context.webtask.secrets, context.webtask.storage, context.webtask.params, context.webtask.body, user, context.connection].map((x) => Object.getPrototypeOf(x) === Object.prototype));',
  'its secrets': 'cb(null, context.webtask.secrets);',
  'its data': 'cb(null, context.webtask.data);',
  'its secrets, letter by letter':
    'cb(null, Object.values(context.webtask.secrets).map((text) => [...text]));',
  'a secret by name':
    'cb(null, [context.webtask.secrets["kebab-case"].length, context.webtask.data.API_KEY.length]);',
  'a secret that is not there':
    'cb(null, [typeof context.webtask.secrets.NONE, "NONE" in context.webtask.secrets]);',
  'data and secrets are two objects':
    'context.webtask.data.API_KEY = 1; cb(null, [context.webtask.data === context.webtask.secrets, typeof context.webtask.secrets.API_KEY]);',
  'params, query and meta':
    'cb(null, [context.webtask.params, context.webtask.query, context.webtask.meta]);',
  'params, query and meta are three objects':
    'const { params, query, meta } = context.webtask; cb(null, [params === query, query === meta, params === meta]);',
  token: 'cb(null, [context.webtask.token === undefined, "token" in context.webtask]);',
  id: 'cb(null, [typeof context.webtask.id, /^\\d{13}$/.test(context.webtask.id), Math.abs(Date.now() - context.webtask.id) < 60000]);',
  body_raw: 'cb(null, context.webtask.body_raw);',
  'body_raw is what body was parsed from':
    'cb(null, JSON.stringify(JSON.parse(context.webtask.body_raw)) === JSON.stringify(context.webtask.body));',
  'the content type': 'cb(null, context.webtask.headers["content-type"]);',
  'headers that are not there':
    'cb(null, [context.webtask.headers.authorization, context.webtask.headers["Content-Type"]]);',
  'body.user is user': 'cb(null, context.webtask.body.user === user);',
  'body.context is not context': 'cb(null, context.webtask.body.context === context);',
  'body.context.connection is context.connection':
    'cb(null, context.webtask.body.context.connection === context.connection);',
  'body.context has no webtask': 'cb(null, Object.keys(context.webtask.body.context));',
  'a change of user shows in the body':
    'user.extra = 1; delete user.email; cb(null, context.webtask.body.user);',
  'a change of context does not': 'context.extra = 1; cb(null, context.webtask.body.context);',
  'a change of connection does': 'context.connection.extra = 1; cb(null, context.webtask.body.context);',
  'the keys of storage': 'cb(null, Object.keys(context.webtask.storage));',
  create_token: 'context.webtask.create_token();',
  create_token_url: 'context.webtask.create_token_url({}, () => {});',
  'what create_token says':
    'try { context.webtask.create_token(); } catch (e) { cb(null, [e.name, e.message]); }',
  'create_token is a function of no parameters':
    'cb(null, [context.webtask.create_token.length, context.webtask.create_token_url.length]);',
  'context.webtask as JSON': 'const { headers, id, ...rest } = context.webtask; cb(null, rest);',
  'nothing is frozen':
    'cb(null, [user, context, context.webtask, context.webtask.secrets, context.webtask.storage, context.connection].map(Object.isExtensible));',
});

const storage = bodies({
  'storage, untouched':
    'const { storage } = context.webtask; cb(null, [typeof storage.data, typeof storage.etag, storage.get.length, storage.set.length]);',
  'storage.get of nothing':
    'context.webtask.storage.get((error, data) => cb(null, [error, typeof data, context.webtask.storage.etag]));',
  'storage.get is called back at once':
    'let at = "later"; context.webtask.storage.get(() => { at = "at once"; }); cb(null, at);',
  'storage.get with options':
    'context.webtask.storage.get({ a: 1 }, (error, data) => cb(null, [error, typeof data]));',
  'storage.get with null for options': 'context.webtask.storage.get(null, (error) => cb(null, "taken"));',
  'storage.get with text for options': 'context.webtask.storage.get("x", () => cb());',
  'storage.get with nothing': 'context.webtask.storage.get();',
  'storage.get with options and no callback': 'context.webtask.storage.get({});',
  'storage.get with a callback that is none': 'context.webtask.storage.get({}, 5);',
  'storage.get with two callbacks': 'context.webtask.storage.get(() => cb(null, 1), () => cb(null, 2));',
  'storage.get returns nothing': 'cb(null, typeof context.webtask.storage.get(() => "x"));',
  'storage.get whose callback throws': 'context.webtask.storage.get(() => { throw new Error("inside"); });',
  'storage.set before get': 'context.webtask.storage.set({ a: 1 }, () => cb());',
  'storage.set with force':
    'context.webtask.storage.set({ a: 1 }, { force: true }, (error) => cb(null, [typeof error, context.webtask.storage]));',
  'storage.set with force and no callback':
    'context.webtask.storage.set({ a: 1 }, { force: true }); cb(null, context.webtask.storage);',
  'storage.set after get':
    'const s = context.webtask.storage; s.get(() => s.set({ a: 1 }, (error) => cb(null, [typeof error, s])));',
  'storage.set and get':
    'const s = context.webtask.storage; s.get(() => s.set({ a: 1 }, () => s.get((error, data) => cb(null, [error, data, data === s.data]))));',
  'storage keeps the very object':
    'const s = context.webtask.storage; const kept = { a: 1 }; s.set(kept, { force: true }, () => {}); kept.a = 2; s.get((error, data) => cb(null, [data === kept, data]));',
  'storage.set with nothing else':
    'const s = context.webtask.storage; s.get(() => {}); s.set({ a: 1 }); cb(null, s);',
  'storage.set of undefined': 'const s = context.webtask.storage; s.set(undefined, () => cb(null, s));',
  'storage.set of null':
    'const s = context.webtask.storage; s.set({ a: 1 }, { force: true }, () => {}); s.set(null, () => cb(null, [s, typeof s.etag]));',
  'storage.set of null with nothing else': 'const s = context.webtask.storage; s.set(null); cb(null, "set");',
  'storage.set of text':
    'const s = context.webtask.storage; s.set("text", { force: true }, () => cb(null, s));',
  'storage.set of zero': 'const s = context.webtask.storage; s.set(0, { force: true }, () => cb(null, s));',
  'storage.set of a list':
    'const s = context.webtask.storage; s.set([1, "ü"], { force: true }, () => cb(null, s));',
  'storage.set of a function': 'context.webtask.storage.set(() => {}, { force: true }, () => cb());',
  "storage.set of a function, the error's own properties":
    'try { context.webtask.storage.set(() => {}, { force: true }, () => {}); } catch (e) { cb(e); }',
  'storage.set of what is circular':
    'const a = {}; a.a = a; context.webtask.storage.set(a, { force: true }, () => cb());',
  'storage.set of a BigInt': 'context.webtask.storage.set(1n, { force: true }, () => cb());',
  'storage.set of a date':
    'const s = context.webtask.storage; s.set(new Date(0), { force: true }, () => cb(null, s));',
  'storage.set with the etag':
    'const s = context.webtask.storage; s.set({ a: 1 }, { force: true }, () => {}); s.set({ a: 2 }, { etag: s.etag }, (error) => cb(null, [typeof error, s]));',
  'storage.set with another etag':
    'const s = context.webtask.storage; s.set({ a: 1 }, { force: true }, () => {}); s.set({ a: 2 }, { etag: "other" }, (error) => cb(null, [error.name, error.message, error.conflict, Object.keys(error), s]));',
  'storage.set with another etag by force':
    'const s = context.webtask.storage; s.set({ a: 1 }, { force: true }, () => {}); s.set({ a: 2 }, { etag: "other", force: true }, (error) => cb(null, [error.message, s]));',
  'storage.set with another etag and no callback':
    'const s = context.webtask.storage; s.set({ a: 1 }, { force: true }, () => {}); s.set({ a: 2 }, { etag: "other" }); cb(null, s);',
  'storage.set with a null etag on nothing':
    'const s = context.webtask.storage; s.get(() => {}); s.set({ a: 1 }, { etag: null }, (error) => cb(null, [typeof error, s]));',
  'storage.set with a null etag on something':
    'const s = context.webtask.storage; s.set({ a: 1 }, { force: true }, () => {}); s.set({ a: 2 }, { etag: null }, (error) => cb(null, [error.message, error.conflict]));',
  'storage.set with an etag on nothing':
    'const s = context.webtask.storage; s.get(() => {}); s.set({ a: 1 }, { etag: "x" }, (error) => cb(null, [error.message, "conflict" in error, typeof error.conflict]));',
  'storage.set again without a get':
    'const s = context.webtask.storage; s.set({ a: 1 }, { force: true }, () => {}); s.set({ a: 2 }, () => cb(null, s));',
  'storage.set after a null':
    'const s = context.webtask.storage; s.get(() => {}); s.set(null, () => {}); s.set({ a: 1 }, () => cb());',
  'storage.set with text for options': 'context.webtask.storage.set({ a: 1 }, "x", () => cb());',
  'storage.set with null for options': 'context.webtask.storage.set({ a: 1 }, null, () => cb());',
  'storage.set with a callback that is none': 'context.webtask.storage.set({ a: 1 }, {}, 5);',
  'storage.set with options and null': 'context.webtask.storage.set({ a: 1 }, { force: true }, null); cb();',
  'storage.set returns what its callback does':
    'cb(null, context.webtask.storage.set({ a: 1 }, { force: true }, () => "returned"));',
  'storage.set whose callback throws':
    'context.webtask.storage.set({ a: 1 }, { force: true }, () => { throw new Error("inside"); });',
  'storage whose etag is overwritten':
    'const s = context.webtask.storage; s.etag = "mine"; s.set({ a: 1 }, { etag: "mine" }, (error) => cb(null, [typeof error, s]));',
  'storage whose functions are taken out':
    'const { get, set } = context.webtask.storage; get(() => set({ a: 1 }, () => get((error, data) => cb(null, data))));',
  'the same data have the same etag':
    'const s = context.webtask.storage; s.set({ a: 1, b: [2] }, { force: true }, () => {}); const first = s.etag; s.set({ a: 1, b: [2] }, () => {}); cb(null, [first, first === s.etag]);',
});

/** Nobody may see that reads of user and context are watched. */
const watched = bodies({
  'a documented field':
    'cb(null, [user.email, user.emailVerified, user.phoneNumber, context.requestLanguage, context.connection.name]);',
  'a field that is not sent':
    'cb(null, [typeof user.name, typeof user.picture, typeof context.ip, typeof context.clientID, typeof context.connection.strategy]);',
  in: 'cb(null, ["name" in user, "email" in user, "ip" in context, "toString" in user]);',
  'own and inherited':
    'cb(null, [user.hasOwnProperty("name"), Object.hasOwn(user, "email"), typeof user.toString, user.constructor === Object]);',
  keys: 'cb(null, [Object.keys(user), Object.getOwnPropertyNames(context), Reflect.ownKeys(context.connection), Object.getOwnPropertySymbols(user)]);',
  'for in':
    'const keys = []; for (const key in user) keys.push(key); for (const key in context) keys.push(key); cb(null, keys);',
  spread: 'const { webtask, ...rest } = { ...context }; cb(null, [{ ...user }, rest]);',
  'Object.assign': 'cb(null, Object.assign({ name: "mine" }, user, context.connection));',
  JSON: 'cb(null, [JSON.stringify(user), JSON.stringify(context.connection), JSON.parse(JSON.stringify(user))]);',
  'JSON with a list of keys': 'cb(null, JSON.stringify(user, ["email", "name"], 1));',
  descriptors:
    'cb(null, [Object.getOwnPropertyDescriptors(user), Object.getOwnPropertyDescriptor(user, "name")]);',
  'tags and classes':
    'cb(null, [Object.prototype.toString.call(user), String(user), Array.isArray(user), typeof user, user instanceof Object]);',
  'util.inspect':
    'const { inspect } = require("util"); cb(null, [inspect(user), inspect(context.connection), inspect(context, { depth: 0 })]);',
  'util.inspect with showHidden':
    'const { inspect } = require("util"); cb(null, inspect(user, { showHidden: true, getters: true }));',
  'util.format':
    'const { format } = require("util"); cb(null, [format("%s %j %o", user.email, user, context.connection), format(user)]);',
  'util.isDeepStrictEqual': 'cb(null, require("util").isDeepStrictEqual({ ...user }, user));',
  'assert.deepStrictEqual':
    'require("assert").deepStrictEqual(JSON.parse(JSON.stringify(user)), user); cb(null, "equal");',
  structuredClone: 'cb(null, structuredClone(user));',
  'a write': 'user.name = "N"; user.email = undefined; cb(null, [user.name, user]);',
  'a write of a field that is not sent': 'context.ip = "::1"; cb(null, [context.ip, Object.keys(context)]);',
  'a definition':
    'Object.defineProperty(user, "name", { value: "N" }); cb(null, [user.name, Object.keys(user)]);',
  'a getter':
    'Object.defineProperty(user, "name", { get() { return this === user && this.email; } }); cb(null, user.name);',
  'a getter that throws':
    'Object.defineProperty(user, "name", { get() { throw new Error("got"); } }); user.name;',
  'a setter':
    'let set; Object.defineProperty(user, "name", { set(value) { set = [value, this === user]; } }); user.name = 1; cb(null, set);',
  'a deletion': 'delete user.email; cb(null, [typeof user.email, Object.keys(user)]);',
  'a frozen user':
    'Object.freeze(user); user.email = 1; cb(null, [Object.isFrozen(user), user.email, typeof user.name]);',
  'a frozen user, strictly': '"use strict"; Object.freeze(user); user.email = 1;',
  'a deletion of what is sealed': '"use strict"; Object.seal(user); delete user.email;',
  'another prototype':
    'Object.setPrototypeOf(user, { name: "inherited" }); cb(null, [user.name, Object.getPrototypeOf(user)]);',
  'no prototype': 'Object.setPrototypeOf(user, null); cb(null, [typeof user.toString, typeof user.name]);',
  'a call of what is not there': 'user.name.toLowerCase();',
  'a call of a method that is not there': 'context.redirect();',
  'a deep read of what is not there': 'context.request.geoip;',
  'a class that takes it as its prototype':
    'const child = Object.create(user); child.name = 1; cb(null, [child.email, child.name, typeof child.picture, Object.keys(child)]);',
  'keys of a Map and a WeakMap':
    'const map = new Map([[user, 1]]); const weak = new WeakMap([[user, 2]]); cb(null, [map.get(context.webtask.body.user), weak.get(user)]);',
  'a list of it':
    'cb(null, [[user].indexOf(user), [user, context.webtask.body.user].length, new Set([user, context.webtask.body.user]).size]);',
  'await of it': 'Promise.resolve(user).then((got) => cb(null, got === user));',
  symbols:
    'cb(null, [typeof user[Symbol.iterator], typeof user[Symbol.toPrimitive], typeof user[Symbol.toStringTag]]);',
  'what is circular': 'user.self = user; cb(null, user);',
  'what is circular, the message':
    'user.self = user; try { JSON.stringify(user); } catch (e) { cb(null, e.message); }',
  'a comparison with a text': 'cb(null, [user == "[object Object]", `${user}`, user + ""]);',
});

const extensionSecret: PlatformCase = {
  name: 'the secret auth0-extension-secret asks for an authorization',
  text: 'module.exports = (user, context, cb) => cb(null, "ran");',
  secrets: { 'auth0-extension-secret': 'hidden' },
};

/** What changes the world: the wrapper stands on the same built-ins as the hook. */
const worldly: PlatformCase[] = bodies({
  'a toJSON of all objects': 'Object.prototype.toJSON = () => "all"; cb(null, {});',
  'a setter on all objects':
    'Object.defineProperty(Object.prototype, "zzz", { value: 1, enumerable: true, configurable: true }); cb(null, Object.keys({}));',
  'Error.stackTraceLimit of zero': 'Error.stackTraceLimit = 0; cb(new Error("boom"));',
  'no stack traces at all': 'delete Error.stackTraceLimit; cb(new Error("boom"));',
  'Error.prepareStackTrace':
    'Error.prepareStackTrace = (error) => `prepared ${error.message}`; cb(new Error("boom"));',
  'an Error that is another one':
    'const Native = Error; globalThis.Error = class extends Native {}; cb(new Native("boom"));',
  'a JSON.stringify of its own': 'JSON.stringify = () => "{\\"status\\":\\"mine\\"}"; cb(null, 1);',
  'process.exit': 'process.exit(0);',
  'process.exit after cb': 'cb(null, 1); process.exit(1);',
  'a handler of uncaught exceptions':
    'process.on("uncaughtException", (e) => cb(null, e.message)); setTimeout(() => { throw new Error("caught"); }, 1);',
}).map((one) => ({ ...one, alone: true }));

export const contextCases: PlatformCase[] = [
  ...webtask.map((one) => ({ ...one, secrets })),
  {
    name: 'context.webtask.headers',
    text: 'module.exports = (user, context, cb) => cb(null, context.webtask.headers);',
    differs: {
      why: 'transport',
      reply: {
        statusCode: 200,
        headers: {},
        status: 'success',
        data: { 'content-type': 'application/json' },
      },
    },
  },
  {
    name: 'a secret named __proto__',
    text: 'module.exports = (user, context, cb) => cb(null, [Object.keys(context.webtask.secrets), typeof context.webtask.data.__proto__]);',
    secrets: JSON.parse('{"__proto__":"x-value"}'),
  },
  ...storage,
  ...watched,
  extensionSecret,
  ...worldly,
  {
    name: 'a frozen user, a new field',
    text: 'module.exports = function (user, context, cb) { "use strict"; Object.freeze(user); user.extra = 1; };',
    differs: {
      why: 'a proxy for a user',
      reply: {
        code: 500,
        error: 'Script generated an unhandled synchronous exception.',
        details: 'TypeError: Cannot define property extra, object is not extensible',
        name: 'TypeError',
        message: 'Cannot define property extra, object is not extensible',
      },
    },
  },
];
