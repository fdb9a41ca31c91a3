import { generateKeyPairSync } from 'node:crypto';
import { describe } from 'node:test';
import { generate } from 'selfsigned';
import { compareAll } from './compare.ts';

/** Keys of every kind, the same for the hook and for Node. */
const pair = (type: string, options: object): { privateKey: string; publicKey: string } =>
  Reflect.apply(generateKeyPairSync, null, [
    type,
    {
      ...options,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    },
  ]);
const keys = {
  rsa: pair('rsa', { modulusLength: 2048 }),
  pss: pair('rsa-pss', { modulusLength: 2048, hashAlgorithm: 'sha256', mgf1HashAlgorithm: 'sha256' }),
  ec: pair('ec', { namedCurve: 'P-256' }),
  ed25519: pair('ed25519', {}),
  x25519: pair('x25519', {}),
};
const certificates = await generate([{ name: 'commonName', value: 'hook.example' }], {
  algorithm: 'sha256',
  extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'hook.example' }] }],
});

const show = `
const c = require('crypto');
const keys = ${JSON.stringify(keys)};
const certificate = ${JSON.stringify(certificates.cert)};
const told = (e) => [e.constructor.name, e.name, e.code, e.message, e.library, e.reason, e.opensslErrorStack, String(e.stack).split('\\n')[0]];
const attempt = (what, f) => { try { console.log(what, f()); } catch (e) { console.log(what, told(e)); } };
`;

