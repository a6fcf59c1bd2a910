import type { FactCheck } from '../../shown/checks.ts'
import { groups, has, lacks, safeFrom } from '../../shown/shown.ts'

/** Groups of an OpenSSL from 1.1.0 on with no others configured. */
export const USUAL_GROUPS = groups('x25519', 'x448', 'secp256r1', 'secp384r1', 'secp521r1')
/** The finite fields of RFC 7919. */
export const FFDHE_GROUPS = groups('ffdhe2048', 'ffdhe3072', 'ffdhe4096', 'ffdhe6144', 'ffdhe8192')

/** What every server shows that OpenSSL's or GnuTLS's maintainers still care for. */
export const CURRENT: readonly FactCheck[] = [
  'starttls accepted',
  'verify OK',
  ...has('secureRenegotiation', 'extendedMasterSecret', 'fallbackScsv'),
  ...lacks('compression', 'heartbeat', 'ocspStaple', 'signedCertificateTimestamps'),
]

/** What a full survey says of any server, and is the same for all of these. */
export const TOLERANT: readonly FactCheck[] = [
  ...has('versionTolerance', 'extensionTolerance', 'largeHelloTolerance', 'withoutSni'),
  ...safeFrom('ccsInjection'),
]
