import type { Duplex } from 'node:stream'
import type { TlsVersion } from '../base/answer.ts'
import type { Attempt, Failure } from '../base/failure.ts'
import type { Lookup } from '../dns/lookup.ts'

/** Everything observed while a policy was fetched, JSON-able; nothing of it is judged, and the text is not parsed yet. */
export interface PolicyFetch {
  /** The policy domain in A-labels. */
  readonly domain: string
  readonly url: string
  /** The policy host, `mta-sts.` and the domain. */
  readonly host: string
  /** ISO 8601 in UTC, when the fetch began. */
  readonly at: string
  readonly milliseconds: number
  /** The lookups of the host's addresses, aliases included (RFC 8461 section 8.2 allows them). */
  readonly v4: Lookup<string>
  readonly v6: Lookup<string>
  /** The addresses that were tried, in order; the last one was spoken to unless it has a failure. */
  readonly attempts: readonly { readonly address: string; readonly failure: Failure | null }[]
  /** Null when no handshake was completed. */
  readonly tls: PolicyHostTls | null
  /** Null when no response came, or none that can be read. */
  readonly response: PolicyResponse | null
  /** Why there is no policy; null when there is a text to parse. */
  readonly failure: Failure | null
}

/** TLS of the policy host. */
export interface PolicyHostTls {
  readonly version: TlsVersion
  /** DER in base64, as sent, the host's own first. */
  readonly certificates: readonly string[]
  /** OpenSSL's verdict on the chain, as `openssl s_client` prints it; the name is not part of it. */
  readonly verification: {
    readonly state: 'verified' | 'failed'
    readonly code: number
    readonly name: string
    readonly text: string
    readonly roots: PolicyRoots['kind']
  }
  /** The dNSName that matches the host; null when none does. */
  readonly matchedName: string | null
}

/** The response of the policy host. */
export interface PolicyResponse {
  readonly status: number
  /** The Content-Type field, printable and bounded; null without one. */
  readonly contentType: string | null
  /** The Location field, printable and bounded; null without one. */
  readonly location: string | null
  /** The body of a 200, at most 64 KiB of it, decoded as UTF-8 with U+FFFD for what is not; null for other responses. */
  readonly body: { readonly text: string; readonly bytes: number; readonly isWhole: boolean } | null
}

/** Which certificates are trusted: PEM texts, or null for the roots that Node itself brings. */
export interface PolicyRoots {
  readonly kind: 'mozilla' | 'system' | 'file'
  readonly pem: readonly string[] | null
}

/**
 * How a connection is made. The address was resolved and looked at before, and no name is resolved again, so that nobody
 * can lead the connection elsewhere in between.
 */
export type PolicyDial = (options: {
  readonly address: string
  readonly port: number
  readonly timeoutMilliseconds?: number
  readonly signal?: AbortSignal
}) => Promise<Duplex>

/** A TLS connection whose handshake is complete, whatever its chain is worth. */
export interface PolicyTlsConnection {
  readonly stream: Duplex
  readonly version: TlsVersion
  /** DER as sent. */
  readonly certificates: readonly Uint8Array[]
  /** OpenSSL's verdict on the chain: 0 is ok. */
  readonly verify: { readonly code: number; readonly name: string; readonly text: string }
}

/**
 * How TLS is started on a stream, with the host as SNI (RFC 8461 section 7.1), TLS 1.2 or newer (section 7.2) and HTTP/1.1
 * as ALPN. A chain that does not verify is no failure; it is judged later. Throws ProbeError `cancelled` when the signal
 * says so.
 */
export type StartPolicyTls = (
  stream: Duplex,
  settings: {
    readonly host: string
    readonly roots: PolicyRoots
    readonly timeoutMilliseconds: number
    readonly signal?: AbortSignal
  },
) => Promise<Attempt<PolicyTlsConnection>>
