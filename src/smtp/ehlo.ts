import type { Reply } from './reply.ts'

/** One service extension that a server announces. */
export interface EhloExtension {
  /** Upper case, printable; not necessarily one of the registered keywords. */
  readonly keyword: string
  readonly params: readonly string[]
}

/** The answer to EHLO: who the server says it is, and what it can do. */
export interface Ehlo {
  /** The first word of the first line, by RFC 5321 the server's own domain; null when the line is empty. */
  readonly domain: string | null
  /** As announced, in the server's order, repetitions kept. */
  readonly extensions: readonly EhloExtension[]
}

/**
 * Reads the reply to EHLO. Anything may stand in its lines (middleboxes rewrite them), so nothing is refused here.
 *
 * @see RFC 5321 section 4.1.1.1
 */
export function parseEhlo(reply: Reply): Ehlo {
  const [greeting = '', ...lines] = reply.lines
  return { domain: words(greeting)[0] ?? null, extensions: lines.flatMap(parseExtension) }
}

/** The parameters of an extension; null when it is not announced. A repeated keyword adds its parameters. */
export function extensionParams(ehlo: Ehlo, keyword: string): readonly string[] | null {
  const found = ehlo.extensions.filter((extension) => extension.keyword === keyword)
  return found.length > 0 ? found.flatMap(({ params }) => params) : null
}

/** True when a server announces `keyword` (upper case, such as `STARTTLS`, `REQUIRETLS`, `PIPELINING`). */
export function offers(ehlo: Ehlo, keyword: string): boolean {
  return extensionParams(ehlo, keyword) !== null
}

/**
 * The SASL mechanisms that a server announces, upper case. `AUTH=LOGIN` is how servers older than the extension's
 * standard wrote it, and many still send both forms.
 *
 * @see RFC 4954 section 3
 */
export function authMechanisms(ehlo: Ehlo): readonly string[] {
  const mechanisms = ehlo.extensions.flatMap(({ keyword, params }) => {
    if (keyword === 'AUTH') return params
    return keyword.startsWith('AUTH=') ? [keyword.slice('AUTH='.length), ...params] : []
  })
  return [...new Set(mechanisms.map((mechanism) => mechanism.toUpperCase()))].filter((mechanism) => mechanism !== '')
}

/** The largest message a server takes, in bytes; 0 is "no fixed limit"; null when it does not say. @see RFC 1870 */
export function maximumMessageBytes(ehlo: Ehlo): number | null {
  const [size] = extensionParams(ehlo, 'SIZE') ?? []
  return size !== undefined && /^\d{1,15}$/.test(size) ? Number(size) : null
}

/**
 * Finds a keyword that was STARTTLS before somebody on the path overwrote it; null when there is none, or when STARTTLS
 * itself is there as well. A middlebox that edits packets in place has to keep the length, so it replaces the eight
 * letters: Cisco's inspection writes `XXXXXXXA` (the last letter counts the masked lines), others only X, `*` or `#`,
 * and some spoil a letter or two (`STARTTLX`).
 */
export function mangledStartTls(ehlo: Ehlo): string | null {
  if (offers(ehlo, 'STARTTLS')) return null
  return ehlo.extensions.find(({ keyword }) => looksMasked(keyword))?.keyword ?? null
}

const STARTTLS = 'STARTTLS'

/** Of the eight letters a mask repeats at least six; no registered keyword of that length comes near. */
const MASKED_LETTERS = 6

/** Letters of STARTTLS that may be spoiled. The nearest registered keyword of that length differs in six. */
const SPOILED_LETTERS = 2

function looksMasked(keyword: string): boolean {
  if (keyword.length !== STARTTLS.length) return false
  const letters = keyword.split('')
  const repeated = Math.max(...letters.map((letter) => letters.filter((other) => other === letter).length))
  const spoiled = letters.filter((letter, at) => letter !== STARTTLS[at]).length
  return repeated >= MASKED_LETTERS || spoiled <= SPOILED_LETTERS
}

function parseExtension(line: string): readonly EhloExtension[] {
  const [keyword, ...params] = words(line)
  return keyword === undefined ? [] : [{ keyword: keyword.toUpperCase(), params }]
}

function words(line: string): readonly string[] {
  return line.split(' ').filter((word) => word !== '')
}
