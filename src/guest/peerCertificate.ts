import { Buffer } from 'node-module:buffer';
import type { PeerCertificate } from './bridge.ts';
import { nodeError } from './errors.ts';
import { isIP } from './ipAddress.ts';

/** Node's form of a peer's certificate. */
export interface Certificate {
  subject?: Record<string, unknown>;
  subjectaltname?: string;
  raw?: Buffer;
  pubkey?: Buffer;
  issuerCertificate?: Certificate;
  [field: string]: unknown;
}

/** Names and access have no prototype in Node, as anyone may choose their keys. */
const names = ['subject', 'issuer', 'infoAccess'];
const bare = (value: unknown): object => Object.assign(Object.create(null), value);

/** What socket.getPeerCertificate gives; `detailed` adds those above it. */
export function readCertificate(chain: PeerCertificate[], detailed: boolean): Certificate {
  const certificates = chain.map(({ raw, pubkey, ...fields }): Certificate => {
    return {
      ...fields,
      ...Object.fromEntries(names.flatMap((name) => (fields[name] ? [[name, bare(fields[name])]] : []))),
      ...(pubkey === undefined ? {} : { pubkey: Buffer.from(pubkey, 'base64') }),
      raw: Buffer.from(raw, 'base64'),
    };
  });
  const [first] = certificates;
  if (!first) return {};
  if (detailed) {
    certificates.forEach((certificate, at) => {
      certificate.issuerCertificate = certificates[at + 1] ?? certificate;
    });
  }
  return first;
}

const unfqdn = (host: string): string => host.replace(/\.$/, '');

/** RFC 6125: a wildcard stands for one whole label, and never for the last two. */
function matchesName(host: string, pattern: string): boolean {
  const [wanted, name] = [unfqdn(pattern).toLowerCase(), unfqdn(host).toLowerCase()];
  if (!wanted.startsWith('*.')) return wanted === name;
  const rest = wanted.slice(1);
  const label = name.slice(0, -rest.length);
  return rest.split('.').length > 2 && name.endsWith(rest) && label !== '' && !label.includes('.');
}

/** Node's tls.checkServerIdentity: the error where the certificate is not for the host, or undefined. */
export function checkServerIdentity(hostname: unknown, certificate: Certificate): Error | undefined {
  const host = unfqdn(String(hostname));
  const alternatives = (certificate.subjectaltname ?? '').split(', ').filter((part) => part !== '');
  const ofKind = (prefix: string): string[] =>
    alternatives.filter((part) => part.startsWith(prefix)).map((part) => part.slice(prefix.length));
  const dnsNames = ofKind('DNS:');
  let reason = '';
  if (isIP(host) !== 0) {
    const addresses = ofKind('IP Address:');
    if (addresses.some((address) => address.toLowerCase() === host.toLowerCase())) return undefined;
    reason = `IP: ${host} is not in the cert's list: ${addresses.join(', ')}`;
  } else if (dnsNames.length > 0 || certificate.subject?.CN !== undefined) {
    const commonNames = [certificate.subject?.CN].flat().map(String);
    const names = dnsNames.length > 0 ? dnsNames : commonNames;
    if (names.some((name) => matchesName(host, name))) return undefined;
    reason =
      dnsNames.length > 0
        ? `Host: ${host}. is not in the cert's altnames: ${certificate.subjectaltname}`
        : `Host: ${host}. is not cert's CN: ${commonNames.join(',')}`;
  } else {
    reason = 'Cert does not contain a DNS name';
  }
  return Object.assign(
    nodeError('ERR_TLS_CERT_ALTNAME_INVALID', `Hostname/IP does not match certificate's altnames: ${reason}`),
    { reason, host, cert: certificate },
  );
}
