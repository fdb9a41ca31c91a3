// The globals that the polyfill packages look for while they load, so this file is imported before any of them.

import { TextDecoder, TextEncoder } from '@exodus/bytes/encoding.js';
import { AbortController, AbortSignal } from 'abortcontroller-polyfill/dist/cjs-ponyfill.js';
import { defineGlobal } from './globalName.ts';
import { defineLazyGlobal } from './lazy.ts';

defineGlobal('TextEncoder', TextEncoder);
defineGlobal('TextDecoder', TextDecoder);
defineGlobal('AbortController', AbortController);
defineGlobal('AbortSignal', AbortSignal);
defineLazyGlobal('Buffer', () => require('@jspm/core/nodelibs/buffer').Buffer);
defineLazyGlobal('URL', () => require('whatwg-url').URL);
defineLazyGlobal('URLSearchParams', () => require('whatwg-url').URLSearchParams);
