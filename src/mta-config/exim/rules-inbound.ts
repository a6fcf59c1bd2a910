import type { TlsVersion } from '../../base/answer.ts'
import { inWords } from '../../base/in-words.ts'
import { versionTitle } from '../../registry/versions.ts'
import { isExpanded } from './exim-configuration.ts'
import { aboutOption, type EximRule, mainOption } from './exim-subject.ts'
import { goodCiphers, offersTls, opensslFlags, serverPriority } from './server-offer.ts'

const tlsOff: EximRule = {
  code: 'config-tls-off',
  check: (subject) => {
    const option = mainOption(subject, 'tls_advertise_hosts')
    if (offersTls(subject) || option === undefined) return []
    return [
      aboutOption(subject, option.name, [option], 'STARTTLS is offered to nobody: tls_advertise_hosts is empty.', [
        { kind: 'set', name: option.name, value: '*', driver: null },
      ]),
    ]
  },
}

const certificateMissing: EximRule = {
  code: 'config-certificate-missing',
  check: (subject) => {
    const option = mainOption(subject, 'tls_certificate')
    if (!offersTls(subject) || (option !== undefined && option.value !== '')) return []
    const message = 'No certificate is named: Exim makes one of its own that nobody can verify, or refuses TLS.'
    return [
      aboutOption(subject, 'tls_certificate', [option, mainOption(subject, 'tls_advertise_hosts')], message, [], {
        advice: 'tls_certificate = /etc/exim4/fullchain.pem\ntls_privatekey = /etc/exim4/privkey.pem',
      }),
    ]
  },
}

const certificateTest: EximRule = {
  code: 'config-certificate-test',
  check: (subject) => {
    const option = mainOption(subject, 'tls_certificate')
    if (option === undefined || !/snakeoil|\/exim\.crt$/.test(option.value)) return []
    return [
      aboutOption(
        subject,
        option.name,
        [option],
        'This is the certificate that the system made for itself, which nobody can verify.',
        [],
        { advice: 'tls_certificate = the chain of a certificate for the name of this server' },
      ),
    ]
  },
}

const OLD: readonly (readonly [TlsVersion, string])[] = [
  ['ssl2', 'no_sslv2'],
  ['ssl3', 'no_sslv3'],
  ['tls10', 'no_tlsv1'],
  ['tls11', 'no_tlsv1_1'],
]

const obsolete: EximRule = {
  code: 'config-version-obsolete',
  check: (subject) => {
    if (!offersTls(subject)) return []
    const options = mainOption(subject, 'openssl_options')
    const ciphers = mainOption(subject, 'tls_require_ciphers')
    if (subject.configuration.library === 'openssl' && !isExpanded(options?.value ?? '')) {
      const flags = opensslFlags(options?.value ?? '')
      const open = OLD.filter(([, flag]) => !flags.has(flag))
      if (open.length === 0) return []
      const missing = open.map(([, flag]) => `+${flag}`)
      const value = [
        ...(options?.value.split(/\s+/) ?? []).filter(
          (word) => word !== '' && !open.some(([, flag]) => word === `-${flag}`),
        ),
        ...missing,
      ].join(' ')
      const severity = open.some(([version]) => version === 'ssl2' || version === 'ssl3')
        ? ({ severity: 'high' } as const)
        : {}
      return [
        aboutOption(
          subject,
          'openssl_options',
          [options, mainOption(subject, 'tls_certificate')],
          `${inWords(open.map(([version]) => versionTitle(version)))} may be spoken: openssl_options does not exclude ${open.length === 1 ? 'it' : 'them'}.`,
          [{ kind: 'set', name: 'openssl_options', value, driver: null }],
          severity,
        ),
      ]
    }
    const read = serverPriority(subject)
    const old = read?.versions.filter((version) => OLD.some(([name]) => name === version)) ?? []
    if (old.length === 0) return []
    const severity = old.includes('ssl3') ? ({ severity: 'high' } as const) : {}
    return [
      aboutOption(
        subject,
        'tls_require_ciphers',
        [ciphers, mainOption(subject, 'tls_certificate')],
        `${inWords(old.map(versionTitle))} may be spoken: the priority string ${ciphers?.value || 'NORMAL, the default,'} lets ${old.length === 1 ? 'it' : 'them'} through.`,
        goodCiphers(),
        severity,
      ),
    ]
  },
}

/** Rules about what the server offers. */
export const EXIM_INBOUND_CHECKS: readonly EximRule[] = [tlsOff, certificateMissing, certificateTest, obsolete]
