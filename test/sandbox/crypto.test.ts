import { describe } from 'node:test';
import { compareAll } from './compare.ts';

/** Shows what each call gives or throws. */
const show = `
const c = require('crypto');
const told = (e) => [e.constructor.name, e.name, e.code, e.message, e.library, e.reason, e.opensslErrorStack, String(e.stack).split('\\n')[0]];
const attempt = (what, f) => { try { console.log(what, f()); } catch (e) { console.log(what, told(e)); } };
`;

describe('hashes are those of Node', () => {
  compareAll({
    'every encoding of input and output': `${show}
      for (const algorithm of ['md5', 'sha1', 'sha256', 'SHA512', 'ripemd160', 'sha3-256', 'RSA-SHA256'])
        console.log(algorithm, c.createHash(algorithm).update('héllo €').digest('hex'));
      for (const encoding of ['hex', 'base64', 'base64url', 'latin1', 'binary']) console.log(c.createHash('sha256').update('x').digest(encoding));
      console.log(c.createHash('sha1').update('68656c6c6f', 'hex').digest('base64'), c.createHash('sha1').update('é', 'latin1').digest('hex'), c.createHash('sha1').update('\\ud800').digest('hex'));
      console.log(c.createHash('sha256').digest(), c.createHash('md5').update(Buffer.from('a')).update(new Uint16Array([1, 2])).update(new DataView(new ArrayBuffer(3))).digest('hex'));`,
    'copies, extendable output and one-shot hashes': `${show}
      const h = c.createHash('sha256').update('a'); const copy = h.copy(); console.log(h.update('b').digest('hex'), copy.digest('hex'));
      attempt('copy after digest', () => h.copy());
      console.log(c.createHash('shake256', { outputLength: 5 }).update('x').digest('hex'), c.createHash('shake128').update('x').copy({ outputLength: 8 }).digest('hex'));
      console.log(c.hash('sha1', 'abc'), c.hash('sha1', Buffer.from('abc'), 'base64'), c.hash('sha1', 'abc', 'buffer'));`,
    'what is wrong with them': `${show}
      attempt('algorithm', () => c.createHash('nothing')); attempt('no algorithm', () => c.createHash()); attempt('null', () => c.createHash(null));
      attempt('object', () => c.createHash({})); attempt('function', () => c.createHash(function digest() {})); attempt('class', () => c.createHash(new (class Mine {})()));
      attempt('data', () => c.createHash('md5').update(5)); attempt('no data', () => c.createHash('md5').update()); attempt('list', () => c.createHash('md5').update([1]));
      attempt('symbol', () => c.createHash('md5').update(Symbol('s'))); attempt('bigint', () => c.createHash('md5').update(5n));
      const h = c.createHash('md5'); h.digest(); attempt('update late', () => h.update('a')); attempt('digest late', () => h.digest());
      attempt('length', () => c.createHash('md5', { outputLength: 3 })); attempt('encoding', () => c.createHash('md5').digest('nothing'));`,
    streams: `${show}
      const { PassThrough, pipeline } = require('stream');
      const h = c.createHash('sha256'); h.on('readable', () => { const d = h.read(); if (d) console.log('read', d.toString('hex')); }); h.write('some '); h.write('data'); h.end();
      const source = new PassThrough(); pipeline(source, c.createHmac('sha1', 'key'), async (s) => { for await (const x of s) console.log('hmac', x.toString('hex')); }, (e) => console.log('done', e)); source.end('text');
      c.createHash('md5').setEncoding('hex').on('data', (d) => console.log('encoded', d)).end('abc');`,
    hmacs: `${show}
      console.log(c.createHmac('sha256', 'key').update('a').update('b').digest('hex'), c.createHmac('sha512', Buffer.from('key')).update('x').digest('base64'), c.createHmac('sha1', c.createSecretKey('key', 'utf8')).update('x').digest());
      const h = c.createHmac('md5', 'k'); h.digest(); attempt('digest twice', () => h.digest('hex')); attempt('update late', () => h.update('a'));
      attempt('no key', () => c.createHmac('md5')); attempt('algorithm', () => c.createHmac('nothing', 'k')); attempt('key', () => c.createHmac('md5', 5));`,
    'called without new': `${show}
      console.log(c.Hash('md5') instanceof c.Hash, new c.Hash('md5').update('x').digest('hex'), c.createHash('md5') instanceof require('stream').Transform, c.createHmac('md5', 'k') instanceof c.Hmac, c.createHash('md5').constructor === c.Hash);`,
    'lists of names': `${show}
      console.log(c.getHashes().length, c.getCiphers().length, c.getCurves().length, c.getCipherInfo('aes-256-gcm'), c.getCipherInfo('none'), c.getFips(), c.getHashes());`,
    constants: `${show} console.log(c.constants); console.log(Object.keys(c).sort().join(' ')); console.log(Object.keys(c).filter((k) => c[k] && typeof c[k] !== 'function' && k !== 'constants').map((k) => typeof c[k]));`,
  });
});

