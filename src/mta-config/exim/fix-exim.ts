import type { ConfigCode } from '../config-codes.ts'
import type { ConfigFinding } from '../config-finding.ts'
import type { ConfigProfile } from '../config-profile.ts'
import { FIX_ROUNDS } from '../limits.ts'
import { type TextDocument, textDocument } from '../text-document.ts'
import { applyEdits, type TextEdit } from '../text-edit.ts'
import { type EximBuild, type EximConfiguration, readExim } from './exim-configuration.ts'
import type { EximLine, IncludeReader } from './exim-lines.ts'
import { type EximChange, touchedByExim } from './exim-subject.ts'
import { eximProblems, lintExim } from './lint-exim.ts'

/** How to fix. */
export interface EximFixOptions {
  readonly profile: ConfigProfile
  readonly include: IncludeReader
  readonly build?: EximBuild | null
  /** Fixes these alone; all by default. */
  readonly only?: readonly ConfigCode[]
}

/** What came of it. Files that are included stay as they are; what is wrong in them is left. */
export interface EximFixResult {
  readonly document: TextDocument
  readonly fixed: readonly ConfigFinding[]
  readonly left: readonly ConfigFinding[]
}

/**
 * Ends the findings that a program can end, and leaves every other character of the file as it is. A second run changes nothing.
 *
 * @throws ProbeError `document-invalid` as `readExim`
 */
export function fixExim(document: TextDocument, options: EximFixOptions): EximFixResult {
  const { profile, include, only, build = null } = options
  const read = (current: TextDocument): EximConfiguration => readExim(current, include, build)
  const before = lintExim(read(document), profile)
  let current = document
  for (let round = 0; round < FIX_ROUNDS; round += 1) {
    const configuration = read(current)
    const changes = eximProblems(configuration, profile)
      .filter(({ finding }) => only?.includes(finding.code) ?? true)
      .flatMap(({ changes: own }) => own)
    const next = applied(configuration, current, changes)
    if (next.text === current.text) break
    current = next
  }
  const left = lintExim(read(current), profile)
  const remaining = new Set(left.map(({ code, parameter }) => `${code} ${parameter}`))
  return {
    document: current,
    fixed: before.filter(({ code, parameter }) => !remaining.has(`${code} ${parameter}`)),
    left,
  }
}

function applied(
  configuration: EximConfiguration,
  document: TextDocument,
  changes: readonly EximChange[],
): TextDocument {
  const taken = new Set<string>()
  const edits = changes.flatMap((change) => {
    const keys = touchedByExim(change)
    if (keys.some((key) => taken.has(key))) return []
    for (const key of keys) taken.add(key)
    return editsOf(configuration, document, change)
  })
  return textDocument(document.file, applyEdits(document.text, edits), document.encoding)
}

function editsOf(configuration: EximConfiguration, document: TextDocument, change: EximChange): readonly TextEdit[] {
  switch (change.kind) {
    case 'set': {
      const options = change.driver?.options ?? configuration.main
      const option = options.get(change.name)
      if (option !== undefined) return replaceValue(document, option.line, change.name, change.value)
      return insert(configuration, document, change)
    }
    case 'drop':
      return removeLine(document, change.option.line)
    case 'rename': {
      const { line, name } = change.option
      const at = line.document === document ? document.text.indexOf(name, line.start) : -1
      return at < 0 || at > line.end ? [] : [{ start: at, end: at + name.length, text: change.name }]
    }
    default:
      return change satisfies never
  }
}

/** Puts a value in place of another, on one line; a value that a macro gives is replaced by a plain one. */
function replaceValue(document: TextDocument, line: EximLine, name: string, value: string): readonly TextEdit[] {
  if (line.document !== document) return []
  const equals = document.text.indexOf('=', line.start)
  if (equals < 0 || equals > line.end) return [{ start: line.start, end: line.end, text: `${name} = ${value}` }]
  return [{ start: equals + 1, end: line.end, text: value === '' ? '' : ` ${value}` }]
}

function removeLine(document: TextDocument, line: EximLine): readonly TextEdit[] {
  if (line.document !== document) return []
  const start = document.text.lastIndexOf('\n', line.start - 1) + 1
  const next = document.text.indexOf('\n', line.end)
  return [{ start, end: next < 0 ? document.text.length : next + 1, text: '' }]
}

function insert(
  { main }: EximConfiguration,
  document: TextDocument,
  { name, value, driver }: Extract<EximChange, { kind: 'set' }>,
): readonly TextEdit[] {
  const newline = document.text.includes('\r\n') ? '\r\n' : '\n'
  if (driver !== null) {
    const line = driver.options.get('driver')?.line ?? driver.line
    if (line.document !== document) return []
    return [{ start: line.end, end: line.end, text: `${newline}  ${name} = ${value}` }]
  }
  // Behind a line that counts, since the end of the section may lie within a condition that does not hold.
  const own = [...main.values()].filter(({ line }) => line.document === document)
  const neighbour = own.findLast((option) => option.name.startsWith('tls_')) ?? own.at(-1)
  if (neighbour === undefined) return [{ start: 0, end: 0, text: `${name} = ${value}${newline}` }]
  const at = neighbour.line.end
  return [{ start: at, end: at, text: `${newline}${name} = ${value}` }]
}
