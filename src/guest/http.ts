import { Writable } from 'node-module:stream';
import { Agent, SecureAgent } from './agent.ts';
import type { Bridge, HttpFacts } from './bridge.ts';
import { ClientRequest } from './clientRequest.ts';
import { refuse } from './errors.ts';
import { nativeGlobal } from './globalName.ts';
import { validateHeaderName, validateHeaderValue } from './httpHeaders.ts';
import { IncomingMessage } from './incomingMessage.ts';
import { callable } from './net.ts';
import { type Protocol, type RequestOptions, readArguments } from './requestOptions.ts';

/** Node's default since 19: connections are kept for the next request. */
const kept: RequestOptions = { keepAlive: true, scheduling: 'lifo', timeout: 5000 };

/**
 * Runs code under the module's own name: agents of packages (agent-base, and so the proxy agents) tell https from http
 * by the file that stands in a stack.
 */
const evaluate = Reflect.get(nativeGlobal, 'eval') as (text: string) => <T>(code: () => T) => T;
const underName = (name: string) =>
  evaluate(`(function request(code) { return code(); })\n//# sourceURL=node:${name}`);

/** Makes the module `http` or `https`. */
export function createHttp(bridge: Bridge, protocol: Protocol) {
  const { methods, statusCodes, maxHeaderSize } = JSON.parse(bridge.httpFacts()) as HttpFacts;
  const name = protocol.slice(0, -1);
  const ProtocolAgent = callable(protocol === 'https:' ? SecureAgent : Agent);
  const unavailable = (member: string) =>
    function refused() {
      throw refuse(`${name}.${member}`);
    };
  // http.request may be given an agent of https, and takes its protocol then; so both make the same requests.
  class Request extends ClientRequest {
    constructor(...args: unknown[]) {
      const { options, listener } = readArguments(args);
      super(bridge, module.globalAgent, options);
      if (listener) this.once('response', listener);
    }
  }
  Object.defineProperty(Request, 'name', { value: 'ClientRequest' });
  const under = underName(name);
  const module = {
    Agent: ProtocolAgent,
    globalAgent: new ProtocolAgent(kept),
    request(...args: unknown[]): ClientRequest {
      return under(() => new Request(...args));
    },
    get(...args: unknown[]): ClientRequest {
      const request = under(() => new Request(...args));
      request.end();
      return request;
    },
    createServer: unavailable('createServer'),
    Server: unavailable('Server'),
    ...(protocol === 'http:'
      ? {
          METHODS: methods,
          STATUS_CODES: statusCodes,
          ClientRequest: callable(Request),
          IncomingMessage: callable(IncomingMessage),
          OutgoingMessage: callable(Writable),
          ServerResponse: unavailable('ServerResponse'),
          maxHeaderSize,
          validateHeaderName,
          validateHeaderValue,
          setMaxIdleHTTPParsers: () => undefined,
        }
      : {}),
  };
  return module;
}
