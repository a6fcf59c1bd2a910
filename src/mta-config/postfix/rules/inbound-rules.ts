import type { TlsVersion } from '../../../base/answer.ts'
import { versionTitle } from '../../../registry/versions.ts'
import type { ClientLevel } from '../outbound-client.ts'
import { about, type PostfixFound, type PostfixRule, setWhere } from '../postfix-subject.ts'
import { protocolRange, protocolsFrom } from '../protocols.ts'
import type { Release } from '../release.ts'

const tlsOff: PostfixRule = {
  code: 'config-tls-off',
  check: (subject) => [
    ...subject.inbound.flatMap(({ settings, level, service, title, role }) => {
      if (level !== 'none') return []
      const setting = settings('smtpd_tls_security_level')
      const message = `The server on ${title} does not offer STARTTLS: smtpd_tls_security_level is ${setting.value || 'empty'}.`
      const change = setWhere(setting, service, role === 'mx' ? 'may' : 'encrypt')
      return [about(subject, setting, message, [change], { near: [settings('smtpd_use_tls')] })]
    }),
    ...postscreenOff(subject),
  ],
}

/** postscreen(8) speaks to new clients before smtpd does, and has a level of its own. */
function postscreenOff(subject: Parameters<PostfixRule['check']>[0]): readonly PostfixFound[] {
  const { services, settingsOf } = subject.configuration
  return services.flatMap((service) => {
    if (service.command !== 'postscreen') return []
    const setting = settingsOf(service)('postscreen_tls_security_level')
    if (setting.origin === 'default' || !['none', ''].includes(setting.value)) return []
    const message = 'postscreen does not offer STARTTLS, and it is postscreen that strangers meet on port 25.'
    return [about(subject, setting, message, [setWhere(setting, service, 'may')])]
  })
}

const required: PostfixRule = {
  code: 'config-tls-required-on-mx',
  check: (subject) =>
    subject.inbound.flatMap(({ settings, level, role, title, service }) => {
      if (role !== 'mx' || level !== 'encrypt') return []
      const setting = settings('smtpd_tls_security_level')
      const message = `The server on ${title} takes no mail in clear; senders without TLS cannot write to you.`
      const advice = `${setting.name} = may   # and encrypt by -o for submission in master.cf`
      return subject.configuration.masters.length > 0
        ? [
            about(subject, setting, message, [setWhere(setting, service, 'may')], {
              near: [settings('smtpd_enforce_tls')],
            }),
          ]
        : [about(subject, setting, message, [], { advice, near: [settings('smtpd_enforce_tls')] })]
    }),
}

const CERTIFICATES = [
  'smtpd_tls_chain_files',
  'smtpd_tls_cert_file',
  'smtpd_tls_eccert_file',
  'smtpd_tls_dcert_file',
] as const

const certificateMissing: PostfixRule = {
  code: 'config-certificate-missing',
  check: (subject) =>
    subject.inbound.flatMap(({ settings, level, title }) => {
      const values = CERTIFICATES.map((name) => settings(name).value)
      if (level === 'none' || values.some((value) => value !== '' && value.toLowerCase() !== 'none')) return []
      const setting = settings(
        settings('smtpd_tls_cert_file').value === '' ? 'smtpd_tls_chain_files' : 'smtpd_tls_cert_file',
      )
      const message =
        setting.name === 'smtpd_tls_cert_file'
          ? `The server on ${title} has no certificate on purpose; senders that verify cannot reach it.`
          : `The server on ${title} is to speak TLS, but no certificate is named; it answers STARTTLS with a refusal.`
      return [
        about(subject, setting, message, [], {
          near: [settings('smtpd_tls_security_level')],
          advice: 'smtpd_tls_chain_files = /etc/ssl/private/mail.pem   # key, certificate, intermediates',
        }),
      ]
    }),
}

const certificateTest: PostfixRule = {
  code: 'config-certificate-test',
  check: (subject) =>
    subject.inbound.flatMap(({ settings, level }) =>
      CERTIFICATES.flatMap((name) => {
        const setting = settings(name)
        if (level === 'none' || !/snakeoil|localhost\.(?:crt|pem)/.test(setting.value)) return []
        const message = `${name} names the certificate that the system made for itself, which nobody can verify.`
        return [
          about(subject, setting, message, [], {
            advice: `${name} = the chain of a certificate for the name of this server`,
          }),
        ]
      }),
    ),
}

const OBSOLETE: readonly TlsVersion[] = ['ssl2', 'ssl3', 'tls10', 'tls11']

const obsolete: PostfixRule = {
  code: 'config-version-obsolete',
  check: (subject) => {
    const { release } = subject.configuration
    const servers = subject.inbound.map(({ settings, level, service, title }) => ({
      setting:
        level === 'none'
          ? null
          : settings(level === 'encrypt' ? 'smtpd_tls_mandatory_protocols' : 'smtpd_tls_protocols'),
      near: settings('smtpd_tls_security_level'),
      service,
      title: `the server on ${title}`,
    }))
    const clients = subject.outbound.flatMap(({ settings, level, service, title }) =>
      clientProtocols(level).map((name) => ({
        setting: settings(name),
        near: settings('smtp_tls_security_level'),
        service,
        title,
      })),
    )
    return [...servers, ...clients].flatMap(({ setting, near, service, title }) => {
      if (setting === null) return []
      const { allowed, invalid } = protocolRange(setting.value, release)
      const old = OBSOLETE.filter((version) => allowed.includes(version))
      if (old.length === 0 || invalid.length > 0) return []
      const how = setting.origin === 'default' ? `the default “${setting.value}”` : `“${setting.value}”`
      const message = `${setting.name}, with ${how}, lets ${inWords(old.map(versionTitle))} through for ${title}.`
      const severity =
        old.some((version) => version === 'ssl2' || version === 'ssl3') && isWritten(setting.value, release)
          ? 'high'
          : undefined
      const change = setWhere(setting, service, protocolsFrom('TLSv1.2', release))
      return [
        about(subject, setting, message, [change], { near: [near], ...(severity === undefined ? {} : { severity }) }),
      ]
    })
  },
}

/** The lists that count at a level: with DANE the looser one holds for receivers without TLSA records. */
function clientProtocols(level: ClientLevel | null): readonly string[] {
  if (level === null || level === 'none') return []
  if (level === 'may') return ['smtp_tls_protocols']
  return level === 'dane' ? ['smtp_tls_protocols', 'smtp_tls_mandatory_protocols'] : ['smtp_tls_mandatory_protocols']
}

/** Lists that name a version are meant; an empty one leaves it to the library, and no current one has SSL any more. */
function isWritten(value: string, release: Release): boolean {
  return (
    value !== '' && protocolRange(value, release).allowed.some((version) => version === 'ssl3' || version === 'ssl2')
  )
}

function inWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

/** Rules about what servers offer. */
export const INBOUND_CHECKS: readonly PostfixRule[] = [tlsOff, required, certificateMissing, certificateTest, obsolete]
