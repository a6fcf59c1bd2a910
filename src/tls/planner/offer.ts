import type { TlsVersion } from '../../base/answer.ts'
import { EMPTY_RENEGOTIATION_INFO_SCSV, FALLBACK_SCSV } from '../../registry/find-suite.ts'

/**
 * What one ClientHello offers, without its bytes. `versions` go from the highest downwards; a hello of TLS 1.2 or older
 * cannot exclude lower versions, so they are listed as far as the answer may go.
 */
export interface HelloOffer {
  readonly format: 'tls' | 'ssl2'
  readonly versions: readonly TlsVersion[]
  /** In the order offered. SSL 2.0 kinds in an SSL 2.0 hello. */
  readonly suites: readonly number[]
  /** In the order offered; empty when the hello has no extensions. */
  readonly groups: readonly number[]
  /** True when groups were left out to ask about the others: a refusal may then be theirs. */
  readonly groupsNarrowed: boolean
  /** Which signature algorithms are offered; `broken` are those with MD5 and SHA-1 alone. */
  readonly signatures: 'all' | 'rsa' | 'ecdsa' | 'broken'
  /**
   * `empty` sends an empty key_share, which a TLS 1.3 server answers by a HelloRetryRequest in clear (RFC 8446 section
   * 4.1.4); `real` a share of the first offered group that this machine can make one for.
   */
  readonly keyShare: 'empty' | 'real'
  /** `all` extensions this engine knows, `few` that a plain client of the version sends, `none` at all. */
  readonly extensions: 'all' | 'few' | 'none'
  readonly fallbackScsv: boolean
  readonly sni: boolean
  /** A ticket to resume with, and a session_id of one byte beside it; absent in most hellos. */
  readonly ticket?: Uint8Array
  /** The id of a session to resume, and no extension for tickets beside it; absent in most hellos. */
  readonly sessionId?: Uint8Array
  /** Present when the name was left out to see whether the server does without: a refusal says nothing of the rest. */
  readonly nameless?: true
  /** Present when an application protocol is offered (RFC 7301), with which a server may be strict. */
  readonly alpn?: true
  /** Present when the hello is one of a trial: its end says nothing but that the server does not stand it. */
  readonly trial?: Trial
}

/** What a server may fail to stand in a hello that is in order. */
export type TrialFeature = 'sni' | 'withoutSni' | 'extensionTolerance' | 'largeHelloTolerance'

/** A hello that differs in one thing from one that is known to be accepted, or, as a control, that one again (see `trials.ts`). */
export interface Trial {
  readonly feature: TrialFeature
  readonly isControl: boolean
}

/** The signals that stand behind the suites of a hello, in the list of suites (RFC 7507 section 4, RFC 5746 section 3.3). */
export function signalsOf({ format, extensions, fallbackScsv }: HelloOffer): readonly number[] {
  if (format === 'ssl2') return []
  return [...(fallbackScsv ? [FALLBACK_SCSV] : []), ...(extensions === 'all' ? [] : [EMPTY_RENEGOTIATION_INFO_SCSV])]
}

/** The entries in the list of suites, as a server counts them. */
export function widthOf(offer: HelloOffer): number {
  return offer.suites.length + signalsOf(offer).length
}

/** The key under which doubts about an offer are counted: version, suites and groups, not their order. */
export function offerKey(offer: HelloOffer): string {
  const suites = offer.suites.toSorted((a, b) => a - b).join(',')
  const groups = offer.groupsNarrowed ? offer.groups.toSorted((a, b) => a - b).join(',') : '*'
  return `${offer.format} ${offer.versions.join('/')} ${suites} ${groups} ${offer.fallbackScsv ? 'scsv' : ''}${purpose(offer)}`
}

function purpose({ signatures, ticket, sessionId, nameless, alpn }: HelloOffer): string {
  const words = [
    signatures === 'all' ? undefined : signatures,
    ticket && 'ticket',
    sessionId && 'session',
    nameless && 'nameless',
    alpn && 'alpn',
  ]
  return words.filter((word) => word !== undefined).join(' ')
}
