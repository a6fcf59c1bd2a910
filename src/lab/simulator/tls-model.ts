import type { TlsVersion } from '../../base/answer.ts'

/** What a simulated server supports. It is the truth that a survey of it must find. */
export interface TlsModel {
  /** Suites per accepted version, in the server's own order; a version without an entry is refused. SSL 2.0 lists its kinds. */
  readonly suites: Readonly<Partial<Record<TlsVersion, readonly number[]>>>
  readonly preference: 'server' | 'client'
  /** Named curves of TLS 1.2 and older, and groups of TLS 1.3, in the server's own order. */
  readonly groups12: readonly number[]
  readonly groups13: readonly number[]
  /** Chains as sent, leaf first, by the kind of the leaf's key. */
  readonly chains: { readonly rsa?: readonly Uint8Array[]; readonly ecdsa?: readonly Uint8Array[] }
  /** The curve of the ECDSA key, which a client of TLS 1.2 must offer; null when the server does not care. */
  readonly certificateCurve: number | null
  /** Diffie-Hellman parameters; `anonymous` for suites without authentication where they differ. */
  readonly dh: { readonly usual: DhGroup; readonly anonymous?: DhGroup }
  readonly features: ReadonlySet<TlsModelFeature>
  /** The OCSP response that it staples, in DER, if it has that feature; without one it staples octets that mean nothing. */
  readonly staple?: Uint8Array
  /** Schemes with which it signs key exchanges in TLS 1.2, in its own order; by default those with SHA-256 and better. */
  readonly signatures?: readonly number[]
  readonly quirks: TlsQuirks
  /** Whether a client may renegotiate, where a real library carries the handshake out; false unless told otherwise. */
  readonly clientRenegotiation?: boolean
  /** Vulnerabilities that it has; none unless told otherwise. */
  readonly weaknesses?: ReadonlySet<TlsWeakness>
  /** The raw RSA operation of its key, without any look at padding; without it an RSA key exchange is taken unread. */
  readonly decrypt?: (ciphertext: Uint8Array) => Uint8Array
}

/** Famous mistakes: Heartbleed, CCS injection, a padding oracle (ROBOT), a session_id copied beyond its end (Ticketbleed). */
export type TlsWeakness = 'heartbleed' | 'ccsInjection' | 'robot' | 'ticketbleed'

/** A finite field: prime and generator, unsigned and big-endian. */
export interface DhGroup {
  readonly prime: Uint8Array
  readonly generator: Uint8Array
}

/** What a simulated server answers to extensions and signals of the hello. */
export type TlsModelFeature =
  | 'compression'
  | 'secureRenegotiation'
  | 'extendedMasterSecret'
  | 'encryptThenMac'
  | 'heartbeat'
  | 'sessionTicket'
  | 'ocspStaple'
  | 'signedCertificateTimestamps'
  | 'fallbackScsv'
  | 'alpn'

/** How a simulated server misbehaves. All optional; without any it follows the RFCs. */
export interface TlsQuirks {
  /** How it refuses; an alert unless told otherwise. */
  readonly refusal?: 'alert' | 'close' | 'reset'
  /** It chokes (closes) on hellos with more suites. */
  readonly maxSuites?: number
  /** It chokes on these extension types. */
  readonly dislikedExtensions?: readonly number[]
  /** It answers an empty key_share by an alert of this description. */
  readonly emptyShareAlert?: number
  /** It looks for a version that has a common suite instead of choosing the version first. */
  readonly versionBySuite?: boolean
  /** Its own order decides, but ChaCha20 goes first for a client whose list begins with it. */
  readonly prioritizesChaCha?: boolean
  /** It refuses any name by a fatal unrecognized_name. */
  readonly refusesSni?: boolean
  /** It answers a hello of TLS without a name by an alert of this description. */
  readonly requiresSni?: number
  /** It answers any application protocol by no_application_protocol. */
  readonly refusesAlpn?: boolean
  /** It signs by the first of its schemes, whatever the client can check. */
  readonly ignoresSignatures?: boolean
  /** It closes on hellos of a higher version than it knows, instead of answering with its own (version intolerance). */
  readonly versionIntolerant?: boolean
}
