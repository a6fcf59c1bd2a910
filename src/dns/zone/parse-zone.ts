import { type Attempt, attemptSync, fail } from '../../base/failure.ts'
import { printable } from '../../base/printable.ts'
import type { ResourceRecord } from '../wire/message.ts'
import { isAtOrBelow, lowerName, type Name, parseName } from '../wire/name.ts'
import { parseRdata, type Token } from '../wire/presentation.ts'
import { CLASS_IN, parseRrType } from '../wire/rr-type.ts'
import { type Entry, objectionOf, splitMasterFile } from './master-file.ts'
import { makeZone, type Zone } from './zone.ts'

/** Seconds that a record lives when neither it nor `$TTL` says. */
const DEFAULT_TTL_SECONDS = 3_600

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 }

/**
 * Parses the text of a zone (RFC 1035 section 5, `$TTL` of RFC 2308 section 4, the forms of RFC 3597). `$INCLUDE` and
 * `$GENERATE` are refused: a zone here is one text.
 *
 * @param origin the zone's apex; relative names are completed with it until `$ORIGIN` says otherwise
 * @throws ProbeError `document-invalid` with the line and the reason
 */
export function parseZone(text: string, origin: string): Zone {
  const apex = lowerName(parseName(origin))
  const state: State = { origin: apex, ttl: null, lastTtl: DEFAULT_TTL_SECONDS, owner: null }
  const records: ResourceRecord[] = []
  for (const entry of splitMasterFile(text, 'zone')) {
    const parsed: Attempt<ResourceRecord | null> = attemptSync(() => parseEntry(entry, state))
    if (!parsed.ok) return refuse(entry, objectionOf(parsed.failure))
    if (parsed.value === null) continue
    if (!isAtOrBelow(lowerName(parsed.value.owner), apex)) refuse(entry, 'the owner is outside the zone')
    records.push(parsed.value)
  }
  return makeZone(apex, records)
}

interface State {
  origin: Name
  ttl: number | null
  lastTtl: number
  owner: Name | null
}

function parseEntry(entry: Entry, state: State): ResourceRecord | null {
  const tokens = [...entry.tokens]
  const first = tokens[0]?.raw ?? ''
  if (first.startsWith('$') && tokens[0]?.quoted === false) {
    directive(entry, state)
    return null
  }
  if (!entry.ownerOmitted) {
    tokens.shift()
    state.owner = parseName(first, state.origin)
  }
  const owner = state.owner ?? refuse(entry, 'the first record has no owner')
  let ttl: number | null = null
  let rrClass = false
  for (;;) {
    const word = tokens[0]?.raw ?? refuse(entry, 'the type is missing')
    const seconds = parseRrType(word) === null ? parseTtl(word) : null
    if (seconds !== null && ttl === null) ttl = seconds
    else if (!rrClass && /^(?:IN|CLASS1)$/i.test(word)) rrClass = true
    else break
    tokens.shift()
  }
  const word = tokens.shift()?.raw ?? ''
  const type = parseRrType(word) ?? refuse(entry, `${printable(word, 40)} is not a record type`)
  state.lastTtl = ttl ?? state.ttl ?? state.lastTtl
  return { owner, type, class: CLASS_IN, ttl: state.lastTtl, rdata: parseRdata(type, tokens, state.origin) }
}

function directive(entry: Entry, state: State): void {
  const [name, value, ...more] = entry.tokens.map((token: Token) => token.raw)
  if (name !== '$ORIGIN' && name !== '$TTL') refuse(entry, `${printable(name ?? '', 40)} is not supported`)
  if (value === undefined || more.length > 0) {
    throw refuse(entry, 'a directive has one value')
  }
  if (name === '$ORIGIN') state.origin = parseName(value, state.origin)
  else state.ttl = parseTtl(value) ?? refuse(entry, 'the TTL is not a time')
}

/** Seconds as a number, or with units as BIND writes them: `1h30m`. */
function parseTtl(text: string): number | null {
  if (/^[0-9]{1,10}$/.test(text)) return Number(text) <= 0x7fff_ffff ? Number(text) : null
  if (!/^(?:[0-9]{1,9}[smhdw])+$/i.test(text)) return null
  const parts = text.toLowerCase().matchAll(/([0-9]+)([smhdw])/g)
  const seconds = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNIT_SECONDS[unit ?? 's'] ?? 0), 0)
  return seconds <= 0x7fff_ffff ? seconds : null
}

function refuse(entry: Entry, reason: string): never {
  return fail({ code: 'document-invalid', document: 'zone', at: `line ${entry.line}`, reason })
}
