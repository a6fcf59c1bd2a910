import type { TextDocument, Token } from '../text-document.ts'
import { type LogicalLine, logicalLines, type Malformed, offsetIn } from './logical-lines.ts'

/** An `-o name=value` or `-o { name = value }` of a service. */
export interface ServiceOverride {
  readonly name: Token
  readonly value: string
  /** Where the value begins and ends in the document, the braces left aside. */
  readonly start: number
  readonly end: number
  /** Where the option begins, at its `-o`. */
  readonly option: number
  /** True when the value may hold blanks, because braces stand around it. */
  readonly braced: boolean
  readonly document: TextDocument
}

/** A service of `master.cf` (master(5)). */
export interface MasterService {
  /** Such as `smtp`, `587`, `127.0.0.1:10025` or `submission`. */
  readonly name: Token
  readonly type: string
  /** The program with its path left aside, such as `smtpd`. */
  readonly command: string
  readonly overrides: readonly ServiceOverride[]
  readonly line: LogicalLine
  readonly document: TextDocument
}

/** A `master.cf`, or what `postconf -M` prints. */
export interface MasterCf {
  readonly document: TextDocument
  readonly services: readonly MasterService[]
  readonly malformed: readonly Malformed[]
}

/** The kinds of services that master(5) knows. */
const TYPES: ReadonlySet<string> = new Set(['inet', 'unix', 'fifo', 'pass', 'unix-dgram'])

/** Fields before the program's arguments. */
const FIELDS = 8

/** Parses `master.cf`. Never fails: unreadable lines are listed. */
export function parseMasterCf(document: TextDocument): MasterCf {
  const { lines, stray } = logicalLines(document)
  const services: MasterService[] = []
  const malformed = [...stray]
  for (const line of lines) {
    const words = split(line.text)
    const refuse = (reason: string, at = 0): void => {
      malformed.push({ document, offset: offsetIn(line, at), text: line.text.trim(), reason })
    }
    const [name, type] = words
    const command = words[FIELDS - 1]
    if (name === undefined || type === undefined || command === undefined) {
      refuse(`a service has ${FIELDS} fields, and this one has ${words.length}`)
      continue
    }
    if (!TYPES.has(type.text)) {
      refuse(`${type.text} is no kind of service`, type.at)
      continue
    }
    const unclosed = words.find(({ text }) => text.startsWith('{') && !text.endsWith('}'))
    if (unclosed !== undefined) refuse('the brace is not closed', unclosed.at)
    services.push({
      name: { text: name.text, offset: offsetIn(line, name.at) },
      type: type.text,
      command: command.text.replace(/^.*\//, ''),
      overrides: overridesOf(document, line, words.slice(FIELDS)),
      line,
      document,
    })
  }
  return { document, services, malformed: malformed.toSorted((a, b) => a.offset - b.offset) }
}

interface Word {
  readonly text: string
  readonly at: number
}

/** Words of a line; what stands in braces, which may be nested, is one word. */
function split(text: string): readonly Word[] {
  const words: Word[] = []
  let at = 0
  while (at < text.length) {
    if (/\s/.test(text.charAt(at))) {
      at += 1
      continue
    }
    const end = text.charAt(at) === '{' ? closing(text, at) : wordEnd(text, at)
    words.push({ text: text.slice(at, end), at })
    at = end
  }
  return words
}

function wordEnd(text: string, from: number): number {
  let at = from
  while (at < text.length && !/\s/.test(text.charAt(at))) at += 1
  return at
}

/** The index behind the brace that closes the one at `from`; the end of the text without one. */
function closing(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length; at += 1) {
    if (text.charAt(at) === '{') depth += 1
    if (text.charAt(at) === '}') depth -= 1
    if (depth === 0) return at + 1
  }
  return text.length
}

function overridesOf(document: TextDocument, line: LogicalLine, words: readonly Word[]): readonly ServiceOverride[] {
  const overrides: ServiceOverride[] = []
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]
    if (word === undefined || !word.text.startsWith('-o')) {
      // Options of daemons come first; arguments of commands, such as pipe's, follow and may look like anything.
      if (word?.text.startsWith('-') !== true) break
      continue
    }
    const joined = word.text.length > 2
    const option = joined ? { text: word.text.slice(2), at: word.at + 2 } : words[index + 1]
    if (option === undefined) break
    if (!joined) index += 1
    const override = overrideOf(document, line, option, offsetIn(line, word.at))
    if (override !== null) overrides.push(override)
  }
  return overrides
}

function overrideOf(
  document: TextDocument,
  line: LogicalLine,
  { text, at }: Word,
  option: number,
): ServiceOverride | null {
  const braced = text.startsWith('{')
  const inner = braced ? text.slice(1, text.endsWith('}') ? -1 : undefined) : text
  const match = /^(\s*)([^\s=]+)(\s*=\s*)/.exec(inner)
  if (match === null) return null
  const [whole, blank = '', name = ''] = match
  const from = at + (braced ? 1 : 0)
  const value = inner.slice(whole.length).trimEnd()
  const start = offsetIn(line, from + whole.length)
  return {
    name: { text: name, offset: offsetIn(line, from + blank.length) },
    value,
    start,
    end: value === '' ? start : offsetIn(line, from + whole.length + value.length - 1) + 1,
    option,
    braced,
    document,
  }
}