describe('keys are those of Node', () => {
  compareAll({
    'read and shown': `${show}
      for (const [name, { privateKey, publicKey }] of Object.entries(keys)) { const a = c.createPrivateKey(privateKey), b = c.createPublicKey(publicKey), d = c.createPublicKey(a);
        console.log(name, a, b, a.type, b.type, a.asymmetricKeyType, a.asymmetricKeyDetails, b.equals(d), b.equals(a), a.symmetricKeySize, a instanceof c.KeyObject, Object.prototype.toString.call(a)); }
      const s = c.createSecretKey(Buffer.from('secret')); console.log(s, s.type, s.symmetricKeySize, s.export(), s.export({ format: 'jwk' }), s.equals(c.createSecretKey('secret', 'utf8')), s.asymmetricKeyType);`,
    'exported in each form': `${show}
      const a = c.createPrivateKey(keys.rsa.privateKey), b = c.createPublicKey(keys.rsa.publicKey), e = c.createPrivateKey(keys.ec.privateKey);
      console.log(a.export({ type: 'pkcs1', format: 'pem' }), a.export({ type: 'pkcs8', format: 'der' }), b.export({ type: 'spki', format: 'pem' }), b.export({ format: 'jwk' }), e.export({ type: 'sec1', format: 'pem' }), e.export({ format: 'jwk' }));
      const locked = a.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open' }); console.log(locked.split('\\n')[0], c.createPrivateKey({ key: locked, passphrase: 'open' }).equals(a));
      attempt('passphrase', () => c.createPrivateKey(locked)); attempt('wrong', () => c.createPrivateKey({ key: locked, passphrase: 'x' }));
      console.log(c.createPrivateKey({ key: a.export({ type: 'pkcs8', format: 'der' }), format: 'der', type: 'pkcs8' }).equals(a), c.createPublicKey({ key: b.export({ format: 'jwk' }), format: 'jwk' }).equals(b), c.createPrivateKey({ key: e.export({ format: 'jwk' }), format: 'jwk' }).equals(e), c.createPublicKey(certificate).asymmetricKeyType, c.createPublicKey(Buffer.from(keys.ec.publicKey)).equals(c.createPublicKey(e)));
      attempt('form', () => a.export({ type: 'none', format: 'pem' })); attempt('no form', () => a.export()); attempt('pem', () => c.createPrivateKey('nothing')); attempt('public pem', () => c.createPrivateKey(keys.rsa.publicKey)); attempt('nothing', () => c.createPublicKey()); attempt('empty', () => c.createSecretKey(Buffer.alloc(0)).symmetricKeySize); attempt('secret', () => c.createSecretKey(5)); attempt('jwk', () => c.createPublicKey({ key: { kty: 'RSA' }, format: 'jwk' })); attempt('class', () => new c.KeyObject('x')); attempt('equals', () => a.equals(1));`,
    generated: `${show}
      const { publicKey, privateKey } = c.generateKeyPairSync('rsa', { modulusLength: 1024 }); console.log(publicKey, privateKey, publicKey.asymmetricKeyDetails);
      const pem = c.generateKeyPairSync('ec', { namedCurve: 'P-256', publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'der' } }); console.log(pem.publicKey.split('\\n')[0], Buffer.isBuffer(pem.privateKey));
      console.log(c.generateKeySync('hmac', { length: 64 }).symmetricKeySize); attempt('kind', () => c.generateKeyPairSync('none')); attempt('length', () => c.generateKeyPairSync('rsa', {})); attempt('callback', () => c.generateKeyPair('rsa', { modulusLength: 512 }));
      c.generateKey('aes', { length: 128 }, (e, k) => { console.log(e, k.symmetricKeySize); c.generateKeyPair('ed25519', {}, (e, a, b) => { console.log(e, a, b);
        require('util').promisify(c.generateKeyPair)('x25519').then((p) => console.log(p)); }); });`,
    'signatures and their checks': `${show}
      for (const [name, algorithm] of [['rsa', 'sha256'], ['rsa', 'RSA-SHA1'], ['pss', 'sha256'], ['ec', 'sha256']]) { const { privateKey, publicKey } = keys[name];
        const signature = c.createSign(algorithm).update('some ').update('data').sign(privateKey); console.log(name, name === 'rsa' ? signature.toString('base64') : c.createVerify(algorithm).update('some data').verify(publicKey, signature));
        console.log(c.createVerify(algorithm).update('some data').verify(publicKey, signature), c.createVerify(algorithm).update('other').verify(publicKey, signature), c.verify(algorithm, Buffer.from('some data'), publicKey, signature)); }
      const s = c.sign(null, Buffer.from('x'), keys.ed25519.privateKey); console.log(s, c.verify(null, Buffer.from('x'), keys.ed25519.publicKey, s), c.verify(null, Buffer.from('y'), c.createPublicKey(keys.ed25519.publicKey), s));
      const p = c.sign('sha256', Buffer.from('x'), { key: keys.rsa.privateKey, padding: c.constants.RSA_PKCS1_PSS_PADDING, saltLength: 10 }); console.log(p.length, c.verify('sha256', Buffer.from('x'), { key: keys.rsa.publicKey, padding: c.constants.RSA_PKCS1_PSS_PADDING }, p));
      const r = c.sign('sha256', Buffer.from('x'), { key: c.createPrivateKey(keys.ec.privateKey), dsaEncoding: 'ieee-p1363' }); console.log(r.length, c.verify('sha256', Buffer.from('x'), { key: keys.ec.publicKey, dsaEncoding: 'ieee-p1363' }, r));
      c.sign('sha256', Buffer.from('x'), keys.rsa.privateKey, (e, s) => { console.log(e, s.toString('hex').slice(0, 40)); c.verify('sha256', Buffer.from('x'), keys.rsa.publicKey, s, (e, ok) => console.log(e, ok)); });
      const w = c.createSign('sha256'); w.write('a'); w.end('b', () => console.log(w.sign(keys.rsa.privateKey, 'hex').slice(0, 40)));
      attempt('algorithm', () => c.createSign('none')); attempt('no key', () => c.createSign('sha256').sign()); attempt('bad key', () => c.createSign('sha256').update('x').sign('nothing')); attempt('secret', () => c.sign('sha256', Buffer.from('x'), c.createSecretKey('x', 'utf8'))); attempt('public', () => c.sign('sha256', Buffer.from('x'), keys.rsa.publicKey)); attempt('text', () => c.sign('sha256', 'x', keys.rsa.privateKey).length);`,
    'what is sealed is opened': `${show}
      const { privateKey, publicKey } = keys.rsa; const data = Buffer.from('secret');
      console.log(String(c.privateDecrypt(privateKey, c.publicEncrypt(publicKey, data))), String(c.publicDecrypt(publicKey, c.privateEncrypt(privateKey, data))), c.privateEncrypt(privateKey, data).toString('hex').slice(0, 30));
      const options = { padding: c.constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256', oaepLabel: Buffer.from('label') }; console.log(String(c.privateDecrypt({ key: privateKey, ...options }, c.publicEncrypt({ key: c.createPublicKey(publicKey), ...options }, data))));
      attempt('wrong', () => c.privateDecrypt({ key: privateKey, ...options }, c.publicEncrypt(publicKey, data))); attempt('long', () => c.publicEncrypt(publicKey, Buffer.alloc(400))); attempt('length', () => c.privateDecrypt(privateKey, Buffer.from('x')));`,
    'agreed upon': `${show}
      const a = c.createECDH('secp256k1'), b = c.createECDH('secp256k1'); a.setPrivateKey(Buffer.alloc(32, 7)); b.setPrivateKey('09'.repeat(32), 'hex'); console.log(a.getPublicKey('hex', 'compressed'), a.computeSecret(b.getPublicKey()).equals(b.computeSecret(a.getPublicKey())), a.computeSecret(b.getPublicKey(), null, 'hex'), a.getPrivateKey('hex'), c.ECDH.convertKey(a.getPublicKey(), 'secp256k1', null, 'hex', 'compressed'), a.generateKeys().length);
      const d = c.createDiffieHellman(Buffer.from('e3', 'hex'), 2), g = c.getDiffieHellman('modp14'), h = c.createDiffieHellmanGroup('modp14'); g.generateKeys(); h.generateKeys(); console.log(d.getPrime('hex'), d.getGenerator(), d.verifyError, g.computeSecret(h.getPublicKey()).equals(h.computeSecret(g.getPublicKey())), g.getPrime('hex').length, g.setPublicKey, g instanceof c.DiffieHellmanGroup);
      const x = c.generateKeyPairSync('x25519'); const one = { privateKey: c.createPrivateKey(keys.x25519.privateKey), publicKey: x.publicKey }, two = { privateKey: x.privateKey, publicKey: c.createPublicKey(keys.x25519.publicKey) }; console.log(c.diffieHellman(one).equals(c.diffieHellman(two)));
      attempt('curve', () => c.createECDH('none')); attempt('point', () => a.computeSecret('00', 'hex')); attempt('group', () => c.getDiffieHellman('none')); attempt('keys', () => c.diffieHellman({})); attempt('prime', () => c.createDiffieHellman());`,
    certificates: `${show}
      const x = new c.X509Certificate(certificate); console.log(x, x.ca, x.raw, x.publicKey, x.issuerCertificate, x.keyUsage, x.toString() === certificate.replace(/\\r/g, '') || x.toString().length, JSON.stringify(x).length, x.toLegacyObject());
      console.log(x.checkHost('hook.example'), x.checkHost('other.example'), x.checkEmail('a@b.c'), x.checkIP('127.0.0.1'), x.checkIssued(x), x.verify(x.publicKey), x.validFromDate instanceof Date); attempt('none', () => new c.X509Certificate('nothing')); attempt('number', () => new c.X509Certificate(5)); attempt('key', () => x.checkPrivateKey(c.createPrivateKey(keys.rsa.privateKey)));
      console.log(c.Certificate.verifySpkac(Buffer.from('x')), new c.Certificate().exportChallenge(Buffer.from('x')));`,
  });
});

