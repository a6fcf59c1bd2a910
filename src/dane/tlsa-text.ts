import { attemptSync, fail } from '../base/failure.ts'
import { fromHex, toHex } from '../base/hex.ts'
import { printable } from '../base/printable.ts'
import type { TlsaRecord } from '../dns/lookup.ts'
import { readRdata, writeRdata } from '../dns/wire/rdata.ts'

/** Octets of a record's data: what is left of a message's 65535 octets at best. */
const DATA_OCTETS = 65_000

/** Acronyms that may stand for numbers. RFC 7218. */
const WORDS: Readonly<Record<'usage' | 'selector' | 'matching type', ReadonlyMap<string, number>>> = {
  usage: new Map([
    ['PKIX-TA', 0],
    ['PKIX-EE', 1],
    ['DANE-TA', 2],
    ['DANE-EE', 3],
    ['PRIVCERT', 255],
  ]),
  selector: new Map([
    ['CERT', 0],
    ['SPKI', 1],
    ['PRIVSEL', 255],
  ]),
  'matching type': new Map([
    ['FULL', 0],
    ['SHA2-256', 1],
    ['SHA2-512', 2],
    ['PRIVMATCH', 255],
  ]),
}

/**
 * Parses a TLSA record in presentation form: `3 1 1 8CB0…`, the digits in as many groups as one likes, or with the acronyms of
 * RFC 7218, or the generic form `\# length digits` of RFC 3597. A whole line of a zone, or of dig, is taken from its `TLSA`
 * on.
 *
 * Numbers that no client uses are parsed: whether a record is usable is another question.
 *
 * @throws ProbeError `document-invalid` with the field as the place
 * @see RFC 6698 section 2.2
 */
export function parseTlsa(text: string): TlsaRecord {
  const words = recordWords(text)
  if (words[0] === '\\#') return parseGeneric(words.slice(1))
  const [usage = '', selector = '', matching = '', ...groups] = words
  const record = {
    usage: number('usage', usage),
    selector: number('selector', selector),
    matching: number('matching type', matching),
  }
  return { ...record, data: toHex(octets(groups)) }
}

/** A record in presentation form, with its data in lower case. */
export function formatTlsa({ usage, selector, matching, data }: TlsaRecord): string {
  return `${usage} ${selector} ${matching} ${data}`.trimEnd()
}

/**
 * Reads a record from the octets of its record data.
 *
 * @throws ProbeError `wire-malformed`, structure `TLSA`
 * @see RFC 6698 section 2.1
 */
export function readTlsa(rdata: Uint8Array): TlsaRecord {
  const { usage, selector, matching, data } = readRdata('TLSA', rdata)
  return { usage, selector, matching, data: toHex(data) }
}

/** The octets of a record, as {@link readTlsa} reads them. */
export function writeTlsa({ usage, selector, matching, data }: TlsaRecord): Uint8Array {
  return writeRdata('TLSA', { usage, selector, matching, data: fromHex(data) ?? new Uint8Array(0) })
}

/** The words of the record data: parentheses, which only continue a line, and a comment are taken away. */
function recordWords(text: string): readonly string[] {
  const plain = text.replace(/;.*$/gm, ' ').replace(/[()]/g, ' ')
  const words = plain.split(/\s+/).filter((word) => word !== '')
  const at = words.findIndex((word) => /^(?:TLSA|TYPE52)$/i.test(word))
  return words.slice(at + 1)
}

function number(field: keyof typeof WORDS, word: string): number {
  const value = WORDS[field].get(word.toUpperCase()) ?? (/^\d{1,3}$/.test(word) ? Number(word) : 256)
  if (value <= 255) return value
  return refuse(field, word === '' ? 'it is missing' : `expected a number up to 255, not ${quoted(word)}`)
}

function octets(groups: readonly string[]): Uint8Array {
  const digits = groups.join('')
  if (digits === '') return refuse('data', 'it is missing')
  if (digits.length > DATA_OCTETS * 2) return refuse('data', `more than ${DATA_OCTETS} octets`)
  // Colons are fine between the octets of a fingerprint, but no part of a zone.
  if (/[^0-9a-fA-F]/.test(digits)) return refuse('data', `expected hexadecimal digits, not ${quoted(digits)}`)
  return fromHex(digits) ?? refuse('data', 'an odd number of hexadecimal digits')
}

function parseGeneric([length = '', ...groups]: readonly string[]): TlsaRecord {
  const rdata = octets(groups)
  if (String(rdata.length) !== length)
    return refuse('length', `it says ${quoted(length)}, and there are ${rdata.length}`)
  const record = attemptSync(() => readTlsa(rdata))
  return record.ok ? record.value : refuse('data', 'shorter than the three numbers of a TLSA record')
}

function refuse(at: string, reason: string): never {
  return fail({ code: 'document-invalid', document: 'TLSA record', at, reason })
}

function quoted(text: string): string {
  return `"${printable(text, 40)}"`
}
