import { createHash } from 'node:crypto'
import { toHex } from '../../base/hex.ts'
import { readCertificateFields } from '../../x509/certificate-fields.ts'
import type { RecordMaker, RecordSetting } from '../lab-dns.ts'

/** Whose certificate a TLSA record is about. */
export type TlsaSubject =
  /** The first of the chain that the host sends. */
  | 'leaf'
  /** The last of the chain that the host sends, as far as it is not the first. */
  | 'issuer'
  /** The lab's root, which no chain contains. */
  | 'root'
  /** A certificate that no server shows: the next one of a roll-over, or, alone, a mismatch. */
  | 'next'

/** One association to be: which fields, and whose certificate (RFC 6698 section 2.1). */
export interface TlsaWish {
  readonly usage: number
  readonly selector: number
  readonly matching: number
  readonly subject: TlsaSubject
  readonly key?: 'rsa' | 'ecdsa'
}

/**
 * Wishes for a TLSA record: `tlsa(3, 1, 1)` is the host's own key, `tlsa(2, 1, 1)` that of its issuer.
 *
 * @param subject by default the issuer for the usages that name an authority (0 and 2), otherwise the leaf
 */
export function tlsa(
  usage: number,
  selector: number,
  matching: number,
  subject?: TlsaSubject,
  key?: 'rsa' | 'ecdsa',
): TlsaWish {
  const usual = usage === 0 || usage === 2 ? 'issuer' : 'leaf'
  return { usage, selector, matching, subject: subject ?? usual, ...(key === undefined ? {} : { key }) }
}

/** Makes the TLSA records of a host's port 25 from the certificates that it really has. */
export function tlsaFor(label: string, ...wishes: readonly TlsaWish[]): RecordMaker {
  return async (setting) => {
    const owner = label === '@' ? '_25._tcp' : `_25._tcp.${label}`
    return Promise.all(wishes.map(async (wish) => `${owner} TLSA ${await dataOf(wish, label, setting)}`))
  }
}

/** Joins makers of records. */
export function recordsOf(...makers: readonly RecordMaker[]): RecordMaker {
  return async (setting) => (await Promise.all(makers.map((make) => make(setting)))).flat()
}

async function dataOf(
  { usage, selector, matching, subject, key }: TlsaWish,
  label: string,
  setting: RecordSetting,
): Promise<string> {
  const der = await certificateOf(subject, label, key, setting)
  const selected = selector === 1 ? readCertificateFields(der).spki : der
  return `${usage} ${selector} ${matching} ${digestOf(matching, selected)}`
}

/** The certificate association data: everything, its SHA-256 or its SHA-512 (RFC 6698 section 2.1.3). */
function digestOf(matching: number, octets: Uint8Array): string {
  if (matching === 1) return createHash('sha256').update(octets).digest('hex')
  if (matching === 2) return createHash('sha512').update(octets).digest('hex')
  return toHex(octets)
}

async function certificateOf(
  subject: TlsaSubject,
  label: string,
  key: 'rsa' | 'ecdsa' | undefined,
  { authority, domain, chainOf }: RecordSetting,
): Promise<Uint8Array> {
  if (subject === 'root') return authority.certificates.root.der
  const name = label === '@' ? domain : `${label}.${domain}`
  if (subject === 'next') return (await authority.issue({ names: [name], issuer: 'intermediate' })).der
  const chain = await chainOf(label, key)
  const found = subject === 'leaf' ? chain[0] : chain.slice(1).at(-1)
  if (found === undefined) throw new RangeError(`${name} sends no ${subject} certificate for its TLSA record`)
  return found
}
