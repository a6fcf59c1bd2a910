/** A line of a CSV file with a header: its fields by column name. */
export type CsvRow = Readonly<Record<string, string>>

/**
 * Reads comma-separated values with a header line: fields may be quoted, and quoted fields may hold commas, doubled
 * quotes and line ends (IANA's files do).
 *
 * @see RFC 4180 section 2
 * @throws Error when a line has not as many fields as the header, or a quoted field does not end
 */
export function parseCsv(text: string): readonly CsvRow[] {
  const [header, ...lines] = splitLines(text)
  if (header === undefined) return []
  return lines.map((fields, at) => {
    if (fields.length !== header.length) {
      throw new Error(`row ${at + 1} has ${fields.length} fields, the header ${header.length}: ${fields.join(',')}`)
    }
    return Object.fromEntries(header.map((column, index) => [column, fields[index] ?? '']))
  })
}

/** The text of a column that must be there. */
export function field(row: CsvRow, column: string): string {
  const value = row[column]
  if (value === undefined) throw new Error(`no column ${column}`)
  return value
}

function splitLines(text: string): readonly (readonly string[])[] {
  const lines: string[][] = []
  let fields: string[] = []
  let at = 0
  while (at < text.length) {
    const [value, next] = text[at] === '"' ? quotedField(text, at) : plainField(text, at)
    fields.push(value)
    at = next
    if (text[at] === ',') {
      at += 1
      if (at < text.length) continue
      fields.push('')
    } else if (text[at] === '\r' && text[at + 1] === '\n') at += 2
    else if (text[at] === '\n') at += 1
    else if (at < text.length) throw new Error(`text after a quoted field at offset ${at}`)
    lines.push(fields)
    fields = []
  }
  return lines
}

function plainField(text: string, from: number): readonly [string, number] {
  let to = from
  while (to < text.length && text[to] !== ',' && text[to] !== '\n' && text[to] !== '\r') to += 1
  return [text.slice(from, to), to]
}

function quotedField(text: string, from: number): readonly [string, number] {
  let value = ''
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] !== '"') value += text[at]
    else if (text[at + 1] === '"') {
      value += '"'
      at += 1
    } else return [value, at + 1]
  }
  throw new Error(`a quoted field does not end, opened at offset ${from}`)
}
