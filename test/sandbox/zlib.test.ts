import { describe } from 'node:test';
import { compareAll } from './compare.ts';

const show = `
const z = require('zlib');
const told = (e) => [e.constructor.name, e.name, e.code, e.errno, e.message, String(e.stack).split('\\n')[0]];
const attempt = (what, f) => { try { console.log(what, f()); } catch (e) { console.log(what, told(e)); } };
const text = 'a text that is long enough to be worth it, '.repeat(50);
const pairs = [['gzip', 'gunzip'], ['deflate', 'inflate'], ['deflateRaw', 'inflateRaw'], ['gzip', 'unzip'], ['deflate', 'unzip'], ['brotliCompress', 'brotliDecompress'], ['zstdCompress', 'zstdDecompress']];
`;

describe('zlib works as in Node', () => {
  compareAll({
    'at once': `${show}
      for (const [pack, unpack] of pairs) { const packed = z[pack + 'Sync'](text); console.log(pack, packed.length, packed.subarray(0, 40), String(z[unpack + 'Sync'](packed)) === text, Buffer.isBuffer(packed)); }
      console.log(z.gzipSync(Buffer.from('x'), { level: 9 }).toString('hex'), z.deflateSync(new Uint8Array([1, 2, 3])).toString('hex'), z.deflateRawSync(new ArrayBuffer(4)).toString('hex'), z.deflateSync('').toString('hex'));
      console.log(z.inflateSync(z.deflateSync(text, { dictionary: Buffer.from('a text') }), { dictionary: Buffer.from('a text') }).length, z.brotliCompressSync(text, { params: { [z.constants.BROTLI_PARAM_QUALITY]: 4 } }).length, z.deflateSync(text, { level: 1, strategy: z.constants.Z_HUFFMAN_ONLY, windowBits: 9, memLevel: 1 }).length);`,
    'with callbacks and promises': `${show}
      const { promisify } = require('util');
      (async () => { for (const [pack, unpack] of pairs) { const packed = await promisify(z[pack])(text); console.log(pack, packed.length, String(await promisify(z[unpack])(packed)) === text); } })();
      z.gzip('x', { level: 0 }, (e, b) => console.log('level', e, b.length)); console.log('first');`,
    streams: `${show}
      const { pipeline, Readable, Writable } = require('stream');
      (async () => { for (const [pack, unpack] of pairs) await new Promise((done) => { let out = ''; const name = (n) => 'create' + n[0].toUpperCase() + n.slice(1);
        pipeline(Readable.from([Buffer.from(text), Buffer.from('more'), Buffer.from(text)]), z[name(pack)](), z[name(unpack)](), new Writable({ write(c, e, d) { out += c; d(); } }), (e) => { console.log(pack, e, out === text + 'more' + text); done(); }); }); })();`,
    'a stream step by step': `${show}
      const s = z.createGzip({ level: 6 }); const parts = []; s.on('data', (d) => parts.push(d)); s.on('end', () => { const all = Buffer.concat(parts); console.log('end', all.length, String(z.gunzipSync(all)) === 'onetwothree', s.bytesWritten); });
      s.on('finish', () => console.log('finish')); s.on('close', () => console.log('close', s.destroyed));
      s.write('one', () => console.log('written')); s.flush(() => { console.log('flushed', String(z.gunzipSync(Buffer.concat(parts), { finishFlush: z.constants.Z_SYNC_FLUSH })));
        s.write('two'); s.flush(z.constants.Z_SYNC_FLUSH, () => { console.log('again', Buffer.concat(parts).length); s.params(9, z.constants.Z_DEFAULT_STRATEGY, (e) => { console.log('params', e); s.end('three'); }); }); });`,
    'much data, read slowly': `${show}
      const big = Buffer.alloc(6e6); for (let i = 0; i < big.length; i += 7) big[i] = i; const packed = z.gzipSync(big); const s = z.createGunzip(); let n = 0, sum = 0;
      s.end(packed); const read = async () => { for await (const part of s) { n += part.length; for (const byte of part) sum = (sum * 31 + byte) % 65521; } console.log(n, sum, s.bytesWritten === packed.length); }; setTimeout(read, 20);
      const zeros = z.gzipSync(Buffer.alloc(3e7)); const t = z.createGunzip({ chunkSize: 65536 }); let m = 0; t.on('data', (d) => { m += d.length; if (m < 200000) { t.pause(); setTimeout(() => t.resume(), 1); } }).on('end', () => console.log('zeros', m)).end(zeros);`,
    'what is wrong with the data': `${show}
      const good = z.gzipSync(text); const bad = Buffer.from(good); bad[20] ^= 255;
      attempt('no gzip', () => z.gunzipSync(Buffer.from('nothing'))); attempt('cut', () => z.gunzipSync(good.subarray(0, 30))); attempt('changed', () => z.gunzipSync(bad).length); attempt('raw', () => z.inflateRawSync(good)); attempt('brotli', () => z.brotliDecompressSync(Buffer.from('abc'))); attempt('zstd', () => z.zstdDecompressSync(Buffer.from('abc')));
      attempt('dictionary', () => z.inflateSync(z.deflateSync('x', { dictionary: Buffer.from('x') }))); attempt('most', () => z.gunzipSync(good, { maxOutputLength: 10 })); attempt('trailing', () => String(z.gunzipSync(Buffer.concat([z.gzipSync('a'), Buffer.from('junk')])))); attempt('members', () => String(z.gunzipSync(Buffer.concat([z.gzipSync('a'), z.gzipSync('b')]))));
      z.gunzip(Buffer.from('nothing'), (e, b) => { console.log(told(e), b); z.unzip(good.subarray(0, 30), (e) => { console.log(told(e));
        const s = z.createGunzip(); s.on('error', (e) => console.log('error', told(e), s.destroyed)); s.on('close', () => { console.log('close');
          const t = z.createGunzip(); t.on('error', (e) => console.log('cut', told(e))); t.resume(); t.end(good.subarray(0, 30)); }); s.end('nothing at all'); }); });`,
    'what is wrong with the arguments': `${show}
      attempt('nothing', () => z.gzipSync()); attempt('number', () => z.gzipSync(5)); attempt('object', () => z.inflateSync({})); attempt('callback', () => z.gzip('x')); attempt('callback 2', () => z.gzip('x', {}, 'y')); attempt('async', () => z.gzip(5, () => {}));
      attempt('level', () => z.createGzip({ level: 99 })); attempt('window', () => z.createGunzip({ windowBits: 3 })); attempt('chunk', () => z.createGzip({ chunkSize: 1 })); attempt('flush', () => z.deflateSync('x', { flush: 'a' })); attempt('params', () => z.brotliCompressSync('x', { params: { 999: 1 } })); attempt('dictionary', () => z.createDeflate({ dictionary: 'text' }));`,
    'data after its end, and several members': `${show}
      const s = z.createGunzip(); let out = ''; s.on('data', (d) => (out += d)); s.on('end', () => { console.log('end', out); next(); }); s.end(Buffer.concat([z.gzipSync('a'), z.gzipSync('b')]));
      const next = () => { const t = z.createInflate(); let more = ''; t.on('data', (d) => (more += d)); t.on('end', () => console.log('inflated', more, t.bytesWritten)); t.on('error', (e) => console.log(e.code)); t.write(Buffer.concat([z.deflateSync('data'), Buffer.from('junk')])); setTimeout(() => t.end(), 20); };`,
    'closing, resetting and destroying': `${show}
      const s = z.createDeflate(); s.on('error', (e) => console.log(e.message)); s.write('x'); s.close(() => console.log('closed', s.destroyed, s._closed));
      const r = z.createDeflate(); r.write('lost', () => { r.reset(); const p = []; r.on('data', (d) => p.push(d)).on('end', () => console.log('reset', Buffer.concat(p).length > 0)); r.end('kept'); });
      const d = z.createGunzip(); d.on('error', (e) => console.log('destroyed', e.message)); d.on('close', () => console.log('close')); d.destroy(new Error('mine'));`,
    'classes and constants': `${show}
      console.log(z.constants, z.codes, Object.keys(z).sort().join(' '), z.Z_BEST_SPEED, z.Z_SYNC_FLUSH, z.crc32('hello'), z.crc32(Buffer.from('lo'), z.crc32('hel')));
      console.log(z.createGzip() instanceof z.Gzip, new z.Unzip() instanceof z.Unzip, z.Gunzip() instanceof z.Gunzip, z.createGzip().constructor === z.Gzip, z.createBrotliCompress() instanceof require('stream').Transform, z.Gzip.name, z.createInflate().constructor.name);`,
    'with what it took': `${show}
      const r = z.gzipSync('hello', { info: true }); console.log(r.buffer.length, r.engine.bytesWritten); z.deflate('hello', { info: true }, (e, r) => console.log(e, r.buffer.length, r.engine.bytesWritten));`,
    'the synchronous step of older packages': `${show}
      const d = new z.DeflateRaw(); console.log(d._processChunk(Buffer.from(text), z.constants.Z_FINISH).length);
      const i = new z.Inflate(); console.log(String(i._processChunk(z.deflateSync('hello'), z.constants.Z_FINISH)));`,
  });
});
