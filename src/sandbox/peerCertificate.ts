import type { DetailedPeerCertificate, TLSSocket } from 'node:tls';
import type { PeerCertificate } from '../guest/bridge.ts';

/** More than any chain that is trusted. */
const longestChain = 20;

/** The peer's certificate and those above it, in plain data. */
export function peerChain(socket: TLSSocket): PeerCertificate[] {
  const chain: PeerCertificate[] = [];
  let certificate: DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  while (certificate?.raw && chain.length < longestChain) {
    const { raw, pubkey, issuerCertificate, ...fields }: DetailedPeerCertificate = certificate;
    chain.push({
      ...fields,
      raw: raw.toString('base64'),
      ...(pubkey ? { pubkey: pubkey.toString('base64') } : {}),
    });
    // The topmost is its own issuer.
    certificate = issuerCertificate === certificate ? undefined : issuerCertificate;
  }
  return chain;
}
