import type { EximDriver, EximOption } from './exim-configuration.ts'
import { aboutOption, type EximFound, type EximRule, type EximSubject, mainOption } from './exim-subject.ts'

/** True when a condition asks whether the connection is encrypted. */
function asksForTls(value: string): boolean {
  return /tls_in_cipher|tls_cipher|tls_in_ver/.test(value)
}

const authInClear: EximRule = {
  code: 'config-auth-in-clear',
  check: (subject) => {
    const hosts = mainOption(subject, 'auth_advertise_hosts')
    if (hosts !== undefined && (hosts.value === '' || asksForTls(hosts.value))) return []
    const servers = subject.configuration.authenticators.flatMap((driver): readonly EximFound[] => {
      const isPlain = driver.options.get('driver')?.value === 'plaintext'
      const isServer = [...driver.options.keys()].some((name) => name.startsWith('server_'))
      const condition = driver.options.get('server_advertise_condition')
      if (!isPlain || !isServer || (condition !== undefined && asksForTls(condition.value))) return []
      const message = `The authenticator ${driver.name} takes passwords without TLS too.`
      const change = {
        kind: 'set',
        name: 'server_advertise_condition',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is in the language of Exim
        value: '${if def:tls_in_cipher {yes}{no}}',
        driver,
      } as const
      return [aboutOption(subject, 'server_advertise_condition', [condition ?? driver], message, [change])]
    })
    const clients = smtpTransports(subject).flatMap((driver): readonly EximFound[] => {
      const auth = driver.options.get('hosts_require_auth') ?? driver.options.get('hosts_try_auth')
      const tls = driver.options.get('hosts_require_tls')
      if (auth === undefined || auth.value === '' || tls !== undefined) return []
      const message = `The transport ${driver.name} sends its password in clear when STARTTLS does not appear.`
      return [
        aboutOption(subject, 'hosts_require_tls', [auth], message, [
          { kind: 'set', name: 'hosts_require_tls', value: auth.value, driver },
        ]),
      ]
    })
    return [...servers, ...clients]
  },
}

const PORTS_465 = /\b(?:465|smtps|submissions)\b/

const submissions: EximRule = {
  code: 'config-submission-tls-optional',
  check: (subject) => {
    const ports = mainOption(subject, 'daemon_smtp_ports')
    const wrapped = mainOption(subject, 'tls_on_connect_ports')
    if (ports === undefined || !PORTS_465.test(ports.value) || PORTS_465.test(wrapped?.value ?? '')) return []
    const value = [wrapped?.value ?? '', '465'].filter((word) => word !== '').join(' : ')
    return [
      aboutOption(
        subject,
        'tls_on_connect_ports',
        [wrapped ?? ports],
        'Clients expect TLS from the first octet on port 465, and Exim waits for STARTTLS there.',
        [{ kind: 'set', name: 'tls_on_connect_ports', value, driver: null }],
      ),
    ]
  },
}

const logMissing: EximRule = {
  code: 'config-tls-log-missing',
  check: (subject) => {
    const option = mainOption(subject, 'log_selector')
    if (
      option === undefined ||
      !/(?:^|\s)-(?:tls_cipher|all)\b/.test(option.value) ||
      /\+(?:tls_cipher|all)\b/.test(option.value)
    )
      return []
    const value = option.value.replace(/(?:^|\s)-tls_cipher\b/g, '').trim()
    return [
      aboutOption(subject, option.name, [option], 'The log does not tell which connections were encrypted.', [
        { kind: 'set', name: option.name, value: /-all\b/.test(value) ? `${value} +tls_cipher` : value, driver: null },
      ]),
    ]
  },
}

function smtpTransports({ configuration }: EximSubject): readonly EximDriver[] {
  return configuration.transports.filter(
    ({ options }) => options.get('driver')?.value === 'smtp' && options.get('protocol')?.value !== 'lmtp',
  )
}

function isEverybody(option: EximOption | undefined): boolean {
  return option !== undefined && /^(?:\*|\*\s*:.*)$/.test(option.value)
}

function isNobody(option: EximOption | undefined): boolean {
  return option !== undefined && (option.value === '' || option.value === ':' || option.value === '!*')
}

