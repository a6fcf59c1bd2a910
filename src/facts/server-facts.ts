import type { Answer, TlsVersion, Unknown } from '../base/answer.ts'
import type { Failure } from '../base/failure.ts'

/** How TLS starts: after the STARTTLS command (RFC 3207) or at once (RFC 8314 section 3). */
export type TlsMode = 'starttls' | 'implicit'

/**
 * One survey of one address and port: what was observed, nothing judged. It belongs to no domain, because a thousand
 * domains may point at the same server. JSON-able; unknown facts say why.
 */
export interface ServerFacts {
  /** The IP address in its usual text form. */
  readonly address: string
  readonly port: number
  readonly mode: TlsMode
  /** The name sent as SNI and expected in the certificate: the MX name, or the address for an address literal. */
  readonly host: string
  /** When the survey began, ISO 8601 in UTC. */
  readonly at: string
  readonly smtp: SmtpFacts
  readonly versions: Readonly<Record<TlsVersion, Answer>>
  /** Settled suites of each version; a suite that is not listed is open, see {@link openBecause}, except that a refused version refuses all. */
  readonly suites: Readonly<Record<TlsVersion, readonly SuiteAnswer[]>>
  /** Whether the server or the client decides among suites that both offer. */
  readonly preference: Readonly<Record<TlsVersion, 'server' | 'client' | 'unknown'>>
  readonly groups: readonly GroupAnswer[]
  /** Schemes that sign the key exchange in TLS 1.2; one that is not listed is open, see {@link openBecause}. */
  readonly signatures: readonly SignatureAnswer[]
  readonly dh: readonly DhFact[]
  readonly chains: readonly ChainFact[]
  /** Every different OCSP response that came along with a chain; no more than `STAPLES` of them. */
  readonly staples: readonly StapleFact[]
  readonly verification: Verification
  readonly features: Readonly<Record<Feature, Answer>>
  readonly vulnerabilities: Readonly<Record<Vulnerability, Answer>>
  /** Bytes of early data (0-RTT) that a TLS 1.3 ticket allows; null when no ticket was seen. */
  readonly earlyData: { readonly maxBytes: number } | null
  /** Why questions are open that the facts do not list: `not-asked` when the plan was carried out, else what ended the survey. */
  readonly openBecause: Unknown
  readonly handshakes: readonly HandshakeTrace[]
  readonly probes: readonly ProbeRecord[]
}

/** What the SMTP side of the first usable connection showed. */
export interface SmtpFacts {
  /** Accepted when a TCP connection stood. */
  readonly reachable: Answer
  /** The greeting, with the milliseconds from the connection to its last line; null when none came. */
  readonly banner: { readonly code: number; readonly lines: readonly string[]; readonly milliseconds: number } | null
  /** The EHLO reply; `helo` when the server knows only HELO; null when it was never reached. */
  readonly ehlo: EhloFacts | null
  /** Accepted when the server answered 220 to STARTTLS; refused `by` the probe whose EHLO lacked it or whose reply was another. */
  readonly starttls: Answer
  readonly starttlsReply: { readonly code: number; readonly text: string } | null
  /** The EHLO line that stands where STARTTLS would, such as `XXXXXXXA`; null when there is none. */
  readonly mangled: string | null
  /** Bytes that the server sent in clear behind its 220 to STARTTLS: they must be ignored (RFC 3207 section 6). */
  readonly bytesAfterStarttls: number
  /** The EHLO reply inside TLS; null when no real handshake reached it. */
  readonly ehloAfterTls: EhloFacts | null
  /** What became of STARTTLS on every connection of the survey that came that far; above stands the one that came furthest. */
  readonly starttlsTally: StartTlsTally
  /** Whether mail from a stranger to a stranger would be taken; asked only where somebody wants it. */
  readonly relay: RelayFacts
  /** Why the first conversation ended early; null when it went as asked. */
  readonly failure: Failure | null
  readonly transcript: readonly TranscriptLine[]
}

/** Connections by what became of STARTTLS on them. Behind one address may be several machines, or somebody on the path. */
export interface StartTlsTally {
  /** The server answered 2yz. */
  readonly accepted: number
  /** EHLO did not announce it, or only HELO was answered. */
  readonly missing: number
  /** Something else stood in its place, such as `XXXXXXXA`. */
  readonly mangled: number
  /** A reply 4yz, such as 454, but not 421. */
  readonly refusedTemporarily: number
  /** Any other reply. */
  readonly refused: number
}

/** How a server took the beginning of a message from a stranger to a stranger; the message was never sent. */
export interface RelayFacts {
  /** Accepted when RCPT was, whatever the server would do with the message later. */
  readonly answer: Answer
  /** The addresses in MAIL and RCPT, `from` empty for `<>`, and the reply that decided; null when none came. */
  readonly reply: { readonly from: string; readonly to: string; readonly code: number; readonly text: string } | null
  /** That conversation; empty when there was none. */
  readonly transcript: readonly TranscriptLine[]
}

/** An EHLO reply (RFC 5321 section 4.1.1.1). Keywords are upper case; all texts are printable. */
export interface EhloFacts {
  readonly kind: 'ehlo' | 'helo'
  readonly domain: string
  readonly extensions: readonly { readonly keyword: string; readonly parameters: readonly string[] }[]
}

