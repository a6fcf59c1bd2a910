import { suiteByName } from '../../registry/find-suite.ts'
import { ALL_SUITES, readCipherList } from '../cipher-list.ts'
import { weaknessesOf } from '../suite-weakness.ts'
import { placeAt } from '../text-document.ts'
import { propertyAt } from './exchange-configuration.ts'
import type { ExchangeFound, ExchangeRule, ExchangeSubject } from './exchange-subject.ts'
import { isNode, propertyOf, textOf, truthOf } from './object-value.ts'
import { isOff, isUnset, named, type SchannelProtocol, schannelProtocols } from './schannel.ts'

const OBSOLETE: ReadonlySet<string> = new Set(['SSL 2.0', 'SSL 3.0', 'TLS 1.0', 'TLS 1.1'])

/** Where SChannel keeps what it is told about versions. */
export const PROTOCOLS_KEY =
  'HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols'

/** PowerShell that switches a version off for a role, as the registry keeps it. */
function switchOff(version: string, role: 'Server' | 'Client'): readonly string[] {
  const path = `HKLM:\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols\\${version}\\${role}`
  return [
    `New-Item '${path}' -Force | Out-Null`,
    `New-ItemProperty '${path}' -Name Enabled -Value 0 -PropertyType DWord -Force | Out-Null`,
    `New-ItemProperty '${path}' -Name DisabledByDefault -Value 1 -PropertyType DWord -Force | Out-Null`,
  ]
}

function found(
  { place, version }: SchannelProtocol,
  value: string,
  message: string,
  changes: readonly string[],
  severity?: 'high',
): ExchangeFound {
  return { place, parameter: version, value, message, changes, ...(severity === undefined ? {} : { severity }) }
}

function describe({ server, client }: SchannelProtocol): string {
  const role = (name: string, { enabled, disabledByDefault }: SchannelProtocol['server']): string =>
    `${name} Enabled=${enabled ?? 'not set'} DisabledByDefault=${disabledByDefault ?? 'not set'}`
  return `${role('Server', server)}; ${role('Client', client)}`
}

const obsolete: ExchangeRule = {
  code: 'config-version-obsolete',
  check: (subject) => [
    ...schannelProtocols(subject.configuration).flatMap((protocol) => {
      const { version, server, client } = protocol
      if (!OBSOLETE.has(version) || isOff(server)) return []
      const message = `${version} is not switched off for the server: Enabled is ${server.enabled ?? 'not set'}.`
      const changes = [...switchOff(version, 'Server'), ...(isOff(client) ? [] : switchOff(version, 'Client'))]
      return [found(protocol, describe(protocol), message, changes, version.startsWith('SSL') ? 'high' : undefined)]
    }),
    ...frameworks(subject),
  ],
}

/** .NET programs keep to old versions unless they are told to leave the choice to Windows. */
function frameworks({ configuration }: ExchangeSubject): readonly ExchangeFound[] {
  return configuration.objects.flatMap(({ kind, node, document }) => {
    if (kind !== 'tls-settings') return []
    return named(propertyAt(node, 'Registry', 'NET')?.value).flatMap(([name, value]): readonly ExchangeFound[] => {
      const versions = propertyOf(value, 'SystemDefaultTlsVersions')
      const crypto = propertyOf(value, 'SchUseStrongCrypto')
      if (truthOf(versions?.value) !== false || truthOf(crypto?.value) !== false || name !== 'NETv4') return []
      const key = `HKLM:\\SOFTWARE\\Microsoft\\.NETFramework\\${textOf(propertyOf(value, 'NetVersion')?.value)}`
      const message =
        'Programs on .NET, Exchange among them, keep to TLS 1.0 when they connect: SystemDefaultTlsVersions and SchUseStrongCrypto are off.'
      const changes = ['SystemDefaultTlsVersions', 'SchUseStrongCrypto'].map(
        (each) => `New-ItemProperty '${key}' -Name ${each} -Value 1 -PropertyType DWord -Force | Out-Null`,
      )
      return [
        {
          place: placeAt(document, versions?.offset ?? value.offset),
          parameter: 'SystemDefaultTlsVersions',
          value: 'false',
          message,
          changes,
        },
      ]
    })
  })
}

