import { guide2026 } from '../../judge/profiles/guide-2026.ts'
import { VERSIONS } from '../../registry/versions.ts'
import { columns, type ReferenceTable } from './table.ts'

/** What is not in the registry of versions: when each was published, by which document, and which one ended it. */
const HISTORY = {
  ssl2: {
    year: '1995',
    defined: 'Netscape',
    ended: 'RFC 6176',
    why: 'broken in itself, and endangers TLS with the same key (DROWN)',
  },
  ssl3: { year: '1996', defined: 'RFC 6101', ended: 'RFC 7568', why: 'its CBC padding can be attacked (POODLE)' },
  tls10: {
    year: '1999',
    defined: 'RFC 2246',
    ended: 'RFC 8996',
    why: 'MD5 and SHA-1 inside, predictable vectors (BEAST)',
  },
  tls11: {
    year: '2006',
    defined: 'RFC 4346',
    ended: 'RFC 8996',
    why: 'MD5 and SHA-1 inside, no authenticated encryption',
  },
  tls12: {
    year: '2008',
    defined: 'RFC 5246',
    ended: '',
    why: 'sound with ECDHE and AES-GCM or ChaCha20-Poly1305 only',
  },
  tls13: {
    year: '2018',
    defined: 'RFC 8446',
    ended: '',
    why: 'every suite is sound, and forward secrecy is always there',
  },
} as const

/** Each version of SSL and TLS, and what became of it. */
export const PROTOCOLS: ReferenceTable = {
  name: 'protocols',
  title: 'Versions of SSL and TLS',
  source: 'the RFCs named in each row; RFC 9325 section 3.1.1',
  columns: columns({
    version: 'version',
    year: 'year',
    status: 'status',
    defined: 'defined by',
    ended: 'ended by',
    why: 'why',
  }),
  rows: VERSIONS.map(({ version, title }) => ({
    version: title,
    status: guide2026.versions[version],
    ...HISTORY[version],
  })),
  note: 'On port 25 even an old version hides mail from who only listens. Ending one makes sense once the log shows that nobody needs it.',
}

/** What changed between the two versions that are in use. */
export const TLS_12_AND_13: ReferenceTable = {
  name: 'tls12-tls13',
  title: 'TLS 1.2 and TLS 1.3 compared',
  source: 'RFC 5246, RFC 8446 section 1.2, RFC 7627, RFC 7919',
  columns: columns({ subject: 'subject', tls12: 'TLS 1.2', tls13: 'TLS 1.3' }),
  rows: [
    { subject: 'round trips before data', tls12: '2', tls13: '1' },
    { subject: 'round trips when resumed', tls12: '1', tls13: '1, or 0 with early data' },
    {
      subject: 'forward secrecy',
      tls12: 'with ECDHE and DHE suites only',
      tls13: 'always, but for resumption by key alone',
    },
    {
      subject: 'suites of its own document',
      tls12: '37, weak ones among them',
      tls13: '5, all with authenticated encryption',
    },
    { subject: 'what a suite names', tls12: 'key exchange, signature, cipher, hash', tls13: 'cipher and hash' },
    { subject: 'key exchange', tls12: 'static RSA, DH, ECDH, DHE, ECDHE', tls13: 'ECDHE, DHE, hybrids with ML-KEM' },
    { subject: 'certificate on the wire', tls12: 'in clear', tls13: 'encrypted' },
    { subject: 'compression', tls12: 'possible (CRIME)', tls13: 'removed' },
    { subject: 'renegotiation', tls12: 'possible', tls13: 'removed' },
    { subject: 'early data (0-RTT)', tls12: 'no', tls13: 'possible; can be replayed' },
    { subject: 'ties the key to the handshake', tls12: 'with the extended master secret', tls13: 'always' },
    { subject: 'shows a forced downgrade', tls12: 'with the fallback signal', tls13: 'in the server’s random' },
    { subject: 'defined by', tls12: 'RFC 5246', tls13: 'RFC 8446' },
  ],
  note: 'A server needs both today: some senders know no TLS 1.3 yet.',
}
