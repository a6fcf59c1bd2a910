import { clientOffers } from '../client-offer.ts'
import { GRADES } from '../grade-suites.ts'
import type { MasterService } from '../master-cf.ts'
import { CLIENT_LEVELS, isMandatory } from '../outbound-client.ts'
import type { Setting, Settings } from '../postfix-configuration.ts'
import { about, type PostfixFound, type PostfixRule, type PostfixSubject, setWhere } from '../postfix-subject.ts'
import { protocolRange, protocolsFrom } from '../protocols.ts'
import { isAtLeast } from '../release.ts'

/** Parameters that take one of some words. */
const WORDS: readonly { readonly name: string; readonly words: readonly string[]; readonly since?: string }[] = [
  { name: 'smtpd_tls_security_level', words: ['none', 'may', 'encrypt', 'fingerprint', 'verify', 'secure', ''] },
  { name: 'smtp_tls_security_level', words: [...CLIENT_LEVELS, ''] },
  { name: 'lmtp_tls_security_level', words: [...CLIENT_LEVELS, ''] },
  { name: 'postscreen_tls_security_level', words: ['none', 'may', 'encrypt', ''] },
  ...['smtpd', 'smtp', 'lmtp'].flatMap((side) =>
    ['ciphers', 'mandatory_ciphers'].map((kind) => ({
      name: `${side}_tls_${kind}`,
      words: [...GRADES].toReversed(),
    })),
  ),
  { name: 'smtp_dns_support_level', words: ['disabled', 'enabled', 'dnssec', ''] },
  ...[
    'smtpd_tls_auth_only',
    'smtpd_tls_wrappermode',
    'smtp_tls_wrappermode',
    'smtpd_tls_received_header',
    'smtpd_use_tls',
    'smtp_use_tls',
    'smtpd_enforce_tls',
    'smtp_enforce_tls',
    'smtpd_sasl_auth_enable',
    'smtp_sasl_auth_enable',
    'smtpd_tls_ask_ccert',
    'smtpd_tls_req_ccert',
    'tls_preempt_cipherlist',
    'tls_append_default_CA',
    'smtp_tlsrpt_enable',
  ].map((name) => ({ name, words: ['yes', 'no'] })),
]

const PROTOCOLS: readonly string[] = ['smtpd', 'smtp', 'lmtp'].flatMap((side) => [
  `${side}_tls_protocols`,
  `${side}_tls_mandatory_protocols`,
])

/** A parameter in `main.cf` and in each service that overrides it. */
export function settingsEverywhere(
  { configuration: { settings, settingsOf, services } }: PostfixSubject,
  name: string,
): readonly { readonly setting: Setting; readonly service: MasterService | null }[] {
  const own = services
    .filter(({ overrides }) => overrides.some((override) => override.name.text === name))
    .map((service) => ({ setting: settingsOf(service)(name), service }))
  return [{ setting: settings(name), service: null }, ...own].filter(({ setting }) => setting.origin !== 'default')
}

const invalid: PostfixRule = {
  code: 'config-value-invalid',
  check: (subject) => {
    const words = WORDS.flatMap(({ name, words: known }) =>
      settingsEverywhere(subject, name).flatMap(({ setting }) => {
        if (known.includes(setting.value.toLowerCase())) return []
        const list = known.filter((word) => word !== '').join(', ')
        return [
          about(subject, setting, `${name} does not know “${setting.value}”; it takes ${list}.`, [], {
            advice: `${name} = one of ${list}`,
          }),
        ]
      }),
    )
    return [...words, ...protocols(subject)]
  },
}

function protocols(subject: PostfixSubject): readonly PostfixFound[] {
  const { release } = subject.configuration
  return PROTOCOLS.flatMap((name) =>
    settingsEverywhere(subject, name).flatMap(({ setting, service }) => {
      const { invalid: wrong } = protocolRange(setting.value, release)
      if (wrong.length === 0) return []
      const isBound = wrong.some((word) => /^[<>]=/.test(word)) && !isAtLeast(release, '3.6')
      const why = isBound ? 'bounds such as >=TLSv1.2 came with Postfix 3.6' : 'that is no protocol'
      const change = setWhere(setting, service, protocolsFrom('TLSv1.2', release))
      return [about(subject, setting, `${name} does not understand ${wrong.join(' ')}: ${why}.`, [change])]
    }),
  )
}

/** Pairs of a parameter for required TLS and the one that counts while TLS is optional. */
const MANDATORY: readonly { readonly side: 'smtpd' | 'smtp'; readonly strict: string; readonly loose: string }[] = [
  ...(['smtpd', 'smtp'] as const).flatMap((side) => [
    { side, strict: `${side}_tls_mandatory_ciphers`, loose: `${side}_tls_ciphers` },
    { side, strict: `${side}_tls_mandatory_protocols`, loose: `${side}_tls_protocols` },
    { side, strict: `${side}_tls_mandatory_exclude_ciphers`, loose: `${side}_tls_exclude_ciphers` },
  ]),
]

const withoutEffect: PostfixRule = {
  code: 'config-value-without-effect',
  check: (subject) => [
    ...mandatoryWhileOptional(subject),
    ...gradesThatNobodyUses(subject),
    ...certificates(subject),
    ...ignored(subject),
    ...matches(subject),
  ],
}

