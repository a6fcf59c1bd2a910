import type { CipherSuite } from '../../../registry/cipher-suite.ts'
import { ALL_SUITES, readCipherList } from '../../cipher-list.ts'
import { type Weakness, weaknessesOf } from '../../suite-weakness.ts'
import { GRADES, WEAK_GRADES } from '../grade-suites.ts'
import type { InboundService } from '../inbound-service.ts'
import { obsoleteIn } from '../parameter-reference.ts'
import {
  about,
  naming,
  type PostfixFound,
  type PostfixRule,
  type PostfixSubject,
  setWhere,
} from '../postfix-subject.ts'
import { protocolRange } from '../protocols.ts'
import { isAtLeast } from '../release.ts'
import { type ServerSuites, serverSuites } from '../server-suites.ts'
import { brokenInClients, noForwardSecrecyInClients } from './client-suites.ts'
import { blamed, brokenSuites, catches, counted, excludingToo } from './weak-suites.ts'

/** What is found in the suites of each server that has TLS and speaks a version to which they belong. */
function overServers(
  subject: PostfixSubject,
  check: (server: InboundService, suites: ServerSuites) => readonly PostfixFound[],
): readonly PostfixFound[] {
  return subject.inbound.flatMap((server) => {
    const { level, settings } = server
    if (level === 'none') return []
    const protocols = settings(level === 'encrypt' ? 'smtpd_tls_mandatory_protocols' : 'smtpd_tls_protocols')
    const { allowed } = protocolRange(protocols.value, subject.configuration.release)
    return allowed.every((version) => version === 'tls13') ? [] : check(server, serverSuites(server))
  })
}

function excluding(
  server: InboundService,
  { excluded }: ServerSuites,
  words: readonly string[],
): PostfixFound['changes'] {
  const value = excludingToo(excluded, words)
  return value === null ? [] : [setWhere(excluded, server.service, value)]
}

function suiteRule(
  code: PostfixRule['code'],
  weakness: Weakness,
  sentence: (count: number, example: string, title: string) => string,
  inClients: PostfixRule['check'] = () => [],
): PostfixRule {
  return {
    code,
    check: (subject) => [
      ...overServers(subject, (server, suites) => {
        const weak = suites.suites.filter((suite) => weakness.holds(suite))
        const [first] = weak
        if (first === undefined) return []
        const severity =
          code === 'config-cipher-anonymous' && server.role !== 'mx' ? ({ severity: 'high' } as const) : {}
        const message = naming(server.title, (whom) => sentence(weak.length, first.openssl ?? first.name, whom))
        const near = [suites.grade, server.settings('smtpd_tls_security_level')]
        return [
          about(subject, blamed(suites), message, excluding(server, suites, weakness.words), { near, ...severity }),
        ]
      }),
      ...inClients(subject),
    ],
  }
}

const anonymous: PostfixRule = suiteRule(
  'config-cipher-anonymous',
  weaknessesOf.anonymous,
  (count, example, title) =>
    `The server on ${title} lets ${counted(count)} without a certificate through, such as ${example}.`,
)

const noForwardSecrecy: PostfixRule = suiteRule(
  'config-cipher-no-forward-secrecy',
  weaknessesOf.noForwardSecrecy,
  (count, example, title) =>
    `The server on ${title} lets ${counted(count)} without forward secrecy through, such as ${example}.`,
  noForwardSecrecyInClients,
)

const weak: PostfixRule = {
  code: 'config-cipher-weak',
  check: (subject) => [
    ...overServers(subject, (server, suites) => {
      const { grade, list, excluded } = suites
      const broken = brokenSuites(grade.value, list, (universe) => serverSuites(server, universe).suites)
      if (broken === null) return []
      const message = naming(
        server.title,
        (whom) =>
          `The grade ${grade.value} of the server on ${whom} lets ${counted(broken.suites.length)} with broken ciphers through, such as ${broken.example}, ${broken.where}.`,
      )
      const changes = WEAK_GRADES.has(grade.value)
        ? [setWhere(grade, server.service, 'medium')]
        : excluding(server, suites, broken.words)
      return [
        about(subject, list.origin === 'default' ? grade : list, message, changes, {
          near: [excluded],
          ...(broken.isOld ? { severity: 'medium' } : {}),
        }),
      ]
    }),
    ...brokenInClients(subject),
  ],
}

const notRecommended: PostfixRule = {
  code: 'config-cipher-not-recommended',
  check: (subject) =>
    overServers(subject, (server, suites) => {
      const others = lesser(subject, suites.suites)
      const [first] = others
      if (first === undefined) return []
      const tolerated = new Set(readCipherList(subject.profile.toleratedSuites, ALL_SUITES).suites)
      const insufficient = others.filter((suite) => !tolerated.has(suite))
      const message = naming(
        server.title,
        (whom) =>
          `The server on ${whom} lets ${counted(others.length)} through that the profile ${subject.profile.name} does not list, such as ${(insufficient[0] ?? first).openssl}.`,
      )
      const good = new Set(readCipherList(subject.profile.goodSuites, ALL_SUITES).suites)
      const words = excludingWords(others, [...good])
      const severity = insufficient.length > 0 ? ({ severity: 'medium' } as const) : {}
      const near = [suites.grade, server.settings('smtpd_tls_security_level')]
      return [about(subject, blamed(suites), message, excluding(server, suites, words), { near, ...severity })]
    }),
}

