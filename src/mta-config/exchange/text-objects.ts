import { refuseAt, type TextDocument } from '../text-document.ts'
import { type ObjectNode, type ObjectProperty, objectNode, textOf } from './object-value.ts'

/** Reads what `Format-List` prints: `Name : value` lines, an empty line between two objects, long values wrapped under their start. */
export function readListText({ text, lineStarts }: TextDocument): readonly ObjectNode[] {
  const objects: ObjectProperty[][] = [[]]
  for (const [row, start] of lineStarts.entries()) {
    const line = text.slice(start, lineStarts[row + 1] ?? text.length).replace(/\r?\n$/, '')
    const current = objects.at(-1) ?? []
    const [, name, value = ''] = /^\uFEFF?([A-Za-z][\w.]*)\s*:(?: (.*))?$/.exec(line) ?? []
    const last = current.at(-1)
    if (line.trim() === '') {
      if (current.length > 0) objects.push([])
    } else if (name !== undefined) {
      current.push({ name, value: value.trim(), offset: start })
    } else if (last !== undefined && /^\s/.test(line)) {
      current[current.length - 1] = { ...last, value: `${textOf(last.value)}${line.trim()}` }
    }
  }
  return objects
    .filter(({ length }) => length > 0)
    .map((properties) => objectNode(properties[0]?.offset ?? 0, properties))
}

/**
 * Reads what `Export-Csv` writes: a line of names, then a line an object, with a `#TYPE` line before it in old versions. Values
 * in quotes may hold commas and line ends (RFC 4180 section 2).
 *
 * @throws ProbeError `document-invalid` with the line, when a quote is not closed
 */
export function readCsv(document: TextDocument): readonly ObjectNode[] {
  const rows = rowsOf(document).filter((row) => row.some(({ value }) => value !== ''))
  const from = rows[0]?.[0]?.value.startsWith('#TYPE') ? 1 : 0
  const names = (rows[from] ?? []).map(({ value }) => value.trim())
  return rows.slice(from + 1).map((row) =>
    objectNode(
      row[0]?.offset ?? 0,
      row.flatMap(({ value, offset }, column) => {
        const name = names[column]
        return name === undefined ? [] : [{ name, value, offset }]
      }),
    ),
  )
}

interface Cell {
  readonly value: string
  readonly offset: number
}

function rowsOf(document: TextDocument): readonly (readonly Cell[])[] {
  const text = document.text.replace(/^\uFEFF/, ' ')
  const separator =
    (text.slice(0, 4_096).match(/;/g)?.length ?? 0) > (text.slice(0, 4_096).match(/,/g)?.length ?? 0) ? ';' : ','
  const rows: Cell[][] = [[]]
  let at = 0
  while (at < text.length) {
    while (text.charAt(at) === ' ') at += 1
    const offset = at
    let value = ''
    if (text.charAt(at) === '"') {
      const end = quoteEnd(document, text, at)
      value = text.slice(at + 1, end).replaceAll('""', '"')
      at = end + 1
    } else {
      const end = at + text.slice(at).search(/[\r\n]|$/)
      const cut = text.slice(at, end).indexOf(separator)
      at = cut >= 0 ? at + cut : end
      value = text.slice(offset, at)
    }
    rows.at(-1)?.push({ value, offset })
    if (text.charAt(at) === separator) at += 1
    else {
      while (at < text.length && /[^\n]/.test(text.charAt(at))) at += 1
      at += 1
      rows.push([])
    }
  }
  return rows
}

function quoteEnd(document: TextDocument, text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 2)) {
    if (text.charAt(at + 1) !== '"') return at
  }
  return refuseAt(document, from, 'the quote is not closed')
}
