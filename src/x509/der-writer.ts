import { concatBytes } from '../base/hex.ts'
import { contextTag, TAG } from './der-reader.ts'

/** One DER value: tag, length, and the parts of its content. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const content = concatBytes(parts)
  return concatBytes([Uint8Array.of(tag, ...lengthOctets(content.length)), content])
}

/** A SEQUENCE. */
export function sequence(...parts: readonly Uint8Array[]): Uint8Array {
  return der(TAG.sequence, ...parts)
}

/** A SET, in the order given: DER wants its members sorted, which is the caller's duty (X.509 sets have one member). */
export function set(...parts: readonly Uint8Array[]): Uint8Array {
  return der(TAG.set, ...parts)
}

/** `[number] EXPLICIT`, and IMPLICIT of constructed types. */
export function context(number: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return der(contextTag(number, 'constructed'), ...parts)
}

/** `[number] IMPLICIT` of a primitive type. */
export function contextPrimitive(number: number, content: Uint8Array): Uint8Array {
  return der(contextTag(number, 'primitive'), content)
}

/** An INTEGER of an unsigned big-endian magnitude. Leading zeros are dropped, and one is put back where DER needs it. */
export function unsignedInteger(magnitude: Uint8Array): Uint8Array {
  const first = magnitude.findIndex((octet) => octet !== 0)
  const octets = first < 0 ? Uint8Array.of(0) : magnitude.subarray(first)
  return der(TAG.integer, ...((octets[0] ?? 0) >= 0x80 ? [Uint8Array.of(0)] : []), octets)
}

/** An OBJECT IDENTIFIER of its dotted form. */
export function objectIdentifier(dotted: string): Uint8Array {
  const [root = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt)
  return der(TAG.objectIdentifier, Uint8Array.from([root * 40n + second, ...rest].flatMap(base128)))
}

/** A BOOLEAN. */
export function boolean(value: boolean): Uint8Array {
  return der(TAG.boolean, Uint8Array.of(value ? 0xff : 0))
}

/** A BIT STRING of whole octets. */
export function bitString(octets: Uint8Array): Uint8Array {
  return der(TAG.bitString, Uint8Array.of(0), octets)
}

/** A BIT STRING that lists flags; trailing zero bits are left out, as DER wants for named bits. */
export function flags(bits: readonly number[]): Uint8Array {
  const highest = Math.max(-1, ...bits)
  const octets = new Uint8Array(Math.ceil((highest + 1) / 8))
  for (const bit of bits) octets[bit >> 3] = (octets[bit >> 3] ?? 0) | (0x80 >> (bit & 7))
  return der(TAG.bitString, Uint8Array.of(octets.length * 8 - (highest + 1)), octets)
}

/** An ENUMERATED of one octet. */
export function enumerated(value: number): Uint8Array {
  return der(TAG.enumerated, Uint8Array.of(value))
}

/** An OCTET STRING. */
export function octetString(...parts: readonly Uint8Array[]): Uint8Array {
  return der(TAG.octetString, ...parts)
}

/** A UTF8String. */
export function utf8String(text: string): Uint8Array {
  return der(TAG.utf8String, new TextEncoder().encode(text))
}

/**
 * A point in time as certificates write it: UTCTime through 2049, GeneralizedTime from 2050 on, in whole seconds.
 *
 * @see RFC 5280 section 4.1.2.5
 */
export function time(at: Date): Uint8Array {
  const year = at.getUTCFullYear()
  return year >= 1950 && year < 2050
    ? der(TAG.utcTime, new TextEncoder().encode(digitsOf(at).slice(2)))
    : generalizedTime(at)
}

/** A point in time with a year of four digits, in whole seconds. @see RFC 5280 section 4.1.2.5.2 */
export function generalizedTime(at: Date): Uint8Array {
  return der(TAG.generalizedTime, new TextEncoder().encode(digitsOf(at)))
}

function digitsOf(at: Date): string {
  return at.toISOString().replace(/\.\d+/, '').replace(/[-:T]/g, '')
}

function lengthOctets(length: number): readonly number[] {
  if (length < 0x80) return [length]
  const octets: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256)
  return [0x80 | octets.length, ...octets]
}

function base128(arc: bigint): readonly number[] {
  const octets = [Number(arc & 0x7fn)]
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) octets.unshift(Number(rest & 0x7fn) | 0x80)
  return octets
}
