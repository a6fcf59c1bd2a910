import type { TlsVersion } from '../base/answer.ts'

const SPELLINGS: ReadonlyMap<string, TlsVersion> = new Map([
  ['ssl2', 'ssl2'],
  ['ssl20', 'ssl2'],
  ['ssl3', 'ssl3'],
  ['ssl30', 'ssl3'],
  ['tls1', 'tls10'],
  ['tls10', 'tls10'],
  ['tls11', 'tls11'],
  ['tls12', 'tls12'],
  ['tls13', 'tls13'],
])

/**
 * The version that a program's word stands for: `TLSv1.2` (OpenSSL), `TLS1.2` (GnuTLS), `TLS1_2` (Gmail, Exchange), `TLSv1_3`
 * (rustls). Null for any other word, above all for `TLSv1/SSLv3`: so old OpenSSL called the oldest version in which a *suite*
 * may be used, and programs that print it say nothing about the version that was agreed on.
 */
export function speltVersion(word: string): TlsVersion | null {
  return SPELLINGS.get(word.toLowerCase().replace('v', '').replace(/[._ ]/g, '')) ?? null
}
