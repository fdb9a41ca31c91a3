import { TextDecoder, TextEncoder } from '@exodus/bytes/encoding.js';
import util from '@jspm/core/nodelibs/util';
import types from '@jspm/core/nodelibs/util/types';
import { format, formatWithOptions, inspect, stripVTControlCharacters } from 'node-inspect-extracted';

const custom = Symbol.for('nodejs.util.promisify.custom');
type Promisable = ((...args: never[]) => unknown) & { [custom]?: unknown };

/** Node's promisify, whose symbol is one that everybody can get at; the polyfill has one of its own. */
function promisify(original: Promisable): unknown {
  const own = typeof original === 'function' ? original[custom] : undefined;
  return typeof own === 'function' ? own : (util.promisify as (original: Promisable) => unknown)(original);
}
promisify.custom = custom;

/** The polyfill's util with Node's own formatting. */
export const utilModule = {
  ...util,
  format,
  formatWithOptions,
  inspect,
  promisify,
  stripVTControlCharacters,
  TextDecoder,
  TextEncoder,
  types,
};
