import { html as escaped, raw } from 'hono/html'
import { harmless } from '../harmless.ts'

/** A piece of a page: markup of ours in which every value was escaped. */
export type Fragment = ReturnType<typeof raw>

/** What may stand between the markup: texts and numbers are escaped, fragments are not, null leaves nothing. */
export type Part = string | number | null | Fragment | readonly Part[]

/**
 * Markup as a tagged template. Texts are escaped by hono; before that everything in them that is not plain text for a
 * reader (control characters, bidirectional overrides) is written out, except the few signs of our own sentences. A text is
 * cut where no sentence, setting or line of a peer that was kept is that long.
 */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Fragment {
  const out = escaped(strings, ...parts.map(clean))
  if (out instanceof Promise) throw new TypeError('no part of a page may be asynchronous')
  return out
}

/** Markup that holds nothing but what we wrote, such as a style sheet. */
export function trusted(markup: string): Fragment {
  return raw(markup)
}

/** Characters of one text on a page; lines of SMTP are kept to 2,048 of them. */
const TEXT_CHARACTERS = 4_096

/** Printable ASCII, and the signs that our own sentences and pictures use and that cannot mislead anyone. */
const PLAIN = /^[\x20-\x7e\n’‘“”…–−·→←✓✕×◐○●]*$/

function clean(part: Part): unknown {
  if (typeof part === 'string') return cleanText(part)
  return isList(part) ? part.map(clean) : part
}

function cleanText(text: string): string {
  if (text.length <= TEXT_CHARACTERS && PLAIN.test(text)) return text
  let out = ''
  for (const sign of text) {
    const next = PLAIN.test(sign) ? sign : harmless(sign)
    if (out.length + next.length > TEXT_CHARACTERS) return `${out}…`
    out += next
  }
  return out
}

function isList(part: Part): part is readonly Part[] {
  return Array.isArray(part)
}
