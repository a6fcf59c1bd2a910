import {
  CONDITION_DEPTH,
  EXPANSION_CHARACTERS,
  EXPANSIONS_CHARACTERS,
  INCLUDE_DEPTH,
  INCLUDED_FILES,
  MACRO_NAME_CHARACTERS,
} from '../limits.ts'
import { refuseAt, type TextDocument } from '../text-document.ts'

/** A logical line of an Exim configuration: physical lines that a backslash at their end joins. */
export interface EximLine {
  /** The line with its macros replaced. */
  readonly text: string
  /** The line as it is written, without what joins it. */
  readonly raw: string
  readonly document: TextDocument
  /** From the first character that is no blank to the end of the last physical line, its line end left aside. */
  readonly start: number
  readonly end: number
}

/** An included file; null when it cannot be had. Reading is the caller's business. */
export type IncludeReader = (path: string) => TextDocument | null

/** What the lines of a configuration are read with. */
export interface LineOptions {
  readonly include: IncludeReader
  /** Macros that Exim defines by itself, such as `_HAVE_GNUTLS`. */
  readonly predefined: readonly string[]
}

/** What came of reading. */
export interface EximLines {
  readonly lines: readonly EximLine[]
  /** Lines that Exim stops at, with the reason. */
  readonly malformed: readonly { readonly line: EximLine; readonly reason: string }[]
  readonly documents: readonly TextDocument[]
}

/** A condition that is open: whether its lines count, and whether a branch of it already did. */
interface Condition {
  readonly isOn: boolean
  readonly wasOn: boolean
  readonly line: EximLine
}

/**
 * Reads the lines of a configuration as Exim does: joined, with macros replaced, without comments and the branches of `.ifdef`
 * that do not apply, and with included files in their places (Exim specification, chapter 6).
 *
 * @throws ProbeError `document-invalid` with the line, when files include each other or macros grow beyond all bounds
 */
export function readEximLines(document: TextDocument, { include, predefined }: LineOptions): EximLines {
  const lines: EximLine[] = []
  const malformed: { readonly line: EximLine; readonly reason: string }[] = []
  const documents: TextDocument[] = []
  const macros: Macros = { values: new Map(), lengths: [] }
  for (const name of predefined) define(macros, name, 'y')
  let conditions: readonly Condition[] = []
  let total = 0

  const read = (file: TextDocument, open: readonly string[]): void => {
    documents.push(file)
    if (documents.length > INCLUDED_FILES) refuseAt(file, 0, `more than ${INCLUDED_FILES} files are included`)
    const outside = conditions.length
    for (const line of joinedLines(file)) {
      const directive = /^\.(\w+)\s*(.*)$/.exec(line.raw)
      if (directive !== null && isCondition(directive[1] ?? '')) {
        conditions = conditional(directive[1] ?? '', directive[2] ?? '', line)
        continue
      }
      if (conditions.some(({ isOn }) => !isOn)) continue
      if (directive !== null) includeFile(directive[1] ?? '', directive[2] ?? '', line, open)
      else take(line)
    }
    const unclosed = conditions.slice(outside).at(-1)
    if (unclosed !== undefined) malformed.push({ line: unclosed.line, reason: 'the condition is not closed by .endif' })
    conditions = conditions.slice(0, outside)
  }

  const take = (line: EximLine): void => {
    const [, name, again, value = ''] = /^([A-Z]\w*)\s*=(=?)\s*(.*)$/.exec(line.raw) ?? []
    if (name === undefined) {
      lines.push({ ...line, text: replaced(line.raw, line) })
      return
    }
    if (name.length > MACRO_NAME_CHARACTERS) {
      malformed.push({ line, reason: `a macro's name has at most ${MACRO_NAME_CHARACTERS} characters` })
      return
    }
    if (again === '' && macros.values.has(name))
      malformed.push({ line, reason: `the macro ${name} is already defined; == defines it anew` })
    define(macros, name, replaced(value, line))
  }

  const replaced = (text: string, line: EximLine): string => {
    const out = replaceMacros(text, macros)
    total += out.length - text.length
    if (out.length > Math.max(EXPANSION_CHARACTERS, text.length) || total > EXPANSIONS_CHARACTERS)
      refuseAt(line.document, line.start, 'macros grow beyond all bounds')
    return out
  }

  const includeFile = (word: string, rest: string, line: EximLine, open: readonly string[]): void => {
    if (word !== 'include' && word !== 'include_if_exists') {
      malformed.push({ line, reason: `.${word} is no directive` })
      return
    }
    const path = replaced(rest, line).trim()
    if (open.includes(path))
      refuseAt(
        line.document,
        line.start,
        `the files include each other: ${[...open.slice(open.indexOf(path)), path].join(', ')}`,
      )
    if (open.length >= INCLUDE_DEPTH)
      refuseAt(line.document, line.start, `files include each other more than ${INCLUDE_DEPTH} deep`)
    const file = include(path)
    if (file !== null) read(file, [...open, path])
    else if (word === 'include') malformed.push({ line, reason: `the file ${path} cannot be read here` })
  }

  const conditional = (word: string, rest: string, line: EximLine): readonly Condition[] => {
    const last = conditions.at(-1)
    const isDefined = rest.split(/\W+/).some((name) => macros.values.has(name))
    const outer = conditions.slice(0, -1)
    if (word === 'ifdef' || word === 'ifndef') {
      if (conditions.length >= CONDITION_DEPTH)
        refuseAt(line.document, line.start, `conditions are nested more than ${CONDITION_DEPTH} deep`)
      const isOn = isDefined === (word === 'ifdef')
      return [...conditions, { isOn, wasOn: isOn, line }]
    }
    if (last === undefined) {
      malformed.push({ line, reason: `.${word} stands without an .ifdef before it` })
      return conditions
    }
    if (word === 'endif') return outer
    const isOn = !last.wasOn && (word === 'else' || isDefined === (word === 'elifdef'))
    return [...outer, { isOn, wasOn: last.wasOn || isOn, line: last.line }]
  }

  read(document, [document.file])
  return { lines, malformed, documents }
}

