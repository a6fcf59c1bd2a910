import { fail } from '../../base/failure.ts'
import { fromHex, toHex } from '../../base/hex.ts'
import { formatIpAddress, parseIpAddress } from '../../base/ip-address.ts'
import { printable } from '../../base/printable.ts'
import { fromBase32Hex, toBase32Hex } from './base32hex.ts'
import { formatName, type Name, parseName } from './name.ts'
import { escapeOctets, unescapeOctets } from './octet-text.ts'
import { readFields, writeFields } from './rdata.ts'
import { type FieldKind, type FieldValues, layoutOf, type ServiceParameter } from './rdata-layout.ts'
import { parseRrType, rrTypeName } from './rr-type.ts'
import { formatTime, parseTime } from './serial-time.ts'
import { formatServiceParameter, parseServiceParameter } from './service-parameter.ts'

/** One token of presentation text: its characters (one unit per octet, escapes resolved) and whether it was quoted. */
export interface Token {
  /** As written, escapes untouched: names need to tell `\.` from `.`. */
  readonly raw: string
  readonly quoted: boolean
}

/**
 * The presentation form of record data, one line of printable ASCII whatever the octets are. Data of unknown types, and
 * data that does not fit its type's layout, takes the generic form `\# length hex` of RFC 3597 section 5.
 */
export function formatRdata(type: number, rdata: Uint8Array): string {
  const name = rrTypeName(type)
  const layout = layoutOf(name)
  if (layout !== null) {
    try {
      const fields = readFields(name, layout, rdata)
      return layout
        .map(([field, kind]) => FORMATS[kind](fields[field] as never))
        .filter((text) => text !== '')
        .join(' ')
    } catch {
      // Malformed for its type: shown as opaque octets, never half-read.
    }
  }
  return rdata.length === 0 ? '\\# 0' : `\\# ${rdata.length} ${toHex(rdata)}`
}

/**
 * Parses record data in presentation form.
 *
 * @param origin completes relative names
 * @throws ProbeError `document-invalid` with the type as the place and the reason in words, `name-invalid`
 */
export function parseRdata(type: number, tokens: readonly Token[], origin?: Name): Uint8Array {
  const name = rrTypeName(type)
  const refuse = (reason: string): never =>
    fail({ code: 'document-invalid', document: 'record data', at: name, reason })
  if (tokens[0]?.raw === '\\#' && !tokens[0].quoted) return parseGeneric(tokens.slice(1), refuse)
  const layout = layoutOf(name)
  if (layout === null) return refuse(`${name} needs the generic form \\# (RFC 3597)`)
  const left = [...tokens]
  const fields: Record<string, FieldValues[FieldKind]> = {}
  for (const [field, kind] of layout) fields[field] = PARSERS[kind](left, { origin, refuse })
  if (left.length > 0) refuse('there is more data than the type has fields')
  const rdata = writeFields(layout, fields)
  readFields(name, layout, rdata)
  return rdata
}

interface Context {
  readonly origin: Name | undefined
  readonly refuse: (reason: string) => never
}

function parseGeneric(tokens: readonly Token[], refuse: (reason: string) => never): Uint8Array {
  const length = tokens[0]?.raw ?? ''
  const octets = fromHex(
    tokens
      .slice(1)
      .map((token) => token.raw)
      .join(''),
  )
  if (!/^[0-9]+$/.test(length) || octets === null || octets.length !== Number(length)) {
    return refuse('the generic form is \\# length hexadecimal, and the length must fit')
  }
  return octets
}

const FORMATS: { readonly [K in FieldKind]: (value: FieldValues[K]) => string } = {
  uint8: String,
  uint16: String,
  uint32: String,
  time: formatTime,
  type: rrTypeName,
  ipv4: formatIpAddress,
  ipv6: formatIpAddress,
  compressibleName: formatName,
  name: formatName,
  exactName: formatName,
  characterString: quote,
  characterStrings: (strings) => strings.map(quote).join(' '),
  salt: (bytes) => (bytes.length === 0 ? '-' : toHex(bytes)),
  hash: toBase32Hex,
  tag: (bytes) => escapeOctets(bytes, /[^a-zA-Z0-9]/),
  types: (types) => types.map(rrTypeName).join(' '),
  hex: toHex,
  base64: (bytes) => Buffer.from(bytes).toString('base64'),
  quoted: quote,
  parameters: (parameters) => parameters.map(formatServiceParameter).join(' '),
}

