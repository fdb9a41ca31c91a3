import { TextDecoder, TextEncoder } from '@exodus/bytes/encoding.js';
import util from '@jspm/core/nodelibs/util';
import types from '@jspm/core/nodelibs/util/types';
import { format, formatWithOptions, inspect, stripVTControlCharacters } from 'node-inspect-extracted';

/** The polyfill's util with Node's own formatting. */
export const utilModule = {
  ...util,
  format,
  formatWithOptions,
  inspect,
  stripVTControlCharacters,
  TextDecoder,
  TextEncoder,
  types,
};
