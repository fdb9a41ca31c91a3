/** What each package does: statements of an async function, with HTTP and HTTPS as the servers' addresses. */

const requestScripts = (name: string): Record<string, string> => {
  const prelude = `const request = require('${name}'); const { promisify } = require('util');
const ask = (options) => new Promise((resolve) => request(options, (error, response, body) => resolve({ error, response, body })));
const tell = ({ error, response, body }) => show(error ? [error.name, error.code, error.connect] : response.statusCode, error ? error.message : body);\n`;
  const of = (body: string): string => prelude + body;
  return {
    'GET, with a query, headers and a JSON answer': of(
      "const { response, body } = await ask({ url: HTTP + '/echo', qs: { a: 1, b: ['x', 'y'] }, headers: { 'X-Case': 'Kept' }, json: true }); show(response.statusCode, body, response.headers['set-cookie'], response.request.method, response.request.uri.path);",
    ),
    'POST of JSON, of a form, of text': of(
      "tell(await ask({ method: 'POST', url: HTTP + '/echo', json: { user: 'ä', list: [1] } })); tell(await ask({ method: 'POST', url: HTTP + '/echo', form: { a: '1 2', b: 'ü' } })); tell(await ask({ method: 'PUT', url: HTTP + '/echo', body: 'text' })); tell(await ask({ method: 'DELETE', url: HTTP + '/echo' }));",
    ),
    'multipart uploads': of(
      "tell(await ask({ method: 'POST', url: HTTP + '/echo', formData: { a: '1', file: { value: Buffer.from('content'), options: { filename: 'a.txt', contentType: 'text/plain' } } } })); tell(await ask({ method: 'PUT', url: HTTP + '/echo', multipart: [{ 'content-type': 'application/json', body: '{}' }, { body: 'second' }] }));",
    ),
    'HTTPS with a private authority': of(
      "tell(await ask({ url: HTTPS + '/echo', json: true })); tell(await ask({ url: HTTPS + '/echo', strictSSL: false, agentOptions: { ca: 'none' } }));",
    ),
    'gzip and deflate': of(
      "for (const kind of ['gzip', 'deflate']) { const { body } = await ask({ url: HTTP + '/' + kind, gzip: true, json: true }); show(body.packed, body.text.length); }",
    ),
    redirects: of(
      "tell(await ask(HTTP + '/redirect?times=3')); tell(await ask({ url: HTTP + '/redirect', followRedirect: false })); tell(await ask({ method: 'POST', url: HTTP + '/redirect', form: { a: 1 } })); tell(await ask({ method: 'POST', url: HTTP + '/redirect', form: { a: 1 }, followAllRedirects: true })); tell(await ask({ url: HTTP + '/redirect?times=9', maxRedirects: 2 }));",
    ),
    '4xx and 5xx': of(
      "for (const status of [400, 404, 422, 500, 503]) tell(await ask({ url: HTTP + '/echo?status=' + status }));",
    ),
    'timeouts, resets, and nobody there': of(
      "tell(await ask({ url: HTTP + '/slow', timeout: 300 })); tell(await ask({ url: HTTP + '/stall', timeout: 300 })); tell(await ask(HTTP + '/reset')); tell(await ask(HTTP + '/cut')); tell(await ask('http://127.0.0.1:9/'));",
    ),
    'wrong uses': of(
      "for (const use of ['nowhere', {}, { url: 'ftp://a/' }]) { try { tell(await ask(use)); } catch (error) { show(error.message); } }",
    ),
    'keep-alive': of(
      "for (let n = 0; n < 3; n += 1) tell(await ask({ url: HTTP + '/echo?n=' + n, forever: true })); const pool = { maxSockets: 1 }; const all = await Promise.all([1, 2, 3].map((n) => ask({ url: HTTP + '/text', pool }))); show(all.map(({ body }) => body));",
    ),
    'streams in and out': of(
      "const parts = []; await new Promise((resolve) => request(HTTP + '/chunks').on('response', (r) => show(r.statusCode)).on('data', (d) => parts.push(String(d))).on('end', resolve)); show(parts.join('')); await new Promise((resolve) => { const up = request.post(HTTP + '/echo', (e, r, body) => { show(body); resolve(); }); require('stream').Readable.from(['a', 'b']).pipe(up); }); await new Promise((resolve) => request(HTTP + '/chunks').pipe(request.put(HTTP + '/echo', (e, r, body) => { show(body); resolve(); })));",
    ),
    'authentication, cookies, defaults': of(
      "tell(await ask({ url: HTTP + '/auth', auth: { user: 'u', pass: 'p', sendImmediately: false } })); tell(await ask({ url: HTTP + '/echo', auth: { bearer: 'token' } })); const jar = request.jar(); const d = request.defaults({ jar, headers: { 'x-d': '1' } }); await new Promise((resolve) => d(HTTP + '/echo', () => d(HTTP + '/echo', (e, r, b) => { show(b, jar.getCookieString(HTTP)); resolve(); })));",
    ),
    '20 MB up and down': of(
      "const { body } = await ask({ url: HTTP + '/big', encoding: null }); show(body.length, String(body.subarray(-8))); tell(await ask({ method: 'POST', url: HTTP + '/echo', body: Buffer.alloc(20e6, 'x') }));",
    ),
    'the time that things take': of(
      "const { response } = await ask({ url: HTTP + '/text', time: true }); show(Object.keys(response.timings || {}).join(), response.elapsedTime >= 0, Object.keys(response.timingPhases || {}).join());",
    ),
  };
};

