import { fail } from '../../base/failure.ts'
import { printable } from '../../base/printable.ts'
import type { Reader } from '../../base/reader.ts'
import type { Writer } from '../../base/writer.ts'
import { escapeOctets, latin1Octets } from './octet-text.ts'

declare const nameBrand: unique symbol

/**
 * A domain name in its uncompressed wire form (RFC 1035 section 3.1), one UTF-16 unit per octet: `\x03www\x00`. Octets
 * are kept as they came, in their case, and never pass through UTF-8, so that the canonical form can be rebuilt exactly.
 * A string, because names are compared, cut and used as keys of maps all the time. The last unit is always the root's 0.
 */
export type Name = string & { readonly [nameBrand]: 'Name' }

/** The root. */
export const ROOT: Name = brand('\0')

/** The most octets of a name on the wire, the root's 0 included. RFC 1035 section 3.1. */
export const NAME_OCTETS = 255

/** Octets of a label. RFC 1035 section 2.3.4. */
const LABEL_OCTETS = 63

/** A name of 255 octets has at most 127 labels, so more pointers than that less one can only be an attack. */
const COMPRESSION_POINTERS = 126

/** A pointer has 14 bits. RFC 1035 section 4.1.4. */
const POINTER_REACH = 0x3fff

/** Octets of a label that the presentation form escapes: what is not printable, or means something in a master file. */
const SPECIAL_IN_LABEL = /[^\x21-\x7e]|[.\\"();@$]/

/** Octets among which JavaScript knows letters, and the DNS none. */
const BEYOND_ASCII = /[\x80-\xff]/

const DOT = '.'.charCodeAt(0)
const BACKSLASH = '\\'.charCodeAt(0)

/**
 * Reads a name out of a message and leaves the reader behind it. A compression pointer must point backward, before the
 * place where the present run of labels began: forward pointers and loops are malformed.
 *
 * @param message the whole message, in which the pointers point; null where compression is not allowed
 * @throws ProbeError `wire-malformed`
 */
export function readName(reader: Reader, message: Uint8Array | null): Name {
  // The units of the name, made into one string at the end: a string that grows label by label is flattened again at each use.
  const units: number[] = []
  let runStart = reader.offset
  let resumeAt = -1
  let pointers = 0
  for (;;) {
    const length = reader.uint(1)
    if (length === 0) break
    if (length <= LABEL_OCTETS) {
      if (units.length + 1 + length >= NAME_OCTETS) reader.malformed()
      units.push(length)
      for (const octet of reader.bytes(length)) units.push(octet)
      continue
    }
    if (length < 0xc0 || message === null) reader.malformed()
    const target = (length & 0x3f) * 256 + reader.uint(1)
    pointers += 1
    if (target >= runStart || pointers > COMPRESSION_POINTERS) reader.malformed()
    if (resumeAt < 0) resumeAt = reader.offset
    reader.seek(target)
    runStart = target
  }
  if (resumeAt >= 0) reader.seek(resumeAt)
  units.push(0)
  return brand(String.fromCharCode(...units))
}

/** Where each name (in lower case) already stands in the message under construction. */
export type Compression = Map<string, number>

/** Writes a name; with a compression map, as a pointer to an earlier copy of its longest known ending. */
export function writeName(writer: Writer, name: Name, compression?: Compression): void {
  if (compression === undefined) {
    writer.bytes(nameOctets(name))
    return
  }
  const lower = lowerName(name)
  for (let at = 0; at < name.length - 1; at += 1 + name.charCodeAt(at)) {
    const ending = lower.slice(at)
    const known = compression.get(ending)
    if (known !== undefined) {
      writer.uint(2, 0xc000 | known)
      return
    }
    if (writer.length <= POINTER_REACH) compression.set(ending, writer.length)
    writer.bytes(latin1Octets(name.slice(at, at + 1 + name.charCodeAt(at))))
  }
  writer.uint(1, 0)
}

/** The octets of the uncompressed wire form. */
export function nameOctets(name: Name): Uint8Array {
  return latin1Octets(name)
}

/**
 * The name with A–Z in lower case, and nothing else changed: RFC 4343 knows no other letters. (Length octets are below
 * 64, so they are never letters.)
 */
export function lowerName(name: Name): Name {
  return BEYOND_ASCII.test(name)
    ? brand(name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()))
    : brand(name.toLowerCase())
}

/** The labels from left to right, as strings of octets; the root has none. */
export function nameLabels(name: Name): readonly string[] {
  const labels: string[] = []
  for (let at = 0; at < name.length - 1; ) {
    const length = name.charCodeAt(at)
    labels.push(name.slice(at + 1, at + 1 + length))
    at += 1 + length
  }
  return labels
}

/** How many labels the name has; the root has 0, and a leading `*` counts here (RRSIG's Labels field leaves it out). */
export function labelCount(name: Name): number {
  let count = 0
  for (let at = 0; at < name.length - 1; at += 1 + name.charCodeAt(at)) count += 1
  return count
}

