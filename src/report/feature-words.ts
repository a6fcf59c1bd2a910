import type { Feature } from '../facts/server-facts.ts'

/** Every property of a server's TLS in a few words, to be followed by yes or no. */
export const FEATURE_WORDS: Readonly<Record<Feature, string>> = {
  compression: 'TLS compression',
  secureRenegotiation: 'secure renegotiation (RFC 5746)',
  clientRenegotiation: 'renegotiation by the client',
  extendedMasterSecret: 'extended master secret (RFC 7627)',
  encryptThenMac: 'encrypt-then-MAC (RFC 7366)',
  heartbeat: 'heartbeat (RFC 6520)',
  sessionTicket: 'session tickets',
  ocspStaple: 'OCSP staple',
  signedCertificateTimestamps: 'certificate timestamps',
  alpn: 'ALPN',
  fallbackScsv: 'fallback signal heeded (RFC 7507)',
  earlyData: 'early data',
  resumptionId: 'resumption by session ID',
  resumptionTicket: 'resumption by ticket',
  resumption13: 'resumption in TLS 1.3',
  versionTolerance: 'tolerates newer versions',
  extensionTolerance: 'tolerates unknown extensions',
  largeHelloTolerance: 'tolerates large hellos',
  sni: 'answers its own name (SNI)',
  withoutSni: 'answers without SNI',
}