/** One line of the conversation; `>` is ours. Inside TLS `secure` is true. */
export interface TranscriptLine {
  readonly direction: '<' | '>'
  readonly text: string
  /** Milliseconds since the connection was opened. */
  readonly milliseconds: number
  readonly secure: boolean
}

/** A suite and what the server said of it. */
export type SuiteAnswer = Answer & {
  /** `0xc02f`; SSL 2.0 kinds have six digits. */
  readonly id: string
  /** The IANA name, or `0x…` when no registry knows it. */
  readonly name: string
  readonly openssl: string | null
  /** Place in the server's own order, from 1; present only when the order is proved. */
  readonly position?: number
}

/** A key-exchange group and what the server said of it in one version (TLS 1.2 calls them named curves). */
export type GroupAnswer = Answer & {
  readonly version: 'tls12' | 'tls13'
  /** `0x001d`. */
  readonly id: string
  readonly name: string
}

/**
 * A scheme of `signature_algorithms`, and whether the server signs its key exchange with it (RFC 5246 section 7.4.3). Before TLS
 * 1.2 there is nothing to choose.
 */
export type SignatureAnswer = Answer & {
  readonly version: 'tls12'
  /** `0x0401`. */
  readonly id: string
  /** Such as `rsa_pkcs1_sha256`, or `0x…` when no registry knows it. */
  readonly name: string
  /** Such as `sha256`; null where the scheme is not known. */
  readonly hash: string | null
}

/** Finite-field Diffie-Hellman parameters that a server sent in one ServerKeyExchange. Servers may choose them per suite. */
export interface DhFact {
  readonly version: TlsVersion
  readonly suite: string
  readonly bits: number
  /** The generator in hexadecimal, cut at 64 digits. */
  readonly generator: string
  readonly primeSha256: string
  /** The name of a well-known prime, such as `RFC 3526 group 14`; null when it is not known. */
  readonly knownPrime: string | null
  readonly by: number
}

/** A certificate chain exactly as sent: DER in base64, leaf first. */
export interface ChainFact {
  readonly version: TlsVersion
  readonly keyType: string
  readonly certificates: readonly string[]
  readonly by: number
}

/** An OCSP response as a server stapled it (RFC 6066 section 8): DER in base64, unread. */
export interface StapleFact {
  readonly version: TlsVersion
  readonly response: string
  readonly by: number
}

/** OpenSSL's verdict on the chain of the real handshake, as `openssl s_client` prints it. */
export type Verification =
  | {
      readonly state: 'verified' | 'failed'
      /** OpenSSL's X509_V_ERR number; 0 is ok. */
      readonly code: number
      /** Its symbolic name without prefix, such as `CERT_HAS_EXPIRED`. */
      readonly name: string
      readonly text: string
      readonly roots: 'mozilla' | 'system' | 'file'
      readonly by: number
    }
  | { readonly state: 'unknown'; readonly why: Unknown }

/** Properties of a server's TLS beyond versions, suites and groups. Accepted means: the server has it or does it. */
export type Feature =
  | 'compression'
  | 'secureRenegotiation'
  | 'clientRenegotiation'
  | 'extendedMasterSecret'
  | 'encryptThenMac'
  | 'heartbeat'
  | 'sessionTicket'
  | 'ocspStaple'
  | 'signedCertificateTimestamps'
  | 'alpn'
  | 'fallbackScsv'
  | 'earlyData'
  | 'resumptionId'
  | 'resumptionTicket'
  | 'resumption13'
  | 'versionTolerance'
  | 'extensionTolerance'
  | 'largeHelloTolerance'
  | 'sni'
  | 'withoutSni'

/** Vulnerabilities that need a probe of their own. Accepted means: the server is vulnerable. */
export type Vulnerability = 'heartbleed' | 'ccsInjection' | 'robot' | 'ticketbleed' | 'starttlsInjection'

/** A whole handshake that was carried out, as it happened. */
export interface HandshakeTrace {
  readonly kind: 'real' | 'resumption'
  readonly version: TlsVersion
  readonly suite: string
  /** The key-exchange group by name; null when the suite uses none or the library does not tell. */
  readonly group: string | null
  readonly resumed: boolean
  readonly milliseconds: number
  readonly messages: readonly TraceMessage[]
  readonly by: number
}

/** One step of a handshake: who sent it, how large it was, in which round trip and when. */
export interface TraceMessage {
  readonly from: 'client' | 'server'
  /** The message's name in the RFC; `EncryptedHandshake` where encryption hides it. */
  readonly name: string
  readonly bytes: number
  readonly roundTrip: number
  readonly milliseconds: number
}

/** One connection that was made for the survey: what it asked and what came. */
export interface ProbeRecord {
  /** Its number, from 0: the `by` of answers. */
  readonly index: number
  /** What it asked, in words that are stable, such as `handshake`, `at-most tls11`, `rest`. */
  readonly goal: string
  readonly outcome: 'selected' | 'handshake' | 'accepted' | 'refused' | 'failed'
  /** A short text of the outcome: version and suite, alert, or failure code. */
  readonly detail: string
  readonly failure: Failure | null
  readonly milliseconds: number
  readonly sentBytes: number
  readonly receivedBytes: number
}
