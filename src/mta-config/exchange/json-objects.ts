import { XML_DEPTH } from '../limits.ts'
import { refuseAt, type TextDocument } from '../text-document.ts'
import { isNode, type ObjectNode, type ObjectProperty, type ObjectValue, objectNode } from './object-value.ts'

const BLANK = /[\s\uFEFF]*/y
const LITERAL = /true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y

/**
 * Reads what `ConvertTo-Json` writes, an object or a list of some, and keeps where each property stands.
 *
 * @throws ProbeError `document-invalid` with the line
 */
export function readJsonObjects(document: TextDocument): readonly ObjectNode[] {
  const { text } = document
  let at = 0

  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match === null) return null
    at += match[0].length
    return match[0]
  }
  const isNext = (character: string): boolean => {
    take(BLANK)
    if (text.charAt(at) !== character) return false
    at += 1
    return true
  }
  const refuse = (what: string): never => refuseAt(document, at, `here should be ${what}`)

  const string = (): string => {
    take(BLANK)
    const end = stringEnd(text, at)
    const found = end < 0 ? '' : text.slice(at, end)
    try {
      const read = String(JSON.parse(found))
      at = end
      return read
    } catch {
      return refuse('a text in quotes')
    }
  }

  const value = (depth: number): ObjectValue => {
    if (depth > XML_DEPTH) return refuseAt(document, at, `values are nested more than ${XML_DEPTH} deep`)
    take(BLANK)
    const offset = at
    const first = text.charAt(at)
    if (first === '"') return string()
    if (isNext('{')) return object(offset, depth)
    if (isNext('[')) return { ...objectNode(offset, []), items: list(depth) }
    const literal = take(LITERAL)
    return literal === null ? refuse('a value') : (JSON.parse(literal) as ObjectValue)
  }

  const object = (offset: number, depth: number): ObjectNode => {
    const properties: ObjectProperty[] = []
    if (isNext('}')) return objectNode(offset, properties)
    do {
      take(BLANK)
      const start = at
      const name = string()
      if (!isNext(':')) refuse('a colon')
      properties.push({ name, value: value(depth + 1), offset: start })
    } while (isNext(','))
    if (!isNext('}')) refuse('a comma or a closing brace')
    return objectNode(offset, properties)
  }

  const list = (depth: number): readonly ObjectValue[] => {
    const items: ObjectValue[] = []
    if (isNext(']')) return items
    do items.push(value(depth + 1))
    while (isNext(','))
    if (!isNext(']')) refuse('a comma or a closing bracket')
    return items
  }

  const whole = value(0)
  take(BLANK)
  if (at < text.length) refuse('the end')
  if (!isNode(whole)) return []
  return whole.items === null ? [whole] : whole.items.filter(isNode)
}

/** Behind the quote that ends the text which begins here; -1 when none begins or ends. A pattern would keep a step for each character. */
function stringEnd(text: string, start: number): number {
  if (text.charAt(start) !== '"') return -1
  for (let at = start + 1; at < text.length; at += 1) {
    if (text.charAt(at) === '\\') at += 1
    else if (text.charAt(at) === '"') return at + 1
  }
  return -1
}
