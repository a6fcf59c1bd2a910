import { type TextDocument, textDocument } from '../text-document.ts'
import { applyEdits, type TextEdit } from '../text-edit.ts'
import { type LogicalLine, offsetIn } from './logical-lines.ts'
import type { MainEntry } from './main-cf.ts'
import type { MasterService, ServiceOverride } from './master-cf.ts'
import { overrideText, type PostfixChange } from './postfix-change.ts'
import type { PostfixConfiguration } from './postfix-configuration.ts'

/** An edit of one of the documents. */
interface DocumentEdit extends TextEdit {
  readonly document: TextDocument
}

/**
 * Carries changes out in the files of a configuration. Only the characters of the values change; comments, order and all
 * other lines stay. New parameters come behind their likes, or at the end.
 */
export function applyChanges(
  configuration: PostfixConfiguration,
  documents: readonly TextDocument[],
  changes: readonly PostfixChange[],
): readonly TextDocument[] {
  const edits = changes.flatMap((change) => editsOf(configuration, change))
  return documents.map((document) => {
    const own = edits.filter((edit) => edit.document === document)
    if (own.length === 0) return document
    return textDocument(document.file, applyEdits(document.text, own), document.encoding)
  })
}

function editsOf(configuration: PostfixConfiguration, change: PostfixChange): readonly DocumentEdit[] {
  switch (change.kind) {
    case 'set':
      return change.service === null
        ? setInMain(configuration, change.name, change.value)
        : setInService(change.service, change.name, change.value.replace(/,\s+/g, ','))
    case 'unset':
      return change.service === null
        ? entriesOf(configuration, change.name).flatMap(removeEntry)
        : change.service.overrides.filter(({ name }) => name.text === change.name).map(removeOverride)
    case 'rename': {
      const { name, document } = change.from
      return [{ document, start: name.offset, end: name.offset + name.text.length, text: change.name }]
    }
    case 'drop':
      return removeEntry(change.entry)
    default:
      return change satisfies never
  }
}

function entriesOf({ mains }: PostfixConfiguration, name: string): readonly MainEntry[] {
  return mains.flatMap(({ entries }) => entries.filter((entry) => entry.service === null && entry.name.text === name))
}

function setInMain(configuration: PostfixConfiguration, name: string, value: string): readonly DocumentEdit[] {
  const entry = entriesOf(configuration, name).at(-1)
  return entry === undefined ? insertInMain(configuration, name, value) : replaceValue(entry, value)
}

/** Puts a value in place of another. Of a value of several lines the first takes it; comments between them stay. */
function replaceValue({ document, line, from, to }: MainEntry, value: string): readonly DocumentEdit[] {
  if (line.pieces.length === 1) {
    const start = offsetIn(line, from)
    // Behind the = of an empty value there may be no blank yet.
    const gap = from === to && !/\s/.test(document.text.charAt(start - 1)) ? ' ' : ''
    return [{ document, start, end: start + to - from, text: `${gap}${value}` }]
  }
  const equals = offsetIn(line, line.text.indexOf('='))
  const [first, ...others] = physicalLines(document, line)
  if (first === undefined) return []
  const end = document.text.slice(first.start, first.end).replace(/\r?\n$/, '').length + first.start
  const begin = offsetIn(line, from)
  const isHere = begin < first.end
  const edit = isHere
    ? { document, start: begin, end, text: value }
    : { document, start: equals + 1, end, text: ` ${value}` }
  return [edit, ...others.map(({ start, end: until }) => ({ document, start, end: until, text: '' }))]
}

/** From where to where the physical lines of a logical one reach, their line ends included. */
function physicalLines(
  { text, lineStarts }: TextDocument,
  { pieces }: LogicalLine,
): readonly { readonly start: number; readonly end: number }[] {
  const next = new Map(lineStarts.map((start, row) => [start, lineStarts[row + 1] ?? text.length]))
  return pieces.map(({ offset }) => ({ start: offset, end: next.get(offset) ?? text.length }))
}

function removeEntry({ document, line }: MainEntry): readonly DocumentEdit[] {
  return physicalLines(document, line).map(({ start, end }) => ({ document, start, end, text: '' }))
}

/** Families of parameters that stand together in most files. */
const FAMILIES = ['smtpd_tls_', 'smtp_tls_', 'smtp_', 'smtpd_', 'tls_'] as const

function insertInMain({ mains }: PostfixConfiguration, name: string, value: string): readonly DocumentEdit[] {
  const main = mains[0]
  if (main === undefined) return []
  const { document } = main
  const entries = main.entries.filter(({ service }) => service === null)
  const families = FAMILIES.filter((family) => name.startsWith(family))
  const neighbours = families.map((family) => entries.findLast((entry) => entry.name.text.startsWith(family)))
  const neighbour = neighbours.find((entry) => entry !== undefined)
  const at = neighbour?.line.end ?? document.text.length
  const newline = document.text.includes('\r\n') ? '\r\n' : '\n'
  const before = at > 0 && document.text.charAt(at - 1) !== '\n' ? newline : ''
  return [{ document, start: at, end: at, text: `${before}${name} = ${value}${newline}` }]
}

function setInService(service: MasterService, name: string, value: string): readonly DocumentEdit[] {
  const override = service.overrides.findLast((known) => known.name.text === name)
  if (override !== undefined) return [replaceOverride(override, value)]
  const { document, line } = service
  const newline = document.text.includes('\r\n') ? '\r\n' : '\n'
  const tail = /\r?\n$/.exec(document.text.slice(0, line.end))?.[0].length ?? 0
  const at = line.end - tail
  return [{ document, start: at, end: at, text: `${newline}  -o ${overrideText(name, value)}` }]
}

function replaceOverride({ document, start, end, name, braced }: ServiceOverride, value: string): DocumentEdit {
  if (braced || !/\s/.test(value)) return { document, start, end, text: value }
  return { document, start: name.offset, end, text: overrideText(name.text, value) }
}

/** Takes an override out; with its line, when nothing else stands there. */
function removeOverride({ document, option, end, braced }: ServiceOverride): DocumentEdit {
  const { text } = document
  const close = braced ? (/^\s*\}/.exec(text.slice(end))?.[0].length ?? 0) : 0
  const until = end + close
  const before = /[ \t]*$/.exec(text.slice(0, option))?.[0].length ?? 0
  const start = option - before
  const rest = /^[ \t]*\r?\n/.exec(text.slice(until))?.[0] ?? null
  const isWhole = (start === 0 || text.charAt(start - 1) === '\n') && rest !== null
  return { document, start, end: isWhole ? until + rest.length : until, text: '' }
}
