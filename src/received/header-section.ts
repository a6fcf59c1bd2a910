/** Characters of a header section that are read. Real ones have some ten thousand; what comes after is not looked at. */
export const SECTION_CHARACTERS = 1_048_576

/** Lines of a header section that are read. Real ones have fewer than 1,000. */
const LINES = 5_000

/** A header field, unfolded. */
export interface HeaderField {
  readonly name: string
  readonly value: string
}

/**
 * The fields at the top of a message, in order, whatever a copy went through on its way here:
 *
 * - as it should be: folded lines (RFC 5322 section 2.2.3), CRLF or LF, with or without the `From ` line of an mbox
 * - as a quotation (`> `), or with a blank line between all lines
 * - copied from a browser: indentation lost, `&lt;` and `&#43;` left over
 * - quoted-printable, cut by soft line breaks and with `=3D` for `=` (RFC 2045 section 6.7)
 *
 * What follows the blank line is the body and not looked at: a message that was forwarded inside has a journey of its own.
 */
export function headerSection(text: string): readonly HeaderField[] {
  const lines = sectionLines(text.slice(0, SECTION_CHARACTERS).replace(/^\ufeff/, ''))
  const fields: { readonly name: string; readonly value: string[] }[] = []
  for (const line of lines) {
    const colon = fieldColon(line)
    const last = fields.at(-1)
    if (colon > 0) fields.push({ name: line.slice(0, colon), value: [line.slice(colon + 1)] })
    else last?.value.push(line)
  }
  return fields.map(({ name, value }) => ({ name, value: undoEntities(value.join('\n')).trim() }))
}

/** Where the colon of `Name:` is; -1 for a line that begins no field. A time of day, an address or a URL is no name. */
function fieldColon(line: string): number {
  if (!line.includes(':')) return -1
  const [name] = /^[A-Za-z][\w.-]{0,99}(?=:(?:\s|$))/.exec(line) ?? []
  return name?.length ?? -1
}

function sectionLines(text: string): readonly string[] {
  const ends = text.includes('\r') ? text.replaceAll('\r\n', '\n').replaceAll('\r', '\n') : text
  const raw = ends.split('\n', LINES)
  const spaced = isDoubleSpaced(raw)
  const lines: string[] = []
  for (const quoted of raw) {
    const line = withoutQuoting(quoted)
    if (isEmpty(line)) {
      if (lines.length === 0 || spaced) continue
      break
    }
    if (lines.length === 0 && line.startsWith('From ')) continue
    lines.push(line)
  }
  return ends.includes('=\n') || ends.endsWith('=') ? joinSoftBreaks(lines) : lines
}

function withoutQuoting(line: string): string {
  return line.startsWith('>') ? line.replace(/^>[ >]{0,10}/, '') : line
}

/** Lines that are looked at for blank lines between all others. */
const SAMPLE = 9

function isDoubleSpaced(lines: readonly string[]): boolean {
  const first = lines.findIndex((line) => !isEmpty(withoutQuoting(line)))
  const sample = lines.slice(Math.max(0, first), Math.max(0, first) + SAMPLE).map(withoutQuoting)
  return sample.length === SAMPLE && sample.every((line, at) => isEmpty(line) === (at % 2 === 1))
}

/** A line that ends in `=` goes on in the next, unless that begins a field: base64 ends in `=`, too. */
function joinSoftBreaks(lines: readonly string[]): readonly string[] {
  const joined: string[] = []
  let open: string | null = null
  for (const line of lines) {
    if (open !== null && fieldColon(line) > 0) {
      joined.push(`${open}=`)
      open = null
    }
    const whole: string = open === null ? line : open + line
    open = line.endsWith('=') ? whole.slice(0, -1) : null
    if (open === null) joined.push(whole)
  }
  return open === null ? joined : [...joined, open]
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&amp;', '&'],
  ['&quot;', '"'],
  ['&nbsp;', ' '],
])

/** `=3D` and the character references that pages write. Other `=XX` stay: `cipher=AES128-SHA` is no octet 0xAE. */
function undoEntities(value: string): string {
  const equal = value.includes('=3') ? value.replace(/=3[Dd]/g, '=') : value
  if (!equal.includes('&')) return equal
  return equal
    .replace(/&(?:lt|gt|amp|quot|nbsp);/g, (entity) => ENTITIES.get(entity) ?? entity)
    .replace(/&#(?:x([\da-fA-F]{1,5})|(\d{1,6}));/g, (entity, hex?: string, decimal?: string) => {
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
      return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : entity
    })
}

function isEmpty(line: string): boolean {
  return line === '' || ((line.startsWith(' ') || line.startsWith('\t')) && !/\S/.test(line))
}