const halfDisabled: ExchangeRule = {
  code: 'config-version-half-disabled',
  check: (subject) =>
    schannelProtocols(subject.configuration).flatMap((protocol) => {
      const { version, server, client } = protocol
      const isHalf = (isOff(server) && !isOff(client)) || (isOff(client) && !isOff(server))
      const isLoose = [server, client].some((role) => isOff(role) && role.disabledByDefault !== 1)
      const isUnsure = [server, client].some((role) => role.enabled === null && role.disabledByDefault === 1)
      if (!OBSOLETE.has(version)) {
        // A version that is wanted must not be off for one of the roles.
        const wrong = [server, client].some((role) => isOff(role) || (!isUnset(role) && role.disabledByDefault === 1))
        return version === 'TLS 1.2' && wrong
          ? [
              found(
                protocol,
                describe(protocol),
                'TLS 1.2 is switched off, or off by default, for one of the roles.',
                [],
              ),
            ]
          : []
      }
      if (!isHalf && !isLoose && !isUnsure) return []
      const message = isHalf
        ? `${version} is off for the ${isOff(server) ? 'server' : 'client'} and on for the ${isOff(server) ? 'client' : 'server'}.`
        : `${version} is off, but not by default: Enabled and DisabledByDefault contradict each other.`
      return [
        found(protocol, describe(protocol), message, [
          ...switchOff(version, 'Server'),
          ...switchOff(version, 'Client'),
        ]),
      ]
    }),
}

/** The suites of `Get-TlsCipherSuite`; old releases of Windows put the curve behind the name. */
function suites({ configuration }: ExchangeSubject) {
  return configuration.objects.flatMap(({ kind, node, document }) => {
    const list = kind === 'tls-settings' ? propertyOf(node, 'TlsCipherSuite')?.value : undefined
    const items = list !== undefined && isNode(list) ? (list.items ?? []) : []
    return items.filter(isNode).flatMap((item) => {
      const property = propertyOf(item, 'Name')
      const name = textOf(property?.value)
      const suite = suiteByName(name) ?? suiteByName(name.replace(/_P\d+$/, ''))
      return suite === undefined ? [] : [{ suite, name, place: placeAt(document, property?.offset ?? item.offset) }]
    })
  })
}

function suiteRule(
  code: ExchangeRule['code'],
  holds: (suite: (typeof ALL_SUITES)[number], subject: ExchangeSubject) => boolean,
  what: string,
): ExchangeRule {
  return {
    code,
    check: (subject) =>
      suites(subject)
        .filter(({ suite }) => holds(suite, subject))
        .map(({ name, place }) => ({
          place,
          parameter: 'TlsCipherSuite',
          value: name,
          message: `${name} is let through, ${what}.`,
          changes: [`Disable-TlsCipherSuite -Name ${name}`],
        })),
  }
}

const { noForwardSecrecy, broken, anonymous } = weaknessesOf

/** Rules about SChannel. */
export const SCHANNEL_CHECKS: readonly ExchangeRule[] = [
  obsolete,
  halfDisabled,
  suiteRule('config-cipher-weak', broken.holds, 'and its cipher is broken'),
  suiteRule('config-cipher-no-forward-secrecy', noForwardSecrecy.holds, 'without forward secrecy'),
  suiteRule(
    'config-cipher-not-recommended',
    (suite, { profile }) =>
      ALL_SUITES.includes(suite) &&
      !readCipherList(profile.goodSuites, ALL_SUITES).suites.includes(suite) &&
      !noForwardSecrecy.holds(suite) &&
      !broken.holds(suite) &&
      !anonymous.holds(suite),
    'and the profile does not list it',
  ),
]
