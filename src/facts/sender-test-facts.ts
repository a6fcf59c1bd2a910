import type { TlsVersion } from '../base/answer.ts'

/**
 * The cases of a sender test, in the order in which they are shown. Each is a sub-domain with servers, names and policies of
 * its own.
 */
export const SENDER_TEST_CASES = [
  'plain',
  'dane',
  'mta-sts',
  'no-starttls',
  'starttls-454',
  'stripped-dane',
  'tempfail-dane',
  'stripped-mta-sts',
  'expired',
  'expired-dane',
  'expired-dane-ta',
  'expired-mta-sts',
  'self-signed',
  'self-signed-mta-sts',
  'wrong-name',
  'wrong-name-mta-sts',
  'tlsa-mismatch',
  'tlsa-unusable',
  'tlsa-unusable-stripped',
  'tlsa-bogus',
  'tlsa-unsigned',
  'dnssec-bogus',
  'mta-sts-testing',
  'mx-not-in-policy',
  'tls10',
  'anonymous',
  'weak',
  'post-quantum',
  'requiretls',
  'requiretls-missing',
  'tls-required-no',
  'injection',
  'greylist',
  'ipv4',
  'ipv6',
] as const

/** The name of a case; its sub-domain is called the same. */
export type SenderTestCaseId = (typeof SENDER_TEST_CASES)[number]

/** A TLS session that a sender brought about. */
export interface SenderTestTls {
  readonly version: TlsVersion
  /** IANA's name. */
  readonly suite: string
  /** IANA's name of the group of the key exchange; null where there is none, or it was not seen. */
  readonly group: string | null
  /** The name that the client asked for (SNI), printable. */
  readonly sni: string | null
  readonly clientCertificate: boolean
}

/** A handshake that a sender began and that did not come to its end. */
export interface SenderTestTlsFailure {
  /** OpenSSL's words (`tlsv1 alert unknown ca`), `closed`, `reset`, `timeout` or `not TLS`; printable. */
  readonly reason: string
  /** Versions that the ClientHello offered, the best first; empty when none was read. */
  readonly offered: readonly TlsVersion[]
  readonly sni: string | null
}

/**
 * What became of the message in one session: `accepted` · `deferred` by a temporary refusal of ours · `refused` by us ·
 * `unfinished` when the sender named the recipient and left · `none` when it named nobody.
 */
export type SenderTestMessage = 'accepted' | 'deferred' | 'refused' | 'unfinished' | 'none'

/** One connection of a sender to the servers of a case. */
export interface SenderTestSession {
  /** ISO 8601 in UTC. */
  readonly at: string
  /** The client's IP address. */
  readonly address: string
  /** What it called itself, printable. */
  readonly helo: string | null
  /** `not-offered` by us · `not-asked` by the client · `refused` by us · `asked` */
  readonly starttls: 'not-offered' | 'not-asked' | 'refused' | 'asked'
  readonly tls: SenderTestTls | null
  readonly tlsFailure: SenderTestTlsFailure | null
  readonly message: SenderTestMessage
  /** MAIL FROM carried REQUIRETLS (RFC 8689 section 2). */
  readonly requireTls: boolean
  /** The message said `TLS-Required: No` (RFC 8689 section 3). */
  readonly tlsRequiredNo: boolean
  /** What the client made of reply lines that were sent before TLS and belong to nothing; null where none were sent. */
  readonly injected: 'discarded' | 'used' | null
  /** False when the connection may have been for another case at the same address, or for another test of the same client. */
  readonly certain: boolean
}

/** How often somebody asked for the names and the policy of a case since the test began; anybody may have been it. */
export interface SenderTestLookups {
  readonly mx: number
  readonly address: number
  readonly tlsa: number
  readonly policyRecord: number
  readonly policy: number
}

/** What was seen of one case. */
export interface SenderTestCaseFacts {
  readonly case: SenderTestCaseId
  readonly recipient: string
  /** Null where it is served; else why not. */
  readonly unserved: 'no-ipv4' | 'no-ipv6' | 'no-address' | null
  readonly lookups: SenderTestLookups
  /** Oldest first, bounded. */
  readonly sessions: readonly SenderTestSession[]
  /** Sessions beyond the bound. */
  readonly sessionsLeftOut: number
}

/** Everything that a sender test observed of one token; nothing of a message's contents is in it. */
export interface SenderTestFacts {
  readonly token: string
  readonly zone: string
  /** `local`: on one machine, with names that only it knows · `delegated`: a zone of the DNS. */
  readonly mode: 'local' | 'delegated'
  /** Who vouches for the certificates that are meant to be good: public authorities, or the service's own. */
  readonly authority: 'public' | 'own'
  readonly issuedAt: string
  /** When these facts were taken. */
  readonly at: string
  /** When the first message with this token came; null before. */
  readonly firstSeenAt: string | null
  readonly cases: readonly SenderTestCaseFacts[]
}
