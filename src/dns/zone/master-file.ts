import { type Failure, fail } from '../../base/failure.ts'
import type { Token } from '../wire/presentation.ts'

/** One entry of a master file: a directive or a record, parentheses already joined. */
export interface Entry {
  /** Where it begins, from 1. */
  readonly line: number
  /** True when the line begins with a blank: the owner is that of the entry before. */
  readonly ownerOmitted: boolean
  readonly tokens: readonly Token[]
}

/** Characters of a master file. A zone that a person writes is far smaller. */
const FILE_CHARACTERS = 16 * 1024 * 1024

/**
 * Splits a master file into its entries (RFC 1035 section 5.1): comments from `;`, quoted strings, `\` escapes left as
 * they are, and parentheses that let an entry run over several lines.
 *
 * @param document what the text is, for its failures
 * @throws ProbeError `document-invalid` with the line
 */
export function splitMasterFile(text: string, document: string): readonly Entry[] {
  const scanner = new Scanner(text, document)
  if (text.length > FILE_CHARACTERS) scanner.refuse(1, 'the file is too long')
  const entries: Entry[] = []
  while (!scanner.done) {
    const entry = scanner.entry()
    if (entry.tokens.length > 0) entries.push(entry)
  }
  return entries
}

/** What is wrong inside an entry, in words; where, the entry says. */
export function objectionOf(failure: Failure): string {
  return 'reason' in failure ? failure.reason : `the data is not sound (${failure.code})`
}

class Scanner {
  readonly #text: string
  readonly #document: string
  #at = 0
  #line = 1

  constructor(text: string, document: string) {
    this.#text = text
    this.#document = document
  }

  get done(): boolean {
    return this.#at >= this.#text.length
  }

  entry(): Entry {
    const line = this.#line
    const ownerOmitted = /[ \t]/.test(this.#text[this.#at] ?? '')
    const tokens: Token[] = []
    let depth = 0
    while (!this.done) {
      const character = this.#text[this.#at] ?? ''
      if (character === '\n') {
        this.#at += 1
        this.#line += 1
        if (depth === 0) break
      } else if (/[ \t\r]/.test(character)) {
        this.#at += 1
      } else if (character === ';') {
        this.#skipComment()
      } else if (character === '(') {
        depth += 1
        this.#at += 1
      } else if (character === ')') {
        depth -= 1
        this.#at += 1
        if (depth < 0) this.refuse(this.#line, 'a parenthesis closes that was not open')
      } else {
        tokens.push(this.#token())
      }
    }
    if (depth > 0) this.refuse(line, 'a parenthesis is not closed')
    return { line, ownerOmitted, tokens }
  }

  #skipComment(): void {
    const end = this.#text.indexOf('\n', this.#at)
    this.#at = end < 0 ? this.#text.length : end
  }

  /** A run of characters up to a blank; quoted parts may contain blanks (`"a b"`, `alpn="h2,h3"`). */
  #token(): Token {
    const quoted = this.#text[this.#at] === '"'
    let raw = ''
    let inQuotes = false
    while (!this.done) {
      const character = this.#text[this.#at] ?? ''
      if (character === '\n' || (!inQuotes && /[ \t\r;()]/.test(character))) break
      if (character === '"') {
        inQuotes = !inQuotes
        this.#at += 1
        if (quoted && !inQuotes) break
      } else if (character === '\\') {
        raw += this.#text.slice(this.#at, this.#at + 2)
        this.#at += 2
      } else {
        raw += character
        this.#at += 1
      }
    }
    if (inQuotes) this.refuse(this.#line, 'a quote is not closed')
    return { raw, quoted }
  }

  refuse(line: number, reason: string): never {
    return fail({ code: 'document-invalid', document: this.#document, at: `line ${line}`, reason })
  }
}