describe('random values are like those of Node', () => {
  compareAll({
    sizes: `${show}
      console.log(c.randomBytes(16).length, Buffer.isBuffer(c.randomBytes(1)), c.randomBytes(0), c.randomUUID().length, /^[0-9a-f]{8}-[0-9a-f]{4}-4/.test(c.randomUUID()), c.randomInt(1), c.randomInt(5, 6));
      c.randomBytes(8, (e, b) => console.log('async', e, b.length)); c.randomInt(7, 8, (e, n) => console.log('int', e, n));
      const b = Buffer.alloc(8); console.log(c.randomFillSync(b) === b, b.some(Boolean)); const f = new Uint32Array(4); c.randomFillSync(f, 2); console.log(f[0], f[1], f[2] + f[3] > 0);
      const a = new ArrayBuffer(8); c.randomFill(a, (e, x) => console.log(e, x === a, new Uint8Array(x).some(Boolean)));
      const r = new Uint8Array(20); console.log(c.getRandomValues(r) === r, r.some(Boolean), crypto.getRandomValues(new Int32Array(3)).length, crypto.randomUUID().length, c.pseudoRandomBytes(3).length);`,
    'what is wrong with them': `${show}
      attempt('size', () => c.randomBytes(-1)); attempt('text', () => c.randomBytes('4')); attempt('nothing', () => c.randomBytes()); attempt('huge', () => c.randomBytes(2 ** 40)); attempt('NaN', () => c.randomBytes(NaN));
      attempt('range', () => c.randomInt(5, 5)); attempt('fill', () => c.randomFillSync('x')); attempt('offset', () => c.randomFillSync(Buffer.alloc(2), 5)); attempt('async', () => c.randomFill(Buffer.alloc(2)));
      attempt('float', () => c.getRandomValues(new Float32Array(2)).length); attempt('long', () => c.getRandomValues(new Uint8Array(70000)).length); attempt('uuid', () => c.randomUUID(5));
      attempt('callback', () => c.randomInt(1, 2, 'x'));`,
    equality: `${show}
      console.log(c.timingSafeEqual(Buffer.from('a'), Buffer.from('a')), c.timingSafeEqual(Buffer.from('a'), new Uint8Array([98])));
      attempt('length', () => c.timingSafeEqual(Buffer.from('a'), Buffer.from('ab'))); attempt('text', () => c.timingSafeEqual('a', 'a'));`,
    primes: `${show}
      console.log(c.checkPrimeSync(7n), c.checkPrimeSync(Buffer.from([8])), typeof c.generatePrimeSync(16, { bigint: true }), c.generatePrimeSync(16).byteLength);
      c.checkPrime(11n, (e, x) => console.log(e, x)); c.generatePrime(12, { bigint: true }, (e, x) => console.log(e, typeof x));`,
  });
});

