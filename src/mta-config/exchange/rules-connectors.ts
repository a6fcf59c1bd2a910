import { type ExchangeObject, valueIn } from './exchange-configuration.ts'
import { aboutProperty, type ExchangeRule, objectsOf, quoted } from './exchange-subject.ts'
import { listOf, numberOf, textOf, truthOf } from './object-value.ts'

const setSend = (object: ExchangeObject, words: string): string =>
  `Set-SendConnector -Identity ${quoted(object.name)} ${words}`
const setReceive = (object: ExchangeObject, words: string): string =>
  `Set-ReceiveConnector -Identity ${quoted(object.name)} ${words}`

/** True for a connector that takes mail to everybody, and not to chosen domains. */
function isCatchAll(object: ExchangeObject): boolean {
  return listOf(valueIn(object, 'AddressSpaces')).some((space) => /^(?:smtp:)?\*(?:;|$)/i.test(space))
}

function smartHosts(object: ExchangeObject): readonly string[] {
  return listOf(valueIn(object, 'SmartHosts'))
}

function requiresTls(object: ExchangeObject): boolean {
  return truthOf(valueIn(object, 'RequireTLS')) === true
}

const outboundCleartext: ExchangeRule = {
  code: 'config-outbound-cleartext',
  check: (subject) =>
    objectsOf(subject, 'send-connector').flatMap((object) =>
      truthOf(valueIn(object, 'IgnoreSTARTTLS')) === true
        ? [
            aboutProperty(
              object,
              'IgnoreSTARTTLS',
              `The connector ${object.name} does not use STARTTLS, even where it is offered.`,
              [setSend(object, '-IgnoreSTARTTLS $false')],
            ),
          ]
        : [],
    ),
}

const opportunistic: ExchangeRule = {
  code: 'config-outbound-opportunistic',
  check: (subject) =>
    objectsOf(subject, 'send-connector').flatMap((object) => {
      if (requiresTls(object) || truthOf(valueIn(object, 'IgnoreSTARTTLS')) === true) return []
      const [host] = smartHosts(object)
      const target = host === undefined ? 'the receiver' : host
      const message = `The connector ${object.name} goes on in clear when ${target} does not seem to offer STARTTLS.`
      const changes =
        host === undefined
          ? []
          : [setSend(object, `-RequireTLS $true -TlsAuthLevel DomainValidation -TlsDomain ${quoted(host)}`)]
      return [
        aboutProperty(object, 'RequireTLS', message, changes, {
          advice:
            'A connector of its own, with RequireTLS and TlsAuthLevel DomainValidation, for partners that have TLS; for all others there is no setting on premises.',
        }),
      ]
    }),
}

const unauthenticated: ExchangeRule = {
  code: 'config-outbound-unauthenticated',
  check: (subject) =>
    objectsOf(subject, 'send-connector').flatMap((object) => {
      const level = textOf(valueIn(object, 'TlsAuthLevel'))
      if (!requiresTls(object) || !['', 'EncryptionOnly'].includes(level)) return []
      const message = `The connector ${object.name} requires TLS and takes any certificate.`
      const [host] = smartHosts(object)
      const domain = host ?? textOf(valueIn(object, 'TlsDomain'))
      return [
        aboutProperty(object, 'TlsAuthLevel', message, [
          setSend(object, `-TlsAuthLevel DomainValidation${domain === '' ? '' : ` -TlsDomain ${quoted(domain)}`}`),
        ]),
      ]
    }),
}

const blocks: ExchangeRule = {
  code: 'config-outbound-blocks-mail',
  check: (subject) =>
    objectsOf(subject, 'send-connector').flatMap((object) => {
      if (!requiresTls(object) || !isCatchAll(object) || smartHosts(object).length > 0) return []
      return [
        aboutProperty(
          object,
          'RequireTLS',
          `The connector ${object.name} takes mail to every domain and requires TLS: mail to servers without it comes back.`,
          [],
          { advice: 'RequireTLS on connectors for single partners alone' },
        ),
      ]
    }),
}