function mandatoryWhileOptional(subject: PostfixSubject): readonly PostfixFound[] {
  const { settings } = subject.configuration
  return MANDATORY.flatMap(({ side, strict, loose }) => {
    const setting = settings(strict)
    if (setting.origin !== 'main' || isEnforcing(subject, side) || covers(setting, settings(loose))) return []
    const level = side === 'smtpd' ? 'smtpd_tls_security_level' : 'smtp_tls_security_level'
    const message = `${strict} counts only where TLS is required, and ${level} = ${settings(level).value || 'none'} does not; ${loose} counts.`
    return [about(subject, setting, message, [setWhere(settings(loose), null, setting.value)])]
  })
}

/** True when the parameter that counts says the same, or more: then nobody is misled. */
function covers(strict: Setting, loose: Setting): boolean {
  const words = (text: string): readonly string[] => text.split(/[\s,:]+/).filter((word) => word !== '')
  if (strict.name.endsWith('_exclude_ciphers')) {
    return words(strict.value).every((word) => words(loose.value).includes(word))
  }
  return strict.value === loose.value
}

function isEnforcing(
  { inbound, outbound, configuration: { masters, settings } }: PostfixSubject,
  side: 'smtpd' | 'smtp',
): boolean {
  if (side === 'smtpd')
    return (
      inbound.length === 0 ||
      inbound.some(({ level }) => level === 'encrypt') ||
      (masters.length === 0 && inbound.every(({ level }) => level === 'none'))
    )
  if (settings('smtp_tls_policy_maps').value !== '' || settings('smtp_tls_per_site').value !== '') return true
  return outbound.length === 0 || outbound.some(({ level }) => level === null || isMandatory(level) || level === 'none')
}

/** Cipher lists of grades that neither side uses. */
function gradesThatNobodyUses(subject: PostfixSubject): readonly PostfixFound[] {
  const { settings, release } = subject.configuration
  const used = new Set([
    ...subject.inbound.map(
      ({ settings: own, level }) =>
        own(level === 'encrypt' ? 'smtpd_tls_mandatory_ciphers' : 'smtpd_tls_ciphers').value,
    ),
    ...subject.outbound.flatMap((client) => clientOffers(client, release).map(({ grade }) => grade)),
    ...['smtp_tls_ciphers', 'smtp_tls_mandatory_ciphers', 'lmtp_tls_ciphers', 'lmtp_tls_mandatory_ciphers'].map(
      (name) => settings(name).value,
    ),
  ])
  return GRADES.flatMap((grade) => {
    const setting = settings(`tls_${grade}_cipherlist`)
    if (setting.origin !== 'main' || used.has(grade)) return []
    const message = `No server and no client here uses the grade ${grade}, so that its list counts nowhere.`
    return [about(subject, setting, message, [], { advice: `smtpd_tls_ciphers = ${grade}` })]
  })
}

/** Client certificates can be required only where TLS is (smtpd warns of it). */
function certificates(subject: PostfixSubject): readonly PostfixFound[] {
  return subject.inbound.flatMap(({ settings, level, service }) => {
    const setting = settings('smtpd_tls_req_ccert')
    if (setting.value !== 'yes' || level === 'encrypt') return []
    const message =
      'Certificates of clients can be required only where TLS is required; here they are not even asked for.'
    return [about(subject, setting, message, [setWhere(setting, service, 'no')])]
  })
}

/** Names are compared only at the level that asks for it; a policy table may set that level for some domains. */
function matches(subject: PostfixSubject): readonly PostfixFound[] {
  const { settings } = subject.configuration
  const hasPolicies = settings('smtp_tls_policy_maps').value !== '' || settings('smtp_tls_per_site').value !== ''
  return (['verify', 'secure'] as const).flatMap((level) => {
    const setting = settings(`smtp_tls_${level}_cert_match`)
    const isUsed = hasPolicies || subject.outbound.some((client) => client.level === level)
    if (setting.origin !== 'main' || isUsed) return []
    const message = `${setting.name} counts only at the level ${level}, which nothing here uses.`
    return [about(subject, setting, message, [{ kind: 'unset', name: setting.name, service: null }])]
  })
}

/** Settings that others switch off. */
function ignored(subject: PostfixSubject): readonly PostfixFound[] {
  const chained = (side: 'smtpd' | 'smtp', settings: Settings): readonly PostfixFound[] => {
    const chain = settings(`${side}_tls_chain_files`)
    if (chain.value === '') return []
    return [`${side}_tls_cert_file`, `${side}_tls_eccert_file`, `${side}_tls_dcert_file`].flatMap((name) => {
      const setting = settings(name)
      if (setting.value === '' || setting.origin !== 'main') return []
      const message = `${chain.name} is set, and so Postfix passes over ${name} with a warning.`
      return [about(subject, setting, message, [{ kind: 'unset', name, service: null }])]
    })
  }
  const { settings } = subject.configuration
  return [...chained('smtpd', settings), ...chained('smtp', settings)]
}

/** Rules about values. */
export const VALUE_CHECKS: readonly PostfixRule[] = [invalid, withoutEffect]