describe('Web Crypto is that of Node', () => {
  const web = `${show}
    const s = crypto.subtle, bytes = (t) => new TextEncoder().encode(t), hex = (b) => Buffer.from(b).toString('hex');
    const fails = async (what, f) => { try { console.log(what, await f()); } catch (e) { console.log(what, e.name, e.code, e.message); } };
    (async () => {`;
  compareAll({
    'digests and signatures': `${web}
      console.log(hex(await s.digest('SHA-256', bytes('x'))), (await s.digest({ name: 'SHA-1' }, new ArrayBuffer(2))) instanceof ArrayBuffer);
      const k = await s.importKey('raw', bytes('key'), { name: 'HMAC', hash: 'SHA-256' }, true, ['sign', 'verify']); console.log(k, k instanceof CryptoKey, k.type, k.usages, k.algorithm); const m = await s.sign('HMAC', k, bytes('data')); console.log(hex(m), await s.verify('HMAC', k, m, bytes('data')), await s.verify('HMAC', k, m, bytes('other')), await s.exportKey('jwk', k), hex(await s.exportKey('raw', k)));
      const e = await s.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']); console.log(e); const g = await s.sign({ name: 'ECDSA', hash: 'SHA-256' }, e.privateKey, bytes('x')); console.log(g.byteLength, await s.verify({ name: 'ECDSA', hash: 'SHA-256' }, e.publicKey, g, bytes('x')));
      const r = await s.importKey('spki', c.createPublicKey(keys.rsa.publicKey).export({ type: 'spki', format: 'der' }), { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, true, ['verify']); console.log(r, await s.verify('RSASSA-PKCS1-v1_5', r, c.sign('sha256', Buffer.from('x'), keys.rsa.privateKey), bytes('x')));
    })();`,
    'encryption, derivation and wrapping': `${web}
      const k = await s.importKey('raw', Buffer.alloc(16, 1), 'AES-GCM', true, ['encrypt', 'decrypt']); const iv = new Uint8Array(12); const x = await s.encrypt({ name: 'AES-GCM', iv, additionalData: bytes('aad') }, k, bytes('secret')); console.log(hex(x), Buffer.from(await s.decrypt({ name: 'AES-GCM', iv, additionalData: bytes('aad') }, k, x)).toString());
      const p = await s.importKey('raw', bytes('pw'), 'PBKDF2', false, ['deriveBits', 'deriveKey']); console.log(hex(await s.deriveBits({ name: 'PBKDF2', salt: bytes('salt'), iterations: 100, hash: 'SHA-256' }, p, 128)), await s.deriveKey({ name: 'PBKDF2', salt: bytes('salt'), iterations: 100, hash: 'SHA-256' }, p, { name: 'AES-CBC', length: 256 }, true, ['encrypt']));
      const a = await s.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']), b = await s.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']); console.log(hex(await s.deriveBits({ name: 'ECDH', public: b.publicKey }, a.privateKey, 256)) === hex(await s.deriveBits({ name: 'ECDH', public: a.publicKey }, b.privateKey, 256)));
      const w = await s.importKey('raw', Buffer.alloc(16, 2), 'AES-KW', true, ['wrapKey', 'unwrapKey']); const wrapped = await s.wrapKey('raw', k, w, 'AES-KW'); console.log(hex(wrapped), await s.unwrapKey('raw', wrapped, w, 'AES-KW', 'AES-GCM', false, ['decrypt']));
      console.log(c.KeyObject.from(k).export(), await s.exportKey('raw', c.createSecretKey(Buffer.alloc(16)).toCryptoKey('AES-CBC', true, ['encrypt'])), c.createHmac('sha1', await s.generateKey({ name: 'HMAC', hash: 'SHA-1' }, true, ['sign'])).digest().length);
    })();`,
    'what is wrong with them': `${web}
      await fails('algorithm', () => s.digest('none', bytes('x'))); await fails('missing', () => s.digest()); await fails('data', () => s.digest('SHA-1', 'text')); await fails('usages', () => s.generateKey({ name: 'AES-GCM', length: 128 }, true, [])); await fails('usage', () => s.importKey('raw', bytes('k'), { name: 'HMAC', hash: 'SHA-1' }, true, ['encrypt']));
      const k = await s.generateKey({ name: 'AES-GCM', length: 128 }, false, ['encrypt']); await fails('not extractable', () => s.exportKey('raw', k)); await fails('decrypt', () => s.decrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, k, new Uint8Array(20))); await fails('no key', () => s.encrypt('AES-GCM', {}, bytes('x')));
      const d = await s.importKey('raw', Buffer.alloc(16, 1), 'AES-GCM', true, ['decrypt']); await fails('tag', () => s.decrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, d, new Uint8Array(20)));
      attempt('class', () => new CryptoKey()); attempt('crypto', () => new Crypto()); attempt('subtle', () => new SubtleCrypto());
    })();`,
    'its classes': `${show} const w = c.webcrypto; console.log(w, w.subtle, c.subtle === w.subtle, w instanceof Crypto, w.subtle instanceof SubtleCrypto, Object.prototype.toString.call(w), typeof w.randomUUID(), w.getRandomValues(new Uint8Array(2)).length, Object.keys(SubtleCrypto.prototype).slice(0, 6));`,
  });
});
