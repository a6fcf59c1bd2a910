import type { TlsVersion } from '../../base/answer.ts'
import type { DaneHabits, SenderProfile } from './sender.ts'

const MODERN: readonly TlsVersion[] = ['tls13', 'tls12']
/** Debian’s OpenSSL 3 and GnuTLS 3.7 still offer these as clients of port 25. */
const POSTFIX_VERSIONS: readonly TlsVersion[] = ['tls13', 'tls12', 'tls11', 'tls10']

/** TLS 1.3 as OpenSSL offers it: AES-256-GCM, ChaCha20-Poly1305, AES-128-GCM. */
const OPENSSL_13: readonly number[] = [0x1302, 0x1303, 0x1301]

/** RFC 7672 section 2.2 to the letter. */
const BY_THE_BOOK: DaneHabits = { without: 'go-on', unusable: 'encryption' }

const POSTFIX = {
  validatesDns: true,
  mtaSts: false,
  versions: POSTFIX_VERSIONS,
  suites: OPENSSL_13,
  source: 'Postfix 3.7.11 of Debian 12, behind a validating resolver',
  date: '2026-11',
  measured: true,
} as const

const EXIM = {
  validatesDns: true,
  mtaSts: false,
  versions: POSTFIX_VERSIONS,
  suites: OPENSSL_13,
  source: 'Exim 4.96 with GnuTLS of Debian 12, behind a validating resolver',
  date: '2026-11',
  measured: true,
} as const

/**
 * Kinds of senders, in the order in which they are shown: data only, so that one more is one entry. Those that are not
 * measured carry the documentation they rest on; their habits on 454 and on a stripped STARTTLS follow from their demand.
 */
export const SENDERS: readonly SenderProfile[] = [
  { id: 'postfix-none', name: 'Postfix none', demand: 'clear', dane: null, ...POSTFIX, versions: [], suites: [] },
  { id: 'postfix-may', name: 'Postfix may', demand: 'opportunistic', dane: null, ...POSTFIX },
  { id: 'postfix-encrypt', name: 'Postfix encrypt', demand: 'encryption', dane: null, ...POSTFIX },
  { id: 'postfix-dane', name: 'Postfix dane', demand: 'opportunistic', dane: BY_THE_BOOK, ...POSTFIX },
  {
    id: 'postfix-dane-only',
    name: 'Postfix dane-only',
    demand: 'encryption',
    dane: { without: 'defer', unusable: 'defer' },
    ...POSTFIX,
  },
  { id: 'postfix-verify', name: 'Postfix verify', demand: 'certificate-of-exchanger', dane: null, ...POSTFIX },
  { id: 'postfix-secure', name: 'Postfix secure', demand: 'certificate-of-domain', dane: null, ...POSTFIX },
  {
    id: 'postfix-mta-sts',
    name: 'Postfix may + MTA-STS policy server',
    demand: 'opportunistic',
    dane: BY_THE_BOOK,
    ...POSTFIX,
    mtaSts: true,
    source: 'RFC 8461 and RFC 7672, as a policy server for smtp_tls_policy_maps applies them',
    measured: false,
  },
  {
    id: 'exim',
    name: 'Exim',
    demand: 'opportunistic',
    dane: BY_THE_BOOK,
    ...EXIM,
  },
  {
    id: 'exim-require-dane',
    name: 'Exim hosts_require_dane',
    demand: 'encryption',
    dane: { without: 'bounce', unusable: 'encryption' },
    ...EXIM,
  },
  {
    id: 'exim-require-tls',
    name: 'Exim hosts_require_tls',
    demand: 'encryption',
    dane: BY_THE_BOOK,
    ...EXIM,
  },
  {
    id: 'gmail',
    name: 'Gmail',
    demand: 'opportunistic',
    dane: null,
    validatesDns: true,
    mtaSts: true,
    versions: MODERN,
    suites: [],
    source: 'Google Workspace administrator help: MTA-STS and TLS reporting; DANE is not mentioned',
    date: '2026-02',
    measured: false,
  },
  {
    id: 'exchange-online',
    name: 'Exchange Online',
    demand: 'opportunistic',
    dane: BY_THE_BOOK,
    validatesDns: true,
    mtaSts: true,
    versions: MODERN,
    suites: [],
    source: 'Microsoft Learn: how SMTP DANE and MTA-STS work with Exchange Online; outbound DANE is on',
    date: '2026-02',
    measured: false,
  },
  {
    id: 'exchange-online-without-dane',
    name: 'Exchange Online without DANE',
    demand: 'opportunistic',
    dane: null,
    validatesDns: false,
    mtaSts: true,
    versions: MODERN,
    suites: [],
    source: 'Microsoft Learn: how SMTP DANE and MTA-STS work with Exchange Online; before outbound DANE',
    date: '2026-02',
    measured: false,
  },
  {
    id: 'exchange-require-tls',
    name: 'Exchange RequireTLS',
    demand: 'encryption',
    dane: null,
    validatesDns: false,
    mtaSts: false,
    versions: ['tls13', 'tls12'],
    suites: [],
    source: 'Microsoft Learn: Set-SendConnector -RequireTLS with TlsAuthLevel EncryptionOnly',
    date: '2026-02',
    measured: false,
  },
  {
    id: 'sendmail',
    name: 'Sendmail',
    demand: 'opportunistic',
    dane: null,
    validatesDns: false,
    mtaSts: false,
    versions: ['tls13', 'tls12', 'tls11', 'tls10'],
    suites: [],
    source: 'Sendmail Installation and Operation Guide, section STARTTLS: defaults without DANE option',
    date: '2026-02',
    measured: false,
  },
  {
    id: 'opensmtpd',
    name: 'OpenSMTPD',
    demand: 'opportunistic',
    dane: null,
    validatesDns: false,
    mtaSts: false,
    versions: ['tls13', 'tls12'],
    suites: [],
    source: 'smtpd.conf(5): relay without the option tls',
    date: '2026-02',
    measured: false,
  },
  {
    id: 'old-server',
    name: 'a server of 2010',
    demand: 'opportunistic',
    dane: null,
    validatesDns: false,
    mtaSts: false,
    versions: ['tls10', 'ssl3'],
    suites: [0x0039, 0x0038, 0x0035, 0x0016, 0x0013, 0x000a, 0x0033, 0x0032, 0x002f, 0x0005, 0x0004],
    source: 'what OpenSSL 0.9.8 offers by default: no TLS 1.1 or 1.2, no elliptic curves',
    date: '2026-02',
    measured: false,
  },
]

/** A sender by its id; undefined for one that is not known. */
export function senderById(id: string): SenderProfile | undefined {
  return SENDERS.find((sender) => sender.id === id)
}
