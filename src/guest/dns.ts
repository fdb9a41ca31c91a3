import type { Bridge, DnsQuestion, HostEvent } from './bridge.ts';
import { nextConnectionId } from './connections.ts';
import { nodeError, rebuildError, received, refuse } from './errors.ts';
import { isIP } from './ipAddress.ts';
import { nextTick, runGuarded } from './ticks.ts';

type Answer = Extract<HostEvent, { kind: 'dns' }>['answer'];
type Callback = (error: Error | null, ...results: unknown[]) => void;
type Order = DnsQuestion['order'];

const open = new Map<number, (answer: Answer) => void>();

/** Called by the dispatcher with the answer to a question. */
export function answerDns(id: number, answer: Answer): void {
  const settle = open.get(id);
  open.delete(id);
  if (settle) runGuarded(() => settle(answer));
}

const errorCodes = (
  'NODATA FORMERR SERVFAIL NOTFOUND NOTIMP REFUSED BADQUERY BADNAME BADFAMILY BADRESP CONNREFUSED TIMEOUT EOF ' +
  'FILE NOMEM DESTRUCTION BADSTR BADFLAGS NONAME BADHINTS NOTINITIALIZED LOADIPHLPAPI ADDRGETNETWORKPARAMS CANCELLED'
).split(' ');
const methodNames: Record<string, string> = {
  A: 'resolve4',
  AAAA: 'resolve6',
  ANY: 'resolveAny',
  CAA: 'resolveCaa',
  CNAME: 'resolveCname',
  MX: 'resolveMx',
  NAPTR: 'resolveNaptr',
  NS: 'resolveNs',
  PTR: 'resolvePtr',
  SOA: 'resolveSoa',
  SRV: 'resolveSrv',
  TXT: 'resolveTxt',
};
const recordTypes = Object.keys(methodNames);

const textArgument = (value: unknown, name: string): string => {
  if (typeof value === 'string') return value;
  throw nodeError(
    'ERR_INVALID_ARG_TYPE',
    `The "${name}" argument must be of type string.${received(value)}`,
    TypeError,
  );
};
const callbackArgument = (value: unknown): Callback => {
  if (typeof value === 'function') return value as Callback;
  throw nodeError(
    'ERR_INVALID_ARG_TYPE',
    `The "callback" argument must be of type function.${received(value)}`,
    TypeError,
  );
};

