/**
 * The last line of defence of every written form: no character that steers a terminal, hides or reorders text, or that XML
 * forbids is left as it is. It becomes `\u{…}`. Texts of peers were made harmless already (`harmless.ts`); this keeps the
 * typographic signs of our own sentences, and holds whatever reached a report by another way.
 *
 * @param keepLines true to keep line feeds, for settings of several lines
 */
export function visible(text: string, keepLines = false): string {
  return text.replace(STEERING, (sign) =>
    keepLines && sign === '\n' ? sign : `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`,
  )
}

/**
 * Controls (Cc), what only formats (Cf: bidirectional overrides, joiners, tags), line and paragraph separators, and what
 * stands for no character: halves of surrogate pairs, private use, unassigned, U+FFFE and U+FFFF.
 */
const STEERING = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu
