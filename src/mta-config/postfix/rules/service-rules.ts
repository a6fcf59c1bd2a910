import type { InboundService } from '../inbound-service.ts'
import { about, naming, type PostfixRule, setWhere } from '../postfix-subject.ts'

const authInClear: PostfixRule = {
  code: 'config-auth-in-clear',
  check: (subject) => [
    ...subject.inbound.flatMap((server) => {
      if (!takesLogins(server) || server.level === 'encrypt') return []
      const { settings, service, title, level } = server
      const setting = settings('smtpd_tls_auth_only')
      if (setting.value === 'yes') return []
      const message = naming(title, (whom) =>
        level === 'none'
          ? `The server on ${whom} takes logins and has no TLS.`
          : `The server on ${whom} takes logins without TLS too: smtpd_tls_auth_only is ${setting.value}.`,
      )
      return [
        about(subject, setting, message, [setWhere(setting, service, 'yes')], {
          near: [settings('smtpd_sasl_auth_enable')],
        }),
      ]
    }),
    ...subject.outbound.flatMap(({ settings, level, title }) => {
      const auth = settings('smtp_sasl_auth_enable')
      const options = settings('smtp_sasl_security_options').value.split(/[\s,]+/)
      if (auth.value !== 'yes' || (level !== 'may' && level !== 'none') || options.includes('noplaintext')) return []
      const setting = settings('smtp_tls_security_level')
      const relay = settings('relayhost').value || 'the relay'
      const message = naming(
        title,
        (whom) => `For ${whom}, the password for ${relay} goes out in clear when STARTTLS does not appear.`,
      )
      return [about(subject, setting, message, [setWhere(setting, null, 'encrypt')], { near: [auth] })]
    }),
  ],
}

function takesLogins({ settings }: InboundService): boolean {
  return settings('smtpd_sasl_auth_enable').value === 'yes'
}

const submissionOptional: PostfixRule = {
  code: 'config-submission-tls-optional',
  check: (subject) =>
    subject.inbound.flatMap(({ settings, level, role, title, service }) => {
      if (role === 'mx' || level !== 'may') return []
      const setting = settings('smtpd_tls_security_level')
      // On port 465 the client speaks TLS first: it takes the wrapper mode, which no level stands for.
      const wrap = settings('smtpd_tls_wrappermode')
      if (role === 'submissions') {
        const message = naming(
          title,
          (whom) => `Clients expect TLS from the first octet on ${whom}, and the service waits for STARTTLS.`,
        )
        return [
          about(subject, wrap, message, [{ kind: 'set', name: wrap.name, value: 'yes', service }], { near: [setting] }),
        ]
      }
      const message = naming(title, (whom) => `TLS is optional on ${whom}; mail programs of your users all have it.`)
      return [about(subject, setting, message, [{ kind: 'set', name: setting.name, value: 'encrypt', service }])]
    }),
}

const LOG_LEVELS = ['smtpd_tls_loglevel', 'smtp_tls_loglevel'] as const

const logMissing: PostfixRule = {
  code: 'config-tls-log-missing',
  check: (subject) =>
    LOG_LEVELS.flatMap((name) => {
      const side = name === 'smtpd_tls_loglevel' ? subject.inbound : subject.outbound
      const using = side.find(({ level }) => level !== 'none')
      const setting = subject.configuration.settings(name)
      if (using === undefined || !['0', 'none', ''].includes(setting.value.toLowerCase())) return []
      const message = `${name} is ${setting.value || 'empty'}: nothing is logged about the TLS of ${name === 'smtpd_tls_loglevel' ? 'mail that comes in' : 'mail that goes out'}.`
      const near = subject.configuration.settings(name.replace('loglevel', 'security_level'))
      return [about(subject, setting, message, [setWhere(setting, null, '1')], { near: [near] })]
    }),
}

const logVerbose: PostfixRule = {
  code: 'config-tls-log-verbose',
  check: (subject) =>
    LOG_LEVELS.flatMap((name) => {
      const setting = subject.configuration.settings(name)
      if (!/^[2-9]$/.test(setting.value)) return []
      const message = `${name} = ${setting.value} is for looking for a fault.`
      return [about(subject, setting, message, [setWhere(setting, null, '1')])]
    }),
}

const receivedHeader: PostfixRule = {
  code: 'config-received-header-missing',
  check: (subject) => {
    const using = subject.inbound.find(({ level }) => level !== 'none')
    const setting = subject.configuration.settings('smtpd_tls_received_header')
    if (using === undefined || setting.value !== 'no') return []
    const message = 'The Received field of incoming mail does not tell version and suite.'
    const near = [subject.configuration.settings('smtpd_tls_security_level')]
    return [about(subject, setting, message, [setWhere(setting, null, 'yes')], { near })]
  },
}

/** Rules about logins and logs. */
export const SERVICE_CHECKS: readonly PostfixRule[] = [
  authInClear,
  submissionOptional,
  logMissing,
  logVerbose,
  receivedHeader,
]
