// The bundler turns these into modules of the guest's bundle that are evaluated at the call.
declare function require(name: 'node-module:buffer'): typeof import('node-module:buffer');
declare function require(name: 'whatwg-url'): typeof import('whatwg-url');
declare function require(name: './stdout.ts'): typeof import('./stdout.ts');
declare function require(name: './cryptoModule.ts'): typeof import('./cryptoModule.ts');
declare function require(name: './webcrypto.ts'): typeof import('./webcrypto.ts');
declare function require(name: './zlibModule.ts'): typeof import('./zlibModule.ts');
declare function require(name: './http.ts'): typeof import('./http.ts');
declare function require(name: './clientRequest.ts'): typeof import('./clientRequest.ts');
declare function require(name: './net.ts'): typeof import('./net.ts');
declare function require(name: './tls.ts'): typeof import('./tls.ts');
declare function require(name: './dns.ts'): typeof import('./dns.ts');
declare function require<Name extends `node-module:${string}`>(
  name: Name,
): { default: Record<string, unknown> };
declare function require(name: './blob.ts' | '../blob.ts'): typeof import('./blob.ts');
declare function require(name: './fetchClasses.ts'): typeof import('./fetchClasses.ts');