/** The name of the labels, from left to right. Null when a label or the whole has no room. */
export function nameOfLabels(labels: readonly string[]): Name | null {
  if (labels.some((label) => label.length === 0 || label.length > LABEL_OCTETS)) return null
  const name = `${labels.map((label) => String.fromCharCode(label.length) + label).join('')}\0`
  return name.length <= NAME_OCTETS ? brand(name) : null
}

/** The name without its first label; the root stays the root. */
export function parentName(name: Name): Name {
  return name === ROOT ? ROOT : brand(name.slice(1 + name.charCodeAt(0)))
}

/** The last `count` labels of the name. */
export function lastLabels(name: Name, count: number): Name {
  let at = name
  for (let left = labelCount(name); left > count; left -= 1) at = parentName(at)
  return at
}

/** The name one label longer than an encloser of it. RFC 5155 section 1.3. */
export function nextCloser(name: Name, encloser: Name): Name {
  return lastLabels(name, labelCount(encloser) + 1)
}

/** `label` in front of `name`, or null when it has no room. */
export function prependLabel(label: string, name: Name): Name | null {
  const longer = String.fromCharCode(label.length) + label + name
  return label.length <= LABEL_OCTETS && label.length > 0 && longer.length <= NAME_OCTETS ? brand(longer) : null
}

/** `*.name`, the wildcard at that name; null when it has no room. */
export function wildcardOf(name: Name): Name | null {
  return prependLabel('*', name)
}

/** True when the first label is a lone asterisk. RFC 4592 section 2.1.1. */
export function isWildcard(name: Name): boolean {
  return name.startsWith('\x01*')
}

/** True when `name` is `ancestor` or lies below it. Both in lower case. */
export function isAtOrBelow(name: Name, ancestor: Name): boolean {
  if (!name.endsWith(ancestor)) return false
  // An ending of octets need not be an ending of labels.
  let at = 0
  while (name.length - at > ancestor.length) at += 1 + name.charCodeAt(at)
  return name.length - at === ancestor.length
}

/** The longest name that both lie at or below. Both in lower case. */
export function commonAncestor(left: Name, right: Name): Name {
  let at = left
  while (!isAtOrBelow(right, at)) at = parentName(at)
  return at
}

/** The canonical order of names: labels from the right, as unsigned octets in lower case (RFC 4034 section 6.1). */
export function compareNames(left: Name, right: Name): number {
  const ours = nameLabels(lowerName(left))
  const theirs = nameLabels(lowerName(right))
  for (let back = 1; back <= ours.length && back <= theirs.length; back += 1) {
    const a = ours[ours.length - back] ?? ''
    const b = theirs[theirs.length - back] ?? ''
    if (a !== b) return a < b ? -1 : 1
  }
  return ours.length - theirs.length
}

/**
 * Reads the presentation form of a name: `\DDD` is an octet, `\X` a character taken literally (RFC 1035 section 5.1).
 *
 * @param origin completes a name without a trailing dot; without an origin every name is taken as absolute
 * @throws ProbeError `name-invalid`
 */
export function parseName(text: string, origin?: Name): Name {
  if (text === '@' && origin !== undefined) return origin
  if (text === '.') return ROOT
  const refuse = (reason: string): never => fail({ code: 'name-invalid', name: printable(text, 256), reason })
  const labels: string[] = []
  let label = ''
  let absolute = false
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    absolute = false
    if (unit === DOT) {
      if (label === '') refuse('a label is empty')
      labels.push(label)
      label = ''
      absolute = true
    } else if (unit === BACKSLASH) {
      const decimal = /^[0-9]{3}/.exec(text.slice(at + 1, at + 4))?.[0]
      const octet = decimal === undefined ? text.charCodeAt(at + 1) : Number(decimal)
      const halfDecimal = decimal === undefined && /^[0-9]/.test(text.slice(at + 1))
      if (Number.isNaN(octet) || octet > 255 || halfDecimal) refuse('an escape is incomplete or above 255')
      label += String.fromCharCode(octet)
      at += decimal === undefined ? 1 : 3
    } else if (unit > 0x7e || unit < 0x21) {
      refuse('a character needs an escape')
    } else {
      label += text[at]
    }
  }
  if (label !== '') labels.push(label)
  if (labels.length === 0) refuse('the name is empty')
  if (!absolute && origin !== undefined) labels.push(...nameLabels(origin))
  return nameOfLabels(labels) ?? refuse('a label has more than 63 octets, or the name more than 255')
}

/**
 * The presentation form, with a trailing dot: printable ASCII as it is, a dot, backslash or quote inside a label and
 * what has a meaning in master files escaped, everything else `\DDD`.
 */
export function formatName(name: Name): string {
  if (name === ROOT) return '.'
  return nameLabels(name)
    .map((label) => `${SPECIAL_IN_LABEL.test(label) ? escapeOctets(latin1Octets(label), SPECIAL_IN_LABEL) : label}.`)
    .join('')
}

/** The form of the facts: lower case, no trailing dot, the root as `.`; octets escaped as in {@link formatName}. */
export function plainName(name: Name): string {
  return name === ROOT ? '.' : formatName(lowerName(name)).slice(0, -1)
}

function brand(text: string): Name {
  return text as Name
}
