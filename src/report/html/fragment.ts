import { html as escaped, raw } from 'hono/html'
import { harmless } from '../harmless.ts'

/** A piece of a page: markup of ours in which every value was escaped. */
export type Fragment = ReturnType<typeof raw>

/** What may stand between the markup: texts and numbers are escaped, fragments are not, null leaves nothing. */
export type Part = string | number | null | Fragment | readonly Part[]

/**
 * Markup as a tagged template. Texts are escaped by hono; before that everything in them that is not plain text for a
 * reader (control characters, bidirectional overrides) is written out, except the few signs of our own sentences.
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

/** Signs that our own sentences use and that cannot mislead anyone. */
const OWN_SIGNS = /[’‘“”…–−·→←✓✕×\n]/

function clean(part: Part): unknown {
  if (typeof part === 'string') {
    return part
      .split(new RegExp(`(${OWN_SIGNS.source})`))
      .map((text) => (OWN_SIGNS.test(text) ? text : harmless(text, Number.POSITIVE_INFINITY)))
      .join('')
  }
  return isList(part) ? part.map(clean) : part
}

function isList(part: Part): part is readonly Part[] {
  return Array.isArray(part)
}
