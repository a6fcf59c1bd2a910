import type { RefusalHow, TlsVersion, Unknown } from '../../base/answer.ts'
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
  /** True when a CertificateStatus message with an OCSP response came. */
  readonly ocspStaple: boolean
  /** True for a HelloRetryRequest. */
  readonly retry: boolean
}

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
      readonly resumed: boolean
      /** What our library's ClientHello offered. */
      readonly offered: { readonly suites: readonly number[]; readonly groups: readonly number[] }
    }
  | { readonly kind: 'not-completed'; readonly failure: Failure }
  | { readonly kind: 'unavailable'; readonly why: Unknown; readonly failure: Failure }

/** The way of a refusal; null when the outcome refuses nothing. */
export function refusalHow(outcome: HelloOutcome): RefusalHow | null {
  switch (outcome.kind) {
    case 'alert':
      return 'alert'
    case 'closed':
      return 'close'
    case 'reset':
      return 'reset'
    case 'selected':
    case 'ssl2':
    case 'inconclusive':
    case 'unavailable':
      return null
    default:
      throw outcome satisfies never
  }
}
