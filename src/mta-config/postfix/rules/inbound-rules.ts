import type { TlsVersion } from '../../../base/answer.ts'
import { inWords } from '../../../base/in-words.ts'
import { versionTitle } from '../../../registry/versions.ts'
import { clientOffers } from '../client-offer.ts'
import type { MasterService } from '../master-cf.ts'
import type { Setting } from '../postfix-configuration.ts'
import {
  about,
  naming,
  type PostfixFound,
  type PostfixRule,
  type PostfixSubject,
  setWhere,
} from '../postfix-subject.ts'
import { type ProtocolRange, protocolRange, protocolsFrom } from '../protocols.ts'

const tlsOff: PostfixRule = {
  code: 'config-tls-off',
  check: (subject) => [
    ...subject.inbound.flatMap(({ settings, level, service, title, role }) => {
      if (level !== 'none') return []
      const setting = settings('smtpd_tls_security_level')
      const message = naming(
        title,
        (whom) =>
          `The server on ${whom} does not offer STARTTLS: smtpd_tls_security_level is ${setting.value || 'empty'}.`,
      )
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
      const message = naming(
        title,
        (whom) => `The server on ${whom} takes no mail in clear; senders without TLS cannot write to you.`,
      )
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
      const message = naming(title, (whom) =>
        setting.name === 'smtpd_tls_cert_file'
          ? `The server on ${whom} has no certificate on purpose; senders that verify cannot reach it.`
          : `The server on ${whom} is to speak TLS, but no certificate is named; it answers STARTTLS with a refusal.`,
      )
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

/** A list of versions that counts for a server or for one offer of a client. */
interface VersionList {
  readonly setting: Setting
  readonly near: Setting
  readonly service: MasterService | null
  readonly title: string
  readonly text: string
  readonly range: ProtocolRange
}

/** The lists that count: with DANE the looser one holds for receivers without TLSA records. */
function versionLists({ inbound, outbound, configuration: { release } }: PostfixSubject): readonly VersionList[] {
  const servers = inbound.flatMap(({ settings, level, service, title }): readonly VersionList[] => {
    if (level === 'none') return []
    const setting = settings(level === 'encrypt' ? 'smtpd_tls_mandatory_protocols' : 'smtpd_tls_protocols')
    const range = protocolRange(setting.value, release)
    const near = settings('smtpd_tls_security_level')
    return [{ setting, near, service, title: `the server on ${title}`, text: setting.value, range }]
  })
  const clients = outbound.flatMap((client) =>
    clientOffers(client, release).map(({ title, service, range, protocols, from }) => ({
      setting: from.protocols,
      near: client.settings('smtp_tls_security_level'),
      service,
      title,
      text: protocols,
      range,
    })),
  )
  return [...servers, ...clients]
}

const obsolete: PostfixRule = {
  code: 'config-version-obsolete',
  check: (subject) => {
    const { release } = subject.configuration
    return versionLists(subject).flatMap(({ setting, near, service, title, text, range: { allowed, invalid } }) => {
      const old = OBSOLETE.filter((version) => allowed.includes(version))
      if (old.length === 0 || invalid.length > 0) return []
      const lost = protocolRange(text, release).allowed.filter((version) => !allowed.includes(version))
      const gap = lost.length === 0 ? '' : `, and not ${inWords(lost.map(versionTitle))}, which stand above a gap`
      const how = setting.origin === 'default' ? `the default “${text}”` : `“${text}”`
      const message = naming(
        title,
        (whom) => `${setting.name}, with ${how}, lets ${inWords(old.map(versionTitle))} through for ${whom}${gap}.`,
      )
      // Lists that name a version are meant; an empty one leaves it to the library, and no current one has SSL any more.
      const isMeant = text !== '' && old.some((version) => version === 'ssl2' || version === 'ssl3')
      const value = protocolsFrom('TLSv1.2', release)
      const isPolicy = setting.name === 'smtp_tls_policy_maps'
      return [
        about(subject, setting, message, isPolicy ? [] : [setWhere(setting, service, value)], {
          near: [near],
          advice: `protocols=${value.replaceAll(', ', ':')}   # in the entry of the policy table`,
          ...(isMeant ? { severity: 'high' } : {}),
        }),
      ]
    })
  },
}

/** Rules about what servers offer. */
export const INBOUND_CHECKS: readonly PostfixRule[] = [tlsOff, required, certificateMissing, certificateTest, obsolete]
