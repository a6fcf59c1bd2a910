import { toHex } from '../base/hex.ts'
import { printable } from '../base/printable.ts'
import { DerReader, TAG } from './der-reader.ts'
import { ATTRIBUTE_TYPES } from './object-identifiers.ts'

/** The name of a certificate's owner or issuer. It says who; which servers it is valid for stands in subjectAltName. */
export interface DistinguishedName {
  /** Such as `C=NL, O=Example, CN=mx.example.org`, in the certificate's order, printable; empty for an empty name. */
  readonly text: string
  /** The last CN, printable; null when there is none. */
  readonly commonName: string | null
  /** The last O, printable; null when there is none. */
  readonly organization: string | null
}

/** Attributes of one name that are shown; real names have fewer than ten. */
const ATTRIBUTES = 32

/** Characters of one attribute's value that are shown. RFC 5280 appendix A.1 allows 64 for most, 32768 for others. */
const VALUE_CHARACTERS = 256

/**
 * Reads a Name from its DER. Characters with a meaning in the text form are escaped, and what is not a string is shown
 * as `#` and hexadecimal digits.
 *
 * @throws ProbeError `wire-malformed`, structure `Name`
 * @see RFC 5280 section 4.1.2.4, RFC 4514 section 2
 */
export function readDistinguishedName(encoded: Uint8Array): DistinguishedName {
  const attributes = readAttributes(encoded)
  const shown = attributes.slice(0, ATTRIBUTES).map(({ type, value }) => `${type}=${value}`)
  return {
    text: [...shown, ...(attributes.length > ATTRIBUTES ? ['…'] : [])].join(', '),
    commonName: last(attributes, 'CN'),
    organization: last(attributes, 'O'),
  }
}

interface Attribute {
  readonly type: string
  readonly value: string
}

function last(attributes: readonly Attribute[], wanted: string): string | null {
  return attributes.findLast(({ type }) => type === wanted)?.value ?? null
}

function readAttributes(encoded: Uint8Array): readonly Attribute[] {
  const whole = new DerReader(encoded, 'Name')
  const names = whole.enter(TAG.sequence)
  whole.end()
  const attributes: Attribute[] = []
  while (names.more) {
    const relative = names.enter(TAG.set)
    while (relative.more) {
      const pair = relative.enter(TAG.sequence)
      const type = pair.objectIdentifier()
      const { tag, content, encoded: raw } = pair.next()
      pair.end()
      const text = decode(tag, content.subarray(0, VALUE_CHARACTERS * 4))
      const value = text === null ? `#${toHex(raw.subarray(0, VALUE_CHARACTERS / 2))}` : escapeValue(text)
      attributes.push({ type: ATTRIBUTE_TYPES.get(type) ?? type, value })
    }
  }
  return attributes
}

/** The text of a string type; null for other types and for bytes that are no such string. */
function decode(tag: number, content: Uint8Array): string | Uint8Array | null {
  switch (tag) {
    case TAG.utf8String:
    case TAG.printableString:
    case TAG.ia5String:
    case TAG.numericString:
    case TAG.visibleString:
    case TAG.teletexString:
      return content
    case TAG.bmpString:
      return wide(content, 2)
    case TAG.universalString:
      return wide(content, 4)
    default:
      return null
  }
}

/** Characters of `size` octets each, big-endian. Surrogates and values that Unicode does not have become U+FFFD. */
function wide(content: Uint8Array, size: 2 | 4): string {
  let text = ''
  for (let at = 0; at + size <= content.length; at += size) {
    const code = content.subarray(at, at + size).reduce((value, octet) => value * 256 + octet, 0)
    text += code > 0x10ffff || (code >= 0xd800 && code < 0xe000) ? '\ufffd' : String.fromCodePoint(code)
  }
  return text
}

function escapeValue(value: string | Uint8Array): string {
  return printable(value, VALUE_CHARACTERS).replace(/[,+"<>;=]/g, '\\$&')
}
