/**
 * A text without the spaces and tabs around it, which are the white space of most grammars of mail (WSP). One pass from each
 * end: a pattern such as `/[ \t]+$/` begins anew at each blank, and takes seconds for 64 KiB of blanks inside of a text.
 */
export function trimBlanks(text: string): string {
  let start = 0
  while (start < text.length && isBlank(text.charCodeAt(start))) start += 1
  return trimBlanksAtEnd(text.slice(start))
}

/** A text without the spaces and tabs at its end, see {@link trimBlanks}. */
export function trimBlanksAtEnd(text: string): string {
  let end = text.length
  while (end > 0 && isBlank(text.charCodeAt(end - 1))) end -= 1
  return text.slice(0, end)
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09
}
