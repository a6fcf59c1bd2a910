import { printable } from '../base/printable.ts'
import { isTlsRptRecord, PIECE_CHARACTERS, parseRecord, type TlsRptRecord } from './record.ts'

/** What the TXT records of `_smtp._tls.<domain>` amount to. `none` and `multiple` mean that senders report nothing. */
export interface RecordSelection extends Omit<TlsRptRecord, 'verdict'> {
  readonly verdict: TlsRptRecord['verdict'] | 'none' | 'multiple'
  /** The record that counts, printable; null unless exactly one does. */
  readonly record: string | null
  /** Records that senders discard although they look as if one had been meant, printable. */
  readonly nearMisses: readonly string[]
  /** How many records begin as they should. */
  readonly found: number
}

/** What people write who mean a record of TLS reporting: another case, another version, no delimiter, a quote. */
const LOOKS_MEANT = /^["'\s]*v\s*=\s*TLS-?RPT/i

/** Characters of a record that are kept. */
const RECORD_CHARACTERS = 4_096

/** Near misses that are kept. */
const NEAR_MISSES = 10

/**
 * Selects among the TXT records of a name. Those that do not begin with the version and a semicolon are discarded; unless
 * exactly one remains, the domain has no TLS reporting (RFC 8460 section 3).
 *
 * @param texts each record with its strings joined without anything between them
 */
export function selectRecord(texts: readonly string[]): RecordSelection {
  const records = texts.filter(isTlsRptRecord)
  const nearMisses = texts
    .filter((text) => !isTlsRptRecord(text) && LOOKS_MEANT.test(text))
    .slice(0, NEAR_MISSES)
    .map((text) => printable(text, PIECE_CHARACTERS))
  const [record] = records
  const rest = { nearMisses, found: records.length }
  if (record !== undefined && records.length === 1) {
    return { ...parseRecord(record), record: printable(record, RECORD_CHARACTERS), ...rest }
  }
  const verdict = records.length === 0 ? 'none' : 'multiple'
  return { verdict, record: null, destinations: [], errors: [], warnings: [], ...rest }
}
