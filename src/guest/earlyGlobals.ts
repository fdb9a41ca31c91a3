// The globals that packages look for while they load, most of them Node's own code (tools/nodeLibrary.mjs); each is made
// when first read.

// Before there is a TextDecoder: this is what it will be made of, and it would use the one that it finds.
import { TextDecoder as StandardDecoder } from '@exodus/bytes/encoding.js';
import { utf8toString } from '@exodus/bytes/utf8.js';
import { defineLazyGlobal } from './lazy.ts';

const encoding = () => require('node-lib:internal/encoding');
const eventTarget = () => require('node-lib:internal/event_target');
const aborting = () => require('node-lib:internal/abort_controller');
const url = () => require('node-lib:internal/url');
const buffer = () => require('node-lib:buffer');
const channel = (): Record<string, unknown> => require('./messageChannel.ts');
const performance = (): Record<string, unknown> => require('./performanceEntries.ts').createPerfHooks();
const webStreams = () => require('node-lib:stream/web');
const exception = () => require('node-lib:internal/per_context/domexception');

const sources: Record<string, () => Record<string, unknown>> = {
  TextEncoder: encoding,
  TextDecoder: encoding,
  AbortController: aborting,
  AbortSignal: aborting,
  Event: eventTarget,
  EventTarget: eventTarget,
  CustomEvent: eventTarget,
  MessageChannel: channel,
  MessagePort: channel,
  MessageEvent: channel,
  Buffer: buffer,
  URL: url,
  URLSearchParams: url,
  DOMException: exception,
  ...Object.fromEntries(
    [
      ...[
        'ReadableStream',
        'ReadableStreamDefaultReader',
        'ReadableStreamBYOBReader',
        'ReadableStreamBYOBRequest',
      ],
      ...['ReadableByteStreamController', 'ReadableStreamDefaultController', 'TransformStream'],
      ...['TransformStreamDefaultController', 'WritableStream', 'WritableStreamDefaultController'],
      ...['WritableStreamDefaultWriter', 'ByteLengthQueuingStrategy', 'CountQueuingStrategy'],
      ...['TextEncoderStream', 'TextDecoderStream', 'CompressionStream', 'DecompressionStream'],
    ].map((name) => [name, webStreams]),
  ),
  ...Object.fromEntries(
    [
      ...['PerformanceEntry', 'PerformanceMark', 'PerformanceMeasure', 'PerformanceObserver'],
      ...['PerformanceObserverEntryList', 'Performance'],
    ].map((name) => [name, performance]),
  ),
};
// The use of both keeps them in the bundle, ahead of this.
if (StandardDecoder.length + utf8toString.length < 0) throw new Error('The text codecs are missing.');
for (const [name, source] of Object.entries(sources)) defineLazyGlobal(name, () => source()[name]);

// These Node lists.
defineLazyGlobal(
  'structuredClone',
  () => require('node-lib:internal/worker/js_transferable').structuredClone,
  true,
);
defineLazyGlobal('atob', () => buffer().atob, true);
defineLazyGlobal('btoa', () => buffer().btoa, true);
defineLazyGlobal('performance', () => performance().performance, true);
defineLazyGlobal('navigator', () => require('./navigator.ts').navigator, true);
defineLazyGlobal('Navigator', () => require('./navigator.ts').Navigator);