describe('keys are derived as in Node', () => {
  compareAll({
    'with and without a callback': `${show}
      console.log(c.pbkdf2Sync('pw', 'salt', 1000, 20, 'sha256').toString('hex'), c.scryptSync('pw', 'salt', 16, { N: 1024 }).toString('hex'), Buffer.from(c.hkdfSync('sha256', 'key', 'salt', 'info', 16)), c.hkdfSync('sha1', 'k', 's', 'i', 4) instanceof ArrayBuffer);
      c.pbkdf2('pw', 'salt', 10, 8, 'sha1', (e, k) => { console.log(1, e, k);
        c.scrypt('pw', 'salt', 8, (e, k) => { console.log(2, e, k); c.hkdf('sha512', 'k', 's', 'i', 6, (e, k) => { console.log(3, e, k);
          require('util').promisify(c.pbkdf2)('a', 'b', 1, 4, 'md5').then((k) => console.log(4, k)); }); }); });
      console.log('first');`,
    'what is wrong with them': `${show}
      attempt('digest', () => c.pbkdf2Sync('a', 'b', 1, 1, 'none')); attempt('no digest', () => c.pbkdf2Sync('a', 'b', 1, 1)); attempt('iterations', () => c.pbkdf2Sync('a', 'b', 0, 1, 'md5')); attempt('length', () => c.pbkdf2Sync('a', 'b', 1, -1, 'md5'));
      attempt('callback', () => c.pbkdf2('a', 'b', 1, 1, 'md5')); attempt('async digest', () => c.pbkdf2('a', 'b', 1, 1, 'none', () => {})); attempt('password', () => c.pbkdf2Sync(1, 'b', 1, 1, 'md5'));
      attempt('cost', () => c.scryptSync('a', 'b', 8, { N: 3 })); attempt('memory', () => c.scryptSync('a', 'b', 8, { N: 2 ** 20 })); attempt('hkdf', () => c.hkdfSync('sha256', 'k', 's', 'i', 100000));`,
    'an error that nothing catches in a callback is one': `${show}
      process.on('uncaughtException', (e) => console.log('uncaught', e.message)); c.randomBytes(1, () => { throw new Error('late'); });`,
  });
});

