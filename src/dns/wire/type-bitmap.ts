import { fail } from '../../base/failure.ts'
import { Reader } from '../../base/reader.ts'
import { Writer } from '../../base/writer.ts'

/** Octets of one window of a bitmap. RFC 4034 section 4.1.2. */
const WINDOW_OCTETS = 32

/**
 * Reads the bitmap of types of an NSEC, NSEC3 or CSYNC record.
 *
 * @returns the types in ascending order
 * @throws ProbeError `wire-malformed` for windows out of order, empty windows and trailing zero octets, all of which
 *   RFC 4034 section 4.1.2 forbids
 */
export function readTypeBitmap(bytes: Uint8Array): readonly number[] {
  const reader = new Reader(bytes, 'type bitmap')
  const types: number[] = []
  let previous = -1
  while (reader.remaining > 0) {
    const window = reader.uint(1)
    const octets = reader.vector(1)
    if (window <= previous || octets.length === 0 || octets.length > WINDOW_OCTETS || octets.at(-1) === 0) {
      fail({ code: 'wire-malformed', structure: 'type bitmap', offset: reader.offset })
    }
    previous = window
    for (const [index, octet] of octets.entries()) {
      for (let bit = 0; bit < 8; bit += 1) {
        if ((octet & (0x80 >> bit)) !== 0) types.push(window * 256 + index * 8 + bit)
      }
    }
  }
  return types
}

/** Writes the bitmap of a set of types, in any order. */
export function writeTypeBitmap(types: readonly number[]): Uint8Array {
  const windows = new Map<number, Uint8Array>()
  for (const type of types.toSorted((a, b) => a - b)) {
    const octets = windows.get(type >> 8) ?? new Uint8Array(WINDOW_OCTETS)
    const at = (type & 0xff) >> 3
    octets[at] = (octets[at] ?? 0) | (0x80 >> (type & 7))
    windows.set(type >> 8, octets)
  }
  const writer = new Writer()
  for (const [window, octets] of windows) {
    const length = octets.findLastIndex((octet) => octet !== 0) + 1
    writer.uint(1, window).vector(1, (inner) => inner.bytes(octets.subarray(0, length)))
  }
  return writer.finish()
}