/** Makes the module `dns`; the host asks the name servers. */
export function createDns(bridge: Bridge) {
  let defaultOrder: Order = 'verbatim';

  const ask = (question: Partial<DnsQuestion> & Pick<DnsQuestion, 'call' | 'name'>): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = nextConnectionId();
      open.set(id, (answer) => {
        if ('error' in answer) reject(rebuildError(answer.error));
        else resolve(JSON.parse(answer.json));
      });
      const whole: DnsQuestion = {
        recordType: 'A',
        family: 0,
        all: false,
        order: defaultOrder,
        port: 0,
        ttl: false,
        servers: [],
        ...question,
      };
      bridge.askDns(id, JSON.stringify(whole));
    });

  const lookup = async (name: unknown, given: unknown): Promise<unknown> => {
    const options = (typeof given === 'object' && given !== null ? given : { family: given }) as Record<
      string,
      unknown
    >;
    const { family: asked, all, order, verbatim } = options;
    const family = asked === 4 || asked === 'IPv4' ? 4 : asked === 6 || asked === 'IPv6' ? 6 : 0;
    if (asked !== undefined && asked !== null && family === 0 && asked !== 0) {
      throw nodeError(
        'ERR_INVALID_ARG_VALUE',
        `The ${typeof given === 'object' ? "property 'options.family'" : "argument 'family'"} must be one of: 0, 4, 6. Received ${String(asked)}`,
        TypeError,
      );
    }
    const wanted: Order =
      order === 'ipv4first' || order === 'ipv6first' || order === 'verbatim'
        ? order
        : verbatim === false
          ? 'ipv4first'
          : defaultOrder;
    if (!name) return all ? [] : { address: null, family: family === 6 ? 6 : 4 };
    const hostname = textArgument(name, 'hostname');
    const kind = isIP(hostname);
    if (kind !== 0) {
      const found = { address: hostname, family: kind };
      return all ? [found] : found;
    }
    return await ask({ call: 'lookup', name: hostname, family, all: Boolean(all), order: wanted });
  };

  /** The promise's function with a callback; what it throws at once, it throws at once. */
  const withCallback =
    (run: (...args: unknown[]) => Promise<unknown>, spread?: (value: unknown) => unknown[]) =>
    (...args: unknown[]): object => {
      textArgument(args[0], 'name');
      const callback = callbackArgument(args.at(-1));
      run(...args.slice(0, -1)).then(
        (value) => nextTick(() => callback(null, ...(spread ? spread(value) : [value]))),
        (error: Error) => nextTick(() => callback(error)),
      );
      return {};
    };

  const resolveFunctions = (servers: () => string[]) => {
    const one = (recordType: string) => async (name: unknown, options?: unknown) =>
      await ask({
        call: 'resolve',
        name: textArgument(name, 'name'),
        recordType,
        ttl: Boolean((options as { ttl?: unknown } | undefined)?.ttl),
        servers: servers(),
      });
    const resolve = async (name: unknown, type: unknown = 'A') => {
      const recordType = String(type);
      if (!recordTypes.includes(recordType)) {
        throw nodeError(
          'ERR_INVALID_ARG_VALUE',
          `The argument 'rrtype' is invalid. Received '${recordType}'`,
          TypeError,
        );
      }
      return await one(recordType)(name);
    };
    return {
      resolve,
      reverse: async (address: unknown) =>
        await ask({ call: 'reverse', name: textArgument(address, 'name'), servers: servers() }),
      ...Object.fromEntries(Object.entries(methodNames).map(([type, name]) => [name, one(type)])),
      resolveTlsa: () => {
        throw refuse('dns.resolveTlsa');
      },
    };
  };
  const lookupService = async (address: unknown, port: unknown) =>
    await ask({ call: 'lookupService', name: textArgument(address, 'address'), port: Number(port) });
  const inCallbacks = (functions: Record<string, (...args: unknown[]) => Promise<unknown>>) =>
    Object.fromEntries(Object.entries(functions).map(([name, run]) => [name, withCallback(run)]));

  let defaultServers: string[] = [];
  const makeResolver = (convert: (functions: ReturnType<typeof resolveFunctions>) => object) =>
    class Resolver {
      #servers: string[] = [];
      constructor(_options?: unknown) {
        Object.assign(this, convert(resolveFunctions(() => this.#servers)));
      }
      getServers(): string[] {
        return [...this.#servers];
      }
      setServers(servers: string[]): void {
        this.#servers = [...servers];
      }
      cancel(): void {}
      setLocalAddress(): void {}
    };

  const asked = resolveFunctions(() => defaultServers);
  const constants = Object.fromEntries(
    errorCodes.map((code) => [code, code === 'CANCELLED' ? 'ECANCELLED' : `E${code}`]),
  );
  const shared = {
    getServers: () => [...defaultServers],
    setServers: (servers: string[]): void => {
      defaultServers = [...servers];
    },
    getDefaultResultOrder: () => defaultOrder,
    setDefaultResultOrder: (order: Order): void => {
      defaultOrder = order;
    },
    ...constants,
  };
  const promises = {
    lookup,
    lookupService,
    ...asked,
    Resolver: makeResolver((functions) => functions),
    ...shared,
  };
  const callbackLookup = (name: unknown, ...rest: unknown[]): object => {
    const callback = callbackArgument(rest.at(-1));
    const options = rest.length > 1 ? rest[0] : {};
    if (name !== null && name !== undefined && name !== '' && name !== false) textArgument(name, 'hostname');
    lookup(name, options).then(
      (value) =>
        nextTick(() => {
          if (Array.isArray(value)) callback(null, value);
          else {
            const { address, family } = value as { address: string; family: number };
            callback(null, address, family);
          }
        }),
      (error: Error) => nextTick(() => callback(error)),
    );
    return {};
  };
  // util.promisify(dns.lookup) gives both results by name, as in Node.
  Object.assign(callbackLookup, { [Symbol.for('nodejs.util.promisify.custom')]: lookup });
  const module = {
    lookup: callbackLookup,
    lookupService: withCallback(lookupService, (value) => {
      const { hostname, service } = value as { hostname: string; service: string };
      return [hostname, service];
    }),
    ...inCallbacks(asked),
    Resolver: makeResolver((functions) => inCallbacks(functions)),
    promises,
    // Linux's, as a hook always runs there.
    ADDRCONFIG: 32,
    ALL: 16,
    V4MAPPED: 8,
    ...shared,
  };
  return module;
}
