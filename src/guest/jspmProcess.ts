// Stands in for the polyfill packages' own `process` (see the alias in esbuild.mjs).
export { process as p } from './process.ts';