const axiosScripts = (name: string): Record<string, string> => {
  const prelude = `const axios = require('${name}');
const tell = (promise) => promise.then((r) => show(r.status, r.statusText, r.data), (e) => show('error', e.message, e.code, e.response && e.response.status, e.response && e.response.data));\n`;
  const of = (body: string): string => prelude + body;
  return {
    'GET and POST': of(
      "await tell(axios.get(HTTP + '/echo', { params: { a: 1, b: [1, 2], c: 'ä' }, headers: { 'X-Case': 'Kept' } })); await tell(axios.post(HTTP + '/echo', { a: 'ä' })); await tell(axios.put(HTTP + '/echo', 'text', { headers: { 'content-type': 'text/plain' } })); await tell(axios.post(HTTP + '/echo', new URLSearchParams({ a: '1 2' }))); await tell(axios.delete(HTTP + '/echo')); await tell(axios.head(HTTP + '/echo'));",
    ),
    'what a response is': of(
      "const r = await axios({ url: HTTP + '/echo' }); show(Object.keys(r).join(), r.headers['content-type'], r.headers['set-cookie'], r.request.path, r.request.method, r.request.res.responseUrl === HTTP + '/echo', r.config.method);",
    ),
    'HTTPS with a private authority, and agents': of(
      "await tell(axios.get(HTTPS + '/echo')); const https = require('https'); await tell(axios.get(HTTPS + '/echo', { httpsAgent: new https.Agent({ rejectUnauthorized: false, keepAlive: true }) }));",
    ),
    'compressed answers': of(
      "for (const kind of ['gzip', 'deflate']) { const { data } = await axios.get(HTTP + '/' + kind); show(data.packed, data.text.length); }",
    ),
    redirects: of(
      "await tell(axios.get(HTTP + '/redirect?times=3')); await tell(axios.get(HTTP + '/redirect?times=9', { maxRedirects: 2 })); await tell(axios.get(HTTP + '/redirect', { maxRedirects: 0 })); await tell(axios.post(HTTP + '/redirect?status=307', { a: 1 }));",
    ),
    '4xx and 5xx': of(
      "for (const status of [400, 404, 500, 503]) await tell(axios.get(HTTP + '/echo?status=' + status)); await tell(axios.get(HTTP + '/echo?status=418', { validateStatus: () => true }));",
    ),
    'timeouts, resets, and nobody there': of(
      "await tell(axios.get(HTTP + '/slow', { timeout: 300 })); await tell(axios.get(HTTP + '/reset')); await tell(axios.get(HTTP + '/cut')); await tell(axios.get('http://127.0.0.1:9/')); await tell(axios.get('nowhere'));",
    ),
    'cancellation, interceptors, instances': of(
      "const source = axios.CancelToken.source(); setTimeout(() => source.cancel('enough'), 100); await tell(axios.get(HTTP + '/slow', { cancelToken: source.token })); const i = axios.create({ baseURL: HTTP, headers: { 'x-i': '1' } }); i.interceptors.request.use((c) => { c.headers['x-j'] = '2'; return c; }); i.interceptors.response.use((r) => ({ ...r, data: 'mine' })); await tell(i.get('/echo'));",
    ),
    'streams and bytes': of(
      "const { data } = await axios.get(HTTP + '/chunks', { responseType: 'stream' }); let all = ''; for await (const part of data) all += part; show(all, data.trailers); const { data: bytes } = await axios.get(HTTP + '/text', { responseType: 'arraybuffer' }); show(Buffer.isBuffer(bytes), bytes.length); await tell(axios.post(HTTP + '/echo', require('stream').Readable.from(['a', 'b']), { headers: { 'content-type': 'text/plain' } }));",
    ),
    '20 MB up and down': of(
      "const { data } = await axios.get(HTTP + '/big', { responseType: 'arraybuffer', maxContentLength: 30e6 }); show(data.length); await tell(axios.post(HTTP + '/echo', Buffer.alloc(20e6, 'x'), { maxBodyLength: 30e6, maxContentLength: 30e6, headers: { 'content-type': 'application/octet-stream' } }));",
    ),
    authentication: of(
      "await tell(axios.get(HTTP + '/auth', { auth: { username: 'u', password: 'p' } })); await tell(axios.get(HTTP + '/auth'));",
    ),
    'wrong uses': of(
      "await tell(axios.get(HTTP + '/echo', { headers: { 'X-A': 'b\\r\\nc' } })); await tell(axios.get('ftp://a/'));",
    ),
  };
};

