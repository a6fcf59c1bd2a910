import type { TlsVersion } from '../../base/answer.ts'

/** What a sender asks of the other side before it hands mail over. */
export type Demand =
  /** Never speaks TLS. */
  | 'clear'
  /** TLS where it is offered, with whomever; in clear where it is not (RFC 7435). */
  | 'opportunistic'
  /** TLS with whomever, or not at all. */
  | 'encryption'
  /** A chain that is trusted, for the name of the exchanger, which comes from unprotected DNS. */
  | 'certificate-of-exchanger'
  /** A chain that is trusted, for the domain of the recipient or a name below it. */
  | 'certificate-of-domain'

/** What a sender does where it looks for DANE (RFC 7672) and finds nothing to hold the server to. */
export interface DaneHabits {
  /** No TLSA records, or the zone is not signed. */
  readonly without: 'go-on' | 'defer' | 'bounce'
  /** Records of which none is usable: RFC 7672 section 2.2 asks for TLS without authentication. */
  readonly unusable: 'encryption' | 'go-on' | 'defer'
}

/** The program or service that sends mail, in one of its settings: data, with where it comes from. */
export interface SenderProfile {
  readonly id: string
  readonly name: string
  readonly demand: Demand
  /** Null where it does not look for TLSA records. */
  readonly dane: DaneHabits | null
  /** Asks a resolver that validates, so that forged answers of signed zones are not believed. */
  readonly validatesDns: boolean
  /** Holds to a policy of RFC 8461. */
  readonly mtaSts: boolean
  /** Protocol versions that it offers, the best first; empty for one that never speaks TLS. */
  readonly versions: readonly TlsVersion[]
  /** Suites that it offers, IANA numbers in its order; empty where they are not known. */
  readonly suites: readonly number[]
  readonly source: string
  /** When this was measured, or the documentation read: year and month. */
  readonly date: string
  /** True when the program itself was seen to do so in the lab. */
  readonly measured: boolean
}

/** What becomes of a message. */
export type Delivery = 'authenticated' | 'encrypted' | 'plaintext' | 'deferred' | 'bounced'

/** The answer of the simulation for one sender and one attack. */
export interface Simulated {
  /** Null where a fact that decides it is not known. */
  readonly delivery: Delivery | null
  /** Why, as a code that the report words. */
  readonly why: SimulatedWhy
  /** What is negotiated where mail goes over TLS; null otherwise, or where it is not known. */
  readonly version: TlsVersion | null
  readonly suite: string | null
}

/** What decided. */
export type SimulatedWhy =
  | 'never-tls'
  | 'dane-matches'
  | 'dane-mismatch'
  | 'dane-lookup-failed'
  | 'dane-missing'
  | 'dane-unusable'
  | 'dns-bogus'
  | 'mx-forged'
  | 'mx-forged-detected'
  | 'no-starttls'
  | 'starttls-refused'
  | 'no-common-tls'
  | 'tls-any-certificate'
  | 'certificate-trusted'
  | 'certificate-not-trusted'
  | 'policy-mx-mismatch'
  | 'policy-fulfilled'
  | 'no-server'
  | 'not-known'
