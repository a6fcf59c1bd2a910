/** A piece of source text. */
export interface Token {
  /**
   * `string` is also a template literal without substitutions, and the end of one that has some; `template` is a part of a
   * template literal in front of a substitution.
   */
  readonly kind: 'word' | 'number' | 'string' | 'template' | 'regex' | 'punctuation' | 'comment'
  /** What stands between the quotes of a string, escapes as written; else the token itself. */
  readonly text: string
  readonly line: number
}

/** Thrown where a template or a comment never ends: whatever follows it would be read wrongly, so nothing is. */
export class UnreadableSource extends Error {}

/**
 * Cuts TypeScript or TSX into tokens: enough of a lexer that no import hides in a comment or a string and none is found
 * there. It knows strings, templates with nested substitutions, comments, and regular expressions (which may hold quotes);
 * everything else is words, numbers and single punctuation characters.
 *
 * A quote without a partner on its line is taken as punctuation, as in the text of JSX (`<p>don't</p>`).
 *
 * @throws UnreadableSource when a template literal or a comment has no end
 */
export function scanSource(text: string): readonly Token[] {
  const tokens: Token[] = []
  const brackets: Bracket[] = []
  let line = 1
  let at = match(HASHBANG, text, 0)?.length ?? 0

  const add = (kind: Token['kind'], content: string, length: number): void => {
    tokens.push({ kind, text: content, line })
    line += newlines(text.slice(at, at + length))
    at += length
  }
  /** A part of a template, from the backtick or closing brace in front of it to the backtick or `${` behind it. */
  const addTemplatePart = (): void => {
    const part = match(TEMPLATE_PART, text, at + 1)
    if (part === null) throw new UnreadableSource(`a template literal has no end after line ${line}`)
    const isLast = part.endsWith('`')
    add(isLast ? 'string' : 'template', part.slice(0, isLast ? -1 : -2), part.length + 1)
    if (!isLast) brackets.push('substitution')
  }

  while (at < text.length) {
    const blank = match(BLANK, text, at)
    if (blank !== null) {
      line += newlines(blank)
      at += blank.length
      continue
    }
    const found = simpleToken(text, at, () => mayBeginRegex(tokens))
    const character = text[at] ?? ''
    if (found !== null)
      add(found.kind, found.kind === 'string' ? found.text.slice(1, -1) : found.text, found.text.length)
    else if (text.startsWith('/*', at)) throw new UnreadableSource(`a comment has no end after line ${line}`)
    else if (character === '`') addTemplatePart()
    else if (character === '}' && brackets.at(-1) === 'substitution') {
      brackets.pop()
      addTemplatePart()
    } else {
      if (character === '{') brackets.push('block')
      if (character === '}') brackets.pop()
      add('punctuation', character, 1)
    }
  }
  if (brackets.includes('substitution')) throw new UnreadableSource('a template literal has no end')
  return tokens
}

/** What an open brace belongs to: its closing one ends a block, or goes back into the template. */
type Bracket = 'block' | 'substitution'

const HASHBANG = /#![^\n]*/y
const BLANK = /\s+/y
const TEMPLATE_PART = /(?:[^`\\$]|\\.|\$(?!\{))*(?:`|\$\{)/sy
const REGEX = /\/(?:[^/\\[\n]|\\[^\n]|\[(?:[^\]\\\n]|\\[^\n])*\])+\/[a-z]*/y

/** Tokens that one pattern recognises wherever they begin. */
const SIMPLE = [
  { kind: 'comment', pattern: /\/\/[^\n]*|\/\*.*?\*\//sy },
  { kind: 'word', pattern: /[#@]?[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*/uy },
  { kind: 'number', pattern: /\.?[0-9][0-9A-Za-z_.]*/y },
  { kind: 'string', pattern: /'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*"/sy },
] as const

function simpleToken(text: string, at: number, regexMayBegin: () => boolean): Pick<Token, 'kind' | 'text'> | null {
  for (const { kind, pattern } of SIMPLE) {
    const found = match(pattern, text, at)
    if (found !== null) return { kind, text: found }
  }
  const regex = text[at] === '/' && regexMayBegin() ? match(REGEX, text, at) : null
  return regex === null ? null : { kind: 'regex', text: regex }
}

/** Words behind which a value begins, so that a slash there is not a division. */
const BEFORE_VALUE: ReadonlySet<string> = new Set(
  'return typeof case in of delete void throw new else do await yield instanceof'.split(' '),
)

/** Heads whose closing parenthesis is followed by a statement, not by an operator. */
const STATEMENT_HEADS: ReadonlySet<string> = new Set(['if', 'while', 'for', 'with'])

function mayBeginRegex(tokens: readonly Token[]): boolean {
  const at = tokens.findLastIndex(({ kind }) => kind !== 'comment')
  const before = tokens[at]
  if (before === undefined || before.kind === 'template') return true
  if (before.kind === 'word') return BEFORE_VALUE.has(before.text)
  if (before.kind !== 'punctuation') return false
  if (before.text === ')') return STATEMENT_HEADS.has(wordBeforeParentheses(tokens, at))
  // Behind `<` stands the closing tag of JSX, never a regular expression.
  return !['<', ']', '}'].includes(before.text)
}

/** The word in front of the parentheses that close at `at`. */
function wordBeforeParentheses(tokens: readonly Token[], at: number): string {
  let depth = 0
  for (let index = at; index >= 0; index -= 1) {
    const token = tokens[index]
    if (token?.kind !== 'punctuation') continue
    if (token.text === ')') depth += 1
    if (token.text === '(') depth -= 1
    if (depth === 0) return tokens[index - 1]?.text ?? ''
  }
  return ''
}

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0] ?? null
}

function newlines(text: string): number {
  return text.split('\n').length - 1
}