export const scripts: Record<string, Record<string, string>> = {
  'request 2.88.2': requestScripts('request'),
  'request 2.87.0': requestScripts('request-2.87'),
  'request-promise 4': {
    'answers and errors': `const rp = require('request-promise');
      show(await rp(HTTP + '/text')); show(await rp({ uri: HTTP + '/echo', method: 'POST', body: { a: 1 }, json: true }));
      await rp(HTTP + '/echo?status=404').catch((e) => show(e.name, e.statusCode, e.message)); await rp('http://127.0.0.1:9/').catch((e) => show(e.name, e.message, e.cause.code));
      const full = await rp({ uri: HTTP + '/text', resolveWithFullResponse: true, simple: false }); show(full.statusCode, full.body);
      await rp(HTTP + '/text').promise().tap((b) => show('tapped', b)).finally(() => show('finally')); show(await rp({ uri: HTTP + '/text', transform: (b) => b.toUpperCase() }));`,
    HTTPS: `show(await require('request-promise')(HTTPS + '/echo'));`,
  },
  'axios 0.19.2': axiosScripts('axios-0.19'),
  'axios 0.21.4': axiosScripts('axios-0.21'),
  'axios 1.x': {
    ...axiosScripts('axios'),
    'forms and brotli': `const axios = require('axios'); const form = new FormData(); form.append('a', '1'); form.append('f', new Blob(['content'], { type: 'text/plain' }), 'f.txt');
      show((await axios.post(HTTP + '/echo', form)).data.bytes > 100); show((await axios.postForm(HTTP + '/echo', { a: 1, b: { c: 2 } })).data.method); show((await axios.get(HTTP + '/br')).data.packed);
      show((await axios.get(HTTP + '/text', { adapter: 'fetch' })).data);`,
  },
  'slack-notify 2.0.7': {
    'messages and errors': `const slack = require('slack-notify')(HTTPS + '/text');
      await slack.send('plain'); await slack.alert({ text: 'alert', channel: '#c', fields: { a: 'b' } }); await slack.success('done'); await slack.bug('bug'); await slack.note({ text: 'n', unfurl_links: 1 });
      const custom = slack.extend({ channel: '#x', icon_emoji: ':x:', username: 'X' }); await custom({ text: 'custom' }); show('sent');
      await require('slack-notify')(HTTPS + '/echo?status=500').send('x').then(() => show('ok'), (e) => show('error', String(e && e.message || e).slice(0, 80)));`,
  },
  'node-fetch 2': {
    'requests of many kinds': `const fetch = require('node-fetch-2'); const { Headers, Request } = fetch;
      const r = await fetch(HTTP + '/echo', { method: 'POST', body: JSON.stringify({ a: 'ä' }), headers: new Headers({ 'Content-Type': 'application/json' }) }); show(r.status, r.ok, await r.json(), r.headers.raw()['set-cookie']);
      for (const kind of ['gzip', 'deflate', 'br']) show((await (await fetch(HTTP + '/' + kind)).json()).packed);
      show(await (await fetch(HTTPS + '/redirect?times=2')).json()); show((await fetch(new Request(HTTP + '/text'))).status);
      await fetch(HTTP + '/redirect', { redirect: 'error' }).catch((e) => show(e.name, e.type, e.code)); await fetch(HTTP + '/slow', { timeout: 200 }).catch((e) => show(e.name, e.type, e.message));
      await fetch(HTTP + '/reset').catch((e) => show(e.name, e.code, e.message)); await fetch(HTTP + '/cut').then((x) => x.text()).catch((e) => show(e.name, e.code, e.message)); await fetch('http://127.0.0.1:9/').catch((e) => show(e.name, e.code, e.errno, e.message));
      const c = new AbortController(); setTimeout(() => c.abort(), 50); await fetch(HTTP + '/slow', { signal: c.signal }).catch((e) => show(e.name, e.type, e.message));
      show((await (await fetch(HTTP + '/big')).buffer()).length); show(await (await fetch(HTTP + '/echo', { method: 'POST', body: require('stream').Readable.from(['a', 'b']) })).json()); show((await fetch(HTTP + '/echo?status=500')).statusText);`,
  },
  'jsonwebtoken 8': {
    'signs and verifies': `const jwt = require('jsonwebtoken-8'); const crypto = require('crypto'); const token = jwt.sign({ sub: 'u', iat: 1 }, 'secret'); show(token, jwt.verify(token, 'secret'), jwt.decode(token, { complete: true }));
      for (const use of [() => jwt.verify(token, 'other'), () => jwt.verify('x.y.z', 'secret'), () => jwt.verify(jwt.sign({ exp: 5 }, 's'), 's'), () => jwt.sign({}, '')]) { try { show(use()); } catch (e) { show(e.name, e.message); } }
      const { privateKey, publicKey } = crypto.generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs8', format: 'pem' } });
      for (const algorithm of ['RS256', 'PS256']) show(jwt.verify(jwt.sign({ a: 1, iat: 1 }, privateKey, { algorithm, issuer: 'i', audience: 'b' }), publicKey, { issuer: 'i' }));
      show(await new Promise((resolve) => jwt.sign({ iat: 2 }, 'k', { algorithm: 'HS512' }, (e, t) => resolve(t))));`,
  },
  'lodash 4': {
    'the usual': `const _ = require('lodash'); show(_.chunk([1, 2, 3, 4, 5], 2), _.get({ a: [{ b: 1 }] }, 'a[0].b'), _.merge({ a: { b: 1 } }, { a: { c: 2 } }), _.groupBy(['ab', 'c', 'de'], 'length'), _.template('hi <%= n %>')({ n: 'x' }), _.isEqual({ a: [1] }, { a: [1] }), _.cloneDeep(new Map([[1, { a: 1 }]])), _.isBuffer(Buffer.from('a')), _.startCase('foo_bar'));
      await new Promise((resolve) => { let n = 0; const d = _.debounce(() => { show('debounced', n); resolve(); }, 20); for (n = 0; n < 3; n += 1) d(); }); _.defer(() => show('deferred')); _.delay((x) => show(x), 20, 'delayed');`,
  },
  'uuid 3': {
    'every version': `const uuid = require('uuid-3'); show(/^[0-9a-f-]{36}$/.test(uuid()), uuid.v4({ random: Array(16).fill(1) }), require('uuid-3/v5')('hello', require('uuid-3/v5').DNS), require('uuid-3/v3')('hello', require('uuid-3/v3').URL), require('uuid-3/v1')({ node: [1, 2, 3, 4, 5, 6], clockseq: 1, msecs: 1, nsecs: 1 }));`,
  },
  'uuid 9': {
    'every version': `const { v1, v3, v4, v5, validate, version, parse, stringify, NIL } = require('uuid-9'); const id = v4(); show(validate(id), version(id), v5('hello', v5.DNS), v3('hello', v3.URL), stringify(parse(NIL)), validate('x'), version(v1()));`,
  },
  'moment-timezone': {
    'zones and formats': `const moment = require('moment-timezone'); const at = moment.utc('2024-03-31T00:30:00Z'); show(at.tz('Europe/Berlin').format(), at.clone().add(1, 'hour').tz('Europe/Berlin').format('LLLL z'), at.tz('America/New_York').format('YYYY-MM-DD HH:mm:ss Z'), moment.tz.names().length > 400, moment.duration(90, 'minutes').humanize(), moment('nonsense', 'YYYY').isValid(), moment.tz('2024-07-01 12:00', 'Asia/Tokyo').toISOString());`,
  },
};
