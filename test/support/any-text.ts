import fc from 'fast-check'

/** Surrogates are no characters. */
const SURROGATES = { first: 0xd800, count: 0x800 }

const LAST_CODE_POINT = 0x10ffff

const anyCharacter = fc.oneof(
  // Where escapes and delimiters are: controls and ASCII, then the rest of Latin-1.
  fc.integer({ min: 0, max: 0xff }).map((point) => String.fromCodePoint(point)),
  fc
    .integer({ min: 0, max: LAST_CODE_POINT - SURROGATES.count })
    .map((at) => String.fromCodePoint(at < SURROGATES.first ? at : at + SURROGATES.count)),
)

/**
 * Any text of Unicode characters, half of them below U+0100. fast-check's own `unit: 'binary'` first builds a table of all code
 * points, which takes longer than the thousand texts that follow.
 *
 * @param maxLength in characters
 */
export function anyText(maxLength?: number): fc.Arbitrary<string> {
  return fc.string({ unit: anyCharacter, ...(maxLength === undefined ? {} : { maxLength }) })
}
