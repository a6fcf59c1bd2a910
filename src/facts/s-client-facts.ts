import type { Failure } from '../base/failure.ts'
import type { CertificateFacts } from '../x509/certificate.ts'

/** One certificate of a chain, as a whole handshake showed it. */
export interface ShownCertificate {
  /** What it says; null when it cannot be read. */
  readonly facts: CertificateFacts | null
  readonly pem: string
}

/** One whole handshake with one server, as `openssl s_client` makes it. */
export interface SClientFacts {
  /** The target as it was given. */
  readonly target: string
  readonly host: string
  readonly port: number
  readonly mode: 'starttls' | 'implicit'
  /** The address that was contacted; null when none was. */
  readonly address: string | null
  /** The name in the ClientHello; null for an address literal. */
  readonly sni: string | null
  /** The first line of a greeting with 220, printable; any other greeting is a failure. */
  readonly banner: string | null
  readonly session: SClientSession | null
  /** Why there is no session. */
  readonly failure: Failure | null
  readonly milliseconds: number
}

/** What the handshake came to. */
export interface SClientSession {
  /** OpenSSL's name, such as `TLSv1.3`. */
  readonly protocol: string
  /** OpenSSL's name of the suite, or IANA's where OpenSSL has none. */
  readonly cipher: string
  /** IANA's name of the suite. */
  readonly suite: string
  /** IANA's name of the group; null where the key exchange has none. */
  readonly group: string | null
  readonly groupBits: number | null
  /** As sent, leaf first. */
  readonly chain: readonly ShownCertificate[]
  /** OpenSSL's verdict on the chain; names are not part of it. */
  readonly verify: { readonly code: number; readonly text: string }
}
