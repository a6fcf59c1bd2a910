import type { SenderTestCaseId } from '../../facts/sender-test-facts.ts'

/** The certificate that a server shows. */
export type CertificateKind = 'good' | 'expired' | 'self-signed' | 'wrong-name'

/** What a server supports in TLS: nothing but this. */
export type TlsKind = 'modern' | 'tls10' | 'anonymous' | 'weak' | 'post-quantum'

/** How the servers of a case behave. Servers that behave alike may share an address. */
export interface ServerBehaviour {
  readonly starttls: 'offered' | 'missing' | '454'
  readonly certificate: CertificateKind
  readonly tls: TlsKind
  /** Announces REQUIRETLS inside TLS. */
  readonly requireTls: boolean
  /** Sends reply lines in clear behind the 220 to STARTTLS, as somebody on the path would. */
  readonly injects: boolean
  /** Refuses a sender for a while before it takes its mail. */
  readonly greylists: boolean
}

/**
 * TLSA records of the exchanger: `match` is its own key (3 1 1), `anchor` the authority that it sends along (2 1 1),
 * `mismatch` a key that it does not have (3 1 1), `unusable` a usage that means nothing to mail (0 0 1).
 */
export type TlsaKind = 'match' | 'anchor' | 'mismatch' | 'unusable'

/** What is special about the names of a case. */
export interface CaseNames {
  /** False: the parent proves that the zone is not signed. */
  readonly signed: boolean
  readonly tlsa: TlsaKind | null
  /** Which signature is wrong: that of the MX records, or that of the TLSA records. */
  readonly fault: 'mx' | 'tlsa' | null
}

/** The MTA-STS policy of a case. */
export interface CasePolicy {
  readonly mode: 'enforce' | 'testing'
  /** Whether it names the exchanger of the case, or another one. */
  readonly names: 'exchanger' | 'other'
}

/** A case: what its names, policy and servers are like. What each outcome means is said in `report/sender-test-…`. */
export interface CaseSpec {
  readonly id: SenderTestCaseId
  readonly server: ServerBehaviour
  readonly names: CaseNames
  readonly policy: CasePolicy | null
  /** Address families of its exchanger. */
  readonly families: readonly (4 | 6)[]
}
