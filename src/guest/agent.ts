import { EventEmitter } from '@jspm/core/nodelibs/events';
import type { OutgoingRequest } from './bridge.ts';
import type { Protocol, RequestOptions } from './requestOptions.ts';

let lastId = 0;

/** Node's http.Agent: the pool itself is the host's, one for each agent of the hook's. */
export class Agent extends EventEmitter {
  readonly options: RequestOptions;
  readonly defaultPort: number;
  readonly protocol: Protocol;
  readonly keepAlive: boolean;
  readonly requests = {};
  readonly sockets = {};
  readonly freeSockets = {};
  maxSockets: number;
  maxFreeSockets: number;
  readonly #id: number;

  constructor(protocol: Protocol, options: RequestOptions = {}) {
    super();
    lastId += 1;
    this.#id = lastId;
    this.protocol = protocol;
    this.defaultPort = protocol === 'https:' ? 443 : 80;
    this.options = { ...options };
    this.keepAlive = Boolean(options.keepAlive);
    this.maxSockets = Number(options.maxSockets ?? Number.POSITIVE_INFINITY);
    this.maxFreeSockets = Number(options.maxFreeSockets ?? 256);
  }
  destroy(): void {}
  describe(): NonNullable<OutgoingRequest['agent']> {
    const { maxSockets } = this;
    return {
      id: this.#id,
      keepAlive: this.keepAlive,
      maxSockets: Number.isFinite(maxSockets) ? maxSockets : null,
    };
  }
}
