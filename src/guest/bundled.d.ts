// The bundler turns these into modules of the guest's bundle that are evaluated at the call.
declare function require(name: '@jspm/core/nodelibs/buffer'): typeof import('@jspm/core/nodelibs/buffer');
declare function require(name: 'whatwg-url'): typeof import('whatwg-url');
declare function require(name: './stdout.ts'): typeof import('./stdout.ts');
declare function require(name: './http.ts'): typeof import('./http.ts');
declare function require(name: './clientRequest.ts'): typeof import('./clientRequest.ts');
declare function require(name: './utilModule.ts'): typeof import('./utilModule.ts');
declare function require(name: './urlModule.ts'): typeof import('./urlModule.ts');
declare function require<Name extends `@jspm/core/nodelibs/${string}`>(
  name: Name,
): { default: Record<string, unknown> };
