import { X509Certificate } from 'node:crypto';

/** What keeps a PEM text from being certificate authorities, as a sentence; null if it is one or more of them. */
export function authorityProblem(pem: string): string | null {
  const certificates = pem.match(/-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[\s\S]*?-----END[^\n]*/g);
  if (certificates === null) return 'there is no certificate in PEM format in it.';
  for (const certificate of certificates) {
    try {
      new X509Certificate(certificate);
    } catch (error) {
      return `a certificate in it cannot be read (${error instanceof Error ? error.message : String(error)}).`;
    }
  }
  return null;
}
