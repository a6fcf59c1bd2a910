import type { Answer, TlsVersion } from '../base/answer.ts'
import { GROUPS } from '../registry/groups.ts'
import { hashBelow } from '../registry/signature-scheme.ts'
import { SIGNATURE_SCHEMES } from '../registry/signature-schemes.ts'
import { isBrokenScheme } from '../registry/signing-schemes.ts'
import type { KnownAuthority } from './domain-facts.ts'
import type {
  ChainFact,
  EhloFacts,
  Feature,
  GroupAnswer,
  HandshakeTrace,
  RelayFacts,
  ServerFacts,
  SignatureAnswer,
  SmtpFacts,
  StartTlsTally,
  Vulnerability,
} from './server-facts.ts'

/* The parts of the server that `serverFacts()` builds: nothing is wrong with it, and nothing of it is unknown. */

/** An answer that a probe accepted. */
export const ACCEPTED: Answer = { state: 'accepted', by: 0 }

/** An answer that a probe saw refused. */
export const REFUSED: Answer = { state: 'refused', by: 0, how: 'alert' }

/** When the built facts were gathered. */
export const BUILT_AT = '2026-11-24T08:00:00.000Z'

/** The suites it accepts, in its order. */
export const GOOD_SUITES: Readonly<Partial<Record<TlsVersion, readonly string[]>>> = {
  tls13: ['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'],
  tls12: [
    'TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
    'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
    'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
  ],
}

const GOOD_GROUPS: readonly string[] = ['X25519MLKEM768', 'x25519', 'secp256r1', 'secp384r1']

/** What it says of every group. */
export const GROUP_ANSWERS: readonly GroupAnswer[] = (['tls12', 'tls13'] as const).flatMap((version) =>
  GROUPS.filter(({ versions, bits }) => bits > 0 && versions.includes(version)).map(
    ({ id, name }): GroupAnswer => ({
      ...(GOOD_GROUPS.includes(name) ? ACCEPTED : REFUSED),
      version,
      id: `0x${id.toString(16).padStart(4, '0')}`,
      name,
    }),
  ),
)

/** With which schemes its key signs in TLS 1.2, and with which it does not. */
export const SIGNATURES: readonly SignatureAnswer[] = SIGNATURE_SCHEMES.flatMap(
  (scheme): readonly SignatureAnswer[] => {
    const { id, name, signature } = scheme
    const isGood = name === 'ecdsa_secp256r1_sha256'
    if (!isGood && (signature !== 'ECDSA' || !isBrokenScheme(scheme))) return []
    const hex = `0x${id.toString(16).padStart(4, '0')}`
    return [{ ...(isGood ? ACCEPTED : REFUSED), version: 'tls12', id: hex, name, hash: hashBelow(scheme) }]
  },
)

/** Who decides, in each version. */
export const PREFERENCE: ServerFacts['preference'] = everyVersion((version) =>
  version === 'tls12' || version === 'tls13' ? 'server' : 'unknown',
)

/** What it has and has not. */
export const FEATURES: Readonly<Record<Feature, Answer>> = {
  compression: REFUSED,
  secureRenegotiation: ACCEPTED,
  clientRenegotiation: REFUSED,
  extendedMasterSecret: ACCEPTED,
  encryptThenMac: ACCEPTED,
  heartbeat: REFUSED,
  sessionTicket: ACCEPTED,
  ocspStaple: REFUSED,
  signedCertificateTimestamps: REFUSED,
  alpn: REFUSED,
  fallbackScsv: ACCEPTED,
  earlyData: REFUSED,
  resumptionId: REFUSED,
  resumptionTicket: ACCEPTED,
  resumption13: ACCEPTED,
  versionTolerance: ACCEPTED,
  extensionTolerance: ACCEPTED,
  largeHelloTolerance: ACCEPTED,
  sni: ACCEPTED,
  withoutSni: ACCEPTED,
}

/** It has none. */
export const VULNERABILITIES: Readonly<Record<Vulnerability, Answer>> = {
  heartbleed: REFUSED,
  ccsInjection: REFUSED,
  robot: REFUSED,
  ticketbleed: REFUSED,
  starttlsInjection: REFUSED,
}

/** A handshake with it. */
export const HANDSHAKE: HandshakeTrace = {
  kind: 'real',
  version: 'tls13',
  suite: 'TLS_AES_256_GCM_SHA384',
  group: 'X25519MLKEM768',
  resumed: false,
  milliseconds: 12,
  messages: [
    { from: 'client', name: 'ClientHello', bytes: 1200, roundTrip: 1, milliseconds: 0 },
    { from: 'server', name: 'ServerHello', bytes: 1180, roundTrip: 1, milliseconds: 6 },
    { from: 'server', name: 'EncryptedHandshake', bytes: 2100, roundTrip: 1, milliseconds: 6 },
    { from: 'client', name: 'EncryptedHandshake', bytes: 80, roundTrip: 1, milliseconds: 7 },
  ],
  by: 0,
}

/** Who issued {@link GOOD_CHAIN}. */
export const GOOD_AUTHORITY: KnownAuthority = { organization: 'Example Trust', caaDomains: ['trust.example'] }

/**
 * A P-256 certificate for mx1 and mx2.example.lab, valid from 2026-10-25 to 2027-01-23, and the intermediate that issued
 * it. Made for this file; the keys were thrown away.
 */
