import type { TextOptions } from '../canvas.ts'
import { wrap } from '../columns.ts'
import { asciiJson } from '../json.ts'
import { NO_PAINT } from '../paint.ts'
import { ASCII_SYMBOLS, UNICODE_SYMBOLS } from '../symbols.ts'
import type { Term } from './term.ts'

/** Lines of running text are no longer than this, however wide the terminal. */
const READABLE = 100

/** A term for a terminal. */
export function termText({ term, also, text, see, source }: Term, options: TextOptions = {}): string {
  const { width = 100, ascii = false, paint = NO_PAINT } = options
  const { say } = ascii ? ASCII_SYMBOLS : UNICODE_SYMBOLS
  const columns = Math.max(40, Math.min(width, READABLE))
  const foot = [
    ...(see.length === 0 ? [] : [`See also: ${see.join(', ')}`]),
    ...(source.length === 0 ? [] : [`Source: ${source.join(', ')}`]),
  ]
  const names = also.length === 0 ? '' : `  (${also.join(', ')})`
  const [first = '', ...rest] = wrap(say(`${term}${names}`), columns)
  const lines = [
    first.replace(say(term), () => paint('strong', say(term))),
    ...rest,
    ...wrap(say(text), columns - 2).map((line) => `  ${line}`),
    ...foot.flatMap((line) => wrap(say(line), columns - 2).map((part) => `  ${paint('faint', part)}`)),
  ]
  return `${lines.join('\n')}\n`
}

/** The list of terms for a terminal: each with the first sentence of its explanation. */
export function glossaryText(terms: readonly Term[], options: TextOptions = {}): string {
  const { width = 100, ascii = false, paint = NO_PAINT } = options
  const { say } = ascii ? ASCII_SYMBOLS : UNICODE_SYMBOLS
  const columns = Math.max(40, Math.min(width, READABLE))
  const label = Math.max(...terms.map(({ term }) => term.length)) + 2
  const lines = terms.flatMap(({ term, text }) => {
    const [first = '', ...rest] = wrap(say(firstSentence(text)), columns - label)
    return [
      `${paint('strong', term)}${' '.repeat(label - term.length)}${first}`,
      ...rest.map((line) => `${' '.repeat(label)}${line}`),
    ]
  })
  return `${lines.join('\n')}\n`
}

/** One term, or the whole glossary, as JSON. */
export function glossaryJson(terms: readonly Term[] | Term): string {
  const value = 'term' in terms ? { schema: 'wiretight/term@1', ...terms } : { schema: 'wiretight/glossary@1', terms }
  return `${asciiJson(JSON.stringify(value, null, 2))}\n`
}

/** Up to the first full stop that ends a sentence: versions such as 1.3 have one, too. */
function firstSentence(text: string): string {
  return /^.*?[.](?=\s+\p{Lu}|$)/u.exec(text)?.[0] ?? text
}
