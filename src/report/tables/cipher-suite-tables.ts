import { guide2026 } from '../../judge/profiles/guide-2026.ts'
import { BANS } from '../../judge/rules/banned-suites.ts'
import { CIPHER_SUITES } from '../../registry/cipher-suites.ts'
import { versionTitle } from '../../registry/versions.ts'
import { columns, type ReferenceTable } from './table.ts'

/** The suites to offer, in the order in which to prefer them. */
export const RECOMMENDED_SUITES: ReferenceTable = {
  name: 'recommended-suites',
  title: 'Cipher suites to offer',
  source: 'profile guide-2026; numbers and names from the IANA registry; RFC 8446 appendix B.4, RFC 5289, RFC 7905',
  columns: columns({
    suite: 'suite (IANA)',
    openssl: 'OpenSSL',
    id: 'number',
    version: 'version',
  }),
  rows: guide2026.recommendedSuites.flatMap((name) => {
    const suite = CIPHER_SUITES.find((each) => each.name === name)
    if (suite === undefined) return []
    return [
      {
        suite: name,
        openssl: suite.openssl ?? '',
        id: `0x${suite.id.toString(16).padStart(4, '0')}`,
        version: suite.versions.map(versionTitle).join(', '),
      },
    ]
  }),
  note: 'The suites of TLS 1.3 need no setting. For TLS 1.2 OpenSSL takes them all by: ECDHE+AESGCM:ECDHE+CHACHA20',
}

/** What may be in no suite. */
export const BANNED_SUITES: ReferenceTable = {
  name: 'banned-suites',
  title: 'Cipher suites to take out',
  source: 'the rules of the family “cipher”, with their sources; RFC 9325 section 4.1',
  columns: columns({
    code: 'code',
    what: 'what',
    exclude: 'OpenSSL’s words',
    suites: 'suites',
    severity: 'severity',
    source: 'source',
  }),
  rows: BANS.map(({ holds, rule: { code, title, fix, severity, source } }) => ({
    code,
    what: title.replace(/ (?:is|are) accepted(?= |$)/, ''),
    exclude: fix.excludes?.join(', ') ?? '',
    suites: String(CIPHER_SUITES.filter(holds).length),
    severity,
    source: source.filter((each) => each !== 'this product').join(', '),
  })),
  note: 'A suite may be banned for several reasons at once. The numbers count the suites of the registry that each reason meets.',
}
