/** A clause of a Received field: the words behind `from`, `by`, `with` …, and the comments among them. */
export interface Clause {
  readonly words: readonly string[]
  readonly comments: readonly string[]
}

/** The clauses that RFC 5321 section 4.4 knows. */
export type ClauseName = 'from' | 'by' | 'via' | 'with' | 'id' | 'for'

/** The value of a Received field, taken apart. */
export interface ReceivedParts {
  readonly clauses: Readonly<Partial<Record<ClauseName, Clause>>>
  /** Comments and words in front of the first clause, where qmail says everything. */
  readonly opening: Clause
  /** Every comment of the field, in order, without its parentheses and with blanks folded. */
  readonly comments: readonly string[]
  /** What stands behind the last semicolon; null without one. */
  readonly date: string | null
}

const NAMES: ReadonlySet<string> = new Set<ClauseName>(['from', 'by', 'via', 'with', 'id', 'for'])

/**
 * Takes the value of a Received field apart. Real ones follow the grammar of RFC 5321 section 4.4 loosely, so nothing is refused:
 * a comment that is never closed goes to the end, a clause that comes twice is made of words.
 *
 * One pass; time grows with the length alone.
 */
export function receivedParts(value: string): ReceivedParts {
  const tokens = tokensOf(value)
  const lastSemicolon = tokens.findLastIndex(({ kind }) => kind === 'semicolon')
  const end = lastSemicolon < 0 ? tokens.length : lastSemicolon
  const opening: OpenClause = { words: [], comments: [] }
  const clauses: Partial<Record<ClauseName, OpenClause>> = {}
  let current = opening
  for (const { kind, text } of tokens.slice(0, end)) {
    const name = text.toLowerCase()
    if (kind === 'comment') current.comments.push(text)
    else if (kind === 'word' && isClauseName(name) && clauses[name] === undefined) {
      current = { words: [], comments: [] }
      clauses[name] = current
    } else current.words.push(text)
  }
  const behind = tokens.slice(end + 1).filter(({ kind }) => kind === 'word')
  const isCut = tokens.length === TOKENS
  return {
    clauses,
    opening,
    comments: tokens.filter(({ kind }) => kind === 'comment').map(({ text }) => text),
    date: lastSemicolon < 0 || isCut ? dateOfBroken(value) : behind.map(({ text }) => text).join(' '),
  }
}

interface OpenClause {
  readonly words: string[]
  readonly comments: string[]
}

interface Token {
  readonly kind: 'word' | 'comment' | 'semicolon'
  readonly text: string
}

function isClauseName(word: string): word is ClauseName {
  return NAMES.has(word)
}

/** Where a comment swallowed the rest, the date is behind the last semicolon all the same. */
function dateOfBroken(value: string): string | null {
  const at = value.lastIndexOf(';')
  return at < 0 ? null : value.slice(at + 1).trim()
}

/** Characters of a comment that are kept. Real ones have fewer than 500. */
const COMMENT_CHARACTERS = 4_096

/** Tokens of a field that are looked at; real fields have fewer than 60. */
const TOKENS = 600

function tokensOf(value: string): readonly Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < value.length && tokens.length < TOKENS; ) {
    const code = value.charCodeAt(at)
    if (isBlank(code)) at += 1
    else if (code === SEMICOLON) {
      tokens.push({ kind: 'semicolon', text: ';' })
      at += 1
    } else if (code === OPEN) {
      const end = commentEnd(value, at)
      tokens.push({ kind: 'comment', text: folded(value.slice(at + 1, Math.min(end, at + COMMENT_CHARACTERS))) })
      at = end + 1
    } else {
      const end = wordEnd(value, at)
      tokens.push({ kind: 'word', text: value.slice(at, end) })
      at = end
    }
  }
  return tokens
}

const [SEMICOLON, OPEN, CLOSE, BACKSLASH] = [0x3b, 0x28, 0x29, 0x5c] as const

/** Where the closing parenthesis is. Comments nest, and a backslash takes one its meaning (RFC 5322 section 3.2.2). */
function commentEnd(value: string, start: number): number {
  let depth = 0
  for (let at = start; at < value.length; at += 1) {
    const code = value.charCodeAt(at)
    if (code === BACKSLASH) at += 1
    else if (code === OPEN) depth += 1
    else if (code === CLOSE) {
      depth -= 1
      if (depth === 0) return at
    }
  }
  return value.length
}

function wordEnd(value: string, start: number): number {
  let at = start + 1
  while (at < value.length) {
    const code = value.charCodeAt(at)
    if (isBlank(code) || code === OPEN || code === SEMICOLON) break
    at += 1
  }
  return at
}

/** Space, tab, line ends, and the no-break space of pages. */
function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xa0
}

function folded(text: string): string {
  return text.replace(/[ \t\r\n\u00a0]+/g, ' ').trim()
}