/** Suites that no other rule speaks of, and that the profile does not list. */
function lesser({ profile }: PostfixSubject, suites: readonly CipherSuite[]): readonly CipherSuite[] {
  const good = new Set(readCipherList(profile.goodSuites, ALL_SUITES).suites)
  const { anonymous: a, noForwardSecrecy: b, broken: c } = weaknessesOf
  return suites.filter((suite) => !good.has(suite) && !a.holds(suite) && !b.holds(suite) && !c.holds(suite))
}

/** Words that take lesser suites out; the plainest first. */
const WORDS = ['DHE', 'SHA1', 'SHA256', 'SHA384', 'CAMELLIA', 'ARIA', 'AESCCM', 'AESCCM8'] as const

/** Few words that take the lesser suites out and none of the good ones. */
function excludingWords(lesserOnes: readonly CipherSuite[], good: readonly CipherSuite[]): readonly string[] {
  let rest = lesserOnes
  return WORDS.filter((word) => {
    if (!catches(word, rest) || catches(word, good)) return false
    const gone = new Set(readCipherList(word, rest).suites)
    rest = rest.filter((suite) => !gone.has(suite))
    return true
  })
}

const order: PostfixRule = {
  code: 'config-cipher-order',
  check: (subject) =>
    overServers(subject, (server, suites) => {
      const setting = server.settings('tls_preempt_cipherlist')
      if (!subject.profile.needsOrder || setting.value !== 'no' || lesser(subject, suites.suites).length === 0)
        return []
      const message = naming(
        server.title,
        (whom) => `The server on ${whom} lets lesser suites through and leaves the choice to the sender.`,
      )
      return [
        // No change by itself: once the lesser suites are gone, the sender may choose.
        about(subject, setting, message, [], {
          advice: 'tls_preempt_cipherlist = yes',
          near: [suites.grade, subject.configuration.settings('smtpd_tls_security_level')],
        }),
      ]
    }),
}

const lowered: PostfixRule = {
  code: 'config-security-level-lowered',
  check: (subject) => {
    const lists = GRADES.map((grade) => subject.configuration.settings(`tls_${grade}_cipherlist`))
    return lists.flatMap((setting) => {
      const level = readCipherList(setting.value).securityLevel
      if (level === null || level > 1 || setting.origin === 'default') return []
      const value = setting.value.replace(/:?@SECLEVEL=\d/g, '').replace(/^:/, '')
      const message = `${setting.name} sets OpenSSL’s security level to ${level}, which lets short keys and old signatures through.`
      return [about(subject, setting, message, [setWhere(setting, null, value)])]
    })
  },
}

const keyExchange: PostfixRule = {
  code: 'config-key-exchange-weak',
  check: (subject) => {
    const { settings, release } = subject.configuration
    const curves = settings('tls_eecdh_auto_curves')
    const strange =
      curves.origin === 'default'
        ? []
        : curves.value.split(/[\s,:]+/).filter((name) => name !== '' && !isGood(subject, name.replace(/^[?*-]+/, '')))
    const grade = settings('smtpd_tls_eecdh_grade')
    const noCurves = grade.value === 'none' && obsoleteIn(release, grade.name) === null
    const dh = ['smtpd_tls_dh1024_param_file', 'smtpd_tls_dh512_param_file'].map(settings)
    const short = dh.filter(
      ({ value, origin }) =>
        origin !== 'default' && /(?:^|\D)(?:512|768|1024)(?:\D|$)/.test(value) && !/\bdh(?:param)?_?2048/.test(value),
    )
    return [
      ...(strange.length > 0
        ? [
            about(
              subject,
              curves,
              `${curves.name} lists ${strange.join(', ')}, which the profile ${subject.profile.name} does not.`,
              [{ kind: 'unset', name: curves.name, service: null } as const],
            ),
          ]
        : []),
      ...(noCurves
        ? [
            about(subject, grade, 'Elliptic curves are switched off, and with them most suites with forward secrecy.', [
              { kind: 'unset', name: grade.name, service: null } as const,
            ]),
          ]
        : []),
      ...(isAtLeast(release, '3.7')
        ? []
        : short.map((setting) =>
            about(subject, setting, `The file’s name speaks of a prime of 1024 bits or fewer: ${setting.value}.`, [], {
              advice: 'openssl dhparam -out /etc/postfix/dh2048.pem 2048',
            }),
          )),
    ]
  },
}

function isGood({ profile: { groups } }: PostfixSubject, name: string): boolean {
  const same = (a: string): string =>
    a
      .toLowerCase()
      .replace(/^(?:p-256|secp256r1)$/, 'prime256v1')
      .replace(/^p-(384|521)$/, 'secp$1r1')
  return name === 'DEFAULT' || groups.some((group) => same(group) === same(name))
}

const renegotiation: PostfixRule = {
  code: 'config-renegotiation',
  check: (subject) => {
    const { settings, release } = subject.configuration
    const setting = settings('tls_ssl_options')
    const words = setting.value.split(/[\s,]+/).filter((word) => word !== '')
    const isForbidden = words.some((word) => word.toUpperCase() === 'NO_RENEGOTIATION')
    const isThere = subject.inbound.some(({ level }) => level !== 'none')
    if (!isThere || isForbidden || !isAtLeast(release, '3.4')) return []
    const message = 'Clients may renegotiate inside a connection, which mail needs for nothing.'
    const change = setWhere(setting, null, [...words, 'NO_RENEGOTIATION'].join(', '))
    return [about(subject, setting, message, [change], { near: [settings('smtpd_tls_security_level')] })]
  },
}

/** Rules about suites and the key exchange of servers. */
export const CIPHER_CHECKS: readonly PostfixRule[] = [
  anonymous,
  weak,
  noForwardSecrecy,
  notRecommended,
  order,
  lowered,
  keyExchange,
  renegotiation,
]
