import { randomBytes } from 'node:crypto'
import { makeEcKey, type SigningKey, signatureAlgorithm, signWith } from '../src/lab/signing-key.ts'
import {
  writeBasicConstraints,
  writeCertificate,
  writeExtendedKeyUsage,
  writeExtension,
  writeKeyUsage,
  writeName,
  writeSubjectAltName,
} from '../src/x509/certificate-writer.ts'
import { context, contextPrimitive, sequence } from '../src/x509/der-writer.ts'
import type { KeyUsage } from '../src/x509/object-identifiers.ts'

/* Certificates for tests of paths: good ones, and ones with a single fault each. */

/** The time at which they are judged. */
export const NOW = '2026-11-24T12:00:00Z'

/** A certificate with the key that it is about. */
export interface Party {
  readonly der: Uint8Array
  readonly key: SigningKey
  readonly name: Uint8Array
}

/** What distinguishes a certificate from a server's good one. */
export interface PartyOptions {
  /** The common name; null for an empty subject. */
  readonly cn?: string | null
  readonly dnsNames?: readonly string[]
  /** Itself by default. */
  readonly issuer?: Pick<Party, 'key' | 'name'>
  readonly key?: SigningKey
  readonly ca?: boolean
  readonly pathLength?: number
  /** Days from now. */
  readonly from?: number
  readonly to?: number
  readonly usage?: readonly KeyUsage[] | null
  readonly purposes?: readonly string[]
  readonly extensions?: readonly Uint8Array[]
}

const DAY = 86_400_000

/** Makes a certificate: an authority's with `ca`, else a server's. */
export function makeParty(options: PartyOptions = {}): Party {
  const { cn = 'mx.example.org', dnsNames = [], ca = false, pathLength, from = -10, to = 80, purposes } = options
  const key = options.key ?? makeEcKey('P-256')
  const name = cn === null ? writeName() : writeName(['CN', cn])
  const issuer = options.issuer ?? { key, name }
  const usage = options.usage === undefined ? (ca ? (['keyCertSign'] as const) : null) : options.usage
  const template = {
    serial: Uint8Array.of(1, ...randomBytes(8)),
    signatureAlgorithm: signatureAlgorithm(issuer.key, 'sha256'),
    issuer: issuer.name,
    notBefore: new Date(Date.parse(NOW) + from * DAY),
    notAfter: new Date(Date.parse(NOW) + to * DAY),
    subject: name,
    spki: key.spki,
    extensions: [
      ...(ca ? [writeBasicConstraints(true, pathLength ?? null)] : []),
      ...(usage === null ? [] : [writeKeyUsage(...usage)]),
      ...(purposes === undefined ? [] : [writeExtendedKeyUsage(...purposes)]),
      ...(dnsNames.length > 0 ? [writeSubjectAltName(dnsNames, [])] : []),
      ...(options.extensions ?? []),
    ],
  }
  return { der: writeCertificate(template, (tbs) => signWith(issuer.key, 'sha256', tbs)), key, name }
}

/** A root, an authority below it, and a server's certificate for `mx.example.org` and `*.mail.example.org` below that. */
export function makeChain(
  options: { readonly root?: PartyOptions; readonly authority?: PartyOptions; readonly server?: PartyOptions } = {},
): { readonly root: Party; readonly authority: Party; readonly server: Party; readonly sent: readonly Uint8Array[] } {
  const root = makeParty({ cn: 'Root', ca: true, to: 3_000, ...options.root })
  const authority = makeParty({ cn: 'Authority', ca: true, to: 1_000, issuer: root, ...options.authority })
  const dnsNames = ['mx.example.org', '*.mail.example.org']
  const server = makeParty({ dnsNames, issuer: authority, ...options.server })
  return { root, authority, server, sent: [server.der, authority.der] }
}

/** nameConstraints with DNS subtrees. */
export function dnsConstraints(permitted: readonly string[], excluded: readonly string[] = []): Uint8Array {
  const subtrees = (number: number, names: readonly string[]): readonly Uint8Array[] =>
    names.length === 0
      ? []
      : [context(number, ...names.map((name) => sequence(contextPrimitive(2, new TextEncoder().encode(name)))))]
  return writeExtension('2.5.29.30', true, sequence(...subtrees(0, permitted), ...subtrees(1, excluded)))
}