const withoutEffect: ExchangeRule = {
  code: 'config-value-without-effect',
  check: (subject) =>
    objectsOf(subject, 'send-connector').flatMap((object) => {
      const level = textOf(valueIn(object, 'TlsAuthLevel'))
      const domain = textOf(valueIn(object, 'TlsDomain'))
      if (level !== '' && !requiresTls(object)) {
        return [
          aboutProperty(
            object,
            'TlsAuthLevel',
            `TlsAuthLevel of ${object.name} counts only with RequireTLS, which is off.`,
            [setSend(object, '-RequireTLS $true')],
          ),
        ]
      }
      if (domain !== '' && level !== 'DomainValidation') {
        return [
          aboutProperty(
            object,
            'TlsDomain',
            `TlsDomain of ${object.name} counts only with the level DomainValidation.`,
            [setSend(object, '-TlsAuthLevel DomainValidation')],
          ),
        ]
      }
      return []
    }),
}

const logMissing: ExchangeRule = {
  code: 'config-tls-log-missing',
  check: (subject) =>
    (['send-connector', 'receive-connector'] as const).flatMap((kind) =>
      objectsOf(subject, kind).flatMap((object) => {
        if (textOf(valueIn(object, 'ProtocolLoggingLevel')) !== 'None') return []
        const set = kind === 'send-connector' ? setSend : setReceive
        return [
          aboutProperty(
            object,
            'ProtocolLoggingLevel',
            `The connector ${object.name} logs nothing, so that nobody can tell which mail was encrypted.`,
            [set(object, '-ProtocolLoggingLevel Verbose')],
          ),
        ]
      }),
    ),
}

/** Words of `AuthMechanism` in lower case; null when there are none, or a number stands for them. */
function mechanisms(object: ExchangeObject): readonly string[] | null {
  const value = valueIn(object, 'AuthMechanism')
  return value === null || numberOf(value) !== null ? null : listOf(value).map((word) => word.toLowerCase())
}

function takesStrangers(object: ExchangeObject): boolean {
  return listOf(valueIn(object, 'PermissionGroups')).some((group) => group.toLowerCase() === 'anonymoususers')
}

const tlsOff: ExchangeRule = {
  code: 'config-tls-off',
  check: (subject) =>
    objectsOf(subject, 'receive-connector').flatMap((object) => {
      const words = mechanisms(object)
      if (words === null || words.includes('tls') || !takesStrangers(object)) return []
      const value = [...listOf(valueIn(object, 'AuthMechanism')).filter((word) => word !== 'None'), 'Tls'].join(',')
      return [
        aboutProperty(
          object,
          'AuthMechanism',
          `The connector ${object.name} takes mail from strangers and does not offer STARTTLS.`,
          [setReceive(object, `-AuthMechanism ${value}`)],
        ),
      ]
    }),
}

const required: ExchangeRule = {
  code: 'config-tls-required-on-mx',
  check: (subject) =>
    objectsOf(subject, 'receive-connector').flatMap((object) => {
      const isPort25 = listOf(valueIn(object, 'Bindings')).some((binding) => binding.endsWith(':25'))
      if (!requiresTls(object) || !takesStrangers(object) || !isPort25) return []
      return [
        aboutProperty(
          object,
          'RequireTLS',
          `The connector ${object.name} takes mail from strangers and refuses those without TLS.`,
          [setReceive(object, '-RequireTLS $false')],
        ),
      ]
    }),
}

const authInClear: ExchangeRule = {
  code: 'config-auth-in-clear',
  check: (subject) => [
    ...objectsOf(subject, 'receive-connector').flatMap((object) => {
      const words = mechanisms(object)
      if (
        words === null ||
        !words.includes('basicauth') ||
        words.includes('basicauthrequiretls') ||
        requiresTls(object)
      )
        return []
      const value = [...listOf(valueIn(object, 'AuthMechanism')), 'BasicAuthRequireTLS'].join(',')
      return [
        aboutProperty(object, 'AuthMechanism', `The connector ${object.name} takes passwords without TLS too.`, [
          setReceive(object, `-AuthMechanism ${value}`),
        ]),
      ]
    }),
    ...objectsOf(subject, 'send-connector').flatMap((object) => {
      if (textOf(valueIn(object, 'SmartHostAuthMechanism')) !== 'BasicAuth' || requiresTls(object)) return []
      return [
        aboutProperty(
          object,
          'SmartHostAuthMechanism',
          `The connector ${object.name} sends its password in clear when STARTTLS does not appear.`,
          [setSend(object, '-SmartHostAuthMechanism BasicAuthRequireTLS')],
        ),
      ]
    }),
  ],
}

/** Rules about connectors. */
export const CONNECTOR_CHECKS: readonly ExchangeRule[] = [
  tlsOff,
  required,
  authInClear,
  logMissing,
  withoutEffect,
  outboundCleartext,
  opportunistic,
  unauthenticated,
  blocks,
]