function isCondition(word: string): boolean {
  return ['ifdef', 'ifndef', 'elifdef', 'elifndef', 'else', 'endif'].includes(word)
}

/** Macros by name, and the lengths of their names, the longest first. */
interface Macros {
  readonly values: Map<string, string>
  lengths: readonly number[]
}

function define(macros: Macros, name: string, value: string): void {
  macros.values.set(name, value)
  if (!macros.lengths.includes(name.length)) macros.lengths = [...macros.lengths, name.length].toSorted((a, b) => b - a)
}

/** Replaces each macro's name wherever it stands, also within a word, the longest first; what was put in is not read again. */
function replaceMacros(text: string, { values, lengths }: Macros): string {
  if (!/[A-Z_]/.test(text)) return text
  const parts: string[] = []
  let from = 0
  let at = 0
  while (at < text.length) {
    const length = /[A-Z_]/.test(text.charAt(at))
      ? lengths.find((each) => values.has(text.slice(at, at + each)))
      : undefined
    if (length === undefined) {
      at += 1
      continue
    }
    parts.push(text.slice(from, at), values.get(text.slice(at, at + length)) ?? '')
    at += length
    from = at
  }
  return [...parts, text.slice(from)].join('')
}

/** Lines that a backslash joins, without comments and empty lines. Blanks at the start of a continuation are not part of it. */
function joinedLines(document: TextDocument): readonly EximLine[] {
  const { text, lineStarts } = document
  const out: EximLine[] = []
  let parts: string[] = []
  let start = 0
  for (const [row, from] of lineStarts.entries()) {
    const whole = text.slice(from, lineStarts[row + 1] ?? text.length).replace(/\r?\n$/, '')
    const content = whole.trim()
    if (content.startsWith('#') || (content === '' && parts.length === 0)) continue
    if (parts.length === 0) start = from + whole.search(/\S/)
    const continues = content.endsWith('\\')
    parts.push(continues ? content.slice(0, -1) : content)
    if (continues && row + 1 < lineStarts.length) continue
    const raw = parts.join('')
    if (raw !== '') out.push({ text: raw, raw, document, start, end: from + whole.trimEnd().length })
    parts = []
  }
  return out
}
