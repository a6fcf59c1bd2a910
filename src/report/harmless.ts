/**
 * Makes text that may come from elsewhere safe to show: what is not printable ASCII (or the sign …) becomes `\u{…}`, so that no escape
 * sequence, line end or bidirectional override reaches a terminal or a page. Facts of our own are printable already and
 * stay as they are; a report that somebody wrote by hand need not be.
 *
 * @param limit the most characters; what is cut is marked by `…`
 */
export function harmless(text: string, limit = 2_048): string {
  let out = ''
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    const next = (code >= 0x20 && code < 0x7f) || character === '…' ? character : `\\u{${code.toString(16)}}`
    if (out.length + next.length > limit) return `${out}…`
    out += next
  }
  return out
}
