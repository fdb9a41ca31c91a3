import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { type Told, unpackFrame } from '../../src/guest/nativeValues.ts';
import { createNativeHost } from '../../src/sandbox/nativeHost.ts';
import { hook, runHook } from './sandbox.ts';

const mebibyte = 1024 * 1024;
const none = new ArrayBuffer(0);

function createHost() {
  const told: [number, ArrayBuffer][] = [];
  const host = createNativeHost({
    mostBytes: 16 * mebibyte,
    tell: (operation, frame) => told.push([operation, frame]),
    changed: () => undefined,
  });
  const call = (target: unknown, name: unknown, args: Told[], bytes: unknown = none): Told =>
    unpackFrame(host.call(target, name, JSON.stringify(['list', args]), bytes)).told;
  /** Makes something that stays with the host, and gives its number. */
  const make = (name: string, ...args: Told[]): number => {
    const [, results] = call('crypto', name, args) as ['list', Told[]];
    const [, , id] = results[0] as ['handle', string, number, Told];
    return id;
  };
  return { host, told, call, make };
}
const messageOf = (told: Told): string =>
  Array.isArray(told) && told[0] === 'error' ? told[1].message : JSON.stringify(told);

describe("the host's crypto takes nothing that it does not expect", () => {
  const targets: [unknown, unknown][] = [
    ['fs', 'readFileSync'],
    ['process', 'exit'],
    ['constructor', 'constructor'],
    [{}, 'createHash'],
    [null, 'createHash'],
    [1.5, 'update'],
    ['crypto', '__proto__'],
    ['crypto', { toString: () => 'createHash' }],
    ['crypto', undefined],
    ['crypto', ''],
  ];
  for (const [target, name] of targets) {
    test(`the target ${JSON.stringify(target)} and the name ${JSON.stringify(name)}`, () => {
      assert.throws(() => createHost().call(target, name, []));
    });
  }

  const names = [
    'setEngine',
    'setFips',
    'constructor',
    'toString',
    'webcrypto',
    'KeyObject',
    'hasOwnProperty',
  ];
  for (const name of names) {
    test(`crypto.${name} is not on the list`, () => {
      const { call } = createHost();
      assert.equal(messageOf(call('crypto', name, ['x'])), `There is no crypto.${name}.`);
    });
  }

  test('of what stays with the host only the listed members can be reached', () => {
    const { call, make } = createHost();
    const hash = make('createHash', 'md5');
    for (const name of ['constructor', 'pipe', 'on', 'write', 'destroy', 'push', 'handle']) {
      assert.equal(messageOf(call(hash, name, ['x'])), `There is no ${name} on object ${hash}.`);
    }
    assert.equal(messageOf(call(999, 'update', [])), 'There is no object 999.');
    assert.equal(messageOf(call(-1, 'update', [])), 'There is no object -1.');
  });

  const wrong: Record<string, [json: unknown, bytes?: unknown]> = {
    'no text': [5],
    'no JSON': ['{'],
    'no list': ['"x"'],
    'an object': ['{"a":1}'],
    'a plain object inside': ['["list",[{"a":1}]]'],
    'an unknown tag': ['["list",[["eval","1"]]]'],
    'bytes of an unknown class': ['["list",[["bytes","Function",0,0]]]'],
    'bytes of an inherited name': ['["list",[["bytes","constructor",0,0]]]'],
    'bytes that are not there': ['["list",[["bytes","Buffer",0,10]]]'],
    'bytes before the first': ['["list",[["bytes","Buffer",-1,1]]]'],
    'bytes as text': ['["list",[]]', 'text'],
    'a handle that is none': ['["list",[["handle","",7,null]]]'],
    'a bigint that is none': ['["list",[["bigint","x"]]]'],
    'an entry that is none': ['["list",[["object","Object",["x"]]]]'],
  };
  for (const [what, [json, bytes = none]] of Object.entries(wrong)) {
    test(`arguments with ${what}`, () => {
      const { host } = createHost();
      assert.throws(() => host.call('crypto', 'createHash', json, bytes));
      assert.throws(() => host.start(1, 'crypto', 'randomBytes', json, bytes));
      assert.equal(host.pending(), 0);
    });
  }

  test('keys named __proto__ change no prototype', () => {
    const { call } = createHost();
    const evil: Told = ['object', 'Object', [['__proto__', ['object', 'Object', [['polluted', true]]]]]];
    call('crypto', 'createHash', ['shake128', evil]);
    assert.equal(Reflect.get({}, 'polluted'), undefined);
  });

  test('a function of the guest is none here', () => {
    const { call } = createHost();
    assert.match(
      messageOf(call('crypto', 'createHash', [['function', 'digest']])),
      /Received function digest/,
    );
  });

  test('an error carries no stack and no path of the host', () => {
    const { call } = createHost();
    const told = JSON.stringify(call('crypto', 'createHash', ['none']));
    assert.match(told, /Digest method not supported/);
    assert.doesNotMatch(told, /node:internal|nativeHost|\/src\//);
  });

  test('a key stays here', () => {
    const { privateKey } = generateKeyPairSync('ed25519', {
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const { call } = createHost();
    const told = call('crypto', 'createPrivateKey', [privateKey]);
    assert.deepEqual(told, ['list', [['handle', 'KeyObject', 1, 'private']]]);
  });

  const large: [string, string, Told[]][] = [
    ['crypto', 'randomBytes', [2 ** 30]],
    ['crypto', 'pbkdf2Sync', ['p', 's', 1, 2 ** 30, 'sha1']],
    ['crypto', 'scryptSync', ['p', 's', 2 ** 30]],
    ['crypto', 'hash', ['shake128', 'x', ['object', 'Object', [['outputLength', 2 ** 30]]]]],
    [
      'crypto',
      'scryptSync',
      [
        'p',
        's',
        8,
        [
          'object',
          'Object',
          [
            ['N', 2 ** 20],
            ['r', 8],
            ['maxmem', 2 ** 31],
          ],
        ],
      ],
    ],
    ['zlib', 'gzipSync', ['x', ['object', 'Object', [['chunkSize', 2 ** 30]]]]],
    ['zlib', 'createGzip', [['object', 'Object', [['chunkSize', 2 ** 30]]]]],
  ];
  for (const [module, name, args] of large) {
    test(`${module}.${name} takes no more memory than the hook has`, () => {
      assert.match(messageOf(createHost().call(module, name, args)), /and the hook has 16 MB of memory/);
    });
  }

  test('what expands beyond the memory of the hook is refused', () => {
    const bomb = gzipSync(Buffer.alloc(40 * mebibyte));
    const bytes = new Uint8Array(bomb).buffer;
    const packed: Told = ['bytes', 'Buffer', 0, bomb.length];
    const { call } = createHost();
    for (const options of [[], [['object', 'Object', [['maxOutputLength', 2 ** 40]]] satisfies Told]]) {
      const told = call('zlib', 'gunzipSync', [packed, ...options], bytes);
      assert.equal(messageOf(told), `Cannot create a Buffer larger than ${16 * mebibyte} bytes`);
    }
  });

  test('a stream hands its output over in parts, and goes on when asked', async () => {
    const { host, told, call } = createHost();
    const bomb = gzipSync(Buffer.alloc(40 * mebibyte));
    const [, results] = call('zlib', 'createGunzip', []) as ['list', Told[]];
    const [, , stream] = results[0] as ['handle', string, number, Told];
    const args = JSON.stringify(['list', [['bytes', 'Buffer', 0, bomb.length]]]);
    host.start(1, stream, 'write', args, new Uint8Array(bomb).buffer);
    while (told.length === 0) await turn();
    assert.ok((told[0]?.[1].byteLength ?? 0) < 2 * mebibyte);
    assert.equal(host.pending(), 0);
    host.start(2, stream, 'more', '["list",[]]', none);
    host.free(stream);
    assert.equal(host.pending(), 0, 'a stream that is closed keeps no run from ending');
  });

  test('what is held, and what is under way, is limited in number', () => {
    const { make, host } = createHost();
    assert.throws(() => {
      for (let i = 0; i <= 20_000; i += 1) make('createHash', 'md5');
    });
    const start = () => {
      for (let id = 1; id <= 10_001; id += 1) host.start(id, 'crypto', 'randomBytes', '["list",[1]]', none);
    };
    assert.throws(start, /more than 10000 operations/);
    assert.throws(() => host.start(1, 'crypto', 'randomBytes', '["list",[1]]', none));
    host.finish();
  });
});

describe('hook code gets nothing of the host through crypto and zlib', () => {
  const attacks: Record<string, string> = {
    'the constructor of anything leads to the guest': `
      const things = [c, z, c.createHash, c.createHash('md5'), c.createHash('md5').digest(), c.createSecretKey('k', 'utf8'), c.webcrypto, c.webcrypto.subtle, c.constants, z.constants, z.createGzip(), c.randomBytes(2).buffer, c.createECDH('secp256k1'), c.getHashes()];
      try { c.createHash('none'); } catch (error) { things.push(error); }
      for (const thing of things) { const p = thing.constructor ? thing.constructor.constructor('return process')() : process; if (p !== process) console.log('got', p); }`,
    'an error has no frame of the host': `
      for (const f of [() => c.createHash('none'), () => z.gunzipSync('x'), () => c.createPrivateKey('x')]) try { f(); } catch (error) { if (/sandbox\\.cjs|isolated/.test(error.stack)) console.log('got', error.stack); }`,
    'a promise is one of the guest': `
      const p = c.webcrypto.subtle.digest('SHA-1', new Uint8Array(1)); if (!(p instanceof Promise) || p.constructor.constructor('return process')() !== process) console.log('got', p);`,
    'no number and no key is on an object': `
      const key = c.createSecretKey('secret', 'utf8'); const seen = require('util').inspect(key, { showHidden: true, depth: 9 }); if (/secret/.test(seen)) console.log('got', seen);`,
    'what is not for hooks refuses itself': `
      for (const f of [() => c.setEngine('/tmp/x.so'), () => c.setFips(true)]) try { f(); console.log('got'); } catch (error) { if (error.code !== 'ERR_SANDBOX_UNAVAILABLE') console.log('got', error); }`,
    'forged arguments end in an error': `
      const { map } = Array.prototype; for (const forged of [[{}], [['bytes', 'Buffer', 0, 99999999]], 5]) { Array.prototype.map = () => forged; let error; try { c.getHashes(); } catch (e) { error = e; } Array.prototype.map = map; if (!error || /node:internal\\/(?!guest)|sandbox\\.cjs/.test(error.stack)) console.log('got', error && error.stack); }`,
  };
  for (const [idea, body] of Object.entries(attacks)) {
    test(idea, async () => {
      const { logs, end } = await runHook(
        hook(`const c = require('crypto'), z = require('zlib');\n${body}\ncb();`),
      );
      assert.deepEqual(logs, []);
      assert.equal(end.outcome, 'success', JSON.stringify(end));
    });
  }

  test('a bomb ends by the limit of memory or by an error, never by the process', async () => {
    const { end, logs } = await runHook(
      hook(`const z = require('zlib'); const bomb = z.gzipSync(Buffer.alloc(2e7));
      z.gunzip(bomb, { maxOutputLength: 2 ** 40 }, (error, data) => { console.log(error ? error.code : data.length); cb(); });`),
      { limits: { timeoutMs: 10_000, memoryMb: 64 } },
    );
    assert.notEqual(end.outcome, 'crashed', JSON.stringify(end));
    assert.match(logs.join() || end.outcome, /20000000|ERR_BUFFER_TOO_LARGE|out-of-memory/);
  });

  test('work that the host cannot leave ends with the run', async () => {
    const { end } = await runHook(
      hook("require('crypto').pbkdf2Sync('a', 'b', 2 ** 31 - 1, 16, 'sha512');"),
      {
        limits: { timeoutMs: 300, memoryMb: 64 },
      },
    );
    assert.equal(end.outcome, 'timeout', JSON.stringify(end));
    assert.ok(end.durationMs < 4000, String(end.durationMs));
  });

  test('what the hook has let go of makes room', async () => {
    const { logs, end } = await runHook(
      hook(`const c = require('crypto'); let rounds = 0;
      (function more() { for (let i = 0; i < 5000; i += 1) c.createSecretKey('key', 'utf8'); rounds += 1; if (rounds < 6) setTimeout(more, 10); else { console.log('made'); cb(); } })();`),
      { limits: { timeoutMs: 60_000, memoryMb: 64 } },
    );
    assert.deepEqual(logs, ['made'], JSON.stringify(end));
  });

  test('work in the background keeps the run from ending, and ends with it', async () => {
    const after = await runHook(
      hook("cb(); require('crypto').pbkdf2('a', 'b', 200000, 16, 'sha512', () => console.log('derived'));"),
    );
    assert.deepEqual(after.logs, ['derived']);
    const overdue = await runHook(
      hook(
        "cb(); require('crypto').pbkdf2('a', 'b', 2 ** 31 - 1, 16, 'sha512', () => console.log('derived'));",
      ),
      { limits: { timeoutMs: 500, memoryMb: 64 } },
    );
    assert.equal(overdue.end.outcome, 'timeout');
    assert.match(overdue.end.error?.message ?? '', /Still pending: crypto\.pbkdf2\(\)/);
    assert.ok(overdue.end.durationMs < 1500, String(overdue.end.durationMs));
  });
});
