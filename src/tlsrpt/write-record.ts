import { fail } from '../base/failure.ts'
import { printable } from '../base/printable.ts'
import { isUri, parseDestination } from './destination.ts'

/** Printable characters of an address that a mailto URI has encoded. RFC 6068 section 2. */
const RESERVED = /[!"#%,/:;<>?[\\\]^`{|}]/g

/** Octets of one string of a TXT record. RFC 1035 section 3.3. */
const STRING_OCTETS = 255

/**
 * Writes the record that asks for reports. An address without a scheme becomes a `mailto` URI; what `rua` needs for itself
 * is percent-encoded within URIs (RFC 8460 section 3).
 *
 * @param rua URIs or addresses, in the order in which senders may try them
 * @throws ProbeError `option-invalid` for a place to which no sender can report
 */
export function writeRecord(rua: readonly string[]): string {
  if (rua.length === 0) return refuse('at least one address or URI is needed')
  return `v=TLSRPTv1; rua=${rua.map(uriOf).join(',')}`
}

/**
 * The line of a zone that holds a record: the owner with a final dot, and strings of at most 255 octets.
 *
 * @param domain the domain that reports are wanted about, in A-labels
 */
export function writeZoneLine(domain: string, record: string, ttlSeconds = 3_600): string {
  const strings = record.match(new RegExp(`.{1,${STRING_OCTETS}}`, 'gs')) ?? ['']
  const quoted = strings.map((part) => `"${part.replace(/["\\]/g, '\\$&')}"`).join(' ')
  return `_smtp._tls.${domain}. ${ttlSeconds} IN TXT ${quoted}`
}

function uriOf(given: string): string {
  const text = given.trim()
  const isAddress = /^[^@\s:]+@[^@\s:]+$/.test(text)
  const uri = encode(isAddress ? `mailto:${text.replace(RESERVED, percent)}` : text)
  const destination = parseDestination(uri)
  if (!isUri(uri) || destination.kind === 'unusable') {
    return refuse(`no sender can report to "${printable(text, 60)}"; expected ADDRESS, mailto:ADDRESS or https://…`)
  }
  return uri
}

function encode(uri: string): string {
  return uri.replace(/[,;!]/g, percent)
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}

function refuse(reason: string): never {
  return fail({ code: 'option-invalid', option: '--rua', reason })
}