describe('ciphers are those of Node', () => {
  compareAll({
    'modes and encodings': `${show}
      const key = Buffer.alloc(32, 1), iv = Buffer.alloc(16, 2);
      for (const name of ['aes-256-cbc', 'aes-256-ctr', 'aes-256-ecb', 'AES-256-CBC']) { const x = c.createCipheriv(name, key, /ecb/.test(name) ? null : iv); const text = x.update('secret text', 'utf8', 'hex') + x.final('hex');
        const d = c.createDecipheriv(name, key, /ecb/.test(name) ? null : iv); console.log(name, text, d.update(text, 'hex', 'utf8') + d.final('utf8')); }
      const p = c.createCipheriv('aes-128-cbc', 'k'.repeat(16), 'i'.repeat(16)); console.log(p.setAutoPadding(false) === p, p.update(Buffer.alloc(16)), p.final());
      const k = c.createCipheriv('aes-128-cbc', c.createSecretKey(Buffer.alloc(16)), Buffer.alloc(16)); console.log(k.update('x'), k.final('base64'));`,
    'those that authenticate': `${show}
      for (const [name, length, options] of [['aes-256-gcm', 32], ['aes-128-ccm', 16, { authTagLength: 8 }], ['chacha20-poly1305', 32, { authTagLength: 16 }], ['aes-128-ocb', 16, { authTagLength: 12 }]]) {
        const key = Buffer.alloc(length, 3), iv = Buffer.alloc(12, 4), data = Buffer.from('attack at dawn');
        const x = c.createCipheriv(name, key, iv, options); console.log(x.setAAD(Buffer.from('aad'), { plaintextLength: data.length }) === x);
        const text = Buffer.concat([x.update(data), x.final()]), tag = x.getAuthTag(); console.log(name, text, tag);
        const d = c.createDecipheriv(name, key, iv, options); d.setAuthTag(tag); d.setAAD(Buffer.from('aad'), { plaintextLength: text.length }); console.log(String(d.update(text)), d.final());
        const w = c.createDecipheriv(name, key, iv, options); w.setAuthTag(Buffer.alloc(tag.length)); attempt('wrong tag', () => { w.setAAD(Buffer.from('aad'), { plaintextLength: text.length }); w.update(text); return w.final(); });
      }`,
    'what is wrong with them': `${show}
      attempt('name', () => c.createCipheriv('none', 'k', 'i')); attempt('key', () => c.createCipheriv('aes-128-cbc', 'k', 'i'.repeat(16))); attempt('iv', () => c.createCipheriv('aes-128-cbc', 'k'.repeat(16), 'i'));
      attempt('null iv', () => c.createCipheriv('aes-128-cbc', 'k'.repeat(16), null)); attempt('no iv', () => c.createCipheriv('aes-128-cbc', 'k'.repeat(16)));
      const d = c.createDecipheriv('aes-128-cbc', 'k'.repeat(16), 'i'.repeat(16)); d.update(Buffer.alloc(16, 7)); attempt('final', () => d.final());
      const e = c.createDecipheriv('aes-128-cbc', 'k'.repeat(16), 'i'.repeat(16)); e.update('abc'); attempt('length', () => e.final());
      const x = c.createCipheriv('aes-128-cbc', 'k'.repeat(16), 'i'.repeat(16)); x.final(); attempt('late', () => x.update('a')); attempt('final late', () => x.final()); attempt('tag', () => x.getAuthTag()); attempt('padding late', () => x.setAutoPadding());
      attempt('data', () => c.createCipheriv('aes-128-cbc', 'k'.repeat(16), 'i'.repeat(16)).update(5));`,
    streams: `${show}
      const { pipeline, Readable } = require('stream'); const key = Buffer.alloc(16), iv = Buffer.alloc(16);
      pipeline(Readable.from([Buffer.from('part one '), Buffer.from('part two')]), c.createCipheriv('aes-128-cbc', key, iv), c.createDecipheriv('aes-128-cbc', key, iv), async (s) => { let t = ''; for await (const x of s) t += x; console.log(t); }, (e) => console.log('done', e));
      const bad = c.createDecipheriv('aes-128-cbc', key, iv); bad.on('error', (e) => console.log('error', e.code)); bad.end('short');`,
  });
});

describe('hashes that are gathered are those that are sent at once', () => {
  compareAll({
    'the second of a kind': `${show}
      for (let i = 0; i < 3; i += 1) { const data = Buffer.from('abc'); const h = c.createHash('sha256').update(data); data.fill(0); console.log(h.update('é').update('w6k=', 'base64').update('ff', 'hex').update('x', 'latin1').digest('hex'));
        const key = Buffer.from('key'); const m = c.createHmac('sha1', key); key.fill(0); console.log(m.update('a').update(new Uint16Array([1, 2])).digest('base64'));
        const a = c.createHash('md5').update('a'); const b = a.copy(); console.log(a.update('b').digest('hex'), b.update('c').digest('hex'));
        const big = c.createHash('sha1'); for (let n = 0; n < 20; n += 1) big.update(Buffer.alloc(5000, n)).update('text'); console.log(big.digest('hex'), c.createHash('md5').digest('hex'));
        attempt('data', () => c.createHash('md5').update(5)); attempt('encoding', () => c.createHash('md5').update('abc', 'hex').digest('hex')); attempt('late', () => { const l = c.createHash('md5'); l.digest(); l.copy(); }); attempt('key', () => c.createHmac('md5', 5)); attempt('text key', () => c.createHmac('md5', 'k').update('x').digest()); }
      const piped = c.createHash('md5'); piped.setEncoding('hex'); piped.on('data', (d) => console.log('piped', d)); piped.write('a'); piped.end('b');`,
  });
});
