import type { TlsVersion } from '../../base/answer.ts'
import type { CipherSuite } from '../../registry/cipher-suite.ts'
import { FULL_CHECK } from '../command.ts'
import type { Evidence } from '../evidence.ts'
import { excluding, STRONG_SUITES } from '../fixes.ts'
import { isUnwanted } from '../profile.ts'
import type { AddressRule } from '../rule.ts'
import type { AddressSubject } from '../subject.ts'
import { foundIfAny, idOf, SUITE_VERSIONS, type SuiteView, suiteEvidence, suitesWhere } from '../suites.ts'
import { CLEAR, found, NOT_APPLICABLE, open, settle, type Verdict } from '../verdict.ts'
import { BANS, isBanned } from './banned-suites.ts'

const S_CLIENT = 'openssl s_client {starttls}-connect {connect} -servername {host} -tls1_2'

const banRules: readonly AddressRule[] = BANS.map(({ holds, rule }) => ({
  ...rule,
  scope: 'address',
  tls: true,
  check: (subject) => foundIfAny(view(subject, holds)),
}))

const cbcOnly: AddressRule = {
  code: 'cipher-cbc-only',
  scope: 'address',
  tls: true,
  severity: 'low',
  title: 'No suite with authenticated encryption',
  source: ['RFC 9325 section 4.2'],
  explain:
    'No suite that was found encrypts and authenticates in one step; the best of them do it in two (CBC with a MAC). That construction has been attacked again and again through timing (Lucky 13, POODLE) and lives on countermeasures. AES-GCM and ChaCha20-Poly1305, which do both in one step, have been there since TLS 1.2.',
  fix: STRONG_SUITES,
  verify: `${S_CLIENT} -cipher AESGCM:CHACHA20`,
  check: (subject) => {
    const cbc = view(subject, ({ cipher }) => cipher.includes('CBC'))
    const aead = view(subject, (suite) => suite.aead)
    return onlyWeaker(cbc, aead)
  },
}

const noForwardSecrecy: AddressRule = {
  code: 'cipher-no-forward-secrecy',
  scope: 'address',
  tls: true,
  severity: 'medium',
  title: 'No suite has forward secrecy',
  source: ['RFC 9325 section 4.1', 'RFC 9325 section 7.3'],
  explain:
    'Every connection to this server can be read later by whoever recorded it and gets hold of the server’s key: by theft, by order of a court, or from a discarded disk. Ephemeral key exchange (ECDHE) ends that and costs next to nothing.',
  fix: { ...STRONG_SUITES, any: 'Allow ECDHE suites and TLS 1.3, and exclude static RSA.' },
  verify: `${S_CLIENT} -cipher ECDHE:DHE`,
  check: (subject) =>
    onlyWeaker(
      view(subject, ({ forwardSecrecy }) => !forwardSecrecy),
      view(subject, ({ forwardSecrecy }) => forwardSecrecy),
    ),
}

const noServerPreference: AddressRule = {
  code: 'cipher-no-server-preference',
  scope: 'address',
  tls: true,
  severity: 'low',
  title: 'The client chooses among strong and weak suites',
  source: ['RFC 9325 section 4.2.1', 'this product'],
  explain:
    'The server accepts both recommended and weaker suites and leaves the choice to the client. A sender with an unlucky order gets a weaker suite than both could have. Where all suites are good the order does not matter, and it is not reported.',
  fix: {
    any: 'Remove the weaker suites; or let the server’s order decide.',
    postfix: 'tls_preempt_cipherlist = yes',
    exim: 'openssl_options = +cipher_server_preference',
  },
  verify: FULL_CHECK,
  check: (subject) => {
    const verdicts = ORDERED_VERSIONS.map((version) => clientChooses(subject, version))
    return together(verdicts)
  },
}

const weakPreferred: AddressRule = {
  code: 'cipher-weak-preferred',
  scope: 'address',
  tls: true,
  severity: 'medium',
  title: 'The server prefers a weak suite to a strong one',
  source: ['RFC 9325 section 4.2.1', 'this product'],
  explain:
    'The server’s own order puts a suite that is banned, or that the profile would have phased out, before a recommended one, so that senders which know both get the weak one.',
  fix: excluding(
    ['aNULL', 'eNULL', 'EXPORT', 'DES', '3DES', 'RC4', 'MD5', 'IDEA', 'SEED', 'RC2', 'kRSA'],
    'Exclude the weak suites, or put ECDHE with AES-GCM first in the server’s order.',
  ),
  verify: FULL_CHECK,
  check: (subject) => together(ORDERED_VERSIONS.map((version) => serverPrefersWeak(subject, version))),
}

