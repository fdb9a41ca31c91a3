import { Agent } from './agent.ts';
import type { Bridge, HttpFacts } from './bridge.ts';
import { ClientRequest } from './clientRequest.ts';
import { refuse } from './errors.ts';
import { validateHeaderName, validateHeaderValue } from './httpHeaders.ts';
import { IncomingMessage } from './incomingMessage.ts';
import { type Protocol, type RequestOptions, readArguments } from './requestOptions.ts';

/** Makes the module `http` or `https`. */
export function createHttp(bridge: Bridge, protocol: Protocol) {
  const { methods, statusCodes } = JSON.parse(bridge.httpFacts()) as HttpFacts;
  const name = protocol.slice(0, -1);
  class ProtocolAgent extends Agent {
    constructor(options?: RequestOptions) {
      super(protocol, options);
    }
  }
  const unavailable = (member: string) =>
    function refused() {
      throw refuse(`${name}.${member}`);
    };
  const module = {
    METHODS: methods,
    STATUS_CODES: statusCodes,
    Agent: ProtocolAgent,
    // Node's default since 19: connections are kept for the next request.
    globalAgent: new ProtocolAgent({ keepAlive: true }),
    ClientRequest,
    IncomingMessage,
    maxHeaderSize: 16_384,
    validateHeaderName,
    validateHeaderValue,
    request(...args: unknown[]): ClientRequest {
      const { options, listener } = readArguments(args);
      const { agent } = options;
      const chosen =
        agent === false
          ? null
          : agent instanceof Agent
            ? agent
            : agent === undefined || agent === null
              ? module.globalAgent
              : null;
      const request = new ClientRequest(bridge, protocol, chosen, options);
      if (listener) request.once('response', listener);
      return request;
    },
    get(...args: unknown[]): ClientRequest {
      const request = module.request(...args);
      request.end();
      return request;
    },
    createServer: unavailable('createServer'),
    Server: unavailable('Server'),
  };
  return module;
}
