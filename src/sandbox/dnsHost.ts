import type { LookupAddress } from 'node:dns';
import * as v from 'valibot';
import type { BridgeError, DnsQuestion, HostEvent } from '../guest/bridge.ts';
import { bridgeError } from './hostError.ts';
import type { NetworkGate } from './networkGate.ts';

/** A program that has more questions open than this has lost count of them. */
const mostQuestions = 1000;

const name = v.pipe(v.string(), v.maxLength(1024));
const Question = v.object({
  call: v.picklist(['lookup', 'lookupService', 'resolve', 'reverse']),
  name,
  recordType: v.picklist([
    'A',
    'AAAA',
    'ANY',
    'CAA',
    'CNAME',
    'MX',
    'NAPTR',
    'NS',
    'PTR',
    'SOA',
    'SRV',
    'TXT',
  ]),
  family: v.picklist([0, 4, 6]),
  all: v.boolean(),
  order: v.picklist(['ipv4first', 'ipv6first', 'verbatim']),
  port: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)),
  ttl: v.boolean(),
  servers: v.pipe(v.array(name), v.maxLength(20)),
});

/** Reads what the guest asks; throws where it is no question. */
export const readDnsQuestion = (json: unknown): DnsQuestion =>
  v.parse(Question, JSON.parse(v.parse(v.string(), json)));

type Answer = Extract<HostEvent, { kind: 'dns' }>['answer'];

/** Asks the name servers for the hook. */
export function createDnsHost(
  gate: NetworkGate,
  tell: (id: number, answer: Answer) => void,
  changed: () => void,
) {
  const open = new Map<number, DnsQuestion>();

  const ask = async (question: DnsQuestion): Promise<unknown> => {
    const { call, name, recordType, family, all, order, port, ttl, servers } = question;
    const dns = process.getBuiltinModule('node:dns').promises;
    const lookup = call === 'lookup' || call === 'lookupService';
    const syscall = lookup ? (call === 'lookup' ? 'getaddrinfo' : 'getnameinfo') : `query${recordType}`;
    const refused =
      gate.refusal(name, null, syscall) ??
      servers.map((server) => gate.refusal(server, null, syscall)).find((error) => error !== null);
    if (refused) throw refused;
    if (call === 'lookup') {
      const found: LookupAddress | LookupAddress[] = await dns.lookup(name, { family, all, order });
      return found;
    }
    if (call === 'lookupService') return await dns.lookupService(name, port);
    const resolver = new dns.Resolver();
    if (servers.length > 0) resolver.setServers(servers);
    if (call === 'reverse') return await resolver.reverse(name);
    if (ttl && recordType === 'A') return await resolver.resolve4(name, { ttl });
    if (ttl && recordType === 'AAAA') return await resolver.resolve6(name, { ttl });
    return await resolver.resolve(name, recordType);
  };

  return {
    ask(id: number, json: string): void {
      const question = readDnsQuestion(json);
      if (open.has(id) || open.size >= mostQuestions)
        throw new Error(`DNS question ${id} cannot be asked now.`);
      open.set(id, question);
      const answered = (answer: { json: string } | { error: BridgeError }): void => {
        open.delete(id);
        tell(id, answer);
        changed();
      };
      ask(question).then(
        (value) => answered({ json: JSON.stringify(value) }),
        (error: unknown) =>
          answered({ error: bridgeError(error instanceof Error ? error : new Error(String(error))) }),
      );
    },
    /** Questions that keep the run from ending. */
    pending: (): { method: string; url: string }[] =>
      [...open.values()].map(({ name }) => ({ method: 'DNS', url: name })),
  };
}
