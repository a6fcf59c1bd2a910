import type { TlsVersion, Unknown } from '../../base/answer.ts'
import type { Failure } from '../../base/failure.ts'

/** Finite-field parameters of one ServerKeyExchange. */
export interface DhParameters {
  readonly prime: Uint8Array
  readonly generator: Uint8Array
}

/** A server's choice: what one ServerHello (and what follows it in clear) proves. */
export interface Selected {
  readonly kind: 'selected'
  readonly version: TlsVersion
  readonly suite: number
  /** The group of TLS 1.3, or the named curve of an ECDHE ServerKeyExchange; null when there is none. */
  readonly group: number | null
  /** True when DEFLATE was chosen (RFC 3749). */
  readonly compression: boolean
  /** Extension types of the ServerHello. */
  readonly extensions: readonly number[]
  readonly dh: DhParameters | null
  /** Scheme of the ServerKeyExchange's signature; null when unsigned, older than TLS 1.2, or hidden. */
  readonly signatureScheme: number | null
  /** DER, leaf first, as sent; empty when hidden (TLS 1.3) or anonymous. */
  readonly certificates: readonly Uint8Array[]
  /** The OCSP response that came along with the certificates, in DER, unread; null when none did. */
  readonly ocspStaple: Uint8Array | null
  /** True for a HelloRetryRequest. */
  readonly retry: boolean
  /** The session_id of the ServerHello: an echo of ours when a session is resumed (RFC 5077 section 3.4). */
  readonly sessionId: Uint8Array
  /** What the server did when something was sent behind its flight; absent when nothing was. */
  readonly after?: AfterResult
}

/** Something harmless that is sent behind the server's first flight to see how it takes it. */
export type AfterCheck =
  /** A heartbeat request that claims more payload than it has (CVE-2014-0160). */
  | { readonly check: 'heartbleed' }
  /** A ChangeCipherSpec before any key is agreed on (CVE-2014-0224). */
  | { readonly check: 'ccs' }
  /**
   * A ClientKeyExchange whose RSA padding is right or wrong in one of five ways (RFC 5246 section 7.4.7.1, CVE-2017-13099);
   * numbers from five on are the same ways again (see `robot.ts`).
   */
  | { readonly check: 'robot'; readonly variant: number }

/** The reaction: `heartbeat`, `alert 20`, `closed`, `reset`, `silence` or `record 22`. */
export type AfterResult = AfterCheck & { readonly reaction: string }

/** What came of one ClientHello. */
export type HelloOutcome =
  | Selected
  | { readonly kind: 'ssl2'; readonly cipherKinds: readonly number[]; readonly certificate: Uint8Array }
  | { readonly kind: 'alert'; readonly level: number; readonly description: number }
  | { readonly kind: 'closed' }
  | { readonly kind: 'reset' }
  /** The server stayed silent or answered in a way that proves nothing. */
  | { readonly kind: 'inconclusive'; readonly why: Unknown; readonly failure: Failure }
  /** The conversation never came to the ClientHello: nothing further is to be asked now. */
  | { readonly kind: 'unavailable'; readonly why: Unknown; readonly failure: Failure }

/** A whole handshake by the local OpenSSL. */
export type HandshakeOutcome =
  | {
      readonly kind: 'completed'
      readonly version: TlsVersion
      readonly suite: number
      readonly group: number | null
      readonly certificates: readonly Uint8Array[]
      /** As in {@link Selected}. */
      readonly ocspStaple: Uint8Array | null
      readonly resumed: boolean
      /** What our library's ClientHello offered. */
      readonly offered: { readonly suites: readonly number[]; readonly groups: readonly number[] }
      /** A ticket of TLS 1.2 or less (RFC 5077), to be offered later; null when none was given. */
      readonly ticket: Uint8Array | null
      /** The id of its session, empty when it has none; null when the server was free to give a ticket instead. */
      readonly sessionId: Uint8Array | null
      /** Whether the server took part in a renegotiation that we began; null when that was not tried or told nothing. */
      readonly renegotiates: boolean | null
      /** Whether a command that was sent in clear behind STARTTLS was obeyed inside TLS; null when that was not tried. */
      readonly obeyed: boolean | null
    }
  | { readonly kind: 'not-completed'; readonly failure: Failure }
  | { readonly kind: 'unavailable'; readonly why: Unknown; readonly failure: Failure }

/** A server that ended the conversation upon a hello. */
export type HelloEnd = Extract<HelloOutcome, { kind: 'alert' | 'closed' | 'reset' }>

/** The way in which it ended the conversation, as the way of a refusal. */
export function refusalOf({ kind }: HelloEnd): 'alert' | 'close' | 'reset' {
  return kind === 'closed' ? 'close' : kind
}
