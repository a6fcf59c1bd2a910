import type { AnyRecord, DnsFacts } from '../facts/dns-facts.ts'
import { harmless } from './harmless.ts'

/** Types whose data is one name. */
const NAME_TYPES: ReadonlySet<string> = new Set(['NS', 'CNAME', 'PTR'])

/**
 * The records of an answer as lines of a master file: owner at the end of the aliases, TTL, class, type and data (RFC 1035
 * section 5.1). A TXT record is one string, as mail software reads it, wherever its strings were divided.
 */
export function recordLines({ name, cnames, type, ttlSeconds, records }: DnsFacts['lookup']): readonly string[] {
  const owner = harmless(absolute(cnames.at(-1) ?? name))
  return records.map((record) => `${owner} ${ttlSeconds} IN ${type} ${presentationOf(type, record)}`)
}

/** The data of a record in presentation form, harmless whatever it holds. */
export function presentationOf(type: string, record: AnyRecord): string {
  return harmless(dataOf(type, record), DATA_CHARACTERS)
}

/** Characters of a record that are shown: more than any record has, each octet as `\DDD`. */
const DATA_CHARACTERS = 4 * 65_535

function dataOf(type: string, record: AnyRecord): string {
  if (typeof record === 'string') {
    if (type === 'TXT') return quote(record)
    return NAME_TYPES.has(type) ? absolute(record) : record
  }
  if ('exchange' in record) return `${record.preference} ${absolute(record.exchange)}`
  if ('target' in record) return `${record.priority} ${record.weight} ${record.port} ${absolute(record.target)}`
  if ('usage' in record) return `${record.usage} ${record.selector} ${record.matching} ${record.data}`
  return `${record.flags} ${record.tag} ${quote(record.value)}`
}

/** A plain name with the dot that makes it absolute. */
export function absolute(name: string): string {
  return name === '.' ? '.' : `${name}.`
}

/** Text as `printable()` left it, in the quotes and escapes of a master file. */
function quote(text: string): string {
  const escaped = text.replace(/\\x([0-9a-f]{2})|\\\\|"/g, (found, hex: string | undefined) => {
    if (hex !== undefined) return `\\${String(Number.parseInt(hex, 16)).padStart(3, '0')}`
    return found === '"' ? '\\"' : found
  })
  return `"${escaped}"`
}
