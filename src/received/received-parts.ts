import { findAddress } from './find-address.ts'

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
  /**
   * The comments that the server wrote on its own account, in order. A client may call itself by anything, such as
   * `(version=TLSv1.3,cipher=…)`, and servers that write the name as it was given make a comment of it. What the server itself
   * knows begins with the client's address, so that comments in front of it do not count, nor the one that holds it.
   */
  readonly serverComments: readonly string[]
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
  const comments = tokens.filter(({ kind }) => kind === 'comment').map(({ text }) => text)
  return {
    clauses,
    opening,
    comments,
    serverComments: serverComments(clauses, opening, comments),
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

function serverComments(
  clauses: ReceivedParts['clauses'],
  opening: Clause,
  comments: readonly string[],
): readonly string[] {
  const { from } = clauses
  if (from === undefined) return comments
  // Clauses stand in the order of the field, so that those of the client are a stretch of all comments.
  const before = Object.values(clauses).slice(0, Object.keys(clauses).indexOf('from'))
  const start = before.reduce((sum, clause) => sum + clause.comments.length, opening.comments.length)
  return comments.toSpliced(start, claimed(from.words, from.comments))
}

/** How many of the comments behind `from` the client may have chosen. A certificate may be one for an address. */
function claimed(words: readonly string[], comments: readonly string[]): number {
  const at = comments.findIndex((comment) => !comment.startsWith('Client ') && findAddress(comment) !== null)
  if (at >= 0) return at + 1
  // Without any word the first comment is what stands for the name.
  return words.length === 0 ? 1 : 0
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
    if (isBlank(code)) at = nextFrom(NOT_BLANK, value, at)
    else if (code === SEMICOLON) {
      tokens.push({ kind: 'semicolon', text: ';' })
      at += 1
    } else if (code === OPEN) {
      const end = commentEnd(value, at)
      tokens.push({ kind: 'comment', text: folded(value.slice(at + 1, Math.min(end, at + COMMENT_CHARACTERS))) })
      at = end + 1
    } else {
      const end = nextFrom(WORD_END, value, at + 1)
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

/** The characters of {@link isBlank} end a word, as do a comment and a semicolon. */
const WORD_END = /[\t-\r \u00a0(;]/g

const NOT_BLANK = /[^\t-\r \u00a0]/g

/** Where the first character of a kind stands; the end without one. An expression skips a long stretch faster than a loop. */
function nextFrom(kind: RegExp, value: string, start: number): number {
  kind.lastIndex = start
  return kind.test(value) ? kind.lastIndex - 1 : value.length
}

/** Space, tab, line ends, and the no-break space of pages. */
function isBlank(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d) || code === 0xa0
}

function folded(text: string): string {
  return text.replace(/[ \t\r\n\u00a0]+/g, ' ').trim()
}