const PARSERS: { readonly [K in FieldKind]: (tokens: Token[], context: Context) => FieldValues[K] } = {
  uint8: (tokens, context) => integer(tokens, 0xff, context),
  uint16: (tokens, context) => integer(tokens, 0xffff, context),
  uint32: (tokens, context) => integer(tokens, 0xffff_ffff, context),
  time: (tokens, context) => parseTime(take(tokens, context)) ?? context.refuse('a time is YYYYMMDDHHmmSS or seconds'),
  type: (tokens, context) => parseRrType(take(tokens, context)) ?? context.refuse('a record type is not known'),
  ipv4: (tokens, context) => address(tokens, 4, context),
  ipv6: (tokens, context) => address(tokens, 16, context),
  compressibleName: (tokens, context) => parseName(take(tokens, context), context.origin),
  name: (tokens, context) => parseName(take(tokens, context), context.origin),
  exactName: (tokens, context) => parseName(take(tokens, context), context.origin),
  characterString: (tokens, context) => bounded(octetsOf(take(tokens, context), context), 255, context),
  characterStrings: (tokens, context) => {
    if (tokens.length === 0) context.refuse('a string is missing')
    return tokens.splice(0).map((token) => bounded(octetsOf(token.raw, context), 255, context))
  },
  salt: (tokens, context) => {
    const text = take(tokens, context)
    return text === '-'
      ? new Uint8Array(0)
      : (fromHex(text) ?? context.refuse('a salt is hexadecimal, or - when empty'))
  },
  hash: (tokens, context) => fromBase32Hex(take(tokens, context)) ?? context.refuse('a hash is base32 (extended hex)'),
  tag: (tokens, context) => bounded(octetsOf(take(tokens, context), context), 255, context),
  types: (tokens, context) =>
    tokens
      .splice(0)
      .map((token) => parseRrType(token.raw) ?? context.refuse('a record type is not known'))
      .sort((a, b) => a - b),
  hex: (tokens, context) => fromHex(takeRest(tokens)) ?? context.refuse('the data is not hexadecimal'),
  base64: (tokens, context) => parseBase64(takeRest(tokens)) ?? context.refuse('the data is not base64'),
  quoted: (tokens, context) => octetsOf(take(tokens, context), context),
  parameters: (tokens, context) => parseParameters(tokens.splice(0), context),
}

function parseParameters(tokens: readonly Token[], context: Context): readonly ServiceParameter[] {
  const parameters = tokens.map(
    (token) => parseServiceParameter(token.raw) ?? context.refuse('a service parameter is not readable'),
  )
  return parameters.toSorted((a, b) => a.key - b.key)
}

function take(tokens: Token[], context: Context): string {
  return tokens.shift()?.raw ?? context.refuse('a field is missing')
}

function takeRest(tokens: Token[]): string {
  return tokens
    .splice(0)
    .map((token) => token.raw)
    .join('')
}

function integer(tokens: Token[], most: number, context: Context): number {
  const text = take(tokens, context)
  const value = /^[0-9]{1,10}$/.test(text) ? Number(text) : -1
  return value >= 0 && value <= most
    ? value
    : context.refuse(`a number from 0 to ${most} is expected, not ${printable(text, 20)}`)
}

function address(tokens: Token[], octets: 4 | 16, context: Context): Uint8Array {
  const parsed = parseIpAddress(take(tokens, context))
  return parsed?.length === octets ? parsed : context.refuse(`an IPv${octets === 4 ? 4 : 6} address is expected`)
}

function bounded(bytes: Uint8Array, most: number, context: Context): Uint8Array {
  return bytes.length <= most ? bytes : context.refuse(`a string has ${bytes.length} octets; ${most} fit`)
}

function octetsOf(raw: string, context: Context): Uint8Array {
  return unescapeOctets(raw) ?? context.refuse('an escape is incomplete or above 255')
}

function parseBase64(text: string): Uint8Array | null {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0
    ? new Uint8Array(Buffer.from(text, 'base64'))
    : null
}

function quote(bytes: Uint8Array): string {
  return `"${escapeOctets(bytes, /[^\x20-\x7e]|["\\]/)}"`
}
