import type { TlsVersion } from '../base/answer.ts'
import type { Failure } from '../base/failure.ts'
import type { CaaRecord, DomainFacts } from '../facts/domain-facts.ts'
import type { Feature, StartTlsTally, Vulnerability } from '../facts/server-facts.ts'
import type { OcspFault } from '../x509/ocsp-status.ts'

/**
 * What proves a finding, as plain data. The kind says which sentence tells it (`report/evidence-wording.ts`); everything
 * in it can be found again in the facts.
 */
export type Evidence =
  | { readonly kind: 'lookup'; readonly name: string; readonly type: string; readonly outcome: string }
  | { readonly kind: 'lookup-failure'; readonly name: string; readonly type: string; readonly failure: Failure | null }
  | {
      readonly kind: 'dnssec'
      readonly name: string
      readonly type: string
      readonly status: DnssecStatus
      /** The zone or name at which it was decided. */
      readonly at: string | null
      readonly ede: number | null
      readonly reason: string
      /** Whether the answer is about all mail to the domain, or there are other ways for it. */
      readonly reach: 'all' | 'part'
    }
  | { readonly kind: 'zone-algorithm'; readonly zone: string; readonly algorithm: number }
  | { readonly kind: 'zone-digest'; readonly zone: string; readonly digest: number }
  | { readonly kind: 'zone-key'; readonly zone: string; readonly bits: number }
  | {
      readonly kind: 'signature-end'
      readonly name: string
      readonly type: string
      /** ISO 8601. */
      readonly ends: string
      readonly days: number
    }
  | { readonly kind: 'exchangers'; readonly exchangers: readonly string[] }
  | { readonly kind: 'alias'; readonly name: string; readonly targets: readonly string[] }
  /** The names that the reverse zone gives an address. */
  | { readonly kind: 'reverse-names'; readonly address: string; readonly names: readonly string[] }
  | { readonly kind: 'addresses'; readonly addresses: readonly string[] }
  | { readonly kind: 'failure'; readonly failure: Failure }
  | { readonly kind: 'reply'; readonly code: number; readonly text: string }
  | { readonly kind: 'delay'; readonly milliseconds: number }
  | { readonly kind: 'extension'; readonly keyword: string; readonly parameters: readonly string[] }
  | { readonly kind: 'no-extension'; readonly keyword: string; readonly greeting: 'ehlo' | 'helo' | null }
  /** Connections by what became of STARTTLS on them. */
  | ({ readonly kind: 'starttls-tally' } & StartTlsTally)
  /** The answer to RCPT for a stranger; `from` is empty for `<>`. */
  | {
      readonly kind: 'relay'
      readonly from: string
      readonly to: string
      readonly code: number
      readonly text: string
    }
  | { readonly kind: 'greeting-name'; readonly name: string; readonly expected: string }
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
  /** Schemes that sign the key exchange, by name. */
  | { readonly kind: 'signatures'; readonly version: 'tls12'; readonly schemes: readonly string[] }
  | { readonly kind: 'groups'; readonly version: 'tls12' | 'tls13'; readonly groups: readonly string[] }
  | { readonly kind: 'groups-refused'; readonly version: 'tls12' | 'tls13'; readonly groups: readonly string[] }
  | {
      readonly kind: 'dh'
      readonly version: TlsVersion
      readonly suite: string
      readonly bits: number
      /** In hexadecimal. */
      readonly generator: string
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
  | {
      readonly kind: 'key'
      readonly certificate: CertificateRef
      readonly algorithm: string
      readonly bits: number
      /** The curve of an elliptic key; null for other keys, and where it is not a named one. */
      readonly curve: string | null
    }
  | { readonly kind: 'signature'; readonly certificate: CertificateRef; readonly algorithm: string }
  | { readonly kind: 'usages'; readonly certificate: CertificateRef; readonly usages: readonly string[] }
  /** `at`: ISO 8601, since when. */
  | {
      readonly kind: 'revocation'
      readonly certificate: CertificateRef
      readonly at: string
      readonly reason: string | null
    }
  /** A stapled response that proves nothing; `at`: the time that it begins or ended, ISO 8601. */
  | {
      readonly kind: 'staple'
      readonly certificate: CertificateRef
      readonly fault: StapleFault
      readonly at: string | null
    }
  /** What is wrong with the certificate of one kind of key, and not with that of the other. */
  | {
      readonly kind: 'dual'
      readonly certificate: CertificateRef
      readonly keyType: string
      readonly other: string
      readonly fault: DualFault
    }
  | { readonly kind: 'leaves'; readonly keyType: string; readonly leaves: readonly LeafRef[] }
  /** The CAA records that restrain nobody, and where they stand; `at` is null where there is none from the host up. */
  | {
      readonly kind: 'caa-open'
      readonly host: string
      readonly at: string | null
      readonly records: readonly CaaRecord[]
    }
  | {
      readonly kind: 'caa-refuses'
      readonly certificate: CertificateRef
      /** The organisation that issued it, printable. */
      readonly issuer: string
      /** The name in the certificate, with its `*.` if it has one. */
      readonly name: string
      readonly at: string
      readonly why: 'others' | 'nobody' | 'critical'
      /** Who may issue. */
      readonly issuers: readonly string[]
      /** The records that decide. */
      readonly records: readonly CaaRecord[]
    }
  /** What some addresses of an exchanger have and others lack. */
  | {
      readonly kind: 'unlike'
      readonly port: number
      readonly trait: Trait
      readonly having: readonly string[]
      readonly lacking: readonly string[]
    }
  /** Suites and groups that the same address has accepted and refused. */
  | {
      readonly kind: 'contradiction'
      readonly address: string
      readonly port: number
      readonly version: TlsVersion
      readonly names: readonly string[]
    }
  | { readonly kind: 'records'; readonly name: string; readonly count: number }
  /** Something wrong with a record (`at`: the character) or a policy (`at`: the line). */
  | {
      readonly kind: 'text-issue'
      readonly about: 'mta-sts-record' | 'mta-sts-policy' | 'tls-rpt-record'
      readonly code: string
      readonly at: number
      readonly text: string
    }
  /** `days`: since when, as far as earlier facts tell. */
  | { readonly kind: 'policy-mode'; readonly mode: 'testing' | 'none'; readonly days: number | null }
  | { readonly kind: 'max-age'; readonly seconds: number; readonly days: number }
  | { readonly kind: 'policy-hosts'; readonly hosts: readonly string[]; readonly mode: 'enforce' | 'testing' }
  | { readonly kind: 'policy-patterns'; readonly patterns: readonly string[] }
  | { readonly kind: 'policy-id'; readonly id: string | null; readonly since: string }
  | {
      readonly kind: 'policy-unfulfilled'
      readonly host: string
      readonly why: 'not-in-policy' | 'no-starttls' | 'no-handshake' | 'certificate' | null
      readonly reach: 'all' | 'part'
    }
  | { readonly kind: 'destination'; readonly uri: string; readonly because: string }
  | { readonly kind: 'protection'; readonly state: 'none' | 'first-use' | 'full' }
  /** Records as text, such as `3 1 1 ab…`. */
  | { readonly kind: 'tlsa'; readonly records: readonly string[] }
  | { readonly kind: 'tlsa-unusable'; readonly record: string; readonly why: string }
  | { readonly kind: 'tlsa-failure'; readonly name: string; readonly ede: number | null; readonly reason: string }
  /** Why no record vouches for a chain, and the place of the certificate that gives the reason. */
  | {
      readonly kind: 'tlsa-fault'
      readonly address: string
      readonly port: number
      readonly keyType: string
      readonly fault: string
      readonly depth: number | null
    }

/** In what machines may differ; `weak-suites` are those that a rule of their own speaks against. */
export type Trait = 'starttls' | TlsVersion | 'weak-suites' | 'post-quantum'

/** What DNSSEC says of an answer. */
type DnssecStatus = NonNullable<DomainFacts['mx']>['dnssec']['status']

/** Why a stapled response proves nothing; `absent` where none came for a certificate that promises one. */
export type StapleFault = OcspFault['code'] | 'absent'

/** What one of two certificates may have wrong. */
export type DualFault = 'name' | 'expired' | 'not-yet-valid' | 'self-signed' | 'incomplete'

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
