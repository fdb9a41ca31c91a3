import type http from 'node:http';
import * as v from 'valibot';
import type { HttpFacts, OutgoingRequest } from '../guest/bridge.ts';

const text = v.pipe(v.string(), v.maxLength(1024 * 1024));
const Outgoing = v.object({
  protocol: v.picklist(['http:', 'https:']),
  method: v.pipe(v.string(), v.regex(/^[A-Z0-9!#$%&'*+.^_`|~-]{1,64}$/)),
  hostname: v.pipe(v.string(), v.maxLength(1024)),
  port: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)),
  path: text,
  headers: v.pipe(v.array(v.tuple([text, v.union([text, v.array(text)])])), v.maxLength(1000)),
  agent: v.nullable(
    v.object({
      id: v.pipe(v.number(), v.integer()),
      keepAlive: v.boolean(),
      maxSockets: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1))),
    }),
  ),
  tls: v.object({
    rejectUnauthorized: v.optional(v.boolean()),
    servername: v.optional(text),
    ca: v.optional(v.array(text)),
    cert: v.optional(text),
    key: v.optional(text),
    passphrase: v.optional(text),
  }),
  timeoutMs: v.pipe(v.number(), v.minValue(0), v.maxValue(2 ** 31 - 1)),
  stack: text,
});

/** Reads what the guest asks for; throws where it is no request. */
export const readOutgoing = (json: unknown): OutgoingRequest =>
  v.parse(Outgoing, JSON.parse(v.parse(v.string(), json)));

/** Node's own clients, which take a third of the process's start to load: so not before the first request. */
const client = (protocol: OutgoingRequest['protocol']) =>
  protocol === 'https:' ? process.getBuiltinModule('node:https') : process.getBuiltinModule('node:http');

/** What the guest's http copies of Node's. */
export function httpFacts(): HttpFacts {
  const { METHODS, STATUS_CODES } = process.getBuiltinModule('node:http');
  return { methods: METHODS, statusCodes: STATUS_CODES as Record<string, string> };
}

export interface NetworkGate {
  /** Opens the request, or throws the error that the hook is to see. Nothing else in the sandbox opens a connection. */
  open(outgoing: OutgoingRequest): http.ClientRequest;
}

/** The one way out of the sandbox. `network` is the run's setting. */
export function createNetworkGate(network: 'live' | 'block'): NetworkGate {
  const agents = new Map<string, http.Agent>();

  const agentFor = (outgoing: OutgoingRequest): http.Agent | false => {
    if (outgoing.agent === null) return false;
    const { id, keepAlive, maxSockets } = outgoing.agent;
    const key = `${outgoing.protocol}${id}`;
    const known = agents.get(key);
    if (known) return known;
    const { Agent } = client(outgoing.protocol);
    const agent = new Agent({ keepAlive, maxSockets: maxSockets ?? Number.POSITIVE_INFINITY });
    agents.set(key, agent);
    return agent;
  };

  return {
    open(outgoing) {
      const { protocol, hostname, port } = outgoing;
      if (network === 'block') {
        const message = `connect ECONNREFUSED ${hostname}:${port} (refused by the setting network: block)`;
        throw Object.assign(new Error(message), {
          code: 'ECONNREFUSED',
          errno: -111,
          syscall: 'connect',
          address: hostname,
          port,
        });
      }
      const request = client(protocol).request({
        method: outgoing.method,
        hostname,
        port,
        path: outgoing.path,
        setHost: false,
        agent: agentFor(outgoing),
        ...outgoing.tls,
      });
      try {
        for (const [name, value] of outgoing.headers) request.setHeader(name, value);
      } catch (error) {
        request.destroy();
        throw error;
      }
      if (outgoing.timeoutMs > 0) request.setTimeout(outgoing.timeoutMs);
      return request;
    },
  };
}
