import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { compareAll } from './compare.ts';
import { hook, runHook } from './sandbox.ts';

describe('dns does in a hook what it does in Node', () => {
  compareAll({
    'a lookup': `const dns = require('dns'); dns.lookup('localhost', (e, address, family) => { console.log(e, address, family);
      dns.lookup('localhost', { all: true, family: 4 }, (e, all) => { console.log(e, all); dns.lookup('1.2.3.4', (e, a, f) => { console.log(e, a, f); dns.lookup('', (e, a, f) => console.log(e, a, f)); }); }); });`,
    'promises, and promisify': `const dns = require('dns'); (async () => { console.log(await dns.promises.lookup('localhost', 4), await require('dns/promises').lookup('::1', { all: true }), await require('util').promisify(dns.lookup)('127.0.0.1')); })();`,
    'a name that there is not': `require('dns').lookup('nowhere.invalid', (e) => console.log(e.code, e.syscall, e.hostname, e.message));`,
    'a service': `require('dns').lookupService('127.0.0.1', 80, (e, host, service) => console.log(e, host, service));`,
    'wrong arguments': `const dns = require('dns'); for (const use of [() => dns.lookup('a'), () => dns.lookup(5, () => {}), () => dns.resolve4('a'), () => dns.resolve4(5, () => {})]) { try { use(); console.log('took it'); } catch (e) { console.log(e.name, e.code); } }`,
    'what the module has': `const dns = require('dns'); console.log(dns.NOTFOUND, dns.CANCELLED, dns.ADDRCONFIG, dns.getDefaultResultOrder(), typeof dns.Resolver, typeof new dns.Resolver().resolve4, typeof dns.promises.resolveMx, require('dns/promises') === dns.promises);`,
  });
});

test('a blocked network answers no question, and says which setting does', async () => {
  const text = hook(
    "require('dns').lookup('localhost', (e) => { console.log(e.code, e.message); require('dns').resolve4('example.com', (e) => { console.log(e.code, e.message); cb(); }); });",
  );
  const { logs } = await runHook(text, { network: 'block' });
  assert.deepEqual(logs, [
    'ECONNREFUSED getaddrinfo ECONNREFUSED localhost (refused by the setting network: block)',
    'ECONNREFUSED queryA ECONNREFUSED example.com (refused by the setting network: block)',
  ]);
});
