import { placeAt, type TextDocument, type Token } from '../text-document.ts'
import { type LogicalLine, logicalLines, type Malformed, offsetIn, tokensIn } from './logical-lines.ts'

/** A `name = value` of `main.cf`, of `postconf -n`, or a `service/type/name = value` of `postconf -P`. */
export interface MainEntry {
  readonly name: Token
  /** The service that the entry belongs to, as `submission/inet`; null for all of them. */
  readonly service: string | null
  /** The value, joined from its lines, with its `$names`. */
  readonly value: string
  /** Where the value begins and ends in the text of the logical line. */
  readonly from: number
  readonly to: number
  readonly line: LogicalLine
  readonly document: TextDocument
}

/** A file of `name = value` lines. */
export interface MainCf {
  readonly document: TextDocument
  readonly entries: readonly MainEntry[]
  readonly malformed: readonly Malformed[]
}

/** Parses `main.cf`, or what `postconf -n` or `postconf -P` prints. Never fails: unreadable lines are listed. */
export function parseMainCf(document: TextDocument): MainCf {
  const { lines, stray } = logicalLines(document)
  const entries: MainEntry[] = []
  const malformed = [...stray]
  for (const line of lines) {
    const match = /^([^\s=]*)\s*=\s*/.exec(line.text)
    const [whole = '', name = ''] = match ?? []
    if (match === null || name === '') {
      const reason = match === null ? 'there is no = behind the name' : 'there is no name before the ='
      malformed.push({ document, offset: offsetIn(line, 0), text: line.text.trim(), reason })
      continue
    }
    const [, service = null, local = name] = /^([^/]+\/[^/]+)\/([^/]+)$/.exec(name) ?? []
    entries.push({
      name: { text: local, offset: offsetIn(line, service === null ? 0 : service.length + 1) },
      service,
      value: line.text.slice(whole.length).trimEnd(),
      from: whole.length,
      to: line.text.trimEnd().length,
      line,
      document,
    })
  }
  return { document, entries, malformed: malformed.toSorted((a, b) => a.offset - b.offset) }
}

/** The words of a value, which blanks and commas separate, each with its place. */
export function wordsOf({ line, from, to }: MainEntry): readonly Token[] {
  return tokensIn(line, from, to, /[^\s,]+/g)
}

/** Where an entry begins, in words for an error. */
export function lineOf({ document, name }: MainEntry): number {
  return placeAt(document, name.offset).line
}
