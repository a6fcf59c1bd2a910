import { refuseAt, type TextDocument } from '../text-document.ts'
import { isNode, type ObjectNode, type ObjectProperty, type ObjectValue } from './object-value.ts'
import { parseXml, type XmlElement } from './xml.ts'

const NUMBERS: ReadonlySet<string> = new Set(['By', 'SB', 'I16', 'U16', 'I32', 'U32', 'I64', 'U64', 'Sg', 'Db', 'D'])

/**
 * Reads what `Export-Clixml` writes: the objects of its top level. The form is that of MS-PSRP section 2.2.5; references
 * to earlier objects are followed.
 *
 * @throws ProbeError `document-invalid` with the line
 */
export function readCliXml(document: TextDocument): readonly ObjectNode[] {
  const root = parseXml(document)
  if (root.name !== 'Objs') return refuseAt(document, root.offset, `the outermost element is ${root.name} and not Objs`)
  const known = new Map<string, ObjectNode>()
  return root.children.flatMap((element) => {
    const value = readValue(element, known)
    return isNode(value) ? unrolled(value) : []
  })
}

/** The members of a list are the objects that somebody exported. */
function unrolled(node: ObjectNode): readonly ObjectNode[] {
  return node.items !== null && node.properties.size === 0 ? node.items.filter(isNode) : [node]
}

function readValue(element: XmlElement, known: Map<string, ObjectNode>): ObjectValue {
  const { name, text } = element
  if (name === 'Obj') return objectOf(element, known)
  if (name === 'Ref') return known.get(element.attributes.get('RefId') ?? '') ?? null
  if (name === 'Nil') return null
  if (name === 'B') return text.trim() === 'true'
  if (NUMBERS.has(name)) return Number(text)
  return unescaped(text)
}

function objectOf(element: XmlElement, known: Map<string, ObjectNode>): ObjectNode {
  const properties = new Map<string, ObjectProperty>()
  let items: readonly ObjectValue[] | null = null
  let entries: ObjectNode['entries'] = null
  let text: string | null = null
  for (const child of element.children) {
    switch (child.name) {
      case 'ToString':
        text = unescaped(child.text)
        break
      case 'Props':
      case 'MS':
        for (const each of child.children) {
          const name = each.attributes.get('N') ?? ''
          properties.set(name.toLowerCase(), { name, value: readValue(each, known), offset: each.offset })
        }
        break
      case 'LST':
      case 'IE':
      case 'STK':
      case 'QUE':
        items = child.children.map((each) => readValue(each, known))
        break
      case 'DCT':
        entries = child.children.map((entry) => pairOf(entry, known))
        break
      default:
        // A plain value that the object wraps, such as that of an enumeration.
        text ??= child.name === 'TN' || child.name === 'TNRef' ? null : child.text
    }
  }
  const node: ObjectNode = { offset: element.offset, text, properties, items, entries }
  const id = element.attributes.get('RefId')
  if (id !== undefined) known.set(id, node)
  return node
}

function pairOf(entry: XmlElement, known: Map<string, ObjectNode>): readonly [ObjectValue, ObjectValue] {
  const named = (name: string): ObjectValue => {
    const element = entry.children.find(({ attributes }) => attributes.get('N') === name)
    return element === undefined ? null : readValue(element, known)
  }
  return [named('Key'), named('Value')]
}

/** Undoes `_x000A_` for characters that XML cannot hold. */
function unescaped(text: string): string {
  return text.replace(/_x([0-9A-F]{4})_/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}
