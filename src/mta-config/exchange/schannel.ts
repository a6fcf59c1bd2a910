import type { Place } from '../text-document.ts'
import { placeAt } from '../text-document.ts'
import { type ExchangeConfiguration, propertyAt } from './exchange-configuration.ts'
import { isNode, numberOf, type ObjectNode, propertyOf, textOf, truthOf } from './object-value.ts'

/** The names under which SChannel keeps versions. */
export const SCHANNEL_VERSIONS = ['SSL 2.0', 'SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'] as const

/** One of {@link SCHANNEL_VERSIONS}. */
export type SchannelVersion = (typeof SCHANNEL_VERSIONS)[number]

/** A role's two values for a version; null for one that is not there, so that the default of the Windows release holds. */
export interface SchannelRole {
  readonly enabled: number | null
  readonly disabledByDefault: number | null
}

/** What SChannel is told about a version. */
export interface SchannelProtocol {
  readonly version: SchannelVersion
  readonly server: SchannelRole
  readonly client: SchannelRole
  readonly place: Place
}

const EMPTY: SchannelRole = { enabled: null, disabledByDefault: null }

/** The protocols of all registry files and of the HealthChecker's collection. */
export function schannelProtocols(configuration: ExchangeConfiguration): readonly SchannelProtocol[] {
  return [...fromRegistry(configuration), ...fromCollection(configuration)]
}

const PROTOCOL_KEY = /\\SecurityProviders\\SCHANNEL\\Protocols\\([^\\]+)\\(Server|Client)$/i

function fromRegistry({ registry }: ExchangeConfiguration): readonly SchannelProtocol[] {
  const keys = registry.flatMap((key) => {
    const [, name = '', role = ''] = PROTOCOL_KEY.exec(key.path) ?? []
    const version = SCHANNEL_VERSIONS.find((known) => known.toLowerCase() === name.toLowerCase())
    return version === undefined || key.isDeleted ? [] : [{ version, role: role.toLowerCase(), key }]
  })
  return SCHANNEL_VERSIONS.flatMap((version) => {
    const own = keys.filter((each) => each.version === version)
    const [first] = own
    if (first === undefined) return []
    const roleOf = (role: string): SchannelRole => {
      const values = own.filter((each) => each.role === role).flatMap(({ key }) => key.values)
      const number = (name: string): number | null => {
        const data = values.findLast((value) => value.name.toLowerCase() === name)?.data
        return typeof data === 'number' ? data : null
      }
      return { enabled: number('enabled'), disabledByDefault: number('disabledbydefault') }
    }
    return [{ version, server: roleOf('server'), client: roleOf('client'), place: first.key.place }]
  })
}

/** `Registry.TLS` is a dictionary of versions, each with `ServerEnabledValue` and so on. */
function fromCollection({ objects }: ExchangeConfiguration): readonly SchannelProtocol[] {
  return objects.flatMap(({ kind, node, document }) => {
    const versions = kind === 'tls-settings' ? propertyAt(node, 'Registry', 'TLS')?.value : null
    return named(versions ?? null).flatMap(([key, value]) => {
      const version = SCHANNEL_VERSIONS.find((known) => known === key || known === `TLS ${key}`)
      if (version === undefined) return []
      const role = (name: string): SchannelRole => ({
        enabled: numberIn(value, `${name}EnabledValue`),
        disabledByDefault: numberIn(value, `${name}DisabledByDefaultValue`),
      })
      return [{ version, server: role('Server'), client: role('Client'), place: placeAt(document, value.offset) }]
    })
  })
}

/** Objects by their names, of a dictionary or of properties. */
export function named(value: unknown): readonly (readonly [string, ObjectNode])[] {
  if (!isObjectNode(value)) return []
  const pairs = value.entries ?? [...value.properties.values()].map(({ name, value: own }) => [name, own] as const)
  return pairs.flatMap(([key, own]) => (isNode(own) ? [[textOf(key), own] as const] : []))
}

function isObjectNode(value: unknown): value is ObjectNode {
  return typeof value === 'object' && value !== null && 'properties' in value
}

function numberIn(node: ObjectNode, name: string): number | null {
  const value = propertyOf(node, name)?.value
  const truth = truthOf(value)
  return numberOf(value) ?? (truth === null ? null : Number(truth))
}

/** True when a version is switched off for a role, whichever program asks. */
export function isOff({ enabled }: SchannelRole): boolean {
  return enabled === 0
}

/** A role that nothing is said about. */
export function isUnset(role: SchannelRole): boolean {
  return role.enabled === EMPTY.enabled && role.disabledByDefault === EMPTY.disabledByDefault
}
