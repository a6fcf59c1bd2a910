import type { NamedGroup } from './group.ts'
import { GROUPS } from './groups.ts'

const byId = new Map(GROUPS.map((group) => [group.id, group]))
const byName = new Map(GROUPS.map((group) => [group.name.toLowerCase(), group]))

/**
 * What people and programs call some curves: NIST's names (FIPS 186-4), OpenSSL's for the curves of ANSI X9.62.
 */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['p-256', 'secp256r1'],
  ['p-384', 'secp384r1'],
  ['p-521', 'secp521r1'],
  ['prime256v1', 'secp256r1'],
  ['prime192v1', 'secp192r1'],
])

/** The group of a number on the wire; undefined for GREASE and numbers that nobody defined. */
export function groupById(id: number): NamedGroup | undefined {
  return byId.get(id)
}

/** The group of an IANA name or of a usual other name (`P-256`, `prime256v1`), in upper or lower case. */
export function groupByName(name: string): NamedGroup | undefined {
  const lower = name.toLowerCase()
  return byName.get(ALIASES.get(lower) ?? lower)
}