export const GOOD_CHAIN: ChainFact = {
  version: 'tls13',
  keyType: 'ec',
  certificates: [
    'MIIB7TCCAZOgAwIBAgIUJ2TusCVazZhl81RiKCHipVmKjv8wCgYIKoZIzj0EAwIwLTETMBEGA1UEAwwKRXhhbXBsZSBFNTEWMBQGA1UECgwNRXhhbXBsZSBUcnVzdDAeFw0yNjEwMjUwMDAwMDBaFw0yNzAxMjMwMDAwMDBaMBoxGDAWBgNVBAMMD214MS5leGFtcGxlLmxhYjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABACNNjANmNpCmOtroaxzufloeGLA1PzxrkjEM/gGVEVC68krqaQ401O2KMhP0zf+6RfIUE9xuCvMPYj2/J7ZEFSjgaMwgaAwDAYDVR0TAQH/BAIwADAOBgNVHQ8BAf8EBAMCB4AwEwYDVR0lBAwwCgYIKwYBBQUHAwEwKwYDVR0RBCQwIoIPbXgxLmV4YW1wbGUubGFigg9teDIuZXhhbXBsZS5sYWIwHQYDVR0OBBYEFApJhGJqIpEpAwpaRse8G5H/9p1PMB8GA1UdIwQYMBaAFJAOZ/Oj6+6jpPqdnMKiIPjqrVfHMAoGCCqGSM49BAMCA0gAMEUCIEN4Fk7LU7IJ9QRq2l2E3fvzWje0jkINBzfAQFpOc/C2AiEA7+vrPWd9b9H8crOuE/RsXYgQ1ueTIy0fBHIF323CxGE=',
    'MIIB2zCCAYKgAwIBAgIUFQdWP4ltM4R3E0Uk2FigDwQ+X/QwCgYIKoZIzj0EAwIwMjEYMBYGA1UEAwwPRXhhbXBsZSBSb290IFIxMRYwFAYDVQQKDA1FeGFtcGxlIFRydXN0MB4XDTI0MDEwMTAwMDAwMFoXDTMwMDEwMTAwMDAwMFowLTETMBEGA1UEAwwKRXhhbXBsZSBFNTEWMBQGA1UECgwNRXhhbXBsZSBUcnVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCapfRsuo6ZCWpivEjZTmWZotxZb03IjGfvLW+ivXgC++N1wtFmI7oeoX113YcGsQhR7eADMdh5/dwfTIfp1NK+jezB5MBIGA1UdEwEB/wQIMAYBAf8CAQAwDgYDVR0PAQH/BAQDAgGGMBMGA1UdJQQMMAoGCCsGAQUFBwMBMB0GA1UdDgQWBBSQDmfzo+vuo6T6nZzCoiD46q1XxzAfBgNVHSMEGDAWgBQoqLI+TpjSDQuNzRo0QTZzZ1I69zAKBggqhkjOPQQDAgNHADBEAiAIXH1hZcaq8zbTfAsmTTjMDyU6LLJc4vfuPzBFC5zfGgIgA+YKjTpiAHy5fQ42yPljRZ67VYbjsz6pn6ThB8TJKIE=',
  ],
  by: 0,
}

/** No connection came as far as STARTTLS. */
const NO_STARTTLS_SEEN: StartTlsTally = {
  accepted: 0,
  missing: 0,
  mangled: 0,
  refusedTemporarily: 0,
  refused: 0,
}

/** How it refuses mail from a stranger to a stranger. */
const RELAY_DENIED: RelayFacts['reply'] = {
  from: 'wiretight@example.com',
  to: 'wiretight@example.org',
  code: 554,
  text: '5.7.1 <wiretight@example.org>: Relay access denied',
}

/** Its conversation. */
export function goodSmtp(): SmtpFacts {
  const extensions: EhloFacts['extensions'] = [
    { keyword: 'PIPELINING', parameters: [] },
    { keyword: 'SIZE', parameters: ['52428800'] },
    { keyword: '8BITMIME', parameters: [] },
  ]
  return {
    reachable: ACCEPTED,
    banner: { code: 220, lines: ['mx1.example.lab ESMTP Postfix'], milliseconds: 20 },
    ehlo: {
      kind: 'ehlo',
      domain: 'mx1.example.lab',
      extensions: [...extensions, { keyword: 'STARTTLS', parameters: [] }],
    },
    starttls: ACCEPTED,
    starttlsReply: { code: 220, text: '2.0.0 Ready to start TLS' },
    mangled: null,
    bytesAfterStarttls: 0,
    ehloAfterTls: {
      kind: 'ehlo',
      domain: 'mx1.example.lab',
      extensions: [...extensions, { keyword: 'REQUIRETLS', parameters: [] }],
    },
    starttlsTally: { ...NO_STARTTLS_SEEN, accepted: 24 },
    relay: { answer: REFUSED, reply: RELAY_DENIED, transcript: [] },
    failure: null,
    transcript: [
      { direction: '<', text: '220 mx1.example.lab ESMTP Postfix', milliseconds: 20, secure: false },
      { direction: '>', text: 'EHLO probe.example.net', milliseconds: 20, secure: false },
    ],
  }
}

/** What a server shows in SMTP when nothing could be learnt of it. */
export function silentSmtp(open: Answer): Partial<SmtpFacts> {
  return {
    reachable: open,
    banner: null,
    ehlo: null,
    starttls: open,
    starttlsReply: null,
    ehloAfterTls: null,
    starttlsTally: NO_STARTTLS_SEEN,
    relay: { answer: open, reply: null, transcript: [] },
    transcript: [],
  }
}

/** A record with a value for every version. */
export function everyVersion<Value>(value: (version: TlsVersion) => Value): Record<TlsVersion, Value> {
  const [ssl2, ssl3, tls10, tls11, tls12, tls13] = [
    value('ssl2'),
    value('ssl3'),
    value('tls10'),
    value('tls11'),
    value('tls12'),
    value('tls13'),
  ]
  return { ssl2, ssl3, tls10, tls11, tls12, tls13 }
}
