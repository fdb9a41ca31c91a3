import { bindFrame } from './asyncContext.ts';
import { structuredClone } from './structuredClone.ts';

interface EventTargetLike {
  dispatchEvent(event: object): boolean;
  addEventListener(type: string, listener: unknown, options?: unknown): void;
  removeEventListener(type: string, listener: unknown): void;
}
const { EventTarget, Event } = require('node-lib:internal/event_target') as unknown as {
  EventTarget: new () => EventTargetLike;
  Event: new (type: string, options?: object) => object;
};

/** The event that a port gets for each message. */
export class MessageEvent extends Event {
  readonly data: unknown;
  readonly origin: string;
  readonly lastEventId: string;
  readonly source: unknown;
  readonly ports: unknown[];
  constructor(
    type: string,
    options: {
      data?: unknown;
      origin?: string;
      lastEventId?: string;
      source?: unknown;
      ports?: unknown[];
    } = {},
  ) {
    super(type, options);
    this.data = options.data ?? null;
    this.origin = options.origin ?? '';
    this.lastEventId = options.lastEventId ?? '';
    this.source = options.source ?? null;
    this.ports = options.ports ?? [];
  }
}

const setImmediate = (code: () => void): void => {
  const { timersModule } = require('./timers.ts');
  timersModule.setImmediate(code);
};

let mayConstruct = false;

/** One end of a channel within the isolate; messages are cloned and arrive on a later turn. */
export class MessagePort extends EventTarget {
  #other: MessagePort | null = null;
  #started = false;
  #closed = false;
  #waiting: unknown[] = [];
  #handlers = new Map<string, unknown>();

  constructor() {
    if (!mayConstruct)
      throw Object.assign(new TypeError('Illegal constructor'), { code: 'ERR_CONSTRUCT_CALL_INVALID' });
    super();
  }
  static pair(): [MessagePort, MessagePort] {
    mayConstruct = true;
    const ports: [MessagePort, MessagePort] = [new MessagePort(), new MessagePort()];
    mayConstruct = false;
    ports[0].#other = ports[1];
    ports[1].#other = ports[0];
    return ports;
  }
  postMessage(message: unknown, transferOrOptions?: unknown[] | { transfer?: unknown[] }): void {
    const transfer = Array.isArray(transferOrOptions) ? transferOrOptions : transferOrOptions?.transfer;
    const other = this.#other;
    const data = structuredClone(message, transfer ? { transfer } : undefined);
    if (!other || other.#closed) return;
    other.#waiting.push(data);
    if (other.#started) other.#deliverSoon();
  }
  #deliverSoon(): void {
    setImmediate(
      bindFrame(() => {
        while (this.#waiting.length > 0 && !this.#closed) {
          this.dispatchEvent(new MessageEvent('message', { data: this.#waiting.shift() }));
        }
      }),
    );
  }
  start(): void {
    if (this.#started) return;
    this.#started = true;
    if (this.#waiting.length > 0) this.#deliverSoon();
  }
  close(): void {
    for (const port of [this, this.#other]) {
      if (!port || port.#closed) continue;
      port.#closed = true;
      setImmediate(() => port.dispatchEvent(new Event('close')));
    }
  }
  ref(): void {}
  unref(): void {}
  hasRef(): boolean {
    return false;
  }
  on(type: string, listener: (value: unknown) => void): this {
    this.addEventListener(type, (event: { data?: unknown }) =>
      listener(type === 'message' ? event.data : undefined),
    );
    if (type === 'message') this.start();
    return this;
  }
  once(type: string, listener: (value: unknown) => void): this {
    this.addEventListener(type, (event: { data?: unknown }) => listener(event.data), { once: true });
    if (type === 'message') this.start();
    return this;
  }
  get onmessage(): unknown {
    return this.#handlers.get('message') ?? null;
  }
  set onmessage(handler: unknown) {
    this.#setHandler('message', handler);
    this.start();
  }
  get onmessageerror(): unknown {
    return this.#handlers.get('messageerror') ?? null;
  }
  set onmessageerror(handler: unknown) {
    this.#setHandler('messageerror', handler);
  }
  #setHandler(type: string, handler: unknown): void {
    const before = this.#handlers.get(type);
    if (before) this.removeEventListener(type, before);
    this.#handlers.set(type, handler);
    if (typeof handler === 'function') this.addEventListener(type, handler);
  }
}

export class MessageChannel {
  readonly port1: MessagePort;
  readonly port2: MessagePort;
  constructor() {
    [this.port1, this.port2] = MessagePort.pair();
  }
}
