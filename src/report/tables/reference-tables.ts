import { nearestWords } from '../nearest-words.ts'
import { BANNED_SUITES, RECOMMENDED_SUITES } from './cipher-suite-tables.ts'
import { CONNECTIONS } from './connections-table.ts'
import { MECHANISMS } from './mechanisms-table.ts'
import { POSTFIX_LEVELS, POSTFIX_MEASURED } from './postfix-tables.ts'
import { PROTOCOLS, TLS_12_AND_13 } from './protocol-tables.ts'
import type { ReferenceTable } from './table.ts'

/** Every reference table, in the order in which they are listed. */
export const REFERENCE_TABLES: readonly ReferenceTable[] = [
  PROTOCOLS,
  TLS_12_AND_13,
  RECOMMENDED_SUITES,
  BANNED_SUITES,
  CONNECTIONS,
  MECHANISMS,
  POSTFIX_LEVELS,
  POSTFIX_MEASURED,
]

/** The table of a name; undefined for a name that is none. */
export function tableByName(name: string): ReferenceTable | undefined {
  return REFERENCE_TABLES.find((table) => table.name === name)
}

/** Tables that somebody may have meant, the nearest first. */
export function nearestTables(name: string): readonly string[] {
  return nearestWords(
    name,
    REFERENCE_TABLES.map((table) => table.name),
  )
}