const cleartext: EximRule = {
  code: 'config-outbound-cleartext',
  check: (subject) =>
    smtpTransports(subject).flatMap((driver) => {
      const option = driver.options.get('hosts_avoid_tls')
      if (option === undefined || !isEverybody(option)) return []
      return [
        aboutOption(subject, option.name, [option], `The transport ${driver.name} never uses TLS.`, [
          { kind: 'drop', option },
        ]),
      ]
    }),
}

const opportunistic: EximRule = {
  code: 'config-outbound-opportunistic',
  check: (subject) =>
    smtpTransports(subject).flatMap((driver) => {
      const dane = driver.options.get('hosts_try_dane')
      // Exim tries DANE by itself; only a transport that was told otherwise leaves everything to chance.
      if (!isNobody(dane) || isEverybody(driver.options.get('hosts_require_tls')) || dane === undefined) return []
      return [
        aboutOption(
          subject,
          dane.name,
          [dane],
          `The transport ${driver.name} does not look for DANE: an attacker who strips STARTTLS reads the mail.`,
          [{ kind: 'drop', option: dane }],
        ),
      ]
    }),
}

const unauthenticated: EximRule = {
  code: 'config-outbound-unauthenticated',
  check: (subject) =>
    smtpTransports(subject).flatMap((driver) => {
      const tls = driver.options.get('hosts_require_tls')
      if (
        tls === undefined ||
        isNobody(tls) ||
        driver.options.has('tls_verify_hosts') ||
        driver.options.has('hosts_require_dane')
      )
        return []
      return [
        aboutOption(
          subject,
          tls.name,
          [tls],
          `The transport ${driver.name} requires TLS and takes any certificate.`,
          [],
          { advice: `tls_verify_hosts = ${tls.value}` },
        ),
      ]
    }),
}

const blocks: EximRule = {
  code: 'config-outbound-blocks-mail',
  check: (subject) =>
    smtpTransports(subject).flatMap((driver) =>
      (['hosts_require_dane', 'tls_verify_hosts'] as const).flatMap((name) => {
        const option = driver.options.get(name)
        if (!isEverybody(option) || driver.options.has('hosts')) return []
        const what = name === 'hosts_require_dane' ? 'TLSA records' : 'a valid certificate'
        return [
          aboutOption(
            subject,
            name,
            [option],
            `The transport ${driver.name} sends to receivers with ${what} alone; mail to all others comes back.`,
            [],
            { advice: `${name} = the hosts of single partners` },
          ),
        ]
      }),
    ),
}

const daneWithoutDnssec: EximRule = {
  code: 'config-dane-without-dnssec',
  check: (subject) => {
    const off = mainOption(subject, 'dns_dnssec_ok')
    const wanted = smtpTransports(subject).find((driver) => !isNobody(driver.options.get('hosts_try_dane')))
    if (off === undefined || off.value !== '0' || wanted === undefined) return []
    return [
      aboutOption(
        subject,
        off.name,
        [off],
        'dns_dnssec_ok = 0 keeps the resolver from asking for signatures, so that DANE never applies.',
        [{ kind: 'drop', option: off }],
      ),
    ]
  },
}

const trustAnchors: EximRule = {
  code: 'config-trust-anchors-missing',
  check: (subject) =>
    smtpTransports(subject).flatMap((driver) => {
      const option = driver.options.get('tls_verify_certificates')
      const hosts = driver.options.get('tls_verify_hosts')
      if (option === undefined || option.value !== '' || hosts === undefined) return []
      return [
        aboutOption(
          subject,
          option.name,
          [option],
          `The transport ${driver.name} requires valid certificates and trusts no authority.`,
          [{ kind: 'set', name: option.name, value: 'system', driver }],
          { severity: 'high' },
        ),
      ]
    }),
}

/** Rules about logins, logs and mail that goes out. */
export const EXIM_SERVICE_CHECKS: readonly EximRule[] = [
  authInClear,
  submissions,
  logMissing,
  cleartext,
  opportunistic,
  unauthenticated,
  blocks,
  daneWithoutDnssec,
  trustAnchors,
]