const notRecommended: AddressRule = {
  code: 'cipher-not-recommended',
  scope: 'address',
  tls: true,
  severity: 'low',
  title: 'Suites outside the recommended list are accepted',
  source: ['RFC 9325 section 4.2', 'this product'],
  explain:
    'The server accepts suites that are not banned but that the profile would not offer: CBC suites, finite-field Diffie-Hellman, ARIA, Camellia and the like. They do no harm as long as better ones are chosen; fewer suites are easier to keep an eye on.',
  fix: {
    ...STRONG_SUITES,
    any: 'Offer ECDHE with AES-GCM and ChaCha20-Poly1305 only, if all your correspondents can use them; the mail log tells.',
  },
  verify: FULL_CHECK,
  check: (subject) => foundIfAny(view(subject, (suite) => !isBanned(suite) && !isRecommended(subject, suite))),
}

/** Cipher suites: what may never be accepted, what is missing, and in which order they are chosen. */
export const CIPHER_RULES: readonly AddressRule[] = [
  ...banRules,
  cbcOnly,
  noForwardSecrecy,
  noServerPreference,
  weakPreferred,
  notRecommended,
]

/** Versions whose suites differ enough for their order to matter; all suites of TLS 1.3 are good. */
const ORDERED_VERSIONS: readonly TlsVersion[] = ['tls10', 'tls11', 'tls12']

function isRecommended({ profile }: AddressSubject, { name }: CipherSuite): boolean {
  return profile.recommendedSuites.includes(name)
}

function view(
  { suites }: AddressSubject,
  test: (suite: CipherSuite) => boolean,
  versions: readonly TlsVersion[] = SUITE_VERSIONS,
): SuiteView {
  return suitesWhere(suites, test, versions)
}

/** Found when weaker suites are accepted and every better one is refused, in all versions together. */
function onlyWeaker(weaker: SuiteView, better: SuiteView): Verdict {
  if (better.accepted.length > 0) return CLEAR
  if (better.unsettled.length > 0) return settle([], better.unsettled, 0)
  return foundIfAny(weaker).verdict === 'clear' ? NOT_APPLICABLE : foundIfAny(weaker)
}

function clientChooses(subject: AddressSubject, version: TlsVersion): Verdict {
  const good = view(subject, (suite) => isRecommended(subject, suite), [version])
  const weak = view(subject, (suite) => !isRecommended(subject, suite), [version])
  return whereBoth(subject, version, good, weak, 'client', () => {
    const [evidence] = suiteEvidence(weak.accepted)
    return evidence === undefined ? CLEAR : found(evidence)
  })
}

function serverPrefersWeak(subject: AddressSubject, version: TlsVersion): Verdict {
  const good = view(subject, (suite) => isRecommended(subject, suite), [version])
  const isWeak = (suite: CipherSuite): boolean =>
    isBanned(suite) || isUnwanted(subject.profile, { kind: 'suite', suite })
  const weak = view(subject, isWeak, [version])
  return whereBoth(subject, version, good, weak, 'server', () => {
    const placed = subject.server.suites[version]
      .flatMap(({ state, id, name, position }) =>
        state === 'accepted' && position !== undefined ? [{ id, name, position }] : [],
      )
      .toSorted((a, b) => a.position - b.position)
    const first = placed.find(({ id }) => weak.accepted.some(({ suite }) => idOf(suite) === id))
    const last = placed.findLast(({ id }) => good.accepted.some(({ suite }) => idOf(suite) === id))
    if (first !== undefined && last !== undefined && first.position < last.position) {
      return found({ kind: 'preferred', version, suite: first.name, position: first.position, better: last.name })
    }
    const both = [...good.accepted, ...weak.accepted].map(({ suite }) => idOf(suite))
    const unplaced = both.some((id) => !placed.some((suite) => suite.id === id))
    return unplaced || good.unsettled.length + weak.unsettled.length > 0 ? open(subject.server.openBecause) : CLEAR
  })
}

/** Order matters only where strong and weak suites are both accepted; then it matters who decides. */
function whereBoth(
  { server }: AddressSubject,
  version: TlsVersion,
  good: SuiteView,
  weak: SuiteView,
  decider: 'client' | 'server',
  verdict: () => Verdict,
): Verdict {
  if (server.versions[version].state === 'refused') return NOT_APPLICABLE
  for (const side of [good, weak]) {
    if (side.accepted.length === 0) return settle([], side.unsettled, Number(side.isSettled))
  }
  const preference = server.preference[version]
  if (preference === 'unknown') return open(server.openBecause)
  return preference === decider ? verdict() : CLEAR
}

/** Joins the verdicts of several versions: found if one is, unknown if one is, clear if one is. */
function together(verdicts: readonly Verdict[]): Verdict {
  const evidence = verdicts.flatMap((verdict): readonly Evidence[] =>
    verdict.verdict === 'found' ? verdict.evidence : [],
  )
  const unsettled = verdicts.flatMap((verdict) => (verdict.verdict === 'unknown' ? [verdict.why] : []))
  return settle(evidence, unsettled, verdicts.filter(({ verdict }) => verdict === 'clear').length)
}
