import type { TlsVersion } from '../base/answer.ts'
import type { Failure } from '../base/failure.ts'
import type { Feature, Vulnerability } from '../facts/server-facts.ts'

/**
 * What proves a finding, as plain data. The kind says which sentence tells it (`report/evidence-wording.ts`); everything
 * in it can be found again in the facts.
 */
export type Evidence =
  | { readonly kind: 'lookup'; readonly name: string; readonly type: string; readonly outcome: string }
  | { readonly kind: 'lookup-failure'; readonly name: string; readonly type: string; readonly failure: Failure | null }
  | { readonly kind: 'exchangers'; readonly exchangers: readonly string[] }
  | { readonly kind: 'alias'; readonly name: string; readonly targets: readonly string[] }
  | { readonly kind: 'addresses'; readonly addresses: readonly string[] }
  | { readonly kind: 'failure'; readonly failure: Failure }
  | { readonly kind: 'reply'; readonly code: number; readonly text: string }
  | { readonly kind: 'delay'; readonly milliseconds: number }
  | { readonly kind: 'extension'; readonly keyword: string; readonly parameters: readonly string[] }
  | { readonly kind: 'no-extension'; readonly keyword: string; readonly greeting: 'ehlo' | 'helo' | null }
  | { readonly kind: 'version'; readonly version: TlsVersion; readonly suite: string | null }
  | { readonly kind: 'version-refused'; readonly version: TlsVersion }
  | { readonly kind: 'versions-refused'; readonly versions: readonly TlsVersion[] }
  | { readonly kind: 'suites'; readonly version: TlsVersion; readonly suites: readonly string[] }
  | {
      readonly kind: 'preferred'
      readonly version: TlsVersion
      readonly suite: string
      readonly position: number
      readonly better: string
    }
  | { readonly kind: 'groups'; readonly version: 'tls12' | 'tls13'; readonly groups: readonly string[] }
  | { readonly kind: 'groups-refused'; readonly version: 'tls12' | 'tls13'; readonly groups: readonly string[] }
  | {
      readonly kind: 'dh'
      readonly version: TlsVersion
      readonly suite: string
      readonly bits: number
      readonly primeSha256: string
      readonly knownPrime: string | null
    }
  | { readonly kind: 'feature'; readonly feature: Feature; readonly present: boolean }
  | { readonly kind: 'early-data'; readonly maxBytes: number }
  | { readonly kind: 'vulnerability'; readonly vulnerability: Vulnerability }
  | {
      readonly kind: 'validity'
      readonly certificate: CertificateRef
      readonly notBefore: string
      readonly notAfter: string
      readonly days: number
    }
  | {
      readonly kind: 'names'
      readonly certificate: CertificateRef
      readonly host: string
      readonly names: readonly string[]
    }
  | {
      readonly kind: 'verification'
      readonly code: number
      readonly name: string
      readonly text: string
      readonly roots: string
    }
  | { readonly kind: 'issuer'; readonly certificate: CertificateRef; readonly issuer: string }
  | { readonly kind: 'certificates'; readonly certificates: readonly CertificateRef[] }
  | { readonly kind: 'key'; readonly certificate: CertificateRef; readonly algorithm: string; readonly bits: number }
  | { readonly kind: 'signature'; readonly certificate: CertificateRef; readonly algorithm: string }
  | { readonly kind: 'usages'; readonly certificate: CertificateRef; readonly usages: readonly string[] }
  | { readonly kind: 'leaves'; readonly keyType: string; readonly leaves: readonly LeafRef[] }

/** The kind of a piece of evidence. */
export type EvidenceKind = Evidence['kind']

/** Points at one certificate of a chain as sent. */
export interface CertificateRef {
  /** Place in the chain as sent; the server's own certificate is 0. */
  readonly depth: number
  /** The subject in one line, printable. */
  readonly subject: string
  /** SHA-256 over the DER form, in hexadecimal. */
  readonly sha256: string
}

/** The certificate that one address showed. */
export interface LeafRef {
  readonly address: string
  readonly port: number
  readonly sha256: string
}
