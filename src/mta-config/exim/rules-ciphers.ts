import { ALL_SUITES, readCipherList } from '../cipher-list.ts'
import { weaknessesOf } from '../suite-weakness.ts'
import { isExpanded, isPriorityString } from './exim-configuration.ts'
import {
  aboutOption,
  type EximChange,
  type EximFound,
  type EximRule,
  type EximSubject,
  mainOption,
} from './exim-subject.ts'
import { type PriorityString, readPriorityString } from './priority-string.ts'
import { goodCiphers, offersTls, opensslFlags, serverPriority } from './server-offer.ts'

/** Suites of a server with OpenSSL; null when the list is worked out for each connection, or of the other library. */
function opensslSuites(subject: EximSubject, universe = undefined as typeof ALL_SUITES | undefined) {
  const option = mainOption(subject, 'tls_require_ciphers')
  const value = option?.value ?? ''
  if (
    subject.configuration.library !== 'openssl' ||
    isExpanded(value) ||
    isPriorityString(value) ||
    !offersTls(subject)
  )
    return null
  return { option, list: readCipherList(value === '' ? 'DEFAULT' : value, universe) }
}

function suiteRule(
  code: EximRule['code'],
  holds: (suite: (typeof ALL_SUITES)[number], subject: EximSubject) => boolean,
  inPriority: (read: PriorityString) => boolean,
  what: string,
): EximRule {
  return {
    code,
    check: (subject) => {
      const option = mainOption(subject, 'tls_require_ciphers')
      const near = [option, mainOption(subject, 'tls_certificate')]
      const suites = opensslSuites(subject)
      if (suites !== null) {
        const weak = suites.list.suites.filter((suite) => holds(suite, subject))
        const [first] = weak
        if (first === undefined) return []
        const change: EximChange = {
          kind: 'set',
          name: 'tls_require_ciphers',
          value: subject.profile.goodSuites,
          driver: null,
        }
        return [
          aboutOption(
            subject,
            'tls_require_ciphers',
            near,
            `${weak.length === 1 ? 'A suite' : `${weak.length} suites`} ${what} may be used, such as ${first.openssl}.`,
            [change],
          ),
        ]
      }
      const read = offersTls(subject) ? serverPriority(subject) : null
      if (read === null || !inPriority(read)) return []
      return [
        aboutOption(
          subject,
          'tls_require_ciphers',
          near,
          `Suites ${what} may be used: the priority string is ${option?.value || 'NORMAL, the default'}.`,
          goodCiphers(),
        ),
      ]
    },
  }
}

const { anonymous, noForwardSecrecy, broken } = weaknessesOf

const cipherRules: readonly EximRule[] = [
  suiteRule('config-cipher-anonymous', anonymous.holds, (read) => read.anonymous, 'without a certificate'),
  suiteRule('config-cipher-weak', broken.holds, (read) => read.broken.length > 0, 'with broken ciphers'),
  suiteRule(
    'config-cipher-no-forward-secrecy',
    noForwardSecrecy.holds,
    (read) => read.staticRsa,
    'without forward secrecy',
  ),
  suiteRule(
    'config-cipher-not-recommended',
    (suite, { profile }) =>
      !readCipherList(profile.goodSuites, ALL_SUITES).suites.includes(suite) &&
      !anonymous.holds(suite) &&
      !broken.holds(suite) &&
      !noForwardSecrecy.holds(suite) &&
      suite.authentication !== 'DSS',
    (read) => read.dhe || read.lesserCiphers.length > 0,
    'that the profile does not list',
  ),
]

const lowered: EximRule = {
  code: 'config-security-level-lowered',
  check: (subject) => {
    const option = mainOption(subject, 'tls_require_ciphers')
    if (option === undefined) return []
    const level = isPriorityString(option.value) ? null : readCipherList(option.value).securityLevel
    const unsafe = readPriorityString(option.value)?.unsafe ?? []
    if (unsafe.length === 0 && (level === null || level > 1)) return []
    const what = unsafe.length > 0 ? unsafe.join(' ') : `@SECLEVEL=${level}`
    const value = option.value
      .replace(/:?@SECLEVEL=\d/g, '')
      .split(':')
      .filter((word) => !unsafe.includes(word))
      .join(':')
    return [
      aboutOption(subject, option.name, [option], `${what} switches protection of the library off.`, [
        { kind: 'set', name: option.name, value, driver: null },
      ]),
    ]
  },
}

const keyExchange: EximRule = {
  code: 'config-key-exchange-weak',
  check: (subject) => {
    const dh = mainOption(subject, 'tls_dhparam')
    const found: EximFound[] = []
    if (dh !== undefined && /(?:^|\D)(?:512|768|1024)(?:\D|$)/.test(dh.value)) {
      found.push(
        aboutOption(subject, dh.name, [dh], `The parameters are of a prime of 1024 bits or fewer: ${dh.value}.`, [
          { kind: 'drop', option: dh },
        ]),
      )
    }
    return found
  },
}

const renegotiation: EximRule = {
  code: 'config-renegotiation',
  check: (subject) => {
    const option = mainOption(subject, 'openssl_options')
    if (
      option === undefined ||
      subject.configuration.library !== 'openssl' ||
      opensslFlags(option.value).has('no_renegotiation')
    )
      return []
    const value = option.value
      .split(/\s+/)
      .filter((word) => word !== '-no_renegotiation')
      .join(' ')
    return [
      aboutOption(
        subject,
        option.name,
        [option],
        'Clients may renegotiate inside a connection, which mail needs for nothing.',
        [{ kind: 'set', name: option.name, value, driver: null }],
      ),
    ]
  },
}

/** Rules about suites and the key exchange of the server. */
export const EXIM_CIPHER_CHECKS: readonly EximRule[] = [...cipherRules, lowered, keyExchange, renegotiation]
